"""Commands about closures: take a file, count them, hold what is to be sent."""

import asyncio
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import click

from bot.app import App, area_of
from bot.commands.shell import (
    FailedError,
    expected,
    now,
    say,
    settings,
    with_app,
    write,
)
from bot.service import cards
from bot.service.closure_files import closures_of, content_of, counts_of
from bot.service.closures import Asked, ConflictingError, Halt

LONGEST_LINK: Final = 300
_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.group()
def closures() -> None:
    """Take closures from a case system's files, and hold what is to be sent."""


@closures.command("import")
@click.argument("file", type=_FILE)
@click.option("--dry-run", is_flag=True, help="Check the file and take nothing.")
@with_app
async def import_closures(app: App, file: Path, dry_run: bool) -> None:  # noqa: FBT001 # click gives flags by name
    """Take the closures of FILE, a CSV; docs/closures.md has its columns.

    Every row is checked first, and one bad row stops the whole file. Taking a file
    twice makes nothing new. Links that are to be handed over are printed as reference
    and link, parted by a tab; keep them no longer than you need.
    """
    moment = now()
    found = closures_of(content_of(file), app.closures.fields(moment))
    if dry_run:
        click.echo(f"Every row is right: {len(found)} in all. Nothing was taken.")
        return
    try:
        done = await app.closures.close_all([Asked(c) for c in found], now=moment)
    except ConflictingError as conflict:
        rows = ", ".join(str(row + 1) for row in conflict.rows)
        raise FailedError(
            f"These closures came before with other contents (closure {rows} of the"
            " file, empty rows not counted). Nothing was taken."
        ) from conflict
    new = sum(not one.again for one in done)
    for closure, one in zip(found, done, strict=True):
        if one.channel is None:
            made = one.invitation
            link = made.web_link or made.telegram_link or f"/start {made.token}"
            click.echo(f"{closure.reference}\t{link}")
    say(f"{new} taken, {len(done) - new} were known already.")


@closures.command()
@click.argument("file", type=_FILE)
@with_app
async def counts(app: App, file: Path) -> None:
    """Load how many cases were closed, so that coverage is known.

    FILE is a CSV with the columns period, tier, district, closed: a quarter with a
    tier, or a year with a district, in each row. Later counts replace earlier ones.
    """
    found = counts_of(content_of(file), app.closures.setup)
    await app.closures.count(found)
    click.echo(f"Counts loaded: {len(found)}.")


@closures.command()
@click.argument("reference")
@with_app
async def hold(app: App, reference: str) -> None:
    """Send nothing for the closure of REFERENCE until it is released."""
    await _halt(app, reference, Halt.HOLD)


@closures.command()
@click.argument("reference")
@with_app
async def release(app: App, reference: str) -> None:
    """Let what was held go on."""
    await _halt(app, reference, Halt.RELEASE)


@closures.command()
@click.argument("reference")
@with_app
async def cancel(app: App, reference: str) -> None:
    """Send nothing more for the closure of REFERENCE, and end its link."""
    await _halt(app, reference, Halt.CANCEL)


async def _halt(app: App, reference: str, action: Halt) -> None:
    await app.closures.halt(action, reference=reference, now=now())
    said = {
        Halt.HOLD: "Nothing is sent until you release it.",
        Halt.RELEASE: "What was held goes on.",
        Halt.CANCEL: "Nothing more is sent.",
    }
    click.echo(said[action])
    say(
        "That is so whether or not there was anything left to send: nobody learns"
        " whether a family has answered. References are known for 30 days."
    )


@click.command()
@click.argument("link")
@click.option(
    "--size", default="poster", show_default=True, type=click.Choice(tuple(cards.SIZES))
)
@click.option(
    "--format",
    "kind",
    default="pdf",
    show_default=True,
    type=click.Choice(cards.FORMATS),
)
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path(), help="A folder."
)
@expected
def card(link: str, size: str, kind: str, out: Path) -> None:
    """Print LINK as a poster (A4) or card (A6) with its QR code, in English.

    For one family's link a card to hand over; for a link that many use, a poster.
    """
    if urlsplit(link).scheme != "https" or len(link) > LONGEST_LINK:
        raise FailedError("Give the whole link, from https:// on.")
    area, _ = area_of(settings())
    made = asyncio.run(cards.card(link, size, kind, area))
    click.echo(write(out, made))


COMMANDS = (closures, card)
