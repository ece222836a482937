"""People who answer whatever they are asked, and the service that they answer to."""

import asyncio
import random
import re
import sys
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from bot.app import App, build
from bot.settings import Settings
from tests.integration.telegram.people import Person, Seen

BOT = [sys.executable, "-m", "bot", "run"]
CODE = re.compile(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}\b")
DAY = timedelta(days=20)


@dataclass
class Given:
    """What one person answered, as they saw it."""

    chat: int
    taps: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    screens: list[Seen] = field(default_factory=list)
    code: str = ""


def clock() -> datetime:
    return datetime.now(UTC)


async def opened(data: Path) -> App:
    """Open the service beside the running one, as the command line does."""
    return await asyncio.to_thread(build, Settings(data=data))


@dataclass
class Prepared:
    """Links and codes of one test."""

    tokens: list[str]
    wave: str
    roles: dict[str, str]


async def prepare(data: Path, families: int = 0) -> Prepared:
    """Make links for families, a wave for staff, and a code for each role."""
    app = await opened(data)
    now = clock()
    tiers, districts = app.area.tiers, app.area.districts
    tokens = [
        (
            await app.invite.create(
                "family-closure",
                tiers[n % len(tiers)].id,
                districts[n % len(districts)].id,
                now=now,
            )
        ).token
        for n in range(families)
    ]
    until: date = (now + DAY).date()
    wave = await app.waves.open(
        f"{now.year}-check", "staff-check", now=now, until=until
    )
    roles = {
        role: await app.accounts.grant(role, now=now)
        for role in ("keyworker", "coordinator")
    }
    await app.close()
    return Prepared(tokens, wave.token, roles)


async def answer_all(
    person: Person, token: str, *, words: str, seed: int = 1, stop_after: int = 0
) -> Given:
    """Open a link and answer every question until the code comes.

    ``stop_after``: only so many screens, to be in the middle of it.
    """
    lot = random.Random(seed)  # noqa: S311 - a made-up person's choices
    given = Given(person.id)
    await person.says(f"/start {token}")
    while not given.code:
        seen = await person.sees()
        given.screens.append(seen)
        if stop_after and len(given.screens) >= stop_after:
            return given
        found = CODE.search(seen.text)
        if found is not None:
            given.code = found[0]
        elif seen.buttons:
            await react(person, seen, given, words, lot)
    return given


async def react(
    person: Person, seen: Seen, given: Given, words: str, lot: random.Random
) -> None:
    """Answer one screen."""
    labels = [button["text"] for button in seen.buttons]
    for wanted in ("Start", "Send my answers", "Keep this"):
        if wanted in labels:
            await person.taps(seen, wanted)
            return
    if "Write as much or as little" in seen.text:
        given.words.append(words)
        await person.says(words)
        return
    choices = [row[0]["text"] for row in seen.rows if len(row) == 1]
    ticked = [label for label in choices if label.startswith("✅")]
    if "Done" in choices and ticked:
        await person.taps(seen, "Done")
        return
    choice = lot.choice([label for label in choices if label not in ("Done", "Stop")])
    given.taps.append(choice)
    await person.taps(seen, choice)
