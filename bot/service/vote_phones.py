"""Partners with a phone: joining a vote by its code, and rating row by row.

Rule 1: a phone sees its own choices and nobody else's. Who it is, is a mark under the
vote's own key, which is destroyed when the vote closes.
Rule 2: which partner somebody is of is asked only where the vote was opened to be
shown by partner, and only of those who agree to it (docs/adr/0073).
Rule 3: what somebody gets wrong is a `Refusal`, never an exception.
"""

import hmac
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Final

from analysis.vote import CHOICES, descriptors
from bot.area import Area
from bot.keys import Keys, plain_code, wave_mark
from bot.service.evidence import ROWS
from bot.service.guesses import Guesses
from bot.service.person import Person
from bot.service.vote import Votes
from bot.store import Store, Writer
from bot.store.votes import VoteRow

MOST_PHONES: Final = 500


class Refusal(Enum):
    """Why somebody's step was not taken; each has a kind sentence of its own."""

    CODE = "code"  # no open vote has this code
    OFTEN = "often"  # too many wrong codes
    FULL = "full"
    PARTNER = "partner"  # an open vote: say which partner, and agree
    OVER = "over"  # the vote is over, or this phone never joined
    ROW_OVER = "row_over"
    ROW = "row"  # no such row
    CHOICE = "choice"  # none of the choices


@dataclass(frozen=True, slots=True)
class Paper:
    """What one phone sees of a vote: its own choices, nobody else's.

    Attributes:
        vote: The vote's id.
        partner: Which partner the phone is of, in an open vote; else empty.
        rows: Each row in the model's order: the phone's own choice, or empty.
        closed: Rows on which voting is over.
    """

    vote: str
    openly: bool
    partner: str
    rows: Mapping[str, str]
    closed: frozenset[str]

    @property
    def following(self) -> str:
        """The first row that is open and not rated yet; empty: all are done."""
        left = (r for r, own in self.rows.items() if not own and r not in self.closed)
        return next(left, "")


class VotePhones:
    """Takes the votes of one vote at a time from any number of phones."""

    def __init__(self, writer: Writer, keys: Keys, area: Area, votes: Votes) -> None:
        self._writer = writer
        self._keys = keys
        self._area = area
        self._votes = votes
        self._guesses = Guesses()

    async def about(
        self, code: str, now: datetime, person: Person | None = None
    ) -> VoteRow | Refusal:
        """Return the open vote of a code, without joining it.

        Args:
            code: As it was typed.
            now: The present moment.
            person: Who tries it, so that nobody tries many in a row; None where the
                channel counts wrong codes by itself, as the pages do.
        """
        whose = None if person is None else (person.channel, person.key)
        if whose is not None and not self._guesses.left(whose, now):
            return Refusal.OFTEN
        typed = plain_code(code).encode()
        for vote in await self._votes.all(now):
            ours = plain_code(self._votes.code(vote.id)).encode()
            if vote.open and hmac.compare_digest(ours, typed):
                return vote
        if whose is not None:
            self._guesses.wrong(whose, now)
        return Refusal.CODE

    def address(self, vote_id: str, number: str) -> str:
        """Return the private address that a page with this number leads to."""
        return self._keys.mark("vote address", vote_id, number).hex()[:32]

    async def join(
        self, person: Person, vote_id: str, *, partner: str = "", agreed: bool = False
    ) -> Paper | Refusal:
        """Join an open vote; joining again changes nothing.

        Args:
            person: Who: a chat, or a private address of the pages.
            vote_id: From `about`.
            partner: Id of the area file; only in an open vote.
            agreed: That votes of this partner are shown; only in an open vote.
        """
        known = {place.id for place in self._area.partners}

        def work(store: Store) -> Paper | Refusal:
            vote = store.votes.get(vote_id)
            if vote is None or vote.secret is None:
                return Refusal.OVER
            mark = wave_mark(vote.secret, person.channel, person.key)
            if store.votes.joined(vote_id, mark) is None:
                if vote.openly and (partner not in known or not agreed):
                    return Refusal.PARTNER
                if store.votes.phones(vote_id) >= MOST_PHONES:
                    return Refusal.FULL
                store.votes.join(vote_id, mark, partner if vote.openly else "")
            return _paper(store, vote, mark)

        return await self._writer.run(work)

    async def paper(self, person: Person, now: datetime) -> Paper | Refusal:
        """Return what somebody's phone shows of the vote that they are in."""
        await self._votes.end_due(now)

        def work(store: Store) -> Paper | Refusal:
            found = _joined(store, person)
            return Refusal.OVER if found is None else _paper(store, *found)

        return await self._writer.run(work)

    async def cast(
        self,
        person: Person,
        row: str,
        choice: str,
        delivery: str | None,
        now: datetime,
    ) -> Paper | Refusal:
        """Take somebody's vote on a row, in place of their older one.

        Args:
            person: Who has joined.
            row: One of the seven.
            choice: One of `analysis.vote.CHOICES`.
            delivery: Names what was sent; sent twice, it counts once, and never takes
                the place of a later choice.
            now: The present moment.
        """
        if row not in ROWS:
            return Refusal.ROW
        if choice not in CHOICES:
            return Refusal.CHOICE
        await self._votes.end_due(now)
        whose = (person.channel, person.key, delivery or secrets.token_hex(8))
        name = self._keys.mark("vote delivery", *whose)

        def work(store: Store) -> Paper | Refusal:
            found = _joined(store, person)
            if found is None:
                return Refusal.OVER
            vote, mark = found
            new = store.deliveries.first(name, now)
            if new and not store.votes.cast(vote.id, mark, row, choice):
                return Refusal.ROW_OVER
            return _paper(store, vote, mark)

        return await self._writer.run(work)


def _joined(store: Store, person: Person) -> tuple[VoteRow, bytes] | None:
    """Return the open vote that somebody is in, and their mark there."""
    for vote in store.votes.all():
        if vote.secret is not None:
            mark = wave_mark(vote.secret, person.channel, person.key)
            if store.votes.joined(vote.id, mark) is not None:
                return vote, mark
    return None


def _paper(store: Store, vote: VoteRow, mark: bytes) -> Paper:
    own, kept = store.votes.own(vote.id, mark), store.votes.rows(vote.id)
    return Paper(
        vote=vote.id,
        openly=vote.openly,
        partner=store.votes.joined(vote.id, mark) or "",
        rows={row: own.get(row, "") for row in ROWS},
        closed=frozenset(row for row, body in kept.items() if body is not None),
    )


def stages(row: str) -> Sequence[tuple[str, str]]:
    """Return each stage of a row with what it looks like, lowest first."""
    return tuple(descriptors()[row].items())
