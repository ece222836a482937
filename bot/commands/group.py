"""The `strandline` command: the list of its commands and what stands above it."""

import click

from bot.commands import (
    accounts,
    acted,
    answers,
    backups,
    care,
    clauses,
    closures,
    data,
    equality,
    events,
    evidence,
    held,
    keys_api,
    people,
    questionnaires,
    read,
    service,
    tick,
    vote,
    waves,
    workshop,
)

EPILOG = (
    "Settings come from the environment (STRANDLINE_DATA, TELEGRAM_BOT_TOKEN, ...)"
    " and from the area file; docs/settings.md lists them all."
)


@click.group(epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="strandline", message="%(prog)s %(version)s")
def cli() -> None:
    """Ask families and staff what early help was like, and show what it supports."""


MODULES = (
    service,
    questionnaires,
    people,
    waves,
    accounts,
    closures,
    events,
    keys_api,
    answers,
    read,
    held,
    care,
    clauses,
    acted,
    equality,
    evidence,
    vote,
    workshop,
    data,
    backups,
    tick,
)
for module in MODULES:
    for command in module.COMMANDS:
        cli.add_command(command)
