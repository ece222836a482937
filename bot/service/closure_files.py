"""Closures and counts as CSV: every row checked first, all or nothing.

Rule 1: all bad rows are named, by number and field, and never by what stands in them.
Rule 2: a file may come twice: each row has a reference, and counts replace counts.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from bot.service.closure_fields import CLOSURE, Closure, Fields, Mistake
from bot.service.closures import Count
from bot.service.errors import ServiceError
from bot.service.periods import span
from bot.service.setup import Setup
from surveys.hidden import visible
from surveys.model import Audience

LARGEST: Final = 4 * 1024 * 1024
MOST_ROWS: Final = 20_000
MOST_CLOSED: Final = 1_000_000
_YES: Final = frozenset(("true", "yes", "y", "1"))
_COUNTS: Final = ("period", "tier", "district", "questionnaire", "closed")


class FileError(ServiceError):
    """Some rows cannot be taken; nothing was. Every one of them is named."""

    def __init__(self, mistakes: tuple[str, ...]) -> None:
        self.mistakes = mistakes
        super().__init__("\n".join((" ".join((self.__doc__ or "").split()), *mistakes)))


def content_of(file: Path) -> bytes:
    """Return what stands in a file, or enough of it to see that it is too large."""
    with file.open("rb") as opened:
        return opened.read(LARGEST + 1)


def closures_of(content: bytes, fields: Fields) -> tuple[Closure, ...]:
    """Return the closures of a file's content.

    Raises:
        FileError: Some rows cannot be taken.
    """
    found, mistakes, seen = [], [], dict[tuple[str, str], int]()
    for number, row in _rows(content, tuple(one.name for one in fields.all)):
        given: dict[str, object] = {k: v for k, v in row.items() if v}
        if "safe_to_contact" in given:
            given["safe_to_contact"] = row["safe_to_contact"].lower() in _YES
        closure, wrong = fields.read(given)
        if "reference" not in given:
            wrong = (*wrong, Mistake("reference", "each row of a file needs one"))
        mistakes += [f"row {number}, {w.field}: {w.reason}" for w in wrong]
        if closure is None or closure.reference is None:
            continue
        before = seen.setdefault((closure.questionnaire, closure.reference), number)
        if before != number:
            mistakes.append(f"row {number}, reference: the same as in row {before}")
        found.append(closure)
    if mistakes:
        raise FileError(tuple(mistakes))
    return tuple(found)


def counts_of(content: bytes, setup: Setup) -> tuple[Count, ...]:
    """Return a file's counts: of a quarter and tier, or a year and district.

    Raises:
        FileError: Some rows cannot be taken.
    """
    found: dict[tuple[str, ...], tuple[int, Count]] = {}
    mistakes = []
    for number, row in _rows(content, _COUNTS):
        wrong = [
            f"row {number}, {w.field}: {w.reason}" for w in count_mistakes(row, setup)
        ]
        if wrong:
            mistakes += wrong
            continue
        kind = "tier" if row.get("tier") else "district"
        asked = row.get("questionnaire") or CLOSURE
        count = Count(asked, kind, row[kind], row["period"], int(row["closed"]))
        first, _ = found.setdefault(
            (asked, kind, count.place, count.period), (number, count)
        )
        if first != number:
            mistakes.append(
                f"row {number}: row {first} counts the same place and period"
            )
    if mistakes:
        raise FileError(tuple(mistakes))
    return tuple(count for _, count in found.values())


def count_mistakes(row: Mapping[str, str], setup: Setup) -> Iterator[Mistake]:
    """Yield what is wrong with one count, field by field."""
    area, period = setup.area, row.get("period", "")
    tier, district = row.get("tier", ""), row.get("district", "")
    asked = setup.definitions.get(row.get("questionnaire") or CLOSURE)
    if asked is None or asked.audience is Audience.STAFF:
        yield Mistake("questionnaire", "there is no such questionnaire for families")
    if bool(tier) == bool(district):
        yield Mistake("tier", "write a tier or a district, one of the two")
    if tier and tier not in [one.id for one in area.tiers]:
        yield Mistake("tier", f"write one of: {', '.join(t.id for t in area.tiers)}")
    if district and district not in [one.id for one in area.districts]:
        known = ", ".join(one.id for one in area.districts)
        yield Mistake("district", f"write one of: {known}")
    if span(period) is None or ("-Q" in period) != bool(tier):
        yield Mistake("period", "tiers by quarter (2026-Q4), districts by year (2026)")
    closed = row.get("closed", "")
    if not countable(closed):
        yield Mistake("closed", "write how many, in figures")


def countable(closed: str) -> bool:
    """Say whether it is how many were closed: figures, and fewer than a million."""
    short = len(closed) < len(str(MOST_CLOSED))  # leading noughts hide a large number
    return short and closed.isascii() and closed.isdigit()


def _rows(
    content: bytes, columns: tuple[str, ...]
) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Yield each row with its number as a spreadsheet shows it."""
    if len(content) > LARGEST:
        raise FileError((f"the file is larger than {LARGEST >> 20} MB",))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FileError(("save the file as CSV in UTF-8",)) from None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        rows = [[visible(cell).strip() for cell in row] for row in reader]
    except csv.Error:
        raise FileError(("this is no CSV: a quotation mark may be missing",)) from None
    if not rows or len(rows) > MOST_ROWS:
        raise FileError((f"write a row of names and up to {MOST_ROWS} rows",))
    names = [name.lower() for name in rows[0]]
    if len(set(names)) < len(names):
        raise FileError(("row 1: a column is there twice",))
    if not set(names) <= set(columns):
        strange = (
            "row 1: there is a column that is not taken. Names, addresses, dates of"
            f" birth, notes and the like never are. Take out all but:"
            f" {', '.join(columns)}"
        )
        raise FileError((strange,))
    for number, row in enumerate(rows[1:], 2):
        if not any(row):
            continue
        if len(row) > len(names):
            raise FileError((f"row {number}: it has more cells than row 1",))
        yield number, dict(zip(names, [*row, *[""] * len(names)], strict=False))
