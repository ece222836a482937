"""Telegram calls us: a small server on the loopback address, answered after commit.

Rules of this file: a call without the secret is refused before its body is read;
200 is said once the update is done, 503 where Telegram must come again; the
address holds no token.
"""

import asyncio
import hmac
import json
import logging
import secrets

from aiohttp import web

from bot.telegram.intake import Intake, Outcome

LOG = logging.getLogger("strandline.telegram")

HEADER = "X-Telegram-Bot-Api-Secret-Token"
PATH = "/telegram"
LARGEST = 1024 * 1024
TELL_EVERY = 100
PATIENCE = 40.0  # seconds; Telegram hangs up after about a minute


def new_secret() -> str:
    """Return a secret for one run of the process; it is kept nowhere."""
    return secrets.token_urlsafe(32)


class Webhook:
    """The server that updates arrive at."""

    def __init__(self, intake: Intake, secret: str) -> None:
        self._intake = intake
        self._secret = secret.encode()
        self._runner: web.AppRunner | None = None
        self._refused = 0

    async def start(self, port: int) -> None:
        """Listen on the loopback address.

        Raises:
            OSError: The port is taken.
        """
        app = web.Application(client_max_size=LARGEST)
        app.router.add_post(PATH, self._receive)
        self._runner = web.AppRunner(
            app, access_log=None, handle_signals=False, shutdown_timeout=1.0
        )
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()

    async def stop(self) -> None:
        """Stop listening."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _receive(self, request: web.Request) -> web.Response:
        given = request.headers.get(HEADER, "")
        if not hmac.compare_digest(given.encode(errors="replace"), self._secret):
            self._refused += 1
            if self._refused % TELL_EVERY == 1:
                LOG.warning("calls without the right secret so far: %d", self._refused)
            return web.Response(status=403)
        try:
            raw: object = json.loads(await request.read())
        except (ValueError, RecursionError):
            # Not Telegram's doing: nothing in it to come again for.
            return web.Response(status=400)
        outcome = await self._outcome(raw)
        return web.Response(status=200 if outcome is Outcome.DONE else 503)

    async def _outcome(self, raw: object) -> Outcome:
        told: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()

        def tell(outcome: Outcome) -> None:
            if not told.done():
                told.set_result(outcome)

        self._intake.accept(raw, tell)
        await asyncio.wait({told}, timeout=PATIENCE)
        return told.result() if told.done() else Outcome.LATER
