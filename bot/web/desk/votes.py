"""The coordinator's pages of a partner vote: open it, close rows, take results over.

Rule 1: they show of an open row what the wall shows: how many voted, in fives from ten
up, and nothing else.
Rule 2: closing is for good, and says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from aiohttp import web

from analysis.panel import COLOURS, LETTERS, PanelRating
from analysis.vote import CHOICES
from bot.area import Area
from bot.service.errors import ServiceError
from bot.service.evidence import ALL, ROWS
from bot.service.periods import quarter_of
from bot.service.vote import HOURS, Votes, wall_path
from bot.service.wave_days import said as day_said
from bot.web.desk.frame import Desk, Door, Visit
from bot.web.posted import Fields
from bot.web.vote.texts import say as said

PATH: Final = "/desk/votes"
ONE: Final = f"{PATH}/{{vote}}"
RATE: Final = f"{ONE}/{{row}}"
VERB: Final = "hold_vote"
_OPENING: Final = ("period", "people", "kind", "hours")
_RATING: Final = ("letters", "rag", "by")
MOST: Final = 500  # people
_EMPTY: Final = dict.fromkeys((*_OPENING, *_RATING, "reason", "steps"), "")
_DONE: Final = ("opened", "closed", "shown", "compared", "taken")


@dataclass(frozen=True, slots=True)
class VotePages:
    """What these pages work with."""

    desk: Desk
    votes: Votes
    area: Area

    def routes(self) -> list[web.RouteDef]:
        """Return the addresses, and put them among the areas."""
        self.desk.add(Door(PATH, "votes", VERB))
        shown, taken = self.desk.shown, self.desk.taken
        return [
            web.get(PATH, shown(VERB, self._list)),
            web.post(PATH, taken(VERB, self._open, fields=_OPENING)),
            web.get(ONE, shown(VERB, self._one)),
            web.post(ONE, taken(VERB, self._do, fields=("button",))),
            web.get(RATE, shown(VERB, self._ask)),
            web.post(
                RATE,
                taken(VERB, self._take, fields=_RATING, words=("reason", "steps")),
            ),
        ]

    async def _list(self, visit: Visit) -> web.Response:
        quarter = quarter_of(visit.house.now().date())
        return await self._listed(visit, {"period": quarter, "hours": str(HOURS)})

    async def _listed(
        self, visit: Visit, typed: Mapping[str, str], wrong: str = ""
    ) -> web.Response:
        found = await self.votes.all(visit.house.now())
        return visit.page(
            "votes.html",
            422 if wrong else 200,
            found=found,
            typed={**_EMPTY, **typed},
            wrong=wrong,
        )

    async def _open(self, visit: Visit, fields: Fields) -> web.Response:
        typed = {name: fields.one(name) for name in _OPENING}
        try:
            opened = await self.votes.open(
                typed["period"].strip(),
                visit.house.now(),
                openly=typed["kind"] == "openly",
                people=_number(typed["people"]) if typed["people"].strip() else None,
                hours=_number(typed["hours"]),
            )
        except ServiceError as wrong:
            return await self._listed(visit, typed, str(wrong))
        return visit.went(f"{PATH}/{opened.vote}?done=opened")

    async def _one(self, visit: Visit) -> web.Response:
        return await self._shown(visit)

    async def _shown(self, visit: Visit, wrong: str = "") -> web.Response:
        vote = visit.request.match_info["vote"]
        try:
            wall = await self.votes.seen(vote, visit.house.now())
        except ServiceError:
            return visit.wrong("vote", 404)
        done = visit.request.query.get("done", "")
        return visit.page(
            "vote.html",
            422 if wrong else 200,
            wall=wall,
            rows=ROWS,
            choices=CHOICES,
            said=said,
            done=done if done in _DONE else "",
            wrong=wrong,
            projected=wall_path(self.votes.wall_token(wall.vote)),
            label=lambda partner: self.area.label("partner", partner),
            day_said=day_said,
            by_partner=wall.openly and visit.house.now().date() < wall.kept.dark,
        )

    async def _do(self, visit: Visit, fields: Fields) -> web.Response:
        vote = visit.request.match_info["vote"]
        deed, _, row = fields.one("button").partition(":")
        now = visit.house.now()
        try:
            match deed:
                case "close":
                    await self.votes.close(vote, row, now)
                    done = "closed"
                case "show":
                    await self.votes.show(vote, row)
                    done = "shown"
                case "compare":
                    await self.votes.compare(vote, now)
                    done = "compared"
                case "forget":
                    await self.votes.forget(vote)
                    return visit.went(PATH)
                case _:
                    return visit.wrong("garbled")
        except ServiceError as wrong:
            return await self._shown(visit, str(wrong))
        return visit.went(f"{PATH}/{vote}?done={done}")

    async def _ask(self, visit: Visit) -> web.Response:
        return await self._asked(visit, {})

    async def _asked(
        self, visit: Visit, typed: Mapping[str, str], wrong: str = ""
    ) -> web.Response:
        vote, row = (visit.request.match_info[name] for name in ("vote", "row"))
        try:
            wall = await self.votes.seen(vote, visit.house.now())
        except ServiceError:
            return visit.wrong("vote", 404)
        room = wall.rooms.get(row)
        if room is None or room.people is None or row == ALL:
            return visit.wrong("vote_result", 404)
        return visit.page(
            "vote-take.html",
            422 if wrong else 200,
            vote=wall.vote,
            row=row,
            period=wall.period,
            room=room,
            said=said,
            letters=tuple(LETTERS),
            colours=COLOURS,
            typed={**_EMPTY, "letters": room.leaning or "", **typed},
            wrong=wrong,
        )

    async def _take(self, visit: Visit, fields: Fields) -> web.Response:
        vote, row = (visit.request.match_info[name] for name in ("vote", "row"))
        names = (*_RATING, "reason", "steps")
        typed = {name: fields.one(name).strip() for name in names}
        rating = PanelRating(
            letters=typed["letters"],
            rag=typed["rag"],
            reason=typed["reason"],
            steps=tuple(line.strip() for line in typed["steps"].splitlines() if line),
            by=typed["by"],
            on=visit.house.now().date().isoformat(),
        )
        try:
            await self.votes.take_over(vote, row, rating)
        except ServiceError as wrong:
            return await self._asked(visit, typed, str(wrong))
        return visit.went(f"{PATH}/{vote}?done=taken")


def _number(typed: str) -> int:
    """Return a number of people or hours.

    Raises:
        ServiceError: It is none, or no sensible one.
    """
    written = typed.strip()
    whole = written.isascii() and written.isdecimal()
    if not whole or not 1 <= int(written) <= MOST:
        raise ServiceError("Write people and hours as whole numbers, such as 40.")
    return int(written)
