"""Commands about questionnaires: check them, talk through one, print one."""

from pathlib import Path

import click

from analysis.maturity import shipped_model
from bot.app import area_of
from bot.area import AreaError
from bot.commands.shell import FailedError, expected, say, settings
from bot.service import definitions
from bot.settings import Settings


@click.command()
@click.argument(
    "files",
    metavar="[FILE]...",
    nargs=-1,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
)
@expected
def check(files: tuple[Path, ...]) -> None:
    """Check definitions, and name every mistake with its line and remedy.

    With FILE, those questionnaires (or an area file, area.toml). Without FILE, all
    that come with Strandline, and what your data folder adds to them.
    """
    mistakes = _files(files) if files else _everything(settings())
    for mistake in mistakes:
        say(mistake)
    if mistakes:
        count = len(mistakes)
        raise FailedError(f"{count} mistake{'s' if count > 1 else ''} found.")
    click.echo("No mistakes found.")


def _files(files: tuple[Path, ...]) -> tuple[str, ...]:
    areas = [file for file in files if file.name == definitions.AREA_FILE]
    rest = definitions.read_files([file for file in files if file not in areas])
    return (
        *(mistake for file in areas for mistake in definitions.check_area(file)),
        *definitions.check(rest, shipped_model(), ("en",)),
    )


def _everything(found: Settings) -> tuple[str, ...]:
    languages: tuple[str, ...] = ("en",)
    mistakes: tuple[str, ...] = ()
    try:
        languages = area_of(found)[0].languages
    except AreaError:
        mistakes = definitions.check_area(found.area_file)
    return (
        *mistakes,
        *definitions.check_all(found.data, shipped_model(), languages),
    )


COMMANDS = (check,)
