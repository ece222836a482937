"""The nouns of a paper or a phone script: what stands on it, in order.

Every type is frozen and holds plain words; the two renderers draw nothing else.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from surveys.model import Option


@dataclass(frozen=True, slots=True)
class Setting:
    """What the area adds to a questionnaire.

    Attributes:
        council: Who asks.
        help_lines: Whom to ring, in the paper's language.
        contact: How to ask to be contacted; empty: not offered.
        tiers: Id and label of each service, for the office's box.
        districts: Id and label of each district.
        lists: Options of questions that take theirs from the area (``grades``).
    """

    council: str
    help_lines: tuple[str, ...] = ()
    contact: str = ""
    tiers: tuple[tuple[str, str], ...] = ()
    districts: tuple[tuple[str, str], ...] = ()
    lists: Mapping[str, tuple[Option, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a section."""

    text: str


@dataclass(frozen=True, slots=True)
class Lines:
    """Paragraphs; those in ``points`` come as a list."""

    texts: tuple[str, ...]
    points: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Box:
    """A framed box: help lines, or what the office fills in.

    Attributes:
        blanks: Labels with a line to write on.
        choices: Labels, each with the boxes to tick: code and words.
    """

    title: str
    texts: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    blanks: tuple[str, ...] = ()
    choices: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Ask:
    """One question on paper or in the script.

    Attributes:
        number: As printed; 1, 2, 3.
        code: The questionnaire's own id: the column of the import file.
        notes: Who skips it, how to answer, in small print above the answers.
        after: Where to go on, beneath the answers.
        options: Code and words of each box.
        columns: How many answers stand in a line.
        lines: How many lines to write on.
    """

    number: int
    code: str
    text: str
    help: str
    notes: tuple[str, ...]
    after: tuple[str, ...]
    options: tuple[tuple[str, str], ...] = ()
    columns: int = 1
    lines: int = 0


@dataclass(frozen=True, slots=True)
class Grid:
    """Statements that share their answers: one line each, boxes across."""

    note: str
    first: str
    options: tuple[tuple[str, str], ...]
    rows: tuple[tuple[int, str, str], ...]


Part = Heading | Lines | Box | Ask | Grid


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole paper or script.

    Attributes:
        size: Of its text in points; 18 is large print.
        spoken: It is read out, not filled in by the one who answers.
    """

    title: str
    under: str
    parts: tuple[Part, ...]
    language: str
    foot: str
    size: float
    spoken: bool = False
