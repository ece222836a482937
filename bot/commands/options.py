"""Options that several commands take: what a document is about, and where it goes."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from bot.service.evidence import ALL, ROWS

_Command = TypeVar("_Command", bound=Callable[..., Any])

ROW: Final = click.Choice([*ROWS, ALL])
EVERY: Final = "all"  # kinds of file
OUT: Final = click.option(
    "--out",
    default=Path(),
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder to write to; made if it is not there.",
)


def written_as(
    kinds: Iterable[str], default: str = "docx"
) -> Callable[[_Command], _Command]:
    """Return the option for which of several kinds of file to write, or all."""
    return click.option(
        "--format",
        "kind",
        default=default,
        show_default=True,
        type=click.Choice([*kinds, EVERY]),
    )
