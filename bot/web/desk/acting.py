"""You said, we did: a coordinator publishes a short note for a period."""

from dataclasses import dataclass
from typing import Final

from aiohttp import web

from bot.service.acted import LONGEST, YouSaid
from bot.service.errors import ServiceError
from bot.service.periods import recent
from bot.web.desk.frame import Desk, Door, Visit
from bot.web.desk.texts import say
from bot.web.posted import Fields

PATH: Final = "/desk/acted"
VERB: Final = "publish_note"


@dataclass(frozen=True, slots=True)
class Acting:
    """What this page works with."""

    desk: Desk
    acted: YouSaid

    def routes(self) -> list[web.RouteDef]:
        """Return the addresses, and put them among the areas."""
        self.desk.add(Door(PATH, "acted", VERB))
        taken = self.desk.taken(
            VERB, self._do, fields=("period", "button"), words=("words",)
        )
        return [web.get(PATH, self.desk.shown(VERB, self._ask)), web.post(PATH, taken)]

    async def _ask(self, visit: Visit) -> web.StreamResponse:
        return await self._page(visit)

    async def _page(self, visit: Visit, **said: str) -> web.Response:
        today = visit.house.now().date()
        periods = (*recent(today), str(today.year), str(today.year - 1))
        given = {"done": "", "wrong": "", "period": periods[1], "words": "", **said}
        return visit.page(
            "acted.html",
            422 if given["wrong"] else 200,
            notes=await self.acted.notes(),
            periods=[(one, one) for one in periods],
            longest=LONGEST,
            **given,
        )

    async def _do(self, visit: Visit, fields: Fields) -> web.StreamResponse:
        period, words = fields.one("period"), fields.one("words")
        if fields.one("button") == "remove":
            await self.acted.remove(period)
            return await self._page(visit, done=say("acted.removed"))
        today = visit.house.now().date()
        try:
            await self.acted.publish(period, words, today=today)
        except ServiceError as wrong:
            return await self._page(visit, wrong=str(wrong), period=period, words=words)
        return await self._page(visit, done=say("acted.published"))
