"""The one place that puts the pages together, and serves them.

Rule 1: a module of pages exports ``routes``; nothing else registers addresses.
Rule 2: what goes out goes through `bot.web.guard`, whatever made it.
"""

import logging
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Final

from aiohttp import web

from bot.web import about, doors, guard, survey
from bot.web.house import HOUSE, House

LOG = logging.getLogger("strandline.web")
PATIENCE: Final = 75.0  # seconds; a proxy in front reuses connections for a minute


def make_site(house: House, extra: Iterable[web.RouteDef] = ()) -> web.Application:
    """Return the pages of one service.

    Args:
        house: What the pages are given.
        extra: Pages of other modules.
    """
    site = web.Application(middlewares=guard.MIDDLEWARES)
    site[HOUSE] = house
    site.on_response_prepare.append(guard.dress)
    for routes in (about.routes(), doors.routes(), survey.routes(), extra):
        site.add_routes(list(routes))
    return site


@asynccontextmanager
async def serving(
    host: str, port: int, site: web.Application, *, patience: float = PATIENCE
) -> AsyncIterator[int | None]:
    """Serve the pages until the block is left; yield their port, or None if taken.

    A port in use is no reason for a family's answer to be lost elsewhere: the pages
    are left out, and the log says so. A connection that is silent, or does not finish
    the head of a request, for ``patience`` seconds is closed.
    """
    runner = web.AppRunner(
        site,
        access_log=None,
        logger=guard.MUTE,
        auto_decompress=False,
        keepalive_timeout=patience,
    )
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError:
            LOG.warning("the port of the pages is taken: going on without them")
            yield None
        else:
            address = runner.addresses[0]
            yield int(address[1])
    finally:
        await runner.cleanup()
