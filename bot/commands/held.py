"""Commands about held words: those that alarm, and those that no rule can read."""

import click

from bot.app import App
from bot.commands.shell import FailedError, say, with_app
from surveys.hidden import one_line

_LATER = (
    "Nothing to look at. Words are shown once ten have come together, so that nobody"
    " can tell whose came last."
)
KIND = click.Choice(["care", "language"])


@click.group()
def held() -> None:
    """Decide about words that are held back.

    `care`: they may show that somebody is in danger; look the same working day.
    `language`: written in another language, or no rule can take personal details
    out of them. Release them translated into English, without such details.
    """


@held.command("list")
@click.argument("kind", type=KIND)
@with_app
async def list_held(app: App, kind: str) -> None:
    """List the words that wait: id, question, language, words."""
    notes = await app.held.waiting(kind)
    for note in notes:
        fields = (note.id, note.question, note.language, one_line(note.words))
        click.echo("\t".join(fields))
    if not notes:
        say("Nothing waits." if kind == "care" else _LATER)


@held.command("release")
@click.argument("held_id", metavar="ID")
@click.option("--words", required=True, help="The words, without personal details.")
@with_app
async def release_held(app: App, held_id: str, words: str) -> None:
    """Give words back to their answer, as you have redacted them."""
    if not await app.held.release(held_id, words):
        raise FailedError(f"{held_id} is not known; it may have been decided already.")
    click.echo("Released.")


@held.command("drop")
@click.argument("held_id", metavar="ID")
@with_app
async def drop_held(app: App, held_id: str) -> None:
    """Delete held words for good; the rest of the answers stays."""
    if not await app.held.drop(held_id):
        raise FailedError(f"{held_id} is not known; it may have been decided already.")
    click.echo("Deleted.")


COMMANDS = (held,)
