"""The command that reads words: their language, their tone, what they speak about."""

import sys
from collections.abc import Iterable

import click

from bot.commands.lines import LineTooLongError, bounded
from bot.commands.shell import FailedError, expected, say
from bot.models.json_lines import LineError
from bot.models.themes_reading import load_reader, read_lines

_MANY = 20  # lines from which a bar is worth showing


@click.command()
@expected
def read() -> None:
    """Read texts: their language, their tone, and what each clause speaks about.

    Reads JSON lines {"text": ...} on standard input and writes {"language", "tone",
    "probability", "speaks", "clauses"}, one object a line. A clause has at most three
    suggestions of a feature, a stance, a probability and the words that carried it. A
    line that cannot be read is named, and the others are read all the same.
    """
    reader = load_reader()
    lines = _lines()
    many = len(lines) if isinstance(lines, list) else 0
    bad = 0
    with click.progressbar(
        length=many, label="Reading", file=sys.stderr, hidden=many < _MANY
    ) as bar:
        try:
            for found in read_lines(lines, reader):
                if isinstance(found, LineError):
                    say(str(found))
                    bad += 1
                else:
                    click.echo(found)
                bar.update(1)
        except (LineError, LineTooLongError) as wrong:
            raise FailedError(str(wrong)) from wrong
    if bad:
        raise FailedError(f"{bad} of the lines could not be read; the others were.")


def _lines() -> Iterable[str]:
    """Return the input's lines: counted first only where somebody sees the bar."""
    if not sys.stderr.isatty() or sys.stdin.isatty():
        return bounded(sys.stdin)
    try:
        return list(bounded(sys.stdin))
    except UnicodeDecodeError:
        raise FailedError("the input is no text in UTF-8") from None
    except LineTooLongError as wrong:
        raise FailedError(str(wrong)) from wrong


COMMANDS = (read,)
