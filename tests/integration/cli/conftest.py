"""The command line, called as people call it, in a folder of its own."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.commands.group import cli

Strandline = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def strandline(folder: Path) -> Strandline:
    """Call `strandline` with these arguments; the environment is the test's own."""

    def call(*args: str | Path, stdin: str = "", **environment: str) -> Result:
        settings = {"STRANDLINE_DATA": str(folder), "BOT_USERNAME": "", **environment}
        for name in ("TELEGRAM_BOT_TOKEN", "STRANDLINE_KEY", "STRANDLINE_PORT"):
            settings.setdefault(name, "")
        return CliRunner().invoke(
            cli, [str(arg) for arg in args], input=stdin, env=settings
        )

    return call
