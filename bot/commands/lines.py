"""Lines of standard input, read within a bound.

Rule: a line is never held whole beyond the bound, so that a file without line ends
(or a wrong file) ends in a clear error and not in a full memory.
"""

from collections.abc import Iterator
from typing import Protocol

LONGEST = 1_000_000  # characters of one line


class Readable(Protocol):
    """Text that is read a line at a time, as `sys.stdin` is."""

    def readline(self, size: int, /) -> str:
        """Return the next line, or its first ``size`` characters; empty at the end."""
        ...  # a protocol's body


class LineTooLongError(ValueError):
    """A line is longer than anybody writes; the message names it."""


def bounded(stream: Readable, longest: int = LONGEST) -> Iterator[str]:
    """Yield the lines of a stream.

    Raises:
        LineTooLongError: A line has more than ``longest`` characters.
        UnicodeDecodeError: The input is no text in UTF-8.
    """
    number = 0
    while line := stream.readline(longest + 1):
        number += 1
        if len(line) > longest:
            raise LineTooLongError(
                f"line {number}: longer than {longest:,} characters; each line is one"
                ' object like {"text": "..."}. Is it the right file?'
            )
        yield line
