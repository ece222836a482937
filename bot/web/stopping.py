"""Saying stop: the page behind the link, and what GOV.UK Notify tells us.

Rule 1: opening the page does nothing (phones and mail programs open links by
themselves); pressing its button does. It shows no number and no address.
Rule 2: a callback is believed only with the token that was agreed with Notify. Of what
it holds, the number and the word are looked at and nothing is kept.
"""

import hmac
from dataclasses import dataclass, field

from aiohttp import web

from bot.service.notify import EMAIL, SMS
from bot.service.optout import OptOut, phone
from bot.service.person import Person
from bot.web.api import ProblemError, answered, body
from bot.web.guard import language_of, missed, shut
from bot.web.house import house_of

PAGE = "/stop/{code}"
RECEIVED, DELIVERED = "/notify/received", "/notify/delivered"
_GONE = "permanent-failure"


@dataclass(frozen=True, slots=True)
class Stopping:
    """What these addresses work with.

    Attributes:
        callback: The token that Notify sends; None: callbacks are not taken.
    """

    optout: OptOut
    callback: str | None = field(default=None, repr=False)

    def routes(self) -> list[web.RouteDef]:
        """Return the page and, where Notify may call, the callbacks."""
        found = [web.get(PAGE, self._ask), web.post(PAGE, self._stop)]
        if self.callback is not None:
            found += [
                web.post(RECEIVED, answered(self._received)),
                web.post(DELIVERED, answered(self._delivered)),
            ]
        return found

    async def _ask(self, request: web.Request) -> web.StreamResponse:
        if not self.optout.is_ours(request.match_info["code"]):
            missed(request)
            return shut(request)
        return house_of(request).paper.page(
            "stopping.html", language_of(request), done=False
        )

    async def _stop(self, request: web.Request) -> web.StreamResponse:
        if not await self.optout.stop_by(request.match_info["code"]):
            missed(request)
            return shut(request)
        return house_of(request).paper.page(
            "stopping.html", language_of(request), done=True
        )

    async def _received(self, request: web.Request) -> web.Response:
        """Take a text message that a family sent back."""
        given = await self._told(request)
        number, words = given.get("source_number"), given.get("message")
        if isinstance(number, str) and isinstance(words, str):
            await self.optout.received(number, words)
        return web.Response(status=204)

    async def _delivered(self, request: web.Request) -> web.Response:
        """Forget an address of which Notify says that it does not exist."""
        given = await self._told(request)
        to, kind = given.get("to"), given.get("notification_type")
        if given.get("status") == _GONE and isinstance(to, str):
            if kind == SMS and (number := phone(to)) is not None:
                await self.optout.unreachable(Person(SMS, number))
            elif kind == EMAIL:
                await self.optout.unreachable(Person(EMAIL, to.lower()))
        return web.Response(status=204)

    async def _told(self, request: web.Request) -> dict[str, object]:
        given = request.headers.get("Authorization", "").encode("utf-8", "replace")
        wanted = f"Bearer {self.callback}".encode()
        if not hmac.compare_digest(given, wanted):
            raise ProblemError(401, headers={"WWW-Authenticate": "Bearer"})
        return dict(await body(request))
