"""You said, we did: a short note that families read at the end and in public.

Rule: it is the council's own text. It is short, and nothing that looks like a personal
detail may stand in it; a person decides, the redactor only stops slips.
"""

import asyncio
from typing import Final

from bot.service.errors import ServiceError
from bot.store import Writer
from surveys.hidden import visible
from surveys.redaction import Redactor

LONGEST: Final = 300


class YouSaid:
    """Publishes the notes."""

    def __init__(self, writer: Writer, redactor: Redactor) -> None:
        self._writer = writer
        self._redactor = redactor

    async def publish(self, period: str, words: str) -> None:
        """Publish the note of a period, in place of an older one.

        Raises:
            ServiceError: It is empty, too long, or holds what looks like a name,
                a number or another personal detail.
        """
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
        return await self._writer.run(lambda store: store.acted.all())
