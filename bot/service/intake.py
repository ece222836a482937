"""Answers that were given on paper or by phone, read from a CSV or JSON-lines file.

Rule 1: every row is read and checked before the first one is written; a file with
one bad row changes nothing.
Rule 2: a bad row is named with its number, the column and the reason; its words
are never repeated.
Rule 3: the file is read line by line, under limits, so that no file can fill the
memory.
"""

import csv
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, TextIO

from bot.service.sheets import Rules, Sheet, check_row

LARGEST_FILE: Final = 20_000_000  # bytes
MOST_ROWS: Final = 20_000
LONGEST_LINE: Final = 100_000  # characters
MOST_MISTAKES: Final = 100  # said at once; the rest are counted


class IntakeError(Exception):
    """The file cannot be imported; ``mistakes`` says all that is wrong with it."""

    def __init__(self, mistakes: tuple[str, ...]) -> None:
        self.mistakes = mistakes
        super().__init__("\n".join(mistakes))


def read_sheets(file: Path, rules: Rules) -> Iterator[Sheet]:
    """Yield the sheets of a file one by one; check it with `check_file` first.

    Raises:
        IntakeError: A row is not as it was when it was checked.
    """
    with _open(file) as lines:
        for number, row in _rows(file, lines):
            sheet = check_row(row, rules)
            if not isinstance(sheet, Sheet):
                raise IntakeError(tuple(f"row {number}: {m}" for m in sheet))
            yield sheet


def check_file(file: Path, rules: Rules) -> int:
    """Read the whole file, and return how many sheets it holds.

    Raises:
        IntakeError: Something is wrong with the file or with any of its rows.
    """
    mistakes: list[str] = []
    seen: dict[tuple[str, str], int] = {}
    more = rows = 0
    with _open(file) as lines:
        for number, row in _rows(file, lines):
            rows += 1
            sheet = check_row(row, rules)
            if isinstance(sheet, Sheet):
                key = (sheet.questionnaire.id, sheet.row)
                first = seen.setdefault(key, number)
                found: tuple[str, ...] = (
                    (f"row: {sheet.row!r} is also on row {first}",)
                    if first != number
                    else ()
                )
            else:
                found = sheet
            for mistake in found:
                if len(mistakes) < MOST_MISTAKES:
                    mistakes.append(f"row {number}: {mistake}")
                else:
                    more += 1
    if rows == 0:
        mistakes.append("there are no rows in this file")
    if more:
        mistakes.append(f"and {more} more")
    if mistakes:
        raise IntakeError(tuple(mistakes))
    return rows


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
        most = f"at most {LARGEST_FILE:,}; split the file"
        raise IntakeError((f"{file.name}: {size:,} bytes are too many, {most}",))
    return file.open(encoding="utf-8-sig", newline="")


def _lines(lines: TextIO) -> Iterator[str]:
    """Yield lines, refusing what is no text and lines without end."""
    try:
        while line := lines.readline(LONGEST_LINE + 1):
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
        yield number, {**answers, **row}
