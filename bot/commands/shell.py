"""What the commands share: how they reach the service, and how they fail.

Rule 1: every failure that a person can do something about ends in one plain
sentence on standard error and exit code 1, without a traceback. Wrong usage ends in 2:
what can be told from the command line, the definitions and the area file alone (a
period that is written wrong, a tier or feature that there is not). What only the data
or the world can tell (nothing there yet, a check that failed) ends in 1.
Rule 2: results go to standard output, everything else to standard error.
"""

import asyncio
import functools
import os
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Concatenate, ParamSpec

import click

from bot.app import App, build
from bot.area import AreaError
from bot.keys import KeyFileError
from bot.service import periods
from bot.service.errors import ServiceError, UnknownNameError
from bot.service.evidence import Document
from bot.service.intake import IntakeError
from bot.settings import Settings, SettingsError, load_settings
from bot.store import StoreError

P = ParamSpec("P")
Command = Callable[Concatenate[App, P], Coroutine[Any, Any, None]]


class FailedError(click.ClickException):
    """It did not work; the message says why and what to do."""

    def show(self, file: Any = None) -> None:  # noqa: ANN401 # click's own signature
        """Print the message to standard error."""
        click.echo(self.format_message(), file=file, err=True)


class _Written(click.ParamType[str]):
    """A value that has to be written in one way."""

    def __init__(self, name: str, fits: Callable[[str], bool], example: str) -> None:
        self.name = name
        self._fits = fits
        self._example = example

    def convert(
        self,
        value: Any,  # noqa: ANN401 # click's own signature
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> str:
        """Return the value, or end the command as wrong usage."""
        if not self._fits(str(value)):
            self.fail(f"{value!r} is not written like {self._example}.", param, ctx)
        return str(value)


PERIOD = _Written("period", periods.valid, "2026, 2026-Q4 or 2026-Q4-check")
WAVE = _Written("wave", lambda said: periods.begins(said) is not None, "2026-Q4-check")

EXPECTED = (
    AreaError,
    IntakeError,
    KeyFileError,
    ServiceError,
    SettingsError,
    StoreError,
    OSError,
)


def say(words: str) -> None:
    """Say something beside the result: on standard error."""
    click.echo(words, err=True)


def now() -> datetime:
    """Return the present time; the only clock of the command line."""
    return datetime.now(UTC)


def settings() -> Settings:
    """Return the settings that the environment asks for."""
    try:
        return load_settings(os.environ)
    except SettingsError as wrong:
        raise FailedError(str(wrong)) from wrong


def expected(call: Callable[P, None]) -> Callable[P, None]:
    """Turn the failures that people can mend into one plain message."""

    @functools.wraps(call)
    def inner(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            call(*args, **kwargs)
        except BrokenPipeError:
            raise  # whoever read our output has gone; click ends quietly
        except UnknownNameError as wrong:
            raise click.UsageError(str(wrong)) from wrong
        except EXPECTED as wrong:
            raise FailedError(str(wrong)) from wrong

    return inner


def with_app(command: Command[P]) -> Callable[P, None]:
    """Give an asynchronous command the open service, and close it afterwards."""

    @expected
    @functools.wraps(command)
    def inner(*args: P.args, **kwargs: P.kwargs) -> None:
        async def run() -> None:
            app = build(settings())
            try:
                await command(app, *args, **kwargs)
            finally:
                await app.close()

        asyncio.run(run())

    return inner


def write(folder: Path, document: Document) -> Path:
    """Write a file whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / document.name
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(document.body)
    part.replace(path)
    return path
