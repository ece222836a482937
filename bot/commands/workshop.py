"""Commands about workshops: walk through the evidence, keep actions, print them."""

import secrets
from pathlib import Path

import click

from bot.app import App
from bot.commands.options import EVERY, OUT, ROW, written_as
from bot.commands.shell import PERIOD, now, say, with_app, write
from bot.service.evidence import ALL, ROWS
from bot.service.workshop import DONE, DROPPED, OPEN, Action, Agreed
from exports.actions import KINDS

_SHORT = 8


@click.group()
def workshop() -> None:
    """Walk partners through the evidence, and keep what they agree to do."""


@workshop.command("walk")
@click.option("--strand", "row", required=True, type=click.Choice(ROWS))
@click.option("--period", required=True, type=PERIOD, help="2026, 2026-Q4 or a wave.")
@with_app
async def walk(app: App, row: str, period: str) -> None:
    """Print a row's evidence, feature by feature, as released, with its actions."""
    found = await app.workshop.walk(row, period, now())
    for one in found.earlier:
        click.echo(f"still open from {one.period}: {_said(app, one)}")
    for stop in found.stops:
        feature = stop.feature
        click.echo(f"{feature.id}\t{feature.stage.value}\t{feature.status.value}")
        click.echo(f"  {feature.text}")
        for one in stop.actions:
            click.echo(f"  -> {_said(app, one)}")
    for one in found.whole:
        click.echo(f"the row as a whole\n  -> {_said(app, one)}")


@workshop.command("add")
@click.argument("words")
@click.option("--strand", "row", required=True, type=click.Choice(ROWS))
@click.option("--period", required=True, type=PERIOD, help="2026, 2026-Q4 or a wave.")
@click.option("--feature", default="", help="Its id; without: the row as a whole.")
@click.option(
    "--partner",
    "partners",
    multiple=True,
    required=True,
    help="Who does it; an id of the area file. Several make a joint action.",
)
@click.option("--post", default="", help="Whose job it is there, as in: team manager.")
@click.option("--due", required=True, help="By when: 2027-03 or 2027-03-31.")
@with_app
async def add(  # noqa: PLR0913, PLR0917  # what an action says, in full
    app: App,
    words: str,
    row: str,
    period: str,
    feature: str,
    partners: tuple[str, ...],
    post: str,
    due: str,
) -> None:
    """Write down an action, in WORDS. No person's name: a partner and a post."""
    action = Action(row, feature, words, partners, post, due)
    stored = await app.workshop.add(period, action, secrets.token_hex(8), now())
    click.echo(stored.id[:_SHORT])


@workshop.command("set")
@click.argument("action_id", metavar="ACTION")
@click.argument("state", type=click.Choice([OPEN, DONE, DROPPED]))
@click.option("--note", default="", help="What became of it.")
@with_app
async def settle(app: App, action_id: str, state: str, note: str) -> None:
    """Say how ACTION stands."""
    await app.workshop.settle(action_id, state, note)
    click.echo(f"{action_id} is {state}.")


@workshop.command("carry")
@click.argument("action_id", metavar="ACTION")
@click.option("--to", "period", required=True, type=PERIOD, help="A later period.")
@click.option("--due", default="", help="The new day; without: the old one.")
@with_app
async def carry(app: App, action_id: str, period: str, due: str) -> None:
    """Carry ACTION on to a later period, where it is open again."""
    stored = await app.workshop.carry(action_id, period, now(), due)
    click.echo(stored.id[:_SHORT])


@workshop.command("remove")
@click.argument("action_id", metavar="ACTION")
@with_app
async def remove(app: App, action_id: str) -> None:
    """Delete ACTION, which was written by mistake."""
    await app.workshop.remove(action_id)
    click.echo("The action is deleted.")


@workshop.command("list")
@click.option("--period", type=PERIOD, help="Without it: every period.")
@with_app
async def list_actions(app: App, period: str | None) -> None:
    """List the actions: id, period, row, feature, how they stand, and what they are."""
    found = await app.workshop.actions(period)
    for one in found:
        where = f"{one.period}\t{one.row}\t{one.feature or '-'}\t{one.state}"
        click.echo(f"{one.id[:_SHORT]}\t{where}\t{_said(app, one)}")
    if not found:
        say("There is no action yet.")


@workshop.command("export")
@click.option("--period", required=True, type=PERIOD, help="2026, 2026-Q4 or a wave.")
@click.option("--strand", "row", default=ALL, show_default=True, type=ROW)
@written_as(KINDS)
@OUT
@with_app
async def export(app: App, period: str, row: str, kind: str, out: Path) -> None:
    """Write the actions to a file, and print its path."""
    for each in tuple(KINDS) if kind == EVERY else (kind,):
        click.echo(write(out, await app.workshop.document(row, period, each)))


def _said(app: App, one: Agreed) -> str:
    partners = ", ".join(app.workshop.partner(partner) for partner in one.partners)
    post = f" ({one.post})" if one.post else ""
    note = f" [{one.note}]" if one.note else ""
    return f"{one.words} {partners}{post}, by {one.due}{note}"


COMMANDS = (workshop,)
