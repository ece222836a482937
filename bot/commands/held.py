"""Commands about held words that no rule can read; those that alarm are elsewhere."""

import click

from bot.app import App
from bot.commands.shell import FailedError, say, with_app
from bot.service.held import IN_CARE
from bot.service.submission import CARE
from surveys.hidden import one_line

_LATER = (
    "Nothing to look at. Words are shown once ten have come together, so that nobody"
    " can tell whose came last."
)
KIND = click.Choice([CARE, "language"])


@click.group()
def held() -> None:
    """Decide about words that are held back.

    Those of `language`: written in another language, or no rule can take personal
    details out of them. Release them translated into English, without such details.
    Words that may show danger are seen to with `strandline care`, which logs it.
    """


@held.command("list")
@click.argument("kind", type=KIND)
@with_app
async def list_held(app: App, kind: str) -> None:
    """List the words that wait: id, question, language, words."""
    if kind == CARE:
        raise FailedError(IN_CARE)
    notes = await app.held.waiting(kind)
    for note in notes:
        fields = (note.id, note.question, note.language, one_line(note.words))
        click.echo("\t".join(fields))
    if not notes:
        say(_LATER)


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
