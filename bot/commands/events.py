"""Commands about events: open one link for many families, print it, end it."""

import json
from datetime import datetime
from pathlib import Path

import click

from bot.app import App
from bot.commands.people import UNLINKED, questionnaire_of
from bot.commands.shell import FailedError, now, say, with_app, write
from bot.service.events import FAMILIES, MOST_FAMILIES, Event, Opening
from bot.service.evidence import Document
from bot.service.setup import ENGLISH
from exports.card import FORMATS, SIZES, render
from surveys.model import Audience

_DAY = click.DateTime(formats=("%Y-%m-%d",))
_OUT = click.option(
    "--out", type=click.Path(path_type=Path), default=Path(), help="A folder."
)


@click.group()
def event() -> None:
    """Open one link for many families, as at a families' fun day."""


@event.command("open")
@click.option("--on", type=_DAY, required=True, help="The first day, as 2026-12-05.")
@click.option("--until", type=_DAY, help="The last day; the first if left out.")
@click.option("--district", help="Where it is; left out: the whole area.")
@click.option("--questionnaire", default="family-closure", show_default=True)
@click.option("--language", default=ENGLISH, show_default=True, help="To begin in.")
@click.option(
    "--families",
    default=FAMILIES,
    show_default=True,
    type=click.IntRange(1, MOST_FAMILIES),
    help="How many you expect; the link opens three times as often at most.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@_OUT
@with_app
async def open_event(  # noqa: PLR0913, PLR0917  # what an event is, in full
    app: App,
    on: datetime,
    until: datetime | None,
    district: str | None,
    questionnaire: str,
    language: str,
    families: int,
    as_json: bool,  # noqa: FBT001 # click gives flags by name
    out: Path,
) -> None:
    """Open an event, print its link, and write its poster as PDF and PNG.

    The link opens on its days only, on phones and on tablets that many use. Its answers
    are marked as given at an event and are in no response rate (docs/events.md).
    """
    questionnaire_of(app, questionnaire, Audience.FAMILY, Audience.YOUNG)
    opening = Opening(
        district,
        on.date(),
        (until or on).date(),
        questionnaire,
        language,
        families,
    )
    made = await app.events.open(opening, now=now())
    if as_json:
        click.echo(json.dumps(_plain(made)))
    else:
        click.echo(made.link)
    if not (made.web_link or made.telegram_link):
        say(UNLINKED)
        return
    for path in _posters(app, made, out):
        say(f"Written: {path}")
    say(
        f"Event {made.id} is open from {made.first:%d %B %Y} to {made.until:%d %B %Y}"
        " and ends by itself. For a tablet that many use, open the link there and tap"
        " the line at the bottom of its first page."
    )


@event.command("list")
@with_app
async def list_events(app: App) -> None:
    """List the events that are not over: id, days, district, how often opened."""
    for one in await app.events.current():
        where = one.district or "-"
        click.echo(
            f"{one.id}\t{one.first}\t{one.until}\t{where}\t{one.questionnaire}"
            f"\t{one.opened} of {one.most}"
        )


@event.command("poster")
@click.argument("event_id", metavar="EVENT")
@_OUT
@with_app
async def poster(app: App, event_id: str, out: Path) -> None:
    """Write the poster (A4) and the card (A6) of EVENT again, as PDF and PNG."""
    found = await app.events.get(event_id)
    if found is None:
        raise FailedError(f"There is no event {event_id!r}; `strandline event list`.")
    for path in _posters(app, found, out):
        click.echo(path)


@event.command("end")
@click.argument("event_id", metavar="EVENT")
@with_app
async def end(app: App, event_id: str) -> None:
    """End EVENT before its time: its link opens nothing any more."""
    if not await app.events.end(event_id):
        raise FailedError(f"There is no event {event_id!r}; `strandline event list`.")
    click.echo(f"{event_id} is over. Who has begun can finish within a day.")


def _posters(app: App, found: Event, out: Path) -> list[Path]:
    media = {"pdf": "application/pdf", "png": "image/png"}
    return [
        write(
            out,
            Document(
                f"strandline-event-{found.id}-{size}.{kind}",
                render(app.events.printed(found, size), size, kind),
                media[kind],
            ),
        )
        for size in SIZES
        for kind in FORMATS
    ]


def _plain(found: Event) -> dict[str, object]:
    return {
        "event": found.id,
        "token": found.token,
        "web_link": found.web_link,
        "telegram_link": found.telegram_link,
        "from": found.first.isoformat(),
        "until": found.until.isoformat(),
        "district": found.district,
    }


COMMANDS = (event,)
