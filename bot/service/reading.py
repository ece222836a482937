"""The machine reads new words, and suggests what their clauses speak about.

Rule 1: what is read is redacted, not held back, and answered for; nothing is read
before ten people's words wait together, so that no clause tells when it came.
Rule 2: a suggestion is no evidence. It waits in a queue until a person has ticked it
(`bot.service.clauses`).
Rule 3: what was read by another version is read anew; what people decided stays.
Rule 4: reading is work for another thread; the store's writer only notes its outcome.
Rule 5: beside people who are answering it goes gently: a text, then a rest of nine
times as long, and not everything at one ring of the clock.
"""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final

from analysis.model import MaturityModel, Polarity
from analysis.reading.prior import VERSION, weigh
from analysis.reading.themes import Suggestion
from analysis.reading.verbatims import Reader, ReadWords
from analysis.ticks import against
from bot.keys import new_id
from bot.store import ClauseFound, ClauseSuggestion, Store, UnreadWords, Writer

_FEWEST: Final = 10  # people whose words are read together
_TOGETHER: Final = 50  # verbatims between two notes of the writer
_GENTLY_TOGETHER: Final = 5  # the same, beside people who are answering
_A_RING: Final = 100  # verbatims at one ring of the clock
_REST: Final = 9.0  # times as long as a text took


class Reading:
    """Reads what has not been read; a job of the clock.

    Args:
        writer: The store's one writer.
        model: Whose features may be suggested.
        reader: Makes the reader at the first words; it is kept.
        themes: By question, the themes that it asks about.
    """

    def __init__(
        self,
        writer: Writer,
        model: MaturityModel,
        reader: Callable[[], Reader],
        themes: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self._writer = writer
        self._at_home = {
            question: frozenset(f.id for f in model.features if f.theme in asked)
            for question, asked in (themes or {}).items()
        }
        self._deficits = frozenset(
            f.id for f in model.features if f.polarity is Polarity.DEFICIT
        )
        self._make = reader
        self._reader: Reader | None = None

    async def __call__(self, now: datetime) -> bool:
        """Read what waits; return whether there was anything to read."""
        del now  # words wait for their number, not for the clock
        return bool(await self.read_new(gently=True))

    async def waiting(self) -> int:
        """Return how many verbatims this version has not read."""
        version = await self.version()
        return len(
            await self._writer.run(lambda store: store.clauses.unread(version, -1))
        )

    async def version(self) -> str:
        """Return what identifies the readers and what their suggestions are weighed by.

        Stored readings name it; those of another version are read anew.
        """
        reader = await self._loaded()
        return f"{await asyncio.to_thread(lambda: reader.version)} {VERSION}"

    async def read_new(
        self, told: Callable[[int], None] = lambda _: None, *, gently: bool = False
    ) -> int:
        """Read every verbatim that this version has not read.

        Args:
            told: Is told how many were read since it was told before.
            gently: With rests, and a hundred at most: people are answering meanwhile.

        Returns:
            How many were read; none where fewer than ten people's words wait.
        """
        reader, version = await self._loaded(), await self.version()
        people = await self._writer.run(
            lambda store: store.clauses.unread_people(version)
        )
        if people < _FEWEST:
            return 0
        todo = await self._writer.run(
            lambda store: store.clauses.unread(version, _A_RING if gently else -1)
        )
        together, rest = (_GENTLY_TOGETHER, _REST) if gently else (_TOGETHER, 0.0)
        for at in range(0, len(todo), together):
            part = todo[at : at + together]
            found = await asyncio.to_thread(_read, reader, part, rest)
            await self._note(version, part, found)
            told(len(part))
        return len(todo)

    async def _note(
        self, version: str, part: Sequence[UnreadWords], found: Sequence[ReadWords]
    ) -> None:
        def work(store: Store) -> None:
            for words, read in zip(part, found, strict=True):
                clauses = [
                    ClauseFound(new_id(), text, self._kept(words.question, suggestions))
                    for text, suggestions in read.clauses
                ]
                store.clauses.record(words, version, read.tone, clauses, read.language)

        await self._writer.run(work)

    def _kept(
        self, question: str, suggestions: Sequence[Suggestion]
    ) -> tuple[ClauseSuggestion, ...]:
        return tuple(
            ClauseSuggestion(
                s.feature,
                s.stance,
                s.probability,
                s.because,
                against=s.stance == against(deficit=s.feature in self._deficits),
            )
            for s in weigh(suggestions, self._at_home.get(question, frozenset()))
        )

    async def _loaded(self) -> Reader:
        if self._reader is None:
            self._reader = await asyncio.to_thread(self._make)
        return self._reader


def _read(reader: Reader, part: Sequence[UnreadWords], rest: float) -> list[ReadWords]:
    read = []
    for one in part:
        began = time.monotonic()
        read.append(reader.words(one.words))
        time.sleep(rest * (time.monotonic() - began))
    return read
