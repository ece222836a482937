"""What a document is made of: blocks that Word and HTML each draw in their way.

Rule 1: a block holds plain values, worded and rounded; a renderer adds none.
"""

from dataclasses import dataclass

from exports.chart import Chart


@dataclass(frozen=True, slots=True)
class Title:
    """The document's title, a line under it, and the one sentence that counts."""

    text: str
    under: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 2 to 4; the title is level 1."""

    level: int
    text: str
    new_page: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph: ``lead`` is larger, ``small`` smaller."""

    text: str
    kind: str = "body"


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list; each entry is its sentence and what it ends in (may be empty)."""

    entries: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Quotation:
    """Somebody's own words, and whether they cut the other way."""

    words: str
    note: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a header row and a header column.

    Attributes:
        name: Short and unique in the document.
        caption: What it is, in words, for those who listen; not printed.
        widths: Relative widths of the columns.
        blank: Every cell is there to be written in: rows are taller.
        ruled: Lines on every side, as some cells are to be written in.
        marked: The column whose words get the colour of their status.
        beneath: A second, quieter line in each row's first cell.
    """

    name: str
    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    small: bool = False
    blank: bool = False
    ruled: bool = False
    marked: int | None = None
    beneath: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """The chart, with its words for those who do not see it."""

    chart: Chart
    caption: str
    alt: str


Block = Title | Heading | Text | Bullets | Quotation | Table | Figure


@dataclass(frozen=True, slots=True)
class Document:
    """Everything between the covers.

    Attributes:
        title: For the file's properties and the window.
        foot: Printed at the foot of every page.
    """

    title: str
    foot: str
    blocks: tuple[Block, ...]
