"""The chart of features by theme and stage, drawn by hand as SVG.

Rule 1: every feature is one tile with its number and a mark; colour says nothing
        that the mark does not say too, and the key puts words beside both.
Rule 2: colours are from a colour-blind-safe scale (brown to teal); nothing is red.
Rule 3: the same words stand in ``alt``, for those who do not see the picture.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from analysis.model import Polarity, Stage, Status
from analysis.phrases import STAGES
from analysis.release import ShownFeature
from analysis.report import Report

WIDTH = 1000
LABEL = 226
HEAD = 30
TILE_W, TILE_H, GAP = 57, 21, 4
ROW_PAD = 4
KEY = 34
FONT = "Noto Sans, Arial, Liberation Sans, sans-serif"
INK, LINE, BAND = "#1d2a2f", "#b8c4c6", "#f3f6f6"


@dataclass(frozen=True, slots=True)
class Look:
    """How a status looks: fill, ink, border and the word beside it."""

    fill: str
    ink: str
    border: str
    mark: str
    word: str


TICK, HALF, CROSS, DOTS, EMPTY = "tick", "half", "cross", "dots", "empty"

LOOKS: dict[Status, Look] = {
    Status.EVIDENCED: Look("#01665e", "#ffffff", "#01665e", TICK, "evidenced"),
    Status.GONE: Look("#01665e", "#ffffff", "#01665e", TICK, "gone"),
    Status.MIXED: Look("#c7eae5", "#1d2a2f", "#35978f", HALF, "mixed"),
    Status.CONTRADICTED: Look("#8c510a", "#ffffff", "#8c510a", CROSS, "contradicted"),
    Status.PERSISTS: Look("#8c510a", "#ffffff", "#8c510a", CROSS, "persists"),
    Status.NOT_ENOUGH: Look("#ffffff", "#1d2a2f", "#7b8a8d", DOTS, "too few answers"),
    Status.NO_EVIDENCE: Look("#ffffff", "#4a585c", "#9aa7aa", EMPTY, "no evidence"),
}


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawn chart.

    Attributes:
        svg: Complete, with title and description in it.
        height: In the units of ``WIDTH``.
    """

    title: str
    alt: str
    svg: str
    height: int


def chart_of(report: Report) -> Chart:
    """Draw the features of one report."""
    title = f"{report.title}: features by theme and stage, {report.when}"
    alt = _words(report)
    rows, height = _rows(report)
    body = "".join((*_head(), *rows, *_key(height)))
    total = height + KEY
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {total}" '
        f'role="img" aria-labelledby="t-{report.strand} d-{report.strand}" '
        f'font-family="{FONT}" fill="{INK}">'
        f'<title id="t-{report.strand}">{escape(title)}</title>'
        f'<desc id="d-{report.strand}">{escape(alt)}</desc>'
        f'<rect width="{WIDTH}" height="{total}" fill="#ffffff"/>{body}</svg>'
    )
    return Chart(title, alt, svg, total)


def _words(report: Report) -> str:
    said = []
    for theme in report.themes:
        counts: dict[str, int] = {}
        for row in theme.rows:
            word = row.status.lower()
            counts[word] = counts.get(word, 0) + 1
        parts = ", ".join(f"{n} {word}" for word, n in counts.items())
        said.append(f"{theme.title}: {parts}")
    return "A tile for each feature. " + "; ".join(said) + "."


def _column(index: int) -> float:
    return LABEL + index * (WIDTH - LABEL) / len(STAGES)


def _head() -> Iterator[str]:
    for index, name in enumerate(STAGES.values()):
        yield (
            f'<text x="{_column(index) + 6:.0f}" y="20" font-size="17" '
            f'font-weight="bold">{name}</text>'
        )


def _rows(report: Report) -> tuple[list[str], int]:
    across = int((WIDTH - LABEL) / len(STAGES) - 6) // (TILE_W + GAP)
    parts, y = [], HEAD
    for number, theme in enumerate(report.themes):
        cells = {stage: _features(report, theme.id, stage) for stage in STAGES}
        deepest = max(-(-len(cell) // across) for cell in cells.values())
        lines = _wrapped(theme.title)
        tall = max(deepest * (TILE_H + GAP), len(lines) * 19) + ROW_PAD
        if number % 2 == 0:
            parts.append(
                f'<rect x="0" y="{y}" width="{WIDTH}" height="{tall}" fill="{BAND}"/>'
            )
        for line, text in enumerate(lines):
            parts.append(
                f'<text x="6" y="{y + 19 + line * 19}" font-size="15.5">'
                f"{escape(text)}</text>"
            )
        for column, stage in enumerate(STAGES):
            for place, feature in enumerate(cells[stage]):
                x = _column(column) + 6 + (place % across) * (TILE_W + GAP)
                top = y + ROW_PAD + (place // across) * (TILE_H + GAP)
                parts.append(_tile(x, top, feature))
        y += tall
    parts.append(f'<path d="M0 {HEAD}H{WIDTH}M0 {y}H{WIDTH}" stroke="{LINE}"/>')
    return parts, y


def _features(report: Report, theme: str, stage: Stage) -> list[ShownFeature]:
    return [f for f in report.release.features if f.theme == theme and f.stage is stage]


def _wrapped(text: str, most: int = 27) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if len(longer) > most and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _tile(x: float, y: float, feature: ShownFeature) -> str:
    look = LOOKS[feature.status]
    round_ = TILE_H / 2 if feature.polarity is Polarity.DEFICIT else 2
    short = feature.id.partition("-")[2] or feature.id
    return (
        _shape(x, y, look, round_)
        + _mark(x + 12, y + TILE_H / 2, look)
        + f'<text x="{x + 22:.0f}" y="{y + 15.5:.1f}" font-size="13.5" '
        f'fill="{look.ink}">{escape(short)}</text>'
    )


def _shape(x: float, y: float, look: Look, round_: float) -> str:
    dash = ' stroke-dasharray="3 2"' if look.mark in {DOTS, EMPTY} else ""
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{TILE_W}" height="{TILE_H}" '
        f'rx="{round_:g}" fill="{look.fill}" stroke="{look.border}"{dash}/>'
    )


def _mark(x: float, y: float, look: Look) -> str:
    match look.mark:
        case "tick":
            path = f"M{x - 5:.1f} {y:.1f}l3.5 4l6 -8"
        case "cross":
            path = f"M{x - 4:.1f} {y - 4:.1f}l8 8m0 -8l-8 8"
        case "half":
            path = f"M{x - 5:.1f} {y:.1f}h10"
        case "dots":
            path = f"M{x - 5:.1f} {y:.1f}h1.5m2.5 0h1.5m2.5 0h1.5"
        case _:
            return ""
    return f'<path d="{path}" fill="none" stroke="{look.ink}" stroke-width="2.2"/>'


def _key(y: int) -> Iterator[str]:
    entries = (
        (Status.EVIDENCED, "Evidenced, or failing gone"),
        (Status.MIXED, "Mixed"),
        (Status.CONTRADICTED, "Contradicted, or failing persists"),
        (Status.NOT_ENOUGH, "Too few answers"),
        (Status.NO_EVIDENCE, "No evidence"),
    )
    x, top = 6.0, y + 9
    for status, word in entries:
        look = LOOKS[status]
        yield (
            f'<rect x="{x:.1f}" y="{top}" width="24" height="16" rx="2" '
            f'fill="{look.fill}" stroke="{look.border}"'
            + (' stroke-dasharray="3 2"/>' if look.mark in {DOTS, EMPTY} else "/>")
        )
        yield _mark(x + 12, top + 8, look)
        yield f'<text x="{x + 30:.1f}" y="{top + 13}" font-size="13.5">{word}</text>'
        x += 30 + len(word) * 7.0 + 14
    yield (
        f'<text x="{WIDTH - 4}" y="{top + 13}" font-size="13.5" '
        'text-anchor="end">Round ends: a failing</text>'
    )
