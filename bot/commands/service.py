"""Commands about the service itself: run it, ask how it is."""

import asyncio
import signal
import sys

import click

from bot.app import App, build, serve, standing
from bot.commands.rehearsal import offer
from bot.commands.shell import expected, now, say, settings, with_app
from bot.keys import KEY_FILE
from bot.service.backups import left_aside
from bot.service.spoken import language_warnings, unsaid
from bot.telegram.channel import TokenRefusedError
from bot.telegram.quiet import install
from bot.web.look import heavy_logo

TRIAL = "family-closure"


@click.command()
@expected
def run() -> None:
    """Start the service and keep it running.

    Ctrl-C or SIGTERM ends it, with everything that was answered stored.
    """
    install()
    app = build(settings())
    asyncio.run(_run(app))


async def _run(app: App) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(sign, stop.set)
    here = app.settings.telegram_token is None and sys.stdin.isatty()
    trial = asyncio.create_task(offer(app.settings, TRIAL, stop)) if here else None
    try:
        await serve(app, stop, click.echo, trial=here)
    except TokenRefusedError as wrong:
        raise OSError(str(wrong)) from wrong
    finally:
        if trial is not None:
            trial.cancel()
            await asyncio.gather(trial, return_exceptions=True)
        await app.close()
    say("Strandline has stopped; nothing is lost.")


@click.command()
@with_app
async def status(app: App) -> None:
    """Show plain counts: what waits, what is open. Never anything about answers."""
    for line in await standing(app, now()):
        click.echo(line)
    for line in await app.readers.sentences():
        click.echo(f"        {line}")
    for warning in (
        *_of_the_key(app),
        *_of_the_look(app),
        *_warnings(example=app.example),
        *language_warnings(app.area, app.definitions),
        *unsaid(app.area),
    ):
        say(warning)


def _of_the_look(app: App) -> list[str]:
    problem = heavy_logo(app.area, app.settings.data)
    return [] if problem is None else [problem]


def _of_the_key(app: App) -> list[str]:
    found, warnings = app.settings, []
    if found.key is None:
        warnings.append(
            "FOR DEVELOPMENT ONLY: the key lies beside the data, in"
            f" {found.data / KEY_FILE}. Whoever takes the folder can read everything."
            " Before real answers come: docs/backup.md, under keys."
        )
    warnings += [
        f"Files from before a restore are still in {left}: delete them once all is"
        " well."
        for left in left_aside(found.data)
    ]
    return warnings


def _warnings(*, example: bool) -> list[str]:
    warnings = []
    if example:
        warnings.append(
            "There is no area file: Leicestershire's example holds. Write your own"
            " with: strandline init"
        )
    return warnings


COMMANDS = (run, status)
