"""A verbatim as the service's reader hands it on: its tone, its placed clauses."""

from dataclasses import dataclass
from typing import Protocol

from analysis.reading.themes import Suggestion


@dataclass(frozen=True, slots=True)
class ReadWords:
    """What a reader made of one verbatim.

    Attributes:
        tone: Its label, its probability, and whether it may be used.
        clauses: Each clause that a person has to see, as written, with its
            suggestions; none where the machine has nothing to suggest.
        language: ISO 639-1, or ``und`` where nobody can tell.
    """

    tone: tuple[str, float, bool]
    clauses: tuple[tuple[str, tuple[Suggestion, ...]], ...]
    language: str = "en"


class Reader(Protocol):
    """Reads verbatims: loaded at the first, slow, and safe in another thread."""

    @property
    def version(self) -> str:
        """Return what identifies the readers, their files and their settings."""
        ...  # a protocol's body

    def words(self, text: str) -> ReadWords:
        """Return what one verbatim says. Never raises on any text."""
        ...  # a protocol's body
