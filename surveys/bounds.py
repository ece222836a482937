"""TOML that anybody may have written, read within bounds.

Rule: size, line length, brackets and dotted names are bounded before `tomllib` sees
the text, and the depth of the tables and the length of numbers after it, so that
no file can fill the memory or overrun the stack of whoever walks the tables.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

LARGEST = 256 * 1024  # bytes
LONGEST_LINE = 4_000  # characters
DEEPEST = 12  # brackets within brackets, tables within tables
LARGEST_NUMBER = 10**18
_MOST_PARTS = 30  # of one dotted name; each part costs the parser all before it
_NAME = r"""(?:[\w-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')"""
_DOTTED = re.compile(rf"(?<![\w-]){_NAME}(?:[ \t]*\.[ \t]*{_NAME}){{{_MOST_PARTS}}}")


@dataclass(frozen=True, slots=True)
class Toml:
    """A file as read: its text and its tables."""

    text: str
    tables: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a file cannot be read: the line, what is wrong, what to do about it."""

    line: int
    what: str
    remedy: str


def read_toml(data: bytes) -> Toml | Refused:
    """Return the tables of a file, or why there are none."""
    text = _decoded(data)
    if isinstance(text, Refused):
        return text
    refused = _bounded(text)
    if refused is not None:
        return refused
    try:
        tables = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, ValueError, RecursionError) as problem:
        return _broken(str(problem), text)
    what = _too_much(tables)
    if what is not None:
        return Refused(1, what, "Check that it is the right file.")
    return Toml(text, tables)


def _decoded(data: bytes) -> str | Refused:
    if len(data) > LARGEST:
        return Refused(
            1,
            f"The file is larger than {LARGEST // 1024} KB.",
            "Nothing here needs that much: check that it is the right file.",
        )
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return Refused(
            1,
            "The file is saved as UTF-16.",
            "Save it again with the encoding UTF-8.",
        )
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as problem:
        return Refused(
            data[: problem.start].count(b"\n") + 1,
            "The file is not saved as UTF-8.",
            "Save it again with the encoding UTF-8.",
        )


def _bounded(text: str) -> Refused | None:
    depth = 0
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > LONGEST_LINE:
            return Refused(
                number,
                f"The line is longer than {LONGEST_LINE} characters.",
                'Break the text over several lines between """ and """.',
            )
        depth = _depth(line, depth)
        if depth > DEEPEST:
            return Refused(
                number,
                f"More than {DEEPEST} brackets are open at once.",
                "Close a bracket, or put the rule in a simpler way.",
            )
        if line.count(".") >= _MOST_PARTS and _DOTTED.search(line):
            return Refused(
                number,
                f"A name has more than {_MOST_PARTS} parts with dots between.",
                "Write it with fewer.",
            )
    return None


def _depth(line: str, depth: int) -> int:
    """Return how many brackets are open after a line, at most one too many.

    Brackets inside texts count too: a bound need not be exact.
    """
    highest = depth
    for sign in line:
        if sign in "[{":
            depth += 1
            highest = max(highest, depth)
        elif sign in "]}":
            depth = max(0, depth - 1)
    return highest if highest > DEEPEST else depth


def _broken(problem: str, text: str) -> Refused:
    place = re.search(r"\(at line (\d+), column \d+\)", problem)
    line = int(place[1]) if place else text.count("\n") + 1
    said = re.sub(r"\s*\(at .*\)$", "", problem)[:120]
    return Refused(
        line,
        f"This is no valid TOML: {said}.",
        "Look at this line and the one before: quotation marks, brackets, "
        "the = sign, a name used twice.",
    )


def _too_much(tables: Mapping[str, object]) -> str | None:
    """Return what in the tables is deeper or larger than anything needs."""
    level: list[object] = [tables]
    for _ in range(2 * DEEPEST):  # lists and the tables in them count apart
        inner: list[object] = []
        for one in level:
            if isinstance(one, Mapping):
                inner += one.values()
            elif isinstance(one, list):
                inner += one
            elif isinstance(one, int) and abs(one) > LARGEST_NUMBER:
                return "A number is longer than anything here needs."
        level = inner
    return f"Tables lie more than {2 * DEEPEST} deep in each other." if level else None
