"""A link becomes a poster or a card to print: its QR code, a few words, nothing else.

Rule 1: the same card gives the same bytes; the fonts ship with the package.
Rule 2: the PDF is tagged (built as PDF/UA-1): a title, headings, and words for the
picture; the link stands beneath the code for whoever cannot scan it.
Rule 3: words are given, never made here; signs that nobody sees are left out.
"""

import io
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

import segno
import typst

from surveys.hidden import visible

FORMATS: Final = ("pdf", "png")
_FONTS: Final = Path(str(files("exports") / "fonts"))
_TEMPLATE: Final = files("exports") / "templates" / "card.typ"
_DOTS: Final = 200  # to the inch, of a PNG
_NO_TIME: Final = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Size:
    """Paper, and how large things on it are, in millimetres and points."""

    width: int
    height: int
    margin: int
    code_width: int
    title_size: int
    text_size: int


SIZES: Final[Mapping[str, Size]] = {
    "poster": Size(210, 297, 20, 120, 40, 20),
    "card": Size(105, 148, 9, 74, 19, 10),
}


@dataclass(frozen=True, slots=True)
class Card:
    """What stands on a poster or card.

    Attributes:
        title: In large letters.
        lines: Paragraphs beneath it.
        scan: How to use the code.
        alt: What the picture is, for whoever cannot see it.
        link: Where it leads.
        foot: Who asks.
        language: Of the words.
    """

    title: str
    lines: tuple[str, ...]
    scan: str
    alt: str
    link: str
    foot: str
    language: str = "en"


def render(card: Card, size: str, kind: str) -> bytes:
    """Return a card as a file.

    Raises:
        KeyError: There is no such size or kind; `SIZES` and `FORMATS` name them.
    """
    paper = asdict(SIZES[size])
    if kind not in FORMATS:
        raise KeyError(kind)
    given = {
        "title": visible(card.title),
        "lines": [visible(line) for line in card.lines],
        "scan": visible(card.scan),
        "alt": visible(card.alt),
        "link": visible(card.link),
        "foot": visible(card.foot),
        "language": card.language,
        "code": code(card.link),
        **paper,
    }
    inputs, template = {"card": json.dumps(given)}, _TEMPLATE.read_bytes()
    if kind == "png":
        made = typst.compile(
            template, font_paths=_fonts(), format="png", ppi=_DOTS, sys_inputs=inputs
        )
    else:
        made = typst.compile(
            template,
            font_paths=_fonts(),
            format="pdf",
            sys_inputs=inputs,
            pdf_standards="ua-1",
            timestamp=int(_NO_TIME.timestamp()),
        )
    if not isinstance(made, bytes):
        raise TypeError("a card has one page")  # what is too long runs onto another
    return made


def code(link: str) -> str:
    """Return a link's QR code as an SVG drawing, with its quiet border."""
    drawing = io.BytesIO()
    segno.make_qr(link, error="m").save(
        drawing, kind="svg", border=4, light="#fff", xmldecl=False, svgns=True
    )
    return drawing.getvalue().decode()


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[_FONTS])
