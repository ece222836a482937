"""Commands about what was done with what people said."""

import click

from bot.app import App
from bot.commands.shell import PERIOD, FailedError, now, with_app


@click.group()
def acted() -> None:
    """You said, we did: a short note that families see on the last screen."""


@acted.command("publish")
@click.option(
    "--period", required=True, type=PERIOD, help="What it is about: 2026-Q4 or 2026."
)
@click.option("--text", "words", required=True, help="300 characters at most.")
@with_app
async def publish_acted(app: App, period: str, words: str) -> None:
    """Publish the note of a period, in place of an older one."""
    await app.acted.publish(period, words, today=now().date())
    click.echo(f"Published for {period}: on the last screen, and at /acted.")


@acted.command("list")
@with_app
async def list_acted(app: App) -> None:
    """Show the notes, the newest first."""
    for period, words in await app.acted.notes():
        click.echo(f"{period}\t{words}")


@acted.command("remove")
@click.option("--period", required=True, type=PERIOD, help="Whose note to take down.")
@with_app
async def remove_acted(app: App, period: str) -> None:
    """Take a note down."""
    if not await app.acted.remove(period):
        raise FailedError(f"There is no note for {period}.")
    click.echo("Taken down.")


COMMANDS = (acted,)
