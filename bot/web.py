"""The service's own small page: whether it is well, for people and for monitoring.

Rule: it says nothing about anybody's answers, and takes nothing in.
"""

import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from aiohttp import web

LOG = logging.getLogger("strandline.web")
WELL = "Strandline is running.\n"

Probe = Callable[[], Awaitable[bool]]


@asynccontextmanager
async def serving(host: str, port: int, well: Probe) -> AsyncIterator[int | None]:
    """Serve the page until the block is left; yield its port, or None if taken.

    A port in use is no reason for a family's answer to be lost: the page is left
    out, and the log says so.
    """

    async def page(_: web.Request) -> web.Response:
        return web.Response(text=WELL)

    async def health(_: web.Request) -> web.Response:
        good = await well()
        return web.Response(
            text=json.dumps({"status": "ok" if good else "failing"}),
            content_type="application/json",
            status=200 if good else 503,
        )

    site = web.Application()
    site.add_routes([web.get("/", page), web.get("/health", health)])
    runner = web.AppRunner(site, access_log=None)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError:
            LOG.warning("the page's port is taken: going on without the page")
            yield None
        else:
            address = runner.addresses[0]
            yield int(address[1])
    finally:
        await runner.cleanup()
