"""Rings for a person when words that may show danger, or a wish, are waiting.

Rule 1: the bell says that something waits and where to look, never what, how many or
from whom. It rings again every working hour until somebody takes it.
Rule 2: it rings on every way out that there is (Telegram, email, a webhook). Where none
of them took the message, it rings again at the next minute.
Rule 3: where nobody has answered twice, the deputy is rung for as well.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from bot.keys import new_id
from bot.service.care import CONTACT, WORDS, Alarm, CareQueue
from bot.service.notify import EMAIL, Fate, Message, Post
from bot.service.setup import ENGLISH

SAID: Final[Mapping[str, str]] = {
    WORDS: (
        "Words that may show that somebody is in danger are waiting for a person."
        " Please look today: {where}"
    ),
    CONTACT: "A wish to be contacted waits for a person. Please look today: {where}",
}
PLAIN: Final = "Something waits for the person named for care. Please look today: "
COMMAND: Final = "strandline care list"


class Way(Protocol):
    """A way to tell people."""

    async def ring(self, alarm: Alarm) -> bool:
        """Tell them; False where the message certainly did not go."""
        ...


class CareBell:
    """Tells people of what nobody has taken."""

    def __init__(self, queue: CareQueue, ways: Sequence[Way]) -> None:
        self._queue = queue
        self._ways = tuple(ways)

    async def __call__(self, now: datetime) -> bool:
        """Ring if there is reason to."""
        alarms = await self._queue.due(now)
        for alarm in alarms:
            rung = [await way.ring(alarm) for way in self._ways]
            if rung and not any(rung):
                await self._queue.untold(alarm.kind)
        return bool(alarms)


@dataclass(frozen=True, slots=True)
class ByMessage:
    """Tells people in a chat.

    Attributes:
        tell: Writes to the named people; True where there is one.
        where: Where to look: an address, or a command.
    """

    tell: Callable[[str, bool], Awaitable[bool]]
    where: str = COMMAND

    async def ring(self, alarm: Alarm) -> bool:
        """Tell them."""
        words = SAID[alarm.kind].format(where=self.where)
        return await self.tell(words, alarm.deputy)


@dataclass(frozen=True, slots=True)
class ByEmail:
    """Tells the person, and the deputy where it comes to that, by email.

    Attributes:
        post: GOV.UK Notify.
        person: Where the named person reads.
        deputy: Where the deputy does; empty: nobody.
        where: Where to look.
    """

    post: Post
    person: str
    deputy: str = ""
    where: str = COMMAND

    async def ring(self, alarm: Alarm) -> bool:
        """Tell them."""
        readers = [self.person, *([self.deputy] if alarm.deputy else [])]
        fates = [await self._send(reader) for reader in readers if reader]
        return any(fate in (Fate.SENT, Fate.UNCERTAIN) for fate in fates)

    async def _send(self, address: str) -> Fate:
        return await self.post.send(
            Message(
                channel=EMAIL,
                address=address,
                reference=new_id(),
                kind="care",
                language=ENGLISH,
                subject="Something waits for you",
                text=PLAIN + self.where,
                token="",
            )
        )
