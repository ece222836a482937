"""Workshop mode: the evidence a feature a page, and what partners agree to do.

Rule 1: a page shows what the release shows of its feature, worded as in print.
Rule 2: where words hold what looks like a personal detail, nothing is stored: the page
comes back with the words as they would read without it, to be changed or sent.
Rule 3: a page's action is written down once, however often it is sent.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from aiohttp import web

from analysis import phrases
from analysis.release import ShownFeature
from bot.area import Area
from bot.service.errors import ServiceError
from bot.service.evidence import ALL, ROWS
from bot.service.periods import quarter_of, valid
from bot.service.workshop import (
    DONE,
    DROPPED,
    OPEN,
    Action,
    Agreed,
    PersonalError,
    Walk,
    Workshop,
)
from bot.web.desk.frame import CSRF, Desk, Door, Visit
from bot.web.posted import Fields
from bot.web.vote.texts import say as said
from exports.actions import KINDS

PATH: Final = "/desk/workshop"
ROW: Final = f"{PATH}/{{period}}/{{row}}"
STOP: Final = f"{ROW}/{{feature}}"
FILE: Final = f"{PATH}/{{period}}/actions.{{kind}}"
VERB: Final = "hold_vote"
WHOLE: Final = "row"  # stands for the row as a whole among its features
_TYPED: Final = ("partners", "post", "due")
_SETTLED: Final = ("action", "button", "to", "back")


@dataclass(frozen=True, slots=True)
class Place:
    """One feature's page: where it stands among those of its row."""

    id: str
    before: str
    after: str
    number: int
    of: int


@dataclass(frozen=True, slots=True)
class WorkshopPages:
    """What these pages work with."""

    desk: Desk
    workshop: Workshop
    area: Area

    def routes(self) -> list[web.RouteDef]:
        """Return the addresses, and put them among the areas."""
        self.desk.add(Door(PATH, "workshop", VERB))
        shown, taken = self.desk.shown, self.desk.taken
        return [
            web.get(PATH, shown(VERB, self._choose)),
            web.post(PATH, taken(VERB, self._settle, fields=_SETTLED, words=("note",))),
            web.get(FILE, shown(VERB, self._file)),
            web.get(ROW, shown(VERB, self._row)),
            web.get(STOP, shown(VERB, self._stop)),
            web.post(STOP, taken(VERB, self._add, fields=_TYPED, words=("words",))),
        ]

    # --- what there is --------------------------------------------------------------

    async def _choose(self, visit: Visit) -> web.Response:
        asked = visit.request.query.get("period", "").strip()
        usual = quarter_of(visit.house.now().date())
        period = asked if valid(asked) else usual
        every = await self.workshop.actions()
        return visit.page(
            "workshop.html",
            period=period,
            wrong=bool(asked) and period != asked,
            rows=ROWS,
            counts={
                row: sum(one.row == row and one.period == period for one in every)
                for row in ROWS
            },
            here_now=[one for one in every if one.period == period],
            earlier=[one for one in every if one.period < period and one.state == OPEN],
            kinds=tuple(KINDS),
            **self._given(),
        )

    async def _row(self, visit: Visit) -> web.Response:
        found = await self._walked(visit)
        if found is None:
            return visit.wrong("workshop", 404)
        return visit.page(
            "workshop-row.html",
            walk=found,
            period=visit.request.match_info["period"],
            row=visit.request.match_info["row"],
            **self._given(),
        )

    async def _stop(self, visit: Visit) -> web.Response:
        return await self._shown(visit, {})

    async def _shown(
        self,
        visit: Visit,
        typed: Mapping[str, object],
        wrong: str = "",
    ) -> web.Response:
        found = await self._walked(visit)
        given = visit.request.match_info
        place = None if found is None else _place(found, given["feature"])
        if found is None or place is None:
            return visit.wrong("workshop", 404)
        stop = next((s for s in found.stops if s.feature.id == place.id), None)
        return visit.page(
            "workshop-stop.html",
            422 if wrong else 200,
            walk=found,
            place=place,
            feature=None if stop is None else stop.feature,
            actions=found.whole if stop is None else stop.actions,
            period=given["period"],
            row=given["row"],
            partners=self.area.partners,
            typed={"words": "", "post": "", "due": "", "partners": (), **typed},
            wrong=wrong,
            saved="saved" in visit.request.query,
            **self._given(),
        )

    async def _file(self, visit: Visit) -> web.Response:
        given = visit.request.match_info
        try:
            made = await self.workshop.document(ALL, given["period"], given["kind"])
        except ServiceError:
            return visit.wrong("workshop", 404)
        return web.Response(
            body=made.body,
            headers={
                "Content-Type": made.media_type,
                "Content-Disposition": f'attachment; filename="{made.name}"',
            },
        )

    # --- what is done ---------------------------------------------------------------

    async def _add(self, visit: Visit, fields: Fields) -> web.Response:
        given = visit.request.match_info
        typed = {
            "words": fields.one("words"),
            "partners": fields.all("partners"),
            "post": fields.one("post"),
            "due": fields.one("due").strip(),
        }
        action = Action(
            row=given["row"],
            feature="" if given["feature"] == WHOLE else given["feature"],
            words=fields.one("words"),
            partners=fields.all("partners"),
            post=fields.one("post"),
            due=fields.one("due").strip(),
        )
        try:
            sent = f"{fields.one(CSRF)} {action.words}"
            await self.workshop.add(given["period"], action, sent, visit.house.now())
        except PersonalError as personal:
            typed[personal.field] = personal.reads
            return await self._shown(visit, typed, str(personal))
        except ServiceError as wrong:
            return await self._shown(visit, typed, str(wrong))
        return visit.went(f"{visit.request.path}?saved")

    async def _settle(self, visit: Visit, fields: Fields) -> web.Response:
        """Say how an action stands, carry it on, or take it away."""
        action, deed = fields.one("action"), fields.one("button")
        back = fields.one("back")
        try:
            match deed:
                case "open" | "done" | "dropped":
                    await self.workshop.settle(action, deed, fields.one("note"))
                case "carry":
                    await self.workshop.carry(
                        action, fields.one("to"), visit.house.now()
                    )
                case "remove":
                    await self.workshop.remove(action)
                case _:
                    return visit.wrong("garbled")
        except ServiceError as wrong:
            return visit.page("workshop-no.html", 422, wrong=str(wrong))
        period = back if valid(back) else ""
        return visit.went(f"{PATH}?period={period}" if period else PATH)

    async def _walked(self, visit: Visit) -> Walk | None:
        given = visit.request.match_info
        try:
            return await self.workshop.walk(
                given["row"], given["period"], visit.house.now()
            )
        except ServiceError:
            return None

    def _given(self) -> Mapping[str, object]:
        return {
            "said": said,
            "status": lambda one: phrases.STATUSES[one.status],
            "stage": lambda one: phrases.STAGES[one.stage],
            "figure": _figure,
            "who": self._who,
            "states": (OPEN, DONE, DROPPED),
            "whole": WHOLE,
        }

    def _who(self, one: Agreed) -> str:
        names = phrases.listed([self.workshop.partner(p) for p in one.partners])
        return f"{names} ({one.post})" if one.post else names


def _figure(feature: ShownFeature) -> str:
    """Say the figure behind a feature as print does; empty where there is none."""
    if feature.shown.n is None:
        return ""
    rests = phrases.reading(feature.status, feature.polarity, feature.shown)
    said_of = phrases.figure(feature.shown)
    return f"{said_of}; {rests}" if rests else said_of


def _place(walk: Walk, feature: str) -> Place | None:
    """Return where a feature stands on the walk; the row as a whole comes last."""
    every = [*(stop.feature.id for stop in walk.stops), WHOLE]
    if feature not in every:
        return None
    at = every.index(feature)
    return Place(
        feature,
        every[at - 1] if at else "",
        every[at + 1] if at + 1 < len(every) else "",
        at + 1,
        len(every),
    )
