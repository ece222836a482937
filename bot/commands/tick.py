"""`strandline tick`: what the clock brings about, once, by hand or from cron."""

from contextlib import AsyncExitStack
from datetime import UTC, datetime

import click

from bot.app import App, jobs_of, telegram_of
from bot.commands.shell import FailedError, now, say, with_app


@click.command()
@click.option("--now", "at", help="A time to take as now, as in 2026-12-01T09:30Z.")
@with_app
async def tick(app: App, at: str | None) -> None:
    """Do what is due now: expiry, closing of periods, messages, reminders.

    The running service does this every minute by itself; both together do nothing
    twice.
    """
    moment = now() if at is None else _moment(at)
    async with AsyncExitStack() as stack:
        channel = None
        if app.settings.telegram_token is not None:
            channel = telegram_of(app, say)
            await stack.enter_async_context(channel.sending())
        found = await jobs_of(app, channel).ring(moment)
    click.echo("Done." if found else "Nothing was due.")


def _moment(written: str) -> datetime:
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        raise FailedError(
            f"{written!r} is no time: write it as 2026-12-01T09:30Z."
        ) from None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


COMMANDS = (tick,)
