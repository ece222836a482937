"""Commands about data: begin an area, make people up, take answers in, redact."""

import sys
from pathlib import Path

import click

from bot.app import App, area_of, mark_made_up, redactor_of
from bot.area import example_area
from bot.commands.lines import LineTooLongError, bounded
from bot.commands.shell import (
    PERIOD,
    FailedError,
    expected,
    now,
    say,
    settings,
    with_app,
)
from bot.models.json_lines import LineError
from bot.models.redaction import redact_lines
from bot.service import simulate as simulation
from bot.service.profiles import NAMES


@click.command()
@expected
def init() -> None:
    """Write the area file, ready to be edited.

    Council, places, partners, help lines, bars: it is written with Leicestershire's
    as an example, and never over another.
    """
    file = settings().area_file
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with file.open("x", encoding="utf-8") as new:
            new.write(example_area())
    except FileExistsError:
        raise FailedError(
            f"{file} is there already and was left as it is. To begin anew, move it"
            " away first."
        ) from None
    click.echo(file)
    say("Edit it for your area, then check it with: strandline check")


@click.command()
@click.option(
    "--families", default=200, show_default=True, type=click.IntRange(0, 5000)
)
@click.option("--staff", default=120, show_default=True, type=click.IntRange(0, 5000))
@click.option(
    "--period", required=True, type=PERIOD, help="A quarter or year, as in 2026-Q4."
)
@click.option("--profile", default="mixed", show_default=True, type=click.Choice(NAMES))
@click.option("--seed", default=1, show_default=True, type=int)
@click.option(
    "--event", is_flag=True, help="An eighth of the families answer at an event."
)
@with_app
async def simulate(
    app: App,
    families: int,
    staff: int,
    period: str,
    profile: str,
    seed: int,
    event: bool,  # noqa: FBT001 # click gives flags by name
) -> None:
    """Let made-up families and staff answer through the real service.

    N families and N staff answer; more are invited, as in life. A period that is
    over is closed at the end. Never do this in a folder with real answers: from then
    on every summary made from it says that answers are made up.
    """
    plan = simulation.Plan(families, staff, period, profile, seed, event)
    moment = now()
    simulation.when(period, moment)  # a slip leaves no mark on real answers
    mark_made_up(app.settings)
    with click.progressbar(
        length=plan.conversations(moment), label="Answering", file=sys.stderr
    ) as bar:
        await app.simulator.run(plan, moment, lambda: bar.update(1))
    click.echo(
        f"{families} {'family' if families == 1 else 'families'} and {staff} staff"
        f" have answered in {period}."
    )
    if plan.at_event:
        click.echo(f"{plan.at_event} of the families answered at an event.")
    elif event:
        say(
            "Nobody answered at an event: it takes"
            f" {simulation.FEWEST_FOR_EVENT} families or more."
        )
    say(f"See what it supports: strandline assess --strand family --period {period}")


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--dry-run", is_flag=True, help="Check the file and import nothing.")
@with_app
async def import_file(app: App, file: Path, dry_run: bool) -> None:  # noqa: FBT001 # click gives flags by name
    """Take in answers that were given on paper or by phone.

    FILE is CSV or JSON lines; docs/import.md has its columns. Every row is checked
    first, and one bad row stops the whole file. Importing a file twice counts once.
    """
    done = await app.intake.load(file, now(), dry_run=dry_run)
    if dry_run:
        click.echo(f"Every row is right: {done.rows} in all. Nothing was imported.")
        return
    click.echo(f"{done.new} imported, {done.known} were known already.")


@click.command()
@expected
def redact() -> None:
    """Take personal details out of texts.

    With the service's own redactor: reads JSON lines {"text": ...} on standard input
    and writes {"text", "spans", "review"}; spans are code points of the input. A line
    that cannot be read is named, and the others are redacted all the same.
    """
    area, _ = area_of(settings())
    bad = 0
    try:
        for line in redact_lines(bounded(sys.stdin), redactor_of(area)):
            if isinstance(line, LineError):
                say(str(line))
                bad += 1
            else:
                click.echo(line)
    except (LineError, LineTooLongError) as wrong:
        raise FailedError(str(wrong)) from wrong
    if bad:
        raise FailedError(f"{bad} of the lines could not be read; the others were.")


COMMANDS = (init, simulate, import_file, redact)
