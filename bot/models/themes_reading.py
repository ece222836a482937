"""A verbatim read as a whole: language, tone, clauses and what they suggest.

Rule 1: tone is given for every text; what is not surely English does not speak and
suggests nothing, because no reader here was made for it.
Rule 2: nothing is loaded before the first text.
"""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass

from analysis.reading.clauses import split, thoughts
from analysis.reading.themes import Suggestion, ThemeReader
from analysis.reading.tone import ToneReader
from bot.models.json_lines import LineError, decoded, text_of, written
from bot.models.language import CANNOT_TELL, ENGLISH, Languages
from bot.models.themes import load_themes
from bot.models.tone import load_tone


@dataclass(frozen=True, slots=True)
class ReadClause:
    """One clause, as written, and what it suggests: nothing where it has no place."""

    text: str
    suggestions: tuple[Suggestion, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What the readers make of one verbatim.

    Attributes:
        language: ISO 639-1, or ``cannot tell``.
        tone: ``negative``, ``mixed`` (or neutral), ``positive``.
        probability: How often such a tone is right.
        speaks: Whether the tone may be used: sure enough, and in English. Where it
            is not, a person has to read the words.
        clauses: The clauses in order.
        person: Whether a person has to read the words all the same: the tone may not
            speak, or the list of words is opposed. For the service; not printed.
    """

    language: str
    tone: str
    probability: float
    speaks: bool
    clauses: tuple[ReadClause, ...]
    person: bool = False


class VerbatimReader:
    """Reads verbatims; one for a whole process.

    Args:
        tone: What reads tone.
        themes: What reads clauses.
        languages: What tells languages apart.
    """

    __slots__ = ("_languages", "_themes", "_tone")

    def __init__(
        self, tone: ToneReader, themes: ThemeReader, languages: Languages
    ) -> None:
        self._tone = tone
        self._themes = themes
        self._languages = languages

    @property
    def version(self) -> str:
        """Return what identifies both readers; stored readings name it."""
        return f"{self._tone.version} {self._themes.version}"

    def read(self, text: str) -> Reading:
        """Return the reading of one verbatim. Never raises on any text."""
        tongue = self._languages.identify(text)
        tone = self._tone.read([text])[0]
        english = tongue.code == ENGLISH
        clauses = split(text)
        suggested: list[tuple[Suggestion, ...]] = [() for _ in clauses]
        if english:
            suggested = self._themes.read(
                [clause.text for clause in clauses], thoughts(text, clauses)
            )
        return Reading(
            language=tongue.code or CANNOT_TELL,
            tone=tone.label,
            probability=round(tone.probability, 3),
            speaks=tone.speaks and english,
            clauses=tuple(
                ReadClause(clause.text, found)
                for clause, found in zip(clauses, suggested, strict=True)
            ),
            person=tone.person or not english,
        )


def load_reader() -> VerbatimReader:
    """Return the reader of this install; nothing is loaded yet."""
    return VerbatimReader(load_tone(), load_themes(), Languages())


def read_lines(
    lines: Iterable[str], reader: VerbatimReader
) -> Iterator[str | LineError]:
    """Yield the reading of each JSON line ``{"text": ...}``, as a JSON line.

    A line that is no such object yields an error with its number in its place, and the
    lines after it are read all the same: one bad line loses nothing.

    Raises:
        LineError: The input is no text in UTF-8; no line can be trusted.
    """
    for number, line in enumerate(decoded(lines), start=1):
        if not line.strip():
            continue
        try:
            text = text_of(line, number)
        except LineError as wrong:
            yield wrong
            continue
        found = asdict(reader.read(text))
        del found["person"]
        yield written(found, text)
