"""`strandline keys`: bearer keys for case systems."""

from datetime import date

import click

from bot.app import App
from bot.commands.shell import FailedError, now, say, with_app
from bot.service.apikeys import SCOPES


@click.group()
def keys() -> None:
    """Make, list and revoke the keys of case systems."""


@keys.command()
@click.argument("label")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    type=click.Choice(SCOPES),
    help="What the key may do; all if left out.",
)
@click.option("--district", default="", help="For this district's closures alone.")
@with_app
async def make(app: App, label: str, scopes: tuple[str, ...], district: str) -> None:
    """Print a new key for the system that LABEL names. It is shown this once."""
    key = await app.access.make(
        label, scopes=scopes or SCOPES, district=district, now=now()
    )
    click.echo(key)
    say("Keep it as you keep passwords. It is good for a year and is not shown again.")


@keys.command("list")
@with_app
async def list_keys(app: App) -> None:
    """List the keys: id, label, what each may do, where, and its last day."""
    found = await app.access.all()
    for key in found:
        until = date.fromordinal(key.until)
        where = key.district or "everywhere"
        click.echo(f"{key.id}\t{key.label}\t{','.join(key.scopes)}\t{where}\t{until}")
    if not found:
        say("There is no key yet. Make one with: strandline keys make LABEL")


@keys.command()
@click.argument("key_id", metavar="ID")
@with_app
async def revoke(app: App, key_id: str) -> None:
    """Take the key of ID back at once."""
    if not await app.access.revoke(key_id):
        raise FailedError(
            "There is no key of this id; list them with: strandline keys list"
        )
    click.echo("The key is taken back.")


COMMANDS = (keys,)
