"""Writes docs/settings.md and docs/commands.md from the program itself."""

from pathlib import Path

import click

from bot.area import example_area
from bot.commands.group import cli
from bot.settings import render_settings

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = ROOT / "docs" / "settings.md"
COMMANDS = ROOT / "docs" / "commands.md"
NOTE = "<!-- Written by tools/build_reference_docs.py (make docs). -->"

_SETTINGS = """# Settings

{note}

There are two kinds: what this installation needs to know comes from the
environment, and what the partnership decides stands in the area file. Both are
checked at the start. Wrong ones are all refused together, each with what to write
instead.

## The environment

{environment}
An empty setting counts as not set.

## The area file

`strandline init` writes `area.toml` into the data folder, with Leicestershire's
places, roles and help lines as an example, and never over a file that is there. Edit
it, then run `strandline check`. Until there is one, the example holds.

Beside it, `questionnaires/*.toml` in the data folder adds questionnaires of your
own, or replaces a shipped one of the same id (docs/questionnaires.md).

```toml
{area}```
"""

_COMMANDS = """# Commands

{note}

`strandline` is in `.venv/bin` after `make setup`. Exit codes: 0 it is done, 1 it
failed or a check found mistakes (said on standard error), 2 it was called wrongly.
"""


def settings() -> str:
    """Return the text of docs/settings.md."""
    return _SETTINGS.format(
        note=NOTE, environment=render_settings(), area=example_area()
    )


def commands() -> str:
    """Return the text of docs/commands.md."""
    parts = [_COMMANDS.format(note=NOTE)]
    for path, command in _all(cli, ("strandline",)):
        context = click.Context(
            command,
            info_name=" ".join(path),
            terminal_width=80,
            help_option_names=["-h", "--help"],
        )
        help_text = command.get_help(context)
        parts.append(f"## {' '.join(path)}\n\n```\n{help_text}\n```\n")
    return "\n".join(parts)


def _all(
    command: click.Command, path: tuple[str, ...]
) -> list[tuple[tuple[str, ...], click.Command]]:
    found = [(path, command)]
    if isinstance(command, click.Group):
        for name in sorted(command.commands):
            found += _all(command.commands[name], (*path, name))
    return found


def main() -> None:
    """Write both files."""
    SETTINGS.write_text(settings(), encoding="utf-8")
    COMMANDS.write_text(commands(), encoding="utf-8")


if __name__ == "__main__":
    main()
