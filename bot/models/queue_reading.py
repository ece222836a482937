"""What the service reads words with, for the queue in which people tick clauses.

Rule 1: clauses that have no place are left out, so that nobody ticks small talk.
Rule 2: a verbatim in which nothing was found, and of which a machine may not speak
(not surely English, an unsure tone, a second opinion that disagrees), goes to a person
whole.
"""

from analysis.reading.verbatims import ReadWords
from bot.models.language import CANNOT_TELL
from bot.models.themes_reading import VerbatimReader, load_reader


class QueueReader:
    """Reads verbatims for the queue of clauses."""

    __slots__ = ("_reader",)

    def __init__(self, reader: VerbatimReader) -> None:
        self._reader = reader

    @property
    def version(self) -> str:
        """Return what identifies the readers."""
        return self._reader.version

    def words(self, text: str) -> ReadWords:
        """Return the tone of a verbatim, and what its clauses suggest."""
        found = self._reader.read(text)
        placed = tuple((c.text, c.suggestions) for c in found.clauses if c.suggestions)
        if not placed and found.person:
            placed = ((text, ()),)
        language = "und" if found.language == CANNOT_TELL else found.language
        tone = (found.tone, found.probability, found.speaks)
        return ReadWords(tone, placed, language)


def load_queue_reader() -> QueueReader:
    """Return the reader that the service asks; nothing is loaded yet."""
    return QueueReader(load_reader())
