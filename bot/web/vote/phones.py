"""A partner's phone: the code, then a row a page. Plain pages, no cookie, no sign-in.

Rule 1: a code leads to a private address that follows from the very page it was typed
on, so that pressing twice is joining once. The address is the phone's one vote.
Rule 2: a page shows the phone's own choices and nothing of anybody else.
Rule 3: an address that never was and a vote that is over look the same.
"""

from dataclasses import dataclass
from typing import Final

from aiohttp import web

from analysis.vote import CHOICES, descriptors
from bot.area import Area
from bot.service.evidence import ROWS
from bot.service.person import Person
from bot.service.vote_phones import Paper, Refusal, VotePhones
from bot.web.guard import guessing, missed, sent_back
from bot.web.house import CHANNEL, house_of
from bot.web.posted import Fields
from bot.web.vote.texts import say
from surveys.languages import ENGLISH

JOIN: Final = "/vote"
PAPER: Final = "/v/{address}"
_PLACE: Final = "vote"


@dataclass(frozen=True, slots=True)
class Row:
    """A row on the list: what the phone said of it, and whether it is closed."""

    id: str
    own: str
    closed: bool


@dataclass(frozen=True, slots=True)
class Phones:
    """What these pages work with."""

    phones: VotePhones
    area: Area

    def routes(self) -> list[web.RouteDef]:
        """Return the addresses."""
        rating = f"{PAPER}/{{row}}"
        return [
            web.get(JOIN, self._ask),
            web.post(JOIN, self._join),
            web.get(PAPER, self._paper),
            web.get(rating, self._row),
            web.post(rating, self._rate),
        ]

    # --- joining ----------------------------------------------------------------------

    async def _ask(self, request: web.Request) -> web.Response:
        return _code(request, request.query.get("code", "")[:20])

    async def _join(self, request: web.Request) -> web.Response:
        fields = await sent_back(request, _PLACE)
        guessing(request)
        code, now = fields.one("code"), house_of(request).now()
        vote = await self.phones.about(code, now)
        if isinstance(vote, Refusal):
            missed(request)
            return _code(request, code[:20], say("refused.code"))
        address = self.phones.address(vote.id, fields.one("number"))
        agreed = fields.one("button") == "agree"
        paper = await self.phones.join(
            Person(CHANNEL, address), vote.id, partner=fields.one("pick"), agreed=agreed
        )
        if isinstance(paper, Paper):
            return _went(f"/v/{address}")
        if paper is Refusal.PARTNER:
            wrong = say("openly.missing") if agreed else ""
            return self._openly(request, code, wrong)
        return _code(request, code[:20], say(f"refused.{paper.value}"))

    def _openly(self, request: web.Request, code: str, wrong: str) -> web.Response:
        partners = [(place.id, place.label) for place in self.area.partners]
        return page(
            request,
            "openly.html",
            422 if wrong else 200,
            number=house_of(request).numbers.new(_PLACE),
            code=code,
            partners=partners,
            wrong=wrong,
        )

    # --- rating -----------------------------------------------------------------------

    async def _paper(self, request: web.Request) -> web.Response:
        paper = await self.phones.paper(_person(request), house_of(request).now())
        if isinstance(paper, Refusal):
            return _over(request)
        return page(
            request,
            "paper.html",
            address=request.match_info["address"],
            partner=self._partner(paper),
            following=paper.following,
            fresh=not any(paper.rows.values()),
            rows=[
                Row(row, own, row in paper.closed) for row, own in paper.rows.items()
            ],
            note=_note(request, paper),
        )

    async def _row(self, request: web.Request) -> web.Response:
        row = request.match_info["row"]
        paper = await self.phones.paper(_person(request), house_of(request).now())
        if isinstance(paper, Refusal):
            return _over(request)
        if row not in paper.rows or row in paper.closed:
            return _went(f"/v/{request.match_info['address']}")
        return _rating(request, row, paper.rows[row], _note(request, paper))

    async def _rate(self, request: web.Request) -> web.Response:
        address, row = request.match_info["address"], request.match_info["row"]
        fields = await sent_back(request, address)
        choice = fields.one("pick")
        found = await self.phones.cast(
            _person(request), row, choice, _delivery(fields), house_of(request).now()
        )
        match found:
            case Refusal.OVER:
                return _over(request)
            case Refusal.CHOICE:
                return _rating(request, row, "", "", say("refused.choice"))
            case Refusal.ROW:
                return _went(f"/v/{address}")
            case Paper(following=following):
                onwards = f"/{following}" if following else ""
                return _went(f"/v/{address}{onwards}?saved={row}")
            case _:
                return _went(f"/v/{address}?late={row}")

    def _partner(self, paper: Paper) -> str:
        return self.area.label("partner", paper.partner) if paper.partner else ""


def page(
    request: web.Request, name: str, status: int = 200, /, **values: object
) -> web.Response:
    """Return a page of this package, in English."""
    given = {"t": say, "wide": False, **values}
    return house_of(request).paper.page(f"vote/{name}", ENGLISH, status, **given)


def _code(request: web.Request, code: str, wrong: str = "") -> web.Response:
    number = house_of(request).numbers.new(_PLACE)
    status = 422 if wrong else 200
    return page(request, "join.html", status, code=code, wrong=wrong, number=number)


def _rating(
    request: web.Request, row: str, own: str, note: str, wrong: str = ""
) -> web.Response:
    address = request.match_info["address"]
    means = descriptors()[row]
    return page(
        request,
        "rating.html",
        422 if wrong else 200,
        address=address,
        row=row,
        place=ROWS.index(row) + 1,
        of=len(ROWS),
        choices=[(choice, means.get(choice, "")) for choice in CHOICES],
        own=own,
        note=note,
        wrong=wrong,
        number=house_of(request).numbers.new(address),
    )


def _note(request: web.Request, paper: Paper) -> str:
    """Say what became of the row that was rated just now: what is stored, no echo."""
    saved, late = request.query.get("saved", ""), request.query.get("late", "")
    if own := paper.rows.get(saved, ""):
        return say("paper.saved", row=say(f"rows.{saved}"), stage=say(f"stages.{own}"))
    return say("paper.late", row=say(f"rows.{late}")) if late in ROWS else ""


def _person(request: web.Request) -> Person:
    return Person(CHANNEL, request.match_info["address"])


def _delivery(fields: Fields) -> str:
    """Name what was sent: one choice on one page, however often it comes."""
    return f"{fields.one('number')} {fields.one('pick')}"


def _over(request: web.Request) -> web.Response:
    """Return the page of a vote that is over.

    It is not counted as a guess: a whole room comes here when a vote is closed, and an
    address has 128 bits.
    """
    return page(request, "over.html", 404)


def _went(path: str) -> web.Response:
    return web.Response(status=303, headers={"Location": path})
