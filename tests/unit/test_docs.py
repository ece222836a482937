"""The documents: every link leads somewhere, and every command that they name is one."""

import re
from pathlib import Path

import click
import pytest

from bot.commands.group import cli

PAGES = sorted((*Path().glob("*.md"), *Path("docs").rglob("*.md")))
LINK = re.compile(r"\]\((?!https?://|#|mailto:)([^)#\s]+)")
COMMAND = re.compile(
    r"(?<![\w/.-])(?:\.venv/bin/)?strandline ([a-z][a-z-]*)(?: ([a-z][a-z-]*))?"
)
TARGET = re.compile(r"`make ([a-z-]+)|^make ([a-z-]+)", re.MULTILINE)


def ids(page: Path) -> str:
    return str(page)


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_every_link_leads_somewhere(page: Path) -> None:
    for link in LINK.findall(page.read_text(encoding="utf-8")):
        assert (page.parent / link).exists(), f"{page}: {link}"


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_every_command_that_is_named_is_one(page: Path) -> None:
    for line in code(page):
        for name, sub in COMMAND.findall(line):
            command = cli.commands.get(name)
            assert command is not None, f"{page}: strandline {name}"
            if isinstance(command, click.Group) and sub:
                assert sub in command.commands, f"{page}: strandline {name} {sub}"


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_every_task_that_is_named_is_in_the_makefile(page: Path) -> None:
    tasks = set(re.findall(r"^([a-z-]+):", Path("Makefile").read_text(), re.MULTILINE))
    for line in code(page):
        for found in TARGET.findall(line):
            name = found[0] or found[1]
            assert name in tasks, f"{page}: make {name}"


def code(page: Path) -> list[str]:
    """Return what is marked as code: spans and fenced blocks, line by line."""
    text = page.read_text(encoding="utf-8")
    fenced = re.findall(r"^```[a-z]*\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    spans = re.findall(r"(`[^`\n]+`)", text)
    return [line for block in fenced for line in block.splitlines()] + spans
