"""Closings of a whole period: as counts, for coverage, or one by one from a file.

Rule 1: every row is checked first; what is wrong is named by row and field, all at
once, and then nothing is taken. A file may come twice.
Rule 2: nothing of a file is kept but what its closures carry.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from aiohttp import web

from bot.area import Area, Place
from bot.service.closure_fields import CLOSURE, Closure
from bot.service.closure_files import (
    LARGEST,
    FileError,
    closures_of,
    countable,
    counts_of,
)
from bot.service.closures import Asked, Closed, Closures, ConflictingError, Count, Halt
from bot.service.periods import recent
from bot.web.desk.frame import Desk, Door, Visit
from bot.web.desk.texts import say
from bot.web.posted import Fields

PATH: Final = "/desk/closings"
FILE: Final = f"{PATH}/file"
COUNTS: Final = f"{PATH}/counts"
TYPED: Final = f"{PATH}/typed"
HALT: Final = f"{PATH}/hold"
_SHOWN: Final = 200  # links on the page; the file has them all
_MISTAKES: Final = 100


@dataclass(frozen=True, slots=True)
class Loading:
    """What these pages work with."""

    desk: Desk
    closures: Closures
    area: Area

    def routes(self) -> list[web.RouteDef]:
        """Return the addresses, and put them among the areas."""
        self.desk.add(Door(PATH, "closings", "load_closings", whole=False))
        verb, shown = "load_closings", self.desk.shown
        up, taken = self.desk.uploaded, self.desk.taken
        places = [f"n-{place.id}" for place in (*self.area.tiers, *self.area.districts)]
        typed = ("period", "kind", *places)
        return [
            web.get(PATH, shown(verb, self._ask, whole=False)),
            web.post(
                FILE,
                up(verb, self._file, fields=("button",), largest=LARGEST, whole=False),
            ),
            web.post(COUNTS, up(verb, self._counts, largest=LARGEST)),
            web.get(TYPED, shown(verb, self._typing)),
            web.post(TYPED, taken(verb, self._typed, fields=typed)),
            web.post(
                HALT,
                taken(verb, self._halt, fields=("reference", "button"), whole=False),
            ),
        ]

    async def _ask(self, visit: Visit) -> web.StreamResponse:
        return self._page(visit)

    def _page(self, visit: Visit, status: int = 200, **said: object) -> web.Response:
        given: dict[str, object] = {
            "done": "",
            "wrong": {},
            "mistakes": (),
            "more": 0,
            "links": (),
            "reference": "",
            **said,
        }
        fields = self.closures.fields(visit.house.now())
        return visit.page(
            "closings.html",
            status,
            columns=[one.name for one in fields.all],
            whole=not visit.scope,
            **given,
        )

    def _refused(self, visit: Visit, mistakes: Sequence[str]) -> web.Response:
        return self._page(
            visit,
            422,
            mistakes=mistakes[:_MISTAKES],
            more=max(0, len(mistakes) - _MISTAKES),
        )

    # --- one by one ------------------------------------------------------------------

    async def _file(
        self, visit: Visit, fields: Fields, content: bytes
    ) -> web.StreamResponse:
        now, button = visit.house.now(), fields.one("button")
        try:
            found = closures_of(content, self.closures.fields(now))
        except FileError as wrong:
            return self._refused(visit, wrong.mistakes)
        for closure in found:
            visit.authorise("load_closings", closure.district or "")
        if button == "check":
            said = say("closings.checked", count=len(found))
            return self._page(visit, done=said)
        try:
            done = await self.closures.close_all([Asked(c) for c in found], now=now)
        except ConflictingError as conflict:
            return self._refused(
                visit, [say("closings.conflict", row=row + 1) for row in conflict.rows]
            )
        links = _links(found, done)
        if button == "links":
            return _csv(links)
        new = sum(not one.again for one in done)
        said = say("closings.taken", new=new, known=len(done) - new)
        return self._page(
            visit, done=said, links=links[:_SHOWN], more=max(0, len(links) - _SHOWN)
        )

    # --- as counts -------------------------------------------------------------------

    async def _counts(
        self, visit: Visit, fields: Fields, content: bytes
    ) -> web.StreamResponse:
        del fields
        try:
            found = counts_of(content, self.closures.setup)
        except FileError as wrong:
            return self._refused(visit, wrong.mistakes)
        await self.closures.count(found)
        return self._page(visit, done=say("closings.counted", count=len(found)))

    async def _typing(self, visit: Visit) -> web.StreamResponse:
        return self._counting(visit, visit.request.query.get("kind", "tier"), {})

    def _counting(
        self, visit: Visit, kind: str, given: dict[str, str], **said: object
    ) -> web.Response:
        kind = kind if kind == "district" else "tier"
        periods = self._periods(visit, kind)
        values: dict[str, object] = {"done": "", "wrong": {}, **said}
        return visit.page(
            "closings-typed.html",
            422 if values["wrong"] else 200,
            kind=kind,
            periods=[(one, one) for one in periods],
            period=given.get("period") or periods[0],
            places=self._places(kind),
            given=given,
            **values,
        )

    async def _typed(self, visit: Visit, fields: Fields) -> web.StreamResponse:
        kind = "district" if fields.one("kind") == "district" else "tier"
        places = self._places(kind)
        given = {f"n-{p.id}": fields.one(f"n-{p.id}").strip() for p in places}
        given["period"] = period = fields.one("period")
        wrong = {
            name: say("closings.wrong_number")
            for name, value in given.items()
            if name != "period" and value and not countable(value)
        }
        if period not in self._periods(visit, kind):
            wrong["period"] = say("closings.wrong_period")
        counts = [
            Count(CLOSURE, kind, p.id, period, int(given[f"n-{p.id}"]))
            for p in places
            if not wrong and given[f"n-{p.id}"]
        ]
        if not counts and not wrong:
            wrong[f"n-{places[0].id}"] = say("closings.wrong_none")
        if wrong:
            return self._counting(visit, kind, given, wrong=wrong)
        await self.closures.count(counts)
        said = say("closings.counted", count=len(counts))
        return self._counting(visit, kind, {"period": period}, done=said)

    def _places(self, kind: str) -> tuple[Place, ...]:
        return self.area.districts if kind == "district" else self.area.tiers

    def _periods(self, visit: Visit, kind: str) -> tuple[str, ...]:
        """Return the quarters, or years, whose closings can be counted here."""
        today = visit.house.now().date()
        if kind == "district":
            return tuple(str(today.year - back) for back in range(3))
        return recent(today)

    # --- any closing of the case system ----------------------------------------------

    async def _halt(self, visit: Visit, fields: Fields) -> web.StreamResponse:
        """Hold, let go on or end what came of a case, whoever closed it."""
        reference = "".join(fields.one("reference").split())
        try:
            action = Halt(fields.one("button"))
        except ValueError:
            return visit.wrong("garbled")
        if not reference:
            wrong = {"reference": say("closings.no_reference")}
            return self._page(visit, 422, wrong=wrong)
        known = await self.closures.find(reference=reference)
        if known is None and not visit.scope:
            wrong = {"reference": say("closings.unknown")}
            return self._page(visit, 422, wrong=wrong, reference=reference)
        now = visit.house.now()
        await self.closures.halt(
            action, reference=reference, district=visit.scope, now=now
        )
        return self._page(visit, done=say(f"links.done_{action}"))


def _links(found: Sequence[Closure], done: Sequence[Closed]) -> list[tuple[str, str]]:
    """Return the links that are to be handed over, by reference."""
    links = []
    for closure, one in zip(found, done, strict=True):
        if one.channel is None:
            made = one.invitation
            link = made.web_link or made.telegram_link or f"/start {made.token}"
            links.append((closure.reference or "", link))
    return links


def _csv(links: Sequence[tuple[str, str]]) -> web.Response:
    """Return the links as a file; references and links begin with no formula sign."""
    written = io.StringIO(newline="")
    csv.writer(written).writerows([("reference", "link"), *links])
    return web.Response(
        body=written.getvalue().encode("utf-8-sig"),
        content_type="text/csv",
        charset="utf-8",
        headers={"Content-Disposition": 'attachment; filename="strandline-links.csv"'},
    )
