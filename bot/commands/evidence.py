"""Commands about evidence: assess, export, attest, attach."""

import json
from pathlib import Path

import click

from analysis.disclosure import release_to_json
from analysis.panel import COLOURS, LETTERS, PanelRating
from bot.app import App
from bot.commands.options import EVERY, OUT, ROW, written_as
from bot.commands.shell import PERIOD, now, with_app, write
from bot.service.evidence import ALL, ROWS
from exports import FORMATS


@click.command()
@click.option("--strand", "row", required=True, type=ROW)
@click.option("--period", required=True, type=PERIOD, help="2026, 2026-Q4 or a wave.")
@with_app
async def assess(app: App, row: str, period: str) -> None:
    """Print what the evidence supports, as JSON and as released.

    What disclosure control hides is null. `all` prints a list of the seven rows.
    """
    releases = await app.evidence.assess(row, period, now())
    shown = [release_to_json(release) for release in releases]
    click.echo(
        json.dumps(shown if row == ALL else shown[0], indent=1, ensure_ascii=False)
    )


@click.command()
@click.option("--strand", "row", required=True, type=ROW)
@click.option("--period", required=True, type=PERIOD, help="2026, 2026-Q4 or a wave.")
@written_as(FORMATS)
@OUT
@with_app
async def export(app: App, row: str, period: str, kind: str, out: Path) -> None:
    """Write the evidence summary to a file, and print its path."""
    kinds = tuple(FORMATS) if kind == EVERY else (kind,)
    documents = await app.evidence.documents(row, period, kinds, now())
    for document in documents:
        click.echo(write(out, document))


@click.command()
@click.argument("feature")
@click.option("--by", required=True, help="Who vouches for it: name and post.")
@click.option("--reason", required=True, help="Why; it is printed.")
@with_app
async def attest(app: App, feature: str, by: str, reason: str) -> None:
    """Vouch for FEATURE, where feedback cannot reach it.

    FEATURE is an id such as FE-E9, or a cap that the panel accepts with a reason,
    such as cap:unknown_rate:staff-check.
    """
    await app.evidence.attest(feature, by, reason, now())
    click.echo(f"{feature} is attested by {by}.")


@click.command()
@click.argument("feature")
@click.option("--source", required=True, help="What it is, as in: case audit, May.")
@click.option("--n", "sample", required=True, type=click.IntRange(1, 1_000_000))
@click.option("--supporting", required=True, type=click.IntRange(0, 1_000_000))
@click.option("--by", required=True, help="Who vouches for it: name and post.")
@with_app
async def attach(
    app: App, feature: str, source: str, sample: int, supporting: int, by: str
) -> None:
    """Attach evidence from elsewhere to FEATURE.

    Such as an audit: how many cases it looked at, and how many support the feature.
    """
    if supporting > sample:
        raise click.UsageError("--supporting cannot be more than --n.")
    await app.evidence.attach(feature, source, sample, supporting, by, now())
    click.echo(f"{source} is attached to {feature}.")


@click.command()
@click.argument("row", type=click.Choice(ROWS))
@click.option("--period", required=True, type=PERIOD, help="2026, 2026-Q4 or a wave.")
@click.option("--letters", required=True, type=click.Choice(tuple(LETTERS)))
@click.option("--rag", required=True, type=click.Choice(COLOURS))
@click.option("--reason", required=True, help="Why; it is printed.")
@click.option("--by", required=True, help="Who agreed it: a body, or name and post.")
@click.option(
    "--next-steps",
    "steps",
    multiple=True,
    help="What the panel will do; give it once for each step.",
)
@with_app
async def rate(  # noqa: PLR0913, PLR0917 # what a panel says, in full
    app: App,
    row: str,
    period: str,
    letters: str,
    rag: str,
    reason: str,
    by: str,
    steps: tuple[str, ...],
) -> None:
    """Note the panel's own rating of ROW; the summary prints it beside the evidence.

    It takes the place of an earlier one. Where it is above what the evidence supports,
    the summary says so, with the reason.
    """
    lines = tuple(line for step in steps for line in step.splitlines() if line.strip())
    today = now().date().isoformat()
    rating = PanelRating(letters, rag, reason, lines, by, today)
    await app.evidence.rate(row, period, rating)
    click.echo(f"{row} is rated {letters}, {rag}, for {period}.")


COMMANDS = (assess, export, attest, attach, rate)
