"""Answers that were given on paper or by phone, read from a CSV or JSON-lines file.

Rule 1: every row is read and checked before the first one is written; a file with
one bad row changes nothing.
Rule 2: a bad row is named with its number, the column and the reason; its words
are never repeated.
Rule 3: the file is read line by line, under limits, so that no file can fill the
memory.
"""

import asyncio
import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, Protocol, TextIO

from bot.area import Area
from bot.service.errors import ServiceError
from bot.service.sheets import Rules, check_row
from bot.service.submission import Sheet
from bot.store import Writer
from surveys.model import Questionnaire

LARGEST_FILE: Final = 10_000_000  # bytes
MOST_COLUMNS: Final = 200
MOST_ROWS: Final = 5_000
LONGEST_LINE: Final = 100_000  # characters
MOST_MISTAKES: Final = 100  # said at once


class IntakeError(ServiceError):
    """The file cannot be imported; ``mistakes`` says all that is wrong with it."""

    def __init__(self, mistakes: tuple[str, ...]) -> None:
        self.mistakes = mistakes
        super().__init__("\n".join(mistakes))


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of a file: how many rows, how many new, how many known already."""

    rows: int
    new: int

    @property
    def known(self) -> int:
        """How many rows had been imported before."""
        return self.rows - self.new


class Records(Protocol):
    """The service's verb for answers that came without a conversation."""

    async def record(self, sheets: Iterable[Sheet], now: datetime) -> int:
        """Store sheets, all or none; return how many were new."""
        ...


class Intake:
    """Imports files."""

    def __init__(
        self,
        writer: Writer,
        respond: Records,
        area: Area,
        definitions: Mapping[str, Questionnaire],
    ) -> None:
        self._writer = writer
        self._respond = respond
        self._area = area
        self._definitions = definitions

    async def load(
        self, file: Path, now: datetime, *, dry_run: bool = False
    ) -> Imported:
        """Check a whole file, then store it in one step.

        Raises:
            IntakeError: Something is wrong with it; nothing was stored.
        """
        today = now.date().toordinal()
        waves = await self._writer.run(lambda store: store.waves.current(today))
        open_waves = {wave.id: wave.questionnaire for wave in waves}
        rules = Rules(self._definitions, self._area, open_waves)
        sheets = await asyncio.to_thread(read_sheets, file, rules)
        if dry_run:
            return Imported(rows=len(sheets), new=0)
        return Imported(len(sheets), await self._respond.record(sheets, now))


def read_sheets(file: Path, rules: Rules) -> tuple[Sheet, ...]:
    """Return every sheet of a file.

    Raises:
        IntakeError: Something is wrong with the file or with any of its rows.
    """
    mistakes: list[str] = []
    sheets: dict[tuple[str, str], tuple[int, Sheet]] = {}
    with _open(file) as lines:
        for number, row in _rows(file, lines):
            sheet = check_row(row, rules)
            if isinstance(sheet, Sheet):
                key = (sheet.questionnaire.id, sheet.row)
                first, _ = sheets.setdefault(key, (number, sheet))
                if first != number:
                    mistakes.append(f"row {number}: {sheet.row!r} is also row {first}")
            else:
                mistakes += [f"row {number}: {mistake}" for mistake in sheet]
            if len(mistakes) > MOST_MISTAKES:
                mistakes[MOST_MISTAKES:] = ["and more: mend these first"]
                break
    if not sheets and not mistakes:
        mistakes.append("there are no rows in this file")
    if mistakes:
        raise IntakeError(tuple(mistakes))
    return tuple(sheet for _, sheet in sheets.values())


# --- reading the file -----------------------------------------------------------


def _open(file: Path) -> TextIO:
    if file.suffix.lower() not in (".csv", ".jsonl"):
        raise IntakeError((f"{file.name}: only .csv and .jsonl files are read",))
    try:
        size = file.stat().st_size
        if not file.is_file():
            raise IntakeError((f"{file.name}: this is not a file",))
    except OSError as wrong:
        raise IntakeError((f"{file.name}: {wrong.strerror}",)) from wrong
    if size > LARGEST_FILE:
        raise IntakeError((_too_large(file.name),))
    return file.open(encoding="utf-8-sig", newline="")


def _too_large(name: str) -> str:
    return f"{name}: over {LARGEST_FILE:,} bytes are too many; split the file"


def _lines(lines: TextIO) -> Iterator[str]:
    """Yield lines, refusing what is no text and lines without end."""
    try:
        read = 0
        while line := lines.readline(LONGEST_LINE + 1):
            read += len(line)
            if read > LARGEST_FILE:  # it has grown since we looked
                raise IntakeError((_too_large("the file"),))
            if len(line) > LONGEST_LINE:
                raise IntakeError(
                    (f"a line is longer than {LONGEST_LINE:,} characters",)
                )
            if "\0" in line:
                raise IntakeError(("this is no text file",))
            yield line
    except UnicodeDecodeError as wrong:
        raise IntakeError(
            ("this is no text file in UTF-8; save it as CSV UTF-8",)
        ) from wrong


def _rows(file: Path, lines: TextIO) -> Iterator[tuple[int, Mapping[str, object]]]:
    reader = _json_rows if file.suffix.lower() == ".jsonl" else _csv_rows
    for count, found in enumerate(reader(lines), 1):
        if count > MOST_ROWS:
            raise IntakeError(
                (f"more than {MOST_ROWS:,} rows are too many; split the file",)
            )
        yield found


def _csv_rows(lines: TextIO) -> Iterator[tuple[int, Mapping[str, object]]]:
    reader = csv.reader(_lines(lines), strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
        if "row" not in header or "questionnaire" not in header:
            raise IntakeError(
                ("the first line must name the columns: row, questionnaire, mode, ...",)
            )
        if len(header) > MOST_COLUMNS:
            raise IntakeError((f"more than {MOST_COLUMNS} columns are too many",))
        twice = {name for name in header if name and header.count(name) > 1}
        if twice:
            raise IntakeError((f"column {min(twice)!r} is there twice",))
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            row: dict[str, object] = dict(zip(header, cells, strict=False))
            if len(cells) > len(header):
                row["more cells than columns"] = "x"
            yield reader.line_num, row
    except csv.Error as wrong:
        raise IntakeError((f"line {reader.line_num}: {wrong}",)) from wrong


def _json_rows(lines: TextIO) -> Iterator[tuple[int, Mapping[str, object]]]:
    for number, line in enumerate(_lines(lines), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as wrong:
            raise IntakeError((f"line {number}: this is not JSON",)) from wrong
        if not isinstance(row, dict):
            raise IntakeError((f"line {number}: write an object, {{...}}",))
        answers = row.pop("answers", {})
        if not isinstance(answers, dict):
            raise IntakeError((f"line {number}: answers must be an object, {{...}}",))
        if len(answers) + len(row) > MOST_COLUMNS:
            raise IntakeError(
                (f"line {number}: more than {MOST_COLUMNS} answers are too many",)
            )
        yield number, {**answers, **row}
