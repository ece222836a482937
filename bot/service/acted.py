"""You said, we did: a short note that families read at the end and in public.

Rule: it is the council's own text. It is short, and nothing that looks like a personal
detail may stand in it; a person decides, the redactor only stops slips.
"""

import asyncio
from collections.abc import Iterable
from datetime import date
from typing import Final

from bot.service.errors import ServiceError
from bot.service.periods import span
from bot.store import Writer
from surveys.hidden import visible
from surveys.redaction import Redactor

LONGEST: Final = 300


class YouSaid:
    """Publishes the notes."""

    def __init__(self, writer: Writer, redactor: Redactor) -> None:
        self._writer = writer
        self._redactor = redactor

    async def publish(
        self, period: str, words: str, *, today: date | None = None
    ) -> None:
        """Publish the note of a period, in place of an older one.

        Args:
            period: A year or a quarter: ``2026-Q3``.
            words: The council's own, in the language of its readers.
            today: Where given, a period that has not begun yet is refused: its note
                would stay the newest for too long.

        Raises:
            ServiceError: It is empty, too long, or holds what looks like a name,
                a number or another personal detail; or the period is none.
        """
        days = span(period)
        if days is None:
            raise ServiceError("Write a quarter or a year, as in 2026-Q3 or 2026.")
        if today is not None and not days.begun(today):
            raise ServiceError(f"{period} has not begun yet.")
        said = " ".join(visible(words).split())
        if not said:
            raise ServiceError("The note is empty.")
        if len(said) > LONGEST:
            raise ServiceError(
                f"The note has {len(said)} characters; {LONGEST} at most, so that it"
                " fits on the last screen."
            )
        found = await asyncio.to_thread(self._redactor.redact, said)
        if found.spans:
            raise ServiceError(
                "The note holds what looks like a personal detail. It would read:"
                f" {found.text}"
            )
        await self._writer.run(lambda store: store.acted.publish(period, said))

    async def remove(self, period: str) -> bool:
        """Take a note down; False if there is none."""
        return await self._writer.run(lambda store: store.acted.remove(period))

    async def notes(self) -> tuple[tuple[str, str], ...]:
        """Return period and words of every note, the newest first."""
        return newest_first(await self._writer.run(lambda store: store.acted.all()))


def newest_first(notes: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Return the notes, those of the period that ended last first.

    Of a year and its last quarter the year comes first: it is about more.
    """

    def when(note: tuple[str, str]) -> tuple[date, date]:
        days = span(note[0])
        if days is None:  # of an older version, which took waves too
            return date.min, date.min
        return days.end, date.max - (days.start - date.min)

    return tuple(sorted(notes, key=when, reverse=True))
