"""Sending what is due: claimed, sent and noted, one message after the other.

Rule 1: a message is a row. It is claimed in one commit, sent, and what became of it is
noted in another.
Rule 2: where nobody knows whether a message went, the post is asked by its reference;
what it cannot tell counts as sent. Never is anything sent twice to be on the safe side
(docs/adr/0061-once-or-not-at-all.md).
Rule 3: what is sent, to whom, and what follows is for whoever builds on this.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final, Generic, Protocol, TypeVar

from bot.area.model import Sending as Rules
from bot.keys import Keys
from bot.service.doubts import (
    ASK_AGAIN_MINUTES,
    LEASE_MINUTES,
    TRY_AGAIN_HOURS,
    Doubt,
    judged,
)
from bot.service.hours import allowed, first_allowed
from bot.service.notify import Fate, Message, Post
from bot.service.setup import Setup
from bot.store import GroupSending, Sending, Store, Writer
from bot.store.conversations import hour_of, minute_of
from bot.store.sending_claims import SendingClaims

MOST_AT_ONCE: Final = 500
MOST_TROUBLES: Final = 3
TROUBLES: Final = frozenset({Fate.LATER, Fate.UNCERTAIN})
SHORTEST_GAP: Final = timedelta(days=2)


class Letter(Protocol):
    """A message that is under way, and what goes with it."""

    @property
    def sending(self) -> Sending | GroupSending:
        """Its row."""
        ...

    @property
    def channel(self) -> str:
        """The way out that it takes."""
        ...


L = TypeVar("L", bound=Letter)


class Outgoing(ABC, Generic[L]):
    """Sends what is due of one kind."""

    def __init__(self, writer: Writer, keys: Keys, setup: Setup) -> None:
        self._writer = writer
        self._keys = keys
        self._setup = setup
        self._posts: dict[str, Post] = {}

    def use(self, posts: Mapping[str, Post]) -> None:
        """Take further ways out, by channel; without one its messages wait."""
        self._posts.update(posts)

    async def __call__(self, now: datetime) -> bool:
        """Send everything that is due; return whether there was anything."""
        if not self._posts:
            return False
        found = await self._settle(now)
        if not allowed(self._setup.area.sending, now):
            return found
        troubles = 0
        for _ in range(MOST_AT_ONCE):
            if troubles == MOST_TROUBLES:
                break  # the post is not well: the next ring tries it again
            letter = await self._writer.run(lambda store: self._claim(store, now))
            if letter is None:
                break
            found = True
            fate = await self._send(letter, now)
            troubles = troubles + 1 if fate in TROUBLES else 0
        return found

    # --- what each kind says of itself --------------------------------------------

    @abstractmethod
    def _claims(self, store: Store) -> SendingClaims:
        """Return where the rows of this kind are."""

    @abstractmethod
    def _claim(self, store: Store, now: datetime) -> L | None:
        """Take one message that may go now, in the commit of ``store``."""

    @abstractmethod
    def _doubtful(self, store: Store, now: datetime) -> Sequence[L]:
        """Return the messages of which nobody knows whether they went."""

    @abstractmethod
    def _message(self, letter: L) -> Message | None:
        """Return what is to be sent; None where nobody can be written to."""

    @abstractmethod
    def _sent(
        self, store: Store, letter: L, now: datetime, *, learnt: bool = False
    ) -> None:
        """Finish a message that went, and put down the one that follows.

        ``learnt``: we only heard from the post that it went. If our files are an older
        copy, the next one may have gone as well, so that is asked about too.
        """

    @abstractmethod
    def _lost(self, store: Store, letter: L) -> None:
        """Forget the address of a message that nobody can be reached at."""

    # --- one message --------------------------------------------------------------

    async def _send(self, letter: L, now: datetime) -> Fate:
        message, fate = self._message(letter), Fate.NEVER
        if message is not None:
            post = self._posts[letter.channel]
            fate = await post.send(message)
            if fate is Fate.UNCERTAIN and not post.can_tell:
                fate = Fate.SENT
        await self._writer.run(lambda store: self._note(store, letter, fate, now))
        return fate

    def _note(self, store: Store, letter: L, fate: Fate, now: datetime) -> None:
        """Write down what became of a message."""
        claims, sending = self._claims(store), letter.sending
        match fate:
            case Fate.SENT:
                self._sent(store, letter, now)
            case Fate.LATER:
                claims.put_back(sending.id, hour_of(now) + TRY_AGAIN_HOURS)
            case Fate.NEVER:
                self._lost(store, letter)
            case Fate.UNCERTAIN:
                claims.doubt(sending.id, minute_of(now) + LEASE_MINUTES)

    # --- doubts -------------------------------------------------------------------

    async def _settle(self, now: datetime) -> bool:
        """Find out about messages of which nobody knows whether they went."""
        letters = await self._writer.run(lambda store: self._doubtful(store, now))
        for letter in letters:
            await self._ask(letter, now)
        return bool(letters)

    async def _ask(self, letter: L, now: datetime) -> None:
        post, sending = self._posts[letter.channel], letter.sending
        doubt = await judged(post, sending.id, sending.due, now)
        await self._writer.run(lambda store: self._settled(store, letter, doubt, now))

    def _settled(self, store: Store, letter: L, doubt: Doubt, now: datetime) -> None:
        claims, sending = self._claims(store), letter.sending
        match doubt:
            case Doubt.OPEN:
                claims.doubt(sending.id, minute_of(now) + ASK_AGAIN_MINUTES)
            case Doubt.WAITS:
                claims.put_back(sending.id, max(sending.due, hour_of(now)))
            case Doubt.WENT | Doubt.BELIEVED:
                then = min(datetime.fromtimestamp(sending.due * 3600, UTC), now)
                self._sent(store, letter, then, learnt=doubt is Doubt.WENT)


def next_due(
    sending: Sending | GroupSending, days: Sequence[int], rules: Rules, today: date
) -> tuple[date, datetime] | None:
    """Return when the first message of a row's went and when its next one may go.

    Args:
        sending: The row of what has just gone.
        days: How many days after the first message each reminder goes.
        rules: When anything may be sent.
        today: The day on which the message of the row went.

    Returns:
        None where there is no further reminder.
    """
    if sending.step >= len(days):
        return None
    first = today if sending.first is None else date.fromordinal(sending.first)
    wanted = first + timedelta(days=days[sending.step])
    return first, first_allowed(rules, max(wanted, today + SHORTEST_GAP))
