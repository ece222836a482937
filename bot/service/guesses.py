"""How many wrong codes somebody may type: counted in memory, under a key of its own.

Rule: nobody's address or chat is kept. What is counted is a keyed hash that dies with
the process, and the count is forgotten after an hour.
"""

import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

MOST: Final = 10  # wrong codes in an hour
_PEOPLE: Final = 10_000  # that are counted at once; the oldest go first
_HOUR: Final = 3600.0


@dataclass(slots=True)
class Guesses:
    """Counts wrong codes by person: ten at once, refilled evenly over an hour."""

    _key: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    _spent: dict[bytes, tuple[float, float]] = field(default_factory=dict)

    def left(self, whose: Sequence[str], now: datetime) -> bool:
        """Say whether somebody may try another code."""
        return self._now(self._name(whose), now) <= MOST - 1

    def wrong(self, whose: Sequence[str], now: datetime) -> None:
        """Count a wrong code."""
        name = self._name(whose)
        spent = self._now(name, now) + 1
        self._spent.pop(name, None)
        self._spent[name] = (spent, now.timestamp())
        if len(self._spent) > _PEOPLE:
            del self._spent[next(iter(self._spent))]

    def _now(self, name: bytes, now: datetime) -> float:
        spent, at = self._spent.get(name, (0.0, 0.0))
        gone = max(0.0, now.timestamp() - at)
        return max(0.0, spent - gone * MOST / _HOUR)

    def _name(self, whose: Sequence[str]) -> bytes:
        return hmac.digest(
            self._key, "\0".join(whose).encode("utf-8", "replace"), "sha256"
        )
