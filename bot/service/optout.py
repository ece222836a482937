"""Stop: whoever says so is never written to again, by whatever way they say it.

Rule 1: what is kept is a mark of the address, in the store and in the journal that
outlives it; it is made with a key that a change of the master key leaves alone.
Rule 2: a stop link holds the address itself, sealed. It works once everything else
about the address is gone, and says nothing to whoever reads it.
Rule 3: of a text message that comes in, nothing but the word is looked at; nothing of
it is kept.
"""

import re
from typing import Final

from bot.keys import Keys
from bot.service.contacts import read_stop_code
from bot.service.followup import Wishes
from bot.service.notify import SMS
from bot.service.person import Person

_WORDS: Final = frozenset(
    ("stop", "stopall", "stop all", "unsubscribe", "cancel", "end", "quit", "no more")
)
_UK: Final = re.compile(r"(?:\+44|0044|44|0)(7\d{9})")


class OptOut:
    """Takes people's stop."""

    def __init__(self, keys: Keys, wishes: Wishes) -> None:
        self._keys = keys
        self._wishes = wishes

    async def stop(self, person: Person) -> None:
        """Never write to a person again, and forget how to reach them."""
        await self._wishes.opt_out(person)

    async def stop_by(self, code: str) -> bool:
        """Do the same for whoever holds a stop link; False where it is none of ours."""
        found = read_stop_code(self._keys, code)
        if found is None:
            return False
        await self.stop(Person(*found))
        return True

    def is_ours(self, code: str) -> bool:
        """Say whether a stop link is one of ours."""
        return read_stop_code(self._keys, code) is not None

    async def unreachable(self, person: Person) -> None:
        """Forget an address that does not exist; whoever has it later may be asked."""
        await self._wishes.withdraw(person)

    async def received(self, number: str, words: str) -> bool:
        """Take a text message that came in; return whether it said stop."""
        if not says_stop(words):
            return False
        found = phone(number)
        if found is not None:
            await self.stop(Person(SMS, found))
        return found is not None


def says_stop(words: str) -> bool:
    """Say whether a text message asks for an end: ``Stop.``, ``STOP please``."""
    plain = re.sub(r"[^a-z ]", " ", words[:200].lower()).split()
    said = " ".join(plain)
    return said in _WORDS or plain[:1] == ["stop"]


def phone(written: str) -> str | None:
    """Return a UK mobile number in its one spelling, ``+447700900123``, or None."""
    found = _UK.fullmatch(re.sub(r"[ ()-]", "", written))
    return None if found is None else f"+44{found[1]}"
