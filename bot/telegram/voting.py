"""`/vote`: partners rate the rows with a tap each; a coordinator opens and closes.

Rule 1: a chat sees its own choices and, of a row that is open, nothing else. The bars
are for the room: the coordinator's chat gets them once a row is closed.
Rule 2: every choice so far is in the button; what a button says is looked up, and a
vote that is over is over for old buttons, too.
"""

from collections.abc import Sequence
from datetime import datetime

from analysis import phrases
from analysis.model import Stage
from analysis.vote import CANNOT_SAY, CHOICES, Room, descriptors
from bot.area import Area
from bot.service.errors import ServiceError
from bot.service.evidence import ALL, ROWS
from bot.service.periods import quarter_of
from bot.service.vote import Opened, Votes, Wall
from bot.service.vote_phones import Paper, Refusal, VotePhones
from bot.telegram.callbacks import encode_dialogue, find, mark
from bot.telegram.render import Key, Sendable, plain
from bot.telegram.texts import name, say
from bot.telegram.turns import Turn

VOTER = "n"
HOLDER = "b"
_JOIN, _ROW = "j", "r"
_OPEN, _CLOSE, _COMPARE, _LOOK = "o", "c", "s", "l"
_BLIND, _OPENLY = "blind", "openly"


class Voting:
    """The dialogues behind `/vote`."""

    def __init__(self, votes: Votes, phones: VotePhones, area: Area) -> None:
        self._votes = votes
        self._phones = phones
        self._area = area

    # --- somebody in the room ---------------------------------------------------------

    async def join(self, turn: Turn, code: str) -> Sequence[Sendable]:
        """Join the vote of a code, or ask what an open vote needs."""
        vote = await self._phones.about(code, turn.now, turn.person)
        if isinstance(vote, Refusal):
            return plain(say(f"vote.{vote.value}"))
        found = await self._phones.join(turn.person, vote.id)
        if found is Refusal.PARTNER:
            rows = tuple(
                (Key(p.label, _voter(vote.id, _JOIN, mark(p.id))),)
                for p in self._area.partners
            )
            return plain(say("vote.openly"), rows)
        return self._answer(found)

    async def mine(self, turn: Turn) -> Sequence[Sendable]:
        """Show somebody the vote that they are in, or say how to join one."""
        found = await self._phones.paper(turn.person, turn.now)
        return plain(say("vote.how")) if found is Refusal.OVER else self._answer(found)

    async def tap(self, turn: Turn, choices: tuple[str, ...]) -> Sequence[Sendable]:
        """Go on with a tap of somebody in the room."""
        marked, deed, first, second = [*choices, "", "", "", ""][:4]
        vote = await self._known(marked, turn.now)
        if vote is None:
            return plain(say("vote.over"))
        if deed == _JOIN:
            partners = [place.id for place in self._area.partners]
            partner = find(first, partners) or ""
            return self._answer(
                await self._phones.join(
                    turn.person, vote, partner=partner, agreed=bool(partner)
                )
            )
        if deed == _ROW and first in ROWS:
            if not second:
                found = await self._phones.paper(turn.person, turn.now)
                return _question(vote, first, found)
            return self._answer(
                await self._phones.cast(
                    turn.person, first, second, turn.incoming.delivery, turn.now
                )
            )
        return await self.mine(turn)

    def _answer(self, found: Paper | Refusal) -> Sequence[Sendable]:
        if isinstance(found, Refusal):
            return plain(say(f"vote.{found.value}"))
        partner = (
            say("vote.for", partner=self._area.label("partner", found.partner))
            if found.partner
            else say("vote.blind")
        )
        lines = [_own(row, own, found) for row, own in found.rows.items()]
        keys = tuple(
            (Key(name("rows", row), _voter(found.vote, _ROW, row)),)
            for row in found.rows
            if row not in found.closed
        )
        asks = say("vote.rate" if found.following else "vote.done")
        return plain("\n\n".join((partner, "\n".join(lines), asks)), keys)

    async def _known(self, marked: str, now: datetime) -> str | None:
        every = await self._votes.all(now)
        return find(marked, [one.id for one in every if one.open])

    # --- whoever holds it -------------------------------------------------------------

    async def hold(self, turn: Turn) -> Sequence[Sendable]:
        """Show the newest open vote, or offer to open one."""
        every = await self._votes.all(turn.now)
        now_open = [one for one in every if one.open]
        if now_open:
            return await self._panel(now_open[0].id, turn.now)
        rows = tuple(
            (Key(say(f"vote.open_{kind}"), encode_dialogue(HOLDER, _OPEN, kind)),)
            for kind in (_BLIND, _OPENLY)
        )
        period = quarter_of(turn.now.date())
        return plain(say("vote.offer", period=period), rows)

    async def held(self, turn: Turn, choices: tuple[str, ...]) -> Sequence[Sendable]:
        """Go on with a tap of whoever holds the vote."""
        deed, given, row = (*choices, "", "", "")[:3]
        if deed == _OPEN and given in (_BLIND, _OPENLY):
            return await self._opened(turn, openly=given == _OPENLY)
        every = await self._votes.all(turn.now)
        vote = find(given, [one.id for one in every])
        if vote is None:
            return plain(say("vote.gone"))
        try:
            if deed == _CLOSE:
                await self._votes.close(vote, row, turn.now)
            elif deed == _COMPARE:
                await self._votes.compare(vote, turn.now)
        except ServiceError:
            return plain(say("vote.gone"))
        return await self._panel(vote, turn.now)

    async def _opened(self, turn: Turn, *, openly: bool) -> Sequence[Sendable]:
        """Open a vote, unless one is open: a second tap opens no second one."""
        if not any(one.open for one in await self._votes.all(turn.now)):
            period = quarter_of(turn.now.date())
            await self._votes.open(period, turn.now, openly=openly)
        return await self.hold(turn)

    async def _panel(self, vote: str, now: datetime) -> Sequence[Sendable]:
        wall = await self._votes.seen(vote, now)
        opened = self._votes.opened(vote)
        parts = [_head(wall, opened), *(_line(row, wall) for row in ROWS)]
        keys = [
            Key(say("vote.close", row=name("rows", row)), _holder(_CLOSE, vote, row))
            for row in wall.votes
        ]
        if wall.open:
            keys.append(Key(say("vote.close_all"), _holder(_CLOSE, vote, ALL)))
            keys.append(Key(say("vote.look"), _holder(_LOOK, vote)))
        elif not wall.beside:
            keys.append(Key(say("vote.compare"), _holder(_COMPARE, vote)))
        return plain("\n\n".join(parts), tuple((key,) for key in keys))


def _voter(vote: str, *choices: str) -> str:
    return encode_dialogue(VOTER, mark(vote), *choices)


def _holder(deed: str, vote: str, *choices: str) -> str:
    return encode_dialogue(HOLDER, deed, mark(vote), *choices)


def _question(vote: str, row: str, found: Paper | Refusal) -> Sequence[Sendable]:
    """Return a row with what each stage looks like, a tap each."""
    if isinstance(found, Refusal) or row in found.closed:
        return plain(say("vote.row_over"))
    means = descriptors()[row]
    told = "\n\n".join(f"{_choice(one)}: {words}" for one, words in means.items())
    keys = tuple((Key(_choice(one), _voter(vote, _ROW, row, one)),) for one in CHOICES)
    back = (Key(say("vote.back"), _voter(vote)),)
    return plain(f"{name('rows', row)}\n\n{told}", (*keys, back))


def _own(row: str, own: str, found: Paper) -> str:
    said = _choice(own) if own else say("vote.not_yet")
    if row in found.closed:
        said = say("vote.closed")
    return f"{name('rows', row)}: {said}"


def _head(wall: Wall, opened: Opened) -> str:
    if not wall.open:
        return say("vote.ended", period=wall.period)
    kind = say("vote.is_openly" if wall.openly else "vote.is_blind")
    lines = [say("vote.code_is", code=wall.code), kind]
    if opened.join is not None and opened.wall is not None:
        lines.append(say("vote.links", join=opened.join, wall=opened.wall))
    return "\n".join(lines)


def _line(row: str, wall: Wall) -> str:
    heading = name("rows", row)
    if row in wall.votes:
        number = wall.votes[row]
        few = say("vote.few")
        return (
            f"{heading}: {few if number is None else say('vote.some', n=str(number))}"
        )
    said = _bars(wall.rooms[row])
    if (beside := wall.beside.get(row)) is not None:
        stage = _choice(beside.supported) if beside.supported else say("vote.no_stage")
        panel = beside.panel or say("vote.no_panel")
        said += "\n" + say("vote.beside", stage=stage, panel=panel)
    return f"{heading}: {said}"


def _bars(room: Room) -> str:
    if room.people is None:
        return say("vote.not_enough")
    bars = ", ".join(f"{_choice(bar.choice)} {bar.says}" for bar in room.bars)
    return f"{say('vote.people', n=str(room.people))} {bars}"


def _choice(choice: str) -> str:
    return (
        say("vote.cannot_say")
        if choice == CANNOT_SAY
        else phrases.STAGES[Stage(choice)]
    )
