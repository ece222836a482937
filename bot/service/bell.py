"""Rings for a person when words that may show danger, or a wish, are waiting.

Rule: the bell says that something waits and where to look, never what, how many or
from whom. It rings again every working hour until somebody takes it.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Final

from bot.service.care import CONTACT, WORDS, CareQueue

SAID: Final[Mapping[str, str]] = {
    WORDS: (
        "Words that may show that somebody is in danger are waiting for a person."
        " Please look today: strandline care list"
    ),
    CONTACT: (
        "A wish to be contacted waits for a person. Please look today:"
        " strandline care list"
    ),
}


class CareBell:
    """Tells people of what nobody has taken."""

    def __init__(
        self, queue: CareQueue, tell: Callable[[str], Awaitable[None]]
    ) -> None:
        self._queue = queue
        self._tell = tell

    async def __call__(self, now: datetime) -> bool:
        """Ring if there is reason to."""
        kinds = await self._queue.due(now)
        for kind in kinds:
            await self._tell(SAID[kind])
        return bool(kinds)
