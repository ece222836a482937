"""The command about who answered, for whoever reads figures on this machine."""

import click

from analysis.who import NOTE, told
from bot.app import App
from bot.commands.shell import now, say, with_app


@click.command()
@click.option("--year", required=True, help="A year that is over, as in 2026.")
@with_app
async def equality(app: App, year: str) -> None:
    """Show who answered in a year, and who is missing from the voice.

    For areas that ask it ([equality] in the area file, docs/equality.md). Each line:
    answer, share of those who answered, range, share of closings, how they compare.
    """
    for who in told(await app.about_you.shown(year, now())):
        click.echo(f"{who.asks}\n  {who.said}")
        for row in who.rows:
            cells = (row.label, row.share, row.interval, row.closings, row.reading)
            click.echo("  " + "\t".join(cells))
    say(NOTE)


COMMANDS = (equality,)
