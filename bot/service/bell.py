"""Rings for a person when words that may show danger are waiting.

Rule: the bell says that something waits and where to look, never what or from whom.
"""

from collections.abc import Awaitable, Callable
from datetime import date, datetime

from bot.store import Writer

WORDS = (
    "Words that may show that somebody is in danger are waiting for a person."
    " Please look today: strandline held list care"
)


class CareBell:
    """Tells when more words wait than before, and every morning while some do."""

    def __init__(self, writer: Writer, tell: Callable[[str], Awaitable[None]]) -> None:
        self._writer = writer
        self._tell = tell
        self._told = 0
        self._day: date | None = None

    async def __call__(self, now: datetime) -> bool:
        """Ring if there is reason to."""
        waiting = await self._writer.run(lambda store: store.held.count("care"))
        due = waiting > self._told or (waiting > 0 and self._day != now.date())
        if due:
            await self._tell(WORDS)
            self._day = now.date()
        self._told = waiting
        return due
