"""Commands about clauses: what a machine suggests of people's words, for a tick."""

import sys
from pathlib import Path
from typing import Final

import click

from analysis.ticks import STANCES
from bot.app import App
from bot.commands.shell import FailedError, say, with_app, write
from bot.service.evidence import Document
from bot.store import ClauseFound
from surveys.hidden import one_line

_NOTHING: Final = "No clauses wait for a tick; new ones are shown ten or more together."
_KEYS: Final = "1-3 agree, y the first, n none of them, s later, q end"
_NONE: Final = (
    "  nothing is suggested: read it, then n, or tick it later by its id with"
    " `strandline clauses tick"
)


@click.group(invoke_without_command=True)
@click.pass_context
def clauses(ctx: click.Context) -> None:
    """Tick what clauses of people's words speak about, one key a clause.

    A machine suggests; only what a person has ticked counts, and it can only lower
    what answers support.
    """
    if ctx.invoked_subcommand is None:
        ctx.invoke(work)


@clauses.command("work", hidden=True)
@with_app
async def work(app: App) -> None:
    """Show one clause after another and take a key for each."""
    batch = await app.clauses.batch()
    if not batch:
        say(_NOTHING)
        return
    say(_KEYS)
    for number, clause in enumerate(batch, start=1):
        click.echo(f"\n{number} of {len(batch)}: {one_line(clause.words)}")
        for at, suggestion in enumerate(clause.suggestions, start=1):
            text = app.clauses.text(suggestion.feature)
            click.echo(f"  {at} {suggestion.stance}: {text} [{suggestion.feature}]")
        if not clause.suggestions:
            click.echo(f"{_NONE} {clause.id} FEATURE --stance ...`")
        key = _key(len(clause.suggestions))
        if key == "q":
            break
        if key == "n":
            await app.clauses.untick(clause.id)
        elif key != "s":
            place = 0 if key == "y" else int(key) - 1
            await app.clauses.tick(clause.id, clause.suggestions[place].feature)


def _key(suggestions: int) -> str:
    """Wait for a key that means something; the end of the input ends."""
    known = {"n", "s", "q", *(str(n + 1) for n in range(suggestions))}
    known |= {"y"} if suggestions else set()
    while True:
        if sys.stdin.isatty():
            key = click.getchar(echo=False).lower()
        else:
            line = sys.stdin.readline()
            key = line.strip().lower()[:1] if line else "q"
        if key in known:
            return key
        say(_KEYS)


@clauses.command("list")
@with_app
async def list_clauses(app: App) -> None:
    """List the clauses that wait for a tick, each with what it may speak about."""
    batch = await app.clauses.batch()
    for clause in batch:
        click.echo(f"{clause.id}\t{one_line(clause.words)}\t{_said(clause)}")
    if not batch:
        say(_NOTHING)


def _said(clause: ClauseFound) -> str:
    return ", ".join(
        f"{s.feature} {s.stance} {s.probability:.2f} “{one_line(s.because)}”"
        for s in clause.suggestions
    )


@clauses.command("tick")
@click.argument("clause_id", metavar="ID")
@click.argument("feature", required=False)
@click.option(
    "--stance",
    type=click.Choice(STANCES),
    help="What it says of FEATURE, where that was not suggested.",
)
@with_app
async def tick_clause(
    app: App, clause_id: str, feature: str | None, stance: str | None
) -> None:
    """Agree that a clause speaks about FEATURE, or about the first suggested.

    With --stance the clause is placed by hand: any feature of the model, whatever was
    suggested.
    """
    ticked = await app.clauses.tick(clause_id, feature, stance)
    click.echo(f"Ticked: {', '.join(ticked)}.")


@clauses.command("untick")
@click.argument("clause_id", metavar="ID")
@with_app
async def untick_clause(app: App, clause_id: str) -> None:
    """Say that a clause speaks about none of what is suggested."""
    if not await app.clauses.untick(clause_id):
        raise FailedError(f"{clause_id} is no clause that waits for a tick.")
    click.echo("None of them.")


@clauses.command("read")
@with_app
async def read_words(app: App) -> None:
    """Read now what has not been read; the service does so by itself as well."""
    waiting = await app.reading.waiting()
    with click.progressbar(length=waiting, label="Reading", file=sys.stderr) as bar:
        done = await app.reading.read_new(bar.update)
    click.echo(f"Texts read: {done}.")
    if waiting and not done:
        say("Words are read once ten people's wait together.")


@clauses.command("training")
@click.option(
    "--out",
    default=Path("clauses_ticked.tsv"),
    show_default=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file to write.",
)
@with_app
async def training(app: App, out: Path) -> None:
    """Write the clauses that people decided about, to train the reader of themes.

    Only where the area file says so ([reading] keep_ticked), and of ten people or more.
    """
    lines = await app.clauses.training()
    if not lines:
        raise FailedError("There are no decided clauses of ten people or more yet.")
    body = "".join(f"{line}\n" for line in lines).encode()
    path = write(out.parent, Document(out.name, body, "text/tab-separated-values"))
    click.echo(path)
    say(
        "These are people's words. Delete the file after training, and make it anew"
        " for the next: what was withdrawn or has expired is not in it any more."
    )


COMMANDS = (clauses,)
