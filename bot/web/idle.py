"""What stays hidden on a phone that was put down: the idle lock.

There are no cookies, so the private address is all that a page can know somebody by;
and a shared phone keeps addresses in its history. So an address that was not used for
a while shows nothing of what was answered before, for good (docs/adr/0051).

Rule 1: kept in memory only, under a keyed hash of the address, and only until a while
after the last page; a restart forgets it, and then everything counts as before.
Rule 2: looking at a locked page does not open it; carrying on does, and hides what
was answered until then.
"""

import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

KEPT: Final = timedelta(hours=3)  # longer than an hour: see `Idle.locked`
_HOUR: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class _Seen:
    at: datetime
    hidden: frozenset[str]
    shut: bool = False


@dataclass(slots=True)
class Idle:
    """Remembers when each address was last used, and what it must not show again."""

    after: timedelta
    _key: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    _seen: dict[bytes, _Seen] = field(default_factory=dict)

    def locked(self, address: str, hour: str | None, now: datetime) -> bool:
        """Say whether an address has rested for too long.

        ``hour`` is the hour of the last turn, kept with the session: all that is
        known after a restart.
        """
        seen = self._seen.get(self._mark(address))
        if seen is not None:
            return seen.shut or now - seen.at > self.after
        return hour is not None and now - _hour(hour, now) >= _HOUR

    def use(self, address: str, given: Iterable[str], now: datetime) -> frozenset[str]:
        """Note that an address is in use; return the questions to hide answers of.

        Of an address that is not known, everything that was answered is hidden.
        """
        mark = self._mark(address)
        before = self._seen.pop(mark, None)
        hidden = frozenset(given) if before is None else before.hidden
        self._seen[mark] = _Seen(now, hidden)
        self._tidy(now)
        return hidden

    def unlock(self, address: str, given: Iterable[str], now: datetime) -> None:
        """Carry on: hide all that was answered so far."""
        self._seen[self._mark(address)] = _Seen(now, frozenset(given))

    def lock(self, address: str, now: datetime) -> None:
        """Close an address at once: the person has left in a hurry."""
        mark = self._mark(address)
        before = self._seen.pop(mark, None)
        hidden = frozenset[str]() if before is None else before.hidden
        self._seen[mark] = _Seen(now, hidden, shut=True)

    def answered(self, address: str, question: str) -> None:
        """Show a question's answer again: it was given in this sitting."""
        mark = self._mark(address)
        seen = self._seen.get(mark)
        if seen is not None:
            self._seen[mark] = _Seen(seen.at, seen.hidden - {question})

    def begin(self, address: str, now: datetime) -> None:
        """Note a new address: nothing is hidden yet."""
        self._seen[self._mark(address)] = _Seen(now, frozenset())

    def forget(self, address: str) -> None:
        """Forget an address that has died."""
        self._seen.pop(self._mark(address), None)

    def fresh(self, address: str, now: datetime) -> bool:
        """Say whether an address was used a short while ago, and not left since."""
        seen = self._seen.get(self._mark(address))
        return seen is not None and not seen.shut and now - seen.at <= self.after

    def _mark(self, address: str) -> bytes:
        return hmac.digest(self._key, address.encode("utf-8", "replace"), "sha256")

    def _tidy(self, now: datetime) -> None:
        """Drop what rested longest; the marks stand in the order of their last use."""
        while self._seen:
            oldest = next(iter(self._seen))
            if now - self._seen[oldest].at <= KEPT:
                return
            del self._seen[oldest]


def _hour(written: str, now: datetime) -> datetime:
    try:
        return datetime.strptime(written, "%Y-%m-%dT%H").replace(tzinfo=now.tzinfo)
    except ValueError:
        return now - _HOUR
