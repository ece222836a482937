"""Trying a questionnaire out: the real conversation, in a folder that is thrown away.

Rule: nothing of a rehearsal reaches the data folder.
"""

import asyncio
import sys
import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import click

from bot.app import App, build
from bot.commands.shell import now
from bot.keys import new_id
from bot.service.periods import quarter_of
from bot.service.person import Person
from bot.settings import Settings
from bot.terminal import talk
from surveys.model import Audience
from surveys.session import Labels

CHANNEL = "terminal"


def someone() -> Person:
    """Return whoever sits at this terminal."""
    return Person(CHANNEL, new_id())


def check_labels(app: App, labels: Labels) -> None:
    """Refuse a tier or district that the area file does not have.

    Raises:
        click.UsageError: It has no such place; the message lists those that it has.
    """
    for kind, said, known in (
        ("tier", labels.tier, app.area.tiers),
        ("district", labels.district, app.area.districts),
    ):
        ids = [place.id for place in known]
        if said is not None and said not in ids:
            raise click.UsageError(
                f"There is no {kind} {said!r}. Write {', '.join(ids)}."
            )


async def rehearse(found: Settings, questionnaire: str, labels: Labels) -> bool:
    """Hold a conversation whose answers are thrown away at its end."""
    with tempfile.TemporaryDirectory(prefix="strandline-rehearsal-") as folder:
        for name in ("area.toml", "questionnaires"):
            if (found.data / name).exists():
                (Path(folder) / name).symlink_to((found.data / name).resolve())
        app = build(replace(found, data=Path(folder), key=None))
        try:
            check_labels(app, labels)
            definition = app.definitions.get(questionnaire)
            if definition is not None and definition.audience is Audience.STAFF:
                moment = now()
                wave = f"{quarter_of(moment.date())}-rehearsal"
                until = (moment + timedelta(days=1)).date()
                await app.waves.open(wave, questionnaire, now=moment, until=until)
                labels = replace(labels, wave=wave)
            return await talk(app.respond, someone(), questionnaire, labels)
        finally:
            await app.close()


async def offer(found: Settings, questionnaire: str, stop: asyncio.Event) -> None:
    """Let whoever sits here press Enter to try a questionnaire, again and again."""
    loop = asyncio.get_running_loop()
    while not stop.is_set():
        pressed = asyncio.Event()
        loop.add_reader(sys.stdin.fileno(), pressed.set)
        try:
            await pressed.wait()
        finally:
            loop.remove_reader(sys.stdin.fileno())
        if not sys.stdin.readline():
            return
        await rehearse(found, questionnaire, Labels())
