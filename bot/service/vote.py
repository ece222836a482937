"""A vote of partners in a room: opened, closed row by row, shown on a wall.

Rule 1: nobody sees a vote of anybody else, nor any figure of a row, while the row is
open; of how many have voted only steps of five are told, from ten up.
Rule 2: a row is counted once, when it is closed, and stays closed: what is shown never
moves, so nothing follows from a difference (docs/adr/0072).
Rule 3: a vote's key goes with its last row; a vote ends by itself after some hours, and
what is left of it goes as `bot.service.vote_keeping` says.
"""

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Protocol

from analysis.panel import PanelRating
from analysis.release import Release
from analysis.vote import (
    CHOICES,
    Room,
    at_least,
    room_from_json,
    room_to_json,
    shown,
)
from bot.area import Area
from bot.keys import Keys, code_from, new_id, new_secret
from bot.service import periods
from bot.service.errors import ServiceError, UnknownNameError
from bot.service.evidence import ALL, ROWS
from bot.service.vote_keeping import Kept, dark, keeping, retire
from bot.store import Store, Writer
from bot.store.conversations import hour_of
from bot.store.votes import VoteRow

HOURS: Final = 4
LONGEST_HOURS: Final = 12
CODE_LENGTH: Final = 9  # two groups of four, and the dash: 38 bits


@dataclass(frozen=True, slots=True)
class Proposal:
    """What stands beside a row's bars: from a release, and from the panel.

    Letters of the toolkit or stages; empty where there is none.
    """

    supported: str
    so_far: str
    not_ruled_out: str
    panel: str = ""
    panel_reason: str = ""


@dataclass(frozen=True, slots=True)
class Wall:
    """What everybody in the room sees.

    Attributes:
        code: What phones type in; empty once the vote is over.
        showing: The row that is shown large; empty: all rows.
        rooms: What is shown of each closed row.
        votes: Of each open row, how many voted: in fives, None under ten.
        crowded: More phones have joined than there are people in the room.
        beside: What the survey and the panel say of each row, once asked for.
        kept: Until when there is anything of the vote.
    """

    vote: str
    period: str
    openly: bool
    code: str
    showing: str
    rooms: Mapping[str, Room]
    votes: Mapping[str, int | None]
    crowded: bool
    beside: Mapping[str, Proposal]
    kept: Kept

    @property
    def open(self) -> bool:
        """Whether votes are still taken on some row."""
        return bool(self.votes)


@dataclass(frozen=True, slots=True)
class Opened:
    """A vote that was opened: what to read out and what to project."""

    vote: str
    code: str
    join: str | None
    wall: str | None


class Panel(Protocol):
    """What a vote needs of `bot.service.evidence.Evidence`."""

    async def assess(self, row: str, period: str, now: datetime) -> tuple[Release, ...]:
        """Return the releases of all rows."""
        ...  # a protocol's body

    async def rate(self, row: str, period: str, rating: PanelRating) -> None:
        """Store the panel's own rating of a row."""
        ...  # a protocol's body


class Votes:
    """Holds partner votes."""

    def __init__(
        self,
        writer: Writer,
        keys: Keys,
        area: Area,
        panel: Panel,
        public: str | None = None,
    ) -> None:
        self._writer = writer
        self._keys = keys
        self._area = area
        self._months = area.retention.votes_months
        self._panel = panel
        self._public = None if public is None else public.rstrip("/")

    # --- the coordinator -------------------------------------------------------------

    async def open(
        self,
        period: str,
        now: datetime,
        *,
        openly: bool = False,
        people: int | None = None,
        hours: int = HOURS,
    ) -> Opened:
        """Open a vote on all seven rows.

        Args:
            period: Whose evidence it will stand beside: a year, quarter or wave.
            now: The present moment.
            openly: The room has agreed that votes are shown by partner. It cannot be
                changed afterwards.
            people: How many are in the room, to notice phones that joined twice.
            hours: After how many hours it ends by itself.

        Raises:
            ServiceError: There is no such period, or the hours cannot be used.
        """
        if not 1 <= hours <= LONGEST_HOURS:
            raise ServiceError(f"A vote lasts one to {LONGEST_HOURS} hours.")
        vote = VoteRow(
            id=new_id(),
            period=period,
            openly=openly,
            people=people,
            until=hour_of(now + timedelta(hours=hours)),
            secret=new_secret(),
        )

        def work(store: Store) -> None:
            if periods.span(period) is None and not store.periods.within(period):
                raise ServiceError(f"There is no period or wave {period!r}.")
            store.votes.open(vote, ROWS)

        await self._writer.run(work)
        return self.opened(vote.id)

    def opened(self, vote_id: str) -> Opened:
        """Return the code and the addresses of a vote."""
        code = self.code(vote_id)
        if self._public is None:
            return Opened(vote_id, code, None, None)
        wall = f"{self._public}{wall_path(self.wall_token(vote_id))}"
        return Opened(vote_id, code, f"{self._public}/vote", wall)

    async def all(self, now: datetime) -> tuple[VoteRow, ...]:
        """Return every vote; one whose hours are over is closed first."""
        await self.tick(now)
        return await self._writer.run(lambda store: store.votes.all())

    async def close(self, vote_id: str, row: str, now: datetime) -> bool:
        """Close a row, or all that are open (``all``), for good.

        Returns:
            False where nothing was open.

        Raises:
            ServiceError: There is no such vote or row.
        """
        del now
        _known_row(row)

        def work(store: Store) -> bool:
            vote = _known(store, vote_id)
            rows = ROWS if row == ALL else (row,)
            closed = [self._close(store, vote, one) for one in rows]
            if any(closed):
                store.votes.show(vote.id, "" if row == ALL else row)
            return any(closed)

        return await self._writer.run(work)

    async def show(self, vote_id: str, row: str) -> None:
        """Put a closed row on the wall large, or all of them (``all``).

        Raises:
            ServiceError: There is no such vote or row.
        """
        _known_row(row)

        def work(store: Store) -> None:
            vote = _known(store, vote_id)
            store.votes.show(vote.id, "" if row == ALL else row)

        await self._writer.run(work)

    async def compare(self, vote_id: str, now: datetime) -> None:
        """Put the survey's proposal and the panel's own rating beside the bars.

        Raises:
            ServiceError: There is no such vote, or it is still open: what the survey
                says would sway the room.
        """
        vote = await self._writer.run(lambda store: _known(store, vote_id))
        if vote.open:
            raise ServiceError(
                "Close the vote first: people shall rate without seeing what the"
                " survey proposes."
            )
        releases = await self._panel.assess(ALL, vote.period, now)
        proposed = json.dumps({one.strand: _proposed(one) for one in releases})
        await self._writer.run(lambda store: store.votes.beside(vote.id, proposed))

    async def take_over(
        self, vote_id: str, row: str, rating: PanelRating
    ) -> PanelRating:
        """Make the room's result the panel's own rating of a row, with a reason.

        Args:
            vote_id: The vote.
            row: One of the seven.
            rating: What the coordinator typed; letters may be empty, to take those
                that the room leans to.

        Returns:
            What was stored.

        Raises:
            ServiceError: The row has no result, or leans to no letters and none were
                typed; or the rating is refused (`Evidence.rate`).
        """

        def read(store: Store) -> tuple[VoteRow, str | None]:
            vote = _known(store, vote_id)
            return vote, store.votes.rows(vote.id).get(row)

        vote, kept = await self._writer.run(read)
        room = Room() if kept is None else room_from_json(json.loads(kept))
        if room.people is None:
            raise ServiceError(
                "There is no result of this row to take over: it is still open, or"
                " fewer than ten people voted on it."
            )
        letters = rating.letters or room.leaning
        if letters is None:
            raise ServiceError(
                "The room leans to no stage: agree the letters, and give them."
            )
        found = replace(rating, letters=letters)
        await self._panel.rate(row, vote.period, found)
        return found

    async def forget(self, vote_id: str) -> None:
        """Delete a vote with its bars, and with what was voted if it is open.

        Raises:
            ServiceError: There is no such vote.
        """

        def work(store: Store) -> None:
            store.votes.forget(_known(store, vote_id).id)

        await self._writer.run(work)

    async def tick(self, now: datetime) -> bool:
        """Close the votes whose hours are over, and delete what is due of old ones.

        Returns:
            Whether there were any.
        """
        ended = await self.end_due(now)
        retired = await self._writer.run(lambda store: retire(store, now, self._months))
        return retired or ended

    async def end_due(self, now: datetime) -> bool:
        """Close the votes whose hours are over; say whether there were any.

        What every phone and the wall ask before they show or take anything, so it
        looks at nothing else: old votes are for the clock.
        """
        hour = hour_of(now)

        def due(store: Store) -> list[VoteRow]:
            return [one for one in store.votes.all() if one.open and one.until <= hour]

        def work(store: Store) -> bool:
            found = due(store)
            for vote in found:
                for row in ROWS:
                    self._close(store, vote, row)
            return bool(found)

        return await self._writer.run(work)

    # --- what everybody sees ---------------------------------------------------------

    def code(self, vote_id: str) -> str:
        """Return what people type in to join; it follows from the id and the keys."""
        return code_from(self._keys.mark("vote code", vote_id))[:CODE_LENGTH]

    def wall_token(self, vote_id: str) -> str:
        """Return the part of the projected page's address that only it has."""
        return self._keys.mark("vote wall", vote_id).hex()[:32]

    async def wall(self, token: str, now: datetime) -> Wall | None:
        """Return what is projected; None where the address is none of ours."""

        def work(store: Store) -> Wall | None:
            for vote in store.votes.all():
                ours = self.wall_token(vote.id)
                if hmac.compare_digest(ours.encode(), token.encode()):
                    return None if dark(vote, now) else self._wall(store, vote)
            return None

        await self.end_due(now)
        return await self._writer.run(work)

    async def seen(self, vote_id: str, now: datetime) -> Wall:
        """Return the same for the coordinator, by the vote's id.

        Raises:
            ServiceError: There is no such vote.
        """
        await self.tick(now)
        return await self._writer.run(
            lambda store: self._wall(store, _known(store, vote_id))
        )

    # --- within a transaction --------------------------------------------------------

    def _close(self, store: Store, vote: VoteRow, row: str) -> bool:
        counted = store.votes.count(vote.id, row)
        everybody = {
            choice: sum(one.get(choice, 0) for one in counted.values())
            for choice in CHOICES
        }
        room = shown(everybody, self._area.policy)
        if not vote.openly and _crowded(store, vote):
            room = Room()  # who votes often could place their votes round another's
        if vote.openly and room.people is not None:
            room = replace(room, partners=counted)
        return store.votes.close(vote.id, row, json.dumps(room_to_json(room)))

    def _wall(self, store: Store, vote: VoteRow) -> Wall:
        kept = store.votes.rows(vote.id)
        return Wall(
            vote=vote.id,
            period=vote.period,
            openly=vote.openly,
            code=self.code(vote.id) if vote.open else "",
            showing=vote.showing,
            rooms={
                row: room_from_json(json.loads(body))
                for row in ROWS
                if (body := kept.get(row)) is not None
            },
            votes={
                row: at_least(store.votes.votes(vote.id, row), self._area.policy)
                for row in ROWS
                if kept.get(row) is None
            },
            crowded=_crowded(store, vote),
            beside=_beside(store, vote),
            kept=keeping(vote, self._months),
        )


def _crowded(store: Store, vote: VoteRow) -> bool:
    return vote.people is not None and store.votes.phones(vote.id) > vote.people


def wall_path(token: str) -> str:
    """Return the path of the projected page."""
    return f"/wall/{token}"


def _known_row(row: str) -> None:
    if row != ALL and row not in ROWS:
        raise UnknownNameError(
            f"There is no row {row!r}; there is {', '.join(ROWS)}, or {ALL}."
        )


def _known(store: Store, vote_id: str) -> VoteRow:
    """Return a vote by its id, or by how the id begins.

    Raises:
        ServiceError: There is none, or more than one.
    """
    found = [one for one in store.votes.all() if one.id.startswith(vote_id)]
    if len(found) != 1 or not vote_id:
        raise ServiceError("There is no such vote. `strandline vote list` lists them.")
    return found[0]


def _proposed(release: Release) -> Mapping[str, str]:
    return {
        "supported": release.supported or "",
        "so_far": release.supported_so_far or "",
        "not_ruled_out": release.not_ruled_out.value,
    }


def _beside(store: Store, vote: VoteRow) -> Mapping[str, Proposal]:
    if vote.beside is None:
        return {}
    ratings = {one.row: one for one in store.panel.ratings(vote.period)}
    return {
        row: Proposal(
            **said,
            panel=ratings[row].letters if row in ratings else "",
            panel_reason=ratings[row].reason if row in ratings else "",
        )
        for row, said in json.loads(vote.beside).items()
    }
