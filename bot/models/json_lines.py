"""JSON lines ``{"text": ...}``, as `strandline redact` and `strandline read` take them.

Rule: what is wrong is named by its line; no word of the line is repeated.
"""

import json
from collections.abc import Iterable, Iterator


class LineError(ValueError):
    """A line of the input, or the input as a whole, is not what is read here."""


def decoded(lines: Iterable[str]) -> Iterator[str]:
    """Yield the lines, the first without the mark that Windows puts before a text.

    Raises:
        LineError: The input is no text in UTF-8.
    """
    try:
        for number, line in enumerate(lines):
            yield line if number else line.removeprefix("\ufeff")
    except UnicodeDecodeError:
        raise LineError("the input is no text in UTF-8") from None


def text_of(line: str, number: int) -> str:
    """Return the text of a line.

    Raises:
        LineError: It is no such object; the message names the line.
    """
    try:
        read = json.loads(line)
    except (ValueError, RecursionError):
        raise LineError(
            f'line {number}: not JSON; each line is an object like {{"text": "..."}}'
        ) from None
    if not isinstance(read, dict) or not isinstance(read.get("text"), str):
        raise LineError(
            f'line {number}: no "text"; each line is an object like {{"text": "..."}}'
        )
    text: str = read["text"]
    return text


def written(found: object, text: str) -> str:
    """Return a finding as a JSON line; half signs in ``text`` come out escaped."""
    halves = any("\ud800" <= sign <= "\udfff" for sign in text)
    return json.dumps(found, ensure_ascii=halves)
