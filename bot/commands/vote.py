"""Commands about partner votes: open, close, show, compare, take over."""

import json

import click

from analysis.model import Stage
from analysis.panel import COLOURS, LETTERS, PanelRating
from bot.app import App
from bot.commands.options import ROW
from bot.commands.shell import PERIOD, now, say, with_app
from bot.service.evidence import ALL, ROWS
from bot.service.vote import HOURS, LONGEST_HOURS, Opened, Wall

_SHORT = 8  # characters of an id: enough to tell votes apart


@click.group()
def vote() -> None:
    """Let the partners in a room rate the seven rows, and show what they said."""


@vote.command("open")
@click.option("--period", required=True, type=PERIOD, help="2026, 2026-Q4 or a wave.")
@click.option(
    "--openly",
    is_flag=True,
    help="The room has agreed to show votes by partner. Every phone is told.",
)
@click.option(
    "--people",
    type=click.IntRange(1, 500),
    help="How many are in the room, to notice phones that joined twice.",
)
@click.option(
    "--hours",
    default=HOURS,
    show_default=True,
    type=click.IntRange(1, LONGEST_HOURS),
    help="After these it ends by itself.",
)
@with_app
async def open_vote(
    app: App,
    period: str,
    openly: bool,  # noqa: FBT001 # click gives flags by name
    people: int | None,
    hours: int,
) -> None:
    """Open a vote, and print its id, its code and what to project."""
    opened = await app.votes.open(
        period, now(), openly=openly, people=people, hours=hours
    )
    _announce(opened)


def _announce(opened: Opened) -> None:
    click.echo(f"vote\t{opened.vote[:_SHORT]}")
    click.echo(f"code\t{opened.code}")
    if opened.join is None or opened.wall is None:
        say(
            "People join in Telegram with /vote and the code. For phones without it,"
            " and for a page to project, set STRANDLINE_PUBLIC_URL."
        )
        return
    click.echo(f"phones\t{opened.join}")
    click.echo(f"project\t{opened.wall}")


@vote.command("list")
@with_app
async def list_votes(app: App) -> None:
    """List the votes, open ones first; of an open one the code, too."""
    found = await app.votes.all(now())
    for one in found:
        state = f"open\t{app.votes.code(one.id)}" if one.open else "closed"
        kind = "by partner" if one.openly else "blind"
        click.echo(f"{one.id[:_SHORT]}\t{one.period}\t{kind}\t{state}")
    if not found:
        say("There is no vote. Open one with: strandline vote open --period 2026-Q4")


@vote.command("close")
@click.argument("vote_id", metavar="VOTE")
@click.option("--strand", "row", default=ALL, show_default=True, type=ROW)
@with_app
async def close_vote(app: App, vote_id: str, row: str) -> None:
    """End voting on a row of VOTE, or on all, for good: the bars appear at once."""
    if not await app.votes.close(vote_id, row, now()):
        say("Nothing was open there.")
    _print(await app.votes.seen(vote_id, now()))


@vote.command("show")
@click.argument("vote_id", metavar="VOTE")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_app
async def show_vote(
    app: App,
    vote_id: str,
    as_json: bool,  # noqa: FBT001 # click gives flags by name
) -> None:
    """Print what the room sees of VOTE: bars of closed rows, and nothing of others."""
    wall = await app.votes.seen(vote_id, now())
    if as_json:
        click.echo(json.dumps(_as_json(wall), indent=1, ensure_ascii=False))
    else:
        _print(wall)


@vote.command("wall")
@click.argument("vote_id", metavar="VOTE")
@click.option("--strand", "row", default=ALL, show_default=True, type=ROW)
@with_app
async def put_on_wall(app: App, vote_id: str, row: str) -> None:
    """Put one row of VOTE on the projected page in large, or all of them."""
    await app.votes.show(vote_id, row)


@vote.command("compare")
@click.argument("vote_id", metavar="VOTE")
@with_app
async def compare(app: App, vote_id: str) -> None:
    """Put the survey's proposal and the panel's rating beside the bars of VOTE.

    Only once voting is over: what the survey says would sway the room.
    """
    await app.votes.compare(vote_id, now())
    _print(await app.votes.seen(vote_id, now()))


@vote.command("take")
@click.argument("vote_id", metavar="VOTE")
@click.option("--strand", "row", required=True, type=click.Choice(ROWS))
@click.option(
    "--letters",
    default="",
    type=click.Choice(["", *LETTERS]),
    help="The stage, or two neighbours; without it, what the room leans to.",
)
@click.option("--rag", required=True, type=click.Choice(COLOURS))
@click.option("--reason", required=True, help="Why; it is printed.")
@click.option("--by", required=True, help="Who agreed it: a body, or name and post.")
@click.option("--step", "steps", multiple=True, help="A next step; may be repeated.")
@with_app
async def take_over(  # noqa: PLR0913, PLR0917  # what a rating says, in full
    app: App,
    vote_id: str,
    row: str,
    letters: str,
    rag: str,
    reason: str,
    by: str,
    steps: tuple[str, ...],
) -> None:
    """Make the room's result on a row of VOTE the panel's own rating."""
    typed = PanelRating(letters, rag, reason, steps, by, now().date().isoformat())
    stored = await app.votes.take_over(vote_id, row, typed)
    click.echo(f"{row} is rated {stored.letters} by {by}.")


@vote.command("forget")
@click.argument("vote_id", metavar="VOTE")
@with_app
async def forget(app: App, vote_id: str) -> None:
    """Delete VOTE with its bars; a rating that was taken over stays."""
    await app.votes.forget(vote_id)
    click.echo("The vote is deleted.")


def _print(wall: Wall) -> None:
    for row in ROWS:
        if row in wall.votes:
            number = wall.votes[row]
            said = "fewer than 10" if number is None else f"{number} or more"
            click.echo(f"{row}\topen, {said} votes")
            continue
        room = wall.rooms[row]
        if room.people is None:
            click.echo(f"{row}\tnot enough votes")
        else:
            bars = "\t".join(f"{_choice(b.choice)} {b.says}" for b in room.bars)
            click.echo(f"{row}\tabout {room.people} votes\t{bars}")
        for partner, chosen in sorted((room.partners or {}).items()):
            counts = ", ".join(f"{_choice(c)} {n}" for c, n in chosen.items())
            click.echo(f"{row}\t{partner}\t{counts}")
        if (beside := wall.beside.get(row)) is not None:
            click.echo(
                f"{row}\tsurvey supports {beside.supported or 'no stage yet'}"
                f"\tpanel {beside.panel or 'not rated'}"
            )


def _choice(choice: str) -> str:
    return choice if choice in set(Stage) else "cannot say"


def _as_json(wall: Wall) -> dict[str, object]:
    return {
        "period": wall.period,
        "openly": wall.openly,
        "open": dict(wall.votes),
        "rows": {
            row: {
                "people": room.people,
                "bars": {bar.choice: bar.says for bar in room.bars},
                "leaning": room.leaning,
                "partners": room.partners,
            }
            for row, room in wall.rooms.items()
        },
        "beside": {
            row: {
                "supported": one.supported,
                "so_far": one.so_far,
                "not_ruled_out": one.not_ruled_out,
                "panel": one.panel,
            }
            for row, one in wall.beside.items()
        },
    }


COMMANDS = (vote,)
