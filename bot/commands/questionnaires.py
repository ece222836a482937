"""Commands about questionnaires: check them, talk through one, print one."""

import asyncio
from pathlib import Path

import click

from analysis.maturity import shipped_model
from bot.app import area_of, build, definitions_of
from bot.area import AreaError
from bot.commands.options import EVERY, OUT, written_as
from bot.commands.rehearsal import check_labels, rehearse, someone
from bot.commands.shell import FailedError, expected, say, settings, write
from bot.service import definitions
from bot.service.papers import papers
from bot.service.spoken import untranslated
from bot.settings import Settings
from bot.terminal import talk as hold
from exports.paper import FORMATS
from exports.paper.phrases import spoken as spoken_on_paper
from surveys.languages import english_name
from surveys.session import Labels


@click.command()
@click.argument(
    "files",
    metavar="[FILE]...",
    nargs=-1,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
)
@expected
def check(files: tuple[Path, ...]) -> None:
    """Check definitions and name every mistake.

    Each mistake comes with its line and what to write instead.

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
        area = area_of(found)[0]
        languages = area.languages
        mistakes = tuple(f"{found.area_file}: {gap}" for gap in untranslated(area))
    except AreaError:
        mistakes = definitions.check_area(found.area_file)
    return (
        *mistakes,
        *definitions.check_all(found.data, shipped_model(), languages),
    )


@click.command()
@click.argument("questionnaire", metavar="QUESTIONNAIRE")
@click.option("--tier", help="Which service; ids of the area file.")
@click.option("--district", help="Where; ids of the area file.")
@click.option("--wave", help="Which wave, for staff; the open one if left out.")
@click.option("--dry-run", is_flag=True, help="Keep nothing: only try it out.")
@expected
def talk(
    questionnaire: str,
    tier: str | None,
    district: str | None,
    wave: str | None,
    dry_run: bool,  # noqa: FBT001 # click gives flags by name
) -> None:
    """Answer QUESTIONNAIRE here, as on every other channel.

    The answers are kept like any others; --dry-run keeps nothing.
    """
    labels = Labels(tier=tier, district=district, wave=wave)
    found = settings()
    if asyncio.run(_talk(found, questionnaire, labels, dry_run=dry_run)):
        return
    raise click.exceptions.Exit(1)


async def _talk(
    found: Settings, questionnaire: str, labels: Labels, *, dry_run: bool
) -> bool:
    if dry_run:
        return await rehearse(found, questionnaire, labels)
    app = build(found)
    try:
        check_labels(app, labels)
        return await hold(app.respond, someone(), questionnaire, labels)
    finally:
        await app.close()


@click.command()
@click.argument("questionnaire", metavar="QUESTIONNAIRE")
@written_as(FORMATS, EVERY)
@click.option("--language", default="en", show_default=True)
@click.option("--large", is_flag=True, help="In large print.")
@OUT
@expected
def paper(
    questionnaire: str,
    kind: str,
    language: str,
    large: bool,  # noqa: FBT001 # click gives flags by name
    out: Path,
) -> None:
    """Write QUESTIONNAIRE as a paper to fill in and a script for the phone.

    One of each for every combination of extra questions; hand them out in turn. The
    answers come back with `strandline import`: an empty file for it is made as well.
    """
    found = settings()
    area, _ = area_of(found)
    known = definitions_of(found, area)
    if questionnaire not in known:
        raise click.UsageError(
            f"There is no questionnaire {questionnaire!r}; there is"
            f" {', '.join(sorted(known))}."
        )
    if language not in spoken_on_paper():
        raise FailedError(
            f"There are no papers in {english_name(language)} yet: the words around"
            f" the questions are there in {', '.join(spoken_on_paper())}."
        )
    kinds = tuple(FORMATS) if kind == EVERY else (kind,)
    made = papers(known[questionnaire], area, kinds, language=language, large=large)
    for document in made:
        click.echo(write(out, document))


COMMANDS = (check, talk, paper)
