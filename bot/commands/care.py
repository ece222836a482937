"""Commands for the named person: what waits, who takes it, what is done."""

import click

from bot.app import App
from bot.commands.shell import FailedError, now, say, with_app
from bot.service.care import CONTACT, DEPUTY, LISTED, PERSON, WORDS
from surveys.hidden import one_line

_ROLE = click.option(
    "--as",
    "who",
    type=click.Choice([PERSON, DEPUTY]),
    default=PERSON,
    show_default=True,
    help="Which of the two whom the area file names looks.",
)


@click.group()
def care() -> None:
    """See to words that may show danger, and to wishes to be contacted.

    For the person whom the area file names under [care], or the deputy. Who looked,
    and on which day, is kept; the words are not.
    """


@care.command("list")
@_ROLE
@with_app
async def list_care(app: App, who: str) -> None:
    """Show what waits: id, what it is, question or day, the words. It is logged."""
    app.care.role(who)
    words, wishes = await app.held.waiting("care"), await app.wishes.waiting()
    for kind, found in ((WORDS, words), (CONTACT, wishes)):
        if found:
            await app.care.note(kind, LISTED, who, now())
    for note in words:
        click.echo(f"{note.id}\twords\t{note.question}\t{one_line(note.words)}")
    for wish in wishes:
        click.echo(f"{wish.id}\tcontact\t{wish.day}\t{one_line(wish.words)}")
    if not words and not wishes:
        say("Nothing waits.")


@care.command("take")
@_ROLE
@with_app
async def take_care(app: App, who: str) -> None:
    """Say that you see to what waits; nobody is told of it any more."""
    found = await app.care.take(who, now())
    click.echo(f"{found} taken by {app.care.role(who)}.")


@care.command("done")
@click.argument("entry", metavar="ID")
@click.option("--words", help="Give the words back to their answer, redacted by you.")
@_ROLE
@with_app
async def done_care(app: App, entry: str, words: str | None, who: str) -> None:
    """Say that one is seen to. It is deleted; with --words the answer keeps these."""
    if words is not None:
        done = await app.care.release(entry, words, who, now())
    else:
        done = await app.care.drop(entry, who, now()) or await app.wishes.done(
            entry, who, now()
        )
    if not done:
        raise FailedError(f"{entry} is not known; it may have been done already.")
    click.echo("Done.")


@care.command("log")
@with_app
async def log_care(app: App) -> None:
    """Show who looked, took and finished, and on which day."""
    for day, kind, deed, role in await app.care.log():
        click.echo(f"{day}\t{kind}\t{deed}\t{role}")


COMMANDS = (care,)
