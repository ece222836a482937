"""Commands about words: which quotes may be printed."""

import click

from bot.app import App
from bot.commands.shell import FailedError, say, with_app
from surveys.hidden import one_line


@click.group(invoke_without_command=True)
@click.pass_context
def quotes(context: click.Context) -> None:
    """Decide which of people's words may be printed.

    Only words whose author agreed are here, ten or more at a time and shuffled,
    without anything that tells whose they are. Without a command: list them.
    """
    if context.invoked_subcommand is None:
        context.invoke(list_quotes)


@quotes.command("list")
@with_app
async def list_quotes(app: App) -> None:
    """List the words that wait for a decision, with their ids."""
    batch = await app.quotes.batch()
    for quote in batch:
        click.echo(f"{quote.id}\t{', '.join(quote.themes)}\t{one_line(quote.words)}")
    if batch:
        say(
            "Approve what names nobody and tells nobody whose story it is:"
            " strandline quotes approve ID..."
        )
        return
    say(
        f"Nothing to decide. Words are shown once {app.area.quote_batch} have come"
        " together, so that nobody can tell whose came last."
    )


@quotes.command("proposed")
@with_app
async def proposed_quotes(app: App) -> None:
    """List those that are proposed for print: clear ones, spread over what was said.

    At least one cuts the other way where there is one. Nothing is printed by being
    proposed.
    """
    batch = {quote.id: quote for quote in await app.quotes.batch()}
    found = await app.quotes.proposals()
    for one in found.chosen:
        click.echo(f"{one.id}\t{one.why}\t{one_line(batch[one.id].words)}")
    say(found.note if batch else "Nothing to decide, so nothing is proposed.")


@quotes.command()
@click.argument("quote_ids", metavar="ID...", nargs=-1, required=True)
@with_app
async def approve(app: App, quote_ids: tuple[str, ...]) -> None:
    """Let these words be printed."""
    await _decide(app, quote_ids, approved=True)


@quotes.command()
@click.argument("quote_ids", metavar="ID...", nargs=-1, required=True)
@with_app
async def decline(app: App, quote_ids: tuple[str, ...]) -> None:
    """Never print these words."""
    await _decide(app, quote_ids, approved=False)


async def _decide(app: App, quote_ids: tuple[str, ...], *, approved: bool) -> None:
    unknown = await app.quotes.decide(quote_ids, approved=approved)
    done = len(quote_ids) - len(unknown)
    click.echo(f"{done} {'approved' if approved else 'declined'}.")
    if unknown:
        raise FailedError(f"Not known: {', '.join(unknown)}")


@quotes.command()
@click.argument("quote_id", metavar="ID")
@click.option("--against", "feature", required=True, metavar="FEATURE")
@with_app
async def tick(app: App, quote_id: str, feature: str) -> None:
    """Note that these words speak against FEATURE (such as FE-X1)."""
    if not await app.quotes.tick(quote_id, feature):
        raise FailedError(f"{quote_id} is not known, or was ticked so already.")
    click.echo(f"Noted against {feature}.")


COMMANDS = (quotes,)
