"""What the evidence supports: the summary on a page, and in every format there is.

Rule: what is shown is a `Release`, made and recorded by `bot.service.evidence`; asking
for one changes the register, so it is asked for by a button and never by a link.
"""

import re
from dataclasses import dataclass
from html import unescape
from typing import Final

from aiohttp import web

from bot.service.errors import ServiceError
from bot.service.evidence import ALL, ROWS, Document, Evidence
from bot.service.periods import recent
from bot.service.waves import Waves
from bot.web.desk.frame import Desk, Door, Visit
from bot.web.desk.texts import say
from bot.web.guard import OWN_POLICY
from bot.web.posted import Fields
from exports import FORMATS

PATH: Final = "/desk/evidence"
VERB: Final = "evidence"
_LOOK: Final = "look"
# The summary names its own style sheet by its hash; nothing else is allowed on it.
_POLICY: Final = re.compile(rb'Content-Security-Policy"\s+content="([^"]+)"')
_BESIDE: Final = "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


@dataclass(frozen=True, slots=True)
class Showing:
    """What this page works with."""

    desk: Desk
    evidence: Evidence
    waves: Waves

    def routes(self) -> list[web.RouteDef]:
        """Return the addresses, and put them among the areas."""
        self.desk.add(Door(PATH, "evidence", VERB))
        taken = self.desk.taken(VERB, self._make, fields=("row", "period", "button"))
        return [web.get(PATH, self.desk.shown(VERB, self._ask)), web.post(PATH, taken)]

    async def _ask(self, visit: Visit) -> web.StreamResponse:
        return await self._page(visit)

    async def _page(
        self, visit: Visit, row: str = ALL, period: str = "", wrong: str = ""
    ) -> web.Response:
        periods = await self._periods(visit)
        return visit.page(
            "evidence.html",
            422 if wrong else 200,
            rows=[(one, say(f"rows.{one}")) for one in (ALL, *ROWS)],
            periods=[(one, one) for one in periods],
            kinds=[(kind, known.title) for kind, known in FORMATS.items()],
            row=row,
            period=period if period in periods else periods[0],
            wrong=wrong,
        )

    async def _periods(self, visit: Visit) -> tuple[str, ...]:
        today = visit.house.now().date()
        waves = [wave.id for wave in await self.waves.all()]
        return (*recent(today), str(today.year), str(today.year - 1), *waves)

    async def _make(self, visit: Visit, fields: Fields) -> web.StreamResponse:
        row, period, kind = (fields.one(n) for n in ("row", "period", "button"))
        if row not in (ALL, *ROWS) or kind not in (_LOOK, *FORMATS):
            return visit.wrong("garbled")
        if period not in await self._periods(visit):
            return visit.wrong("garbled")
        wanted = "html" if kind == _LOOK else kind
        try:
            (document,) = await self.evidence.documents(
                row, period, (wanted,), visit.house.now()
            )
        except ServiceError:
            wrong = say("evidence.none", period=period)
            return await self._page(visit, row, period, wrong)
        return _looked_at(document) if kind == _LOOK else _kept(document)


def _kept(document: Document) -> web.Response:
    """Return a document as a file to keep."""
    named = f'attachment; filename="{document.name}"'
    return web.Response(
        body=document.body,
        headers={"Content-Type": document.media_type, "Content-Disposition": named},
    )


def _looked_at(document: Document) -> web.Response:
    """Return the summary as the page that it is."""
    found = _POLICY.search(document.body)
    policy = unescape(found[1].decode()) if found else "default-src 'none'"
    headers = {"Content-Type": document.media_type, OWN_POLICY: policy + _BESIDE}
    return web.Response(body=document.body, headers=headers)
