"""Kill the service at every boundary of joining, voting, closing and writing down.

Run as a program, so that it may fork: ``python -m tests.integration.vote.killing
FOLDER KIND EVERY``, with OPENBLAS_NUM_THREADS=1. It prints one line of JSON with what
it found, or fails.
"""

import asyncio
import sys
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from analysis.maturity import shipped_model
from analysis.panel import PanelRating
from analysis.release import Release
from bot.area import example_area, parse_area
from bot.keys import load_keys
from bot.models.redaction import load_redactor
from bot.service.evidence import ALL, ROWS
from bot.service.vote import Votes
from bot.service.vote_phones import VotePhones
from bot.service.workshop import Action, Workshop
from bot.store import Store, Writer
from tests.integration.killing import (
    Say,
    Work,
    at_each_change,
    healed,
    served,
    told,
)
from tests.integration.store.tracing import Run
from tests.integration.vote.room import NOW, PERIOD, paper, phone

# The whole service keeps threads of its models, and a process with threads cannot be
# forked: this is the part of it that writes here, with the redactor's rules alone.


class NoEvidence:
    """Evidence that nobody asks for here."""

    async def assess(self, row: str, period: str, now: datetime) -> tuple[Release, ...]:
        raise AssertionError((row, period, now))

    async def rate(self, row: str, period: str, rating: PanelRating) -> None:
        raise AssertionError((row, period, rating))


@dataclass(slots=True)
class Hall:
    """The part of the service that a vote and a workshop write with."""

    votes: Votes
    phones: VotePhones
    workshop: Workshop
    writer: Writer


def open_hall(folder: Path) -> Hall:
    """Open it in a folder."""
    area, _ = parse_area(example_area())
    assert area is not None
    keys = load_keys(folder)
    writer = Writer(Store.open(folder, keys.derive))
    votes = Votes(writer, keys, area, NoEvidence())
    redactor = load_redactor(stage="rules")
    workshop = Workshop(writer, keys, area, shipped_model(), redactor, NoEvidence())
    return Hall(votes, VotePhones(writer, keys, area, votes), workshop, writer)


PEOPLE = 12
NEWCOMER = 99
AGREED = Action(
    "culture",
    "CU-M1",
    "Run joint training days",
    ("police",),
    "team manager",
    "2027-03",
)


@dataclass(frozen=True, slots=True)
class Found:
    """What the files say after a kill."""

    open_votes: int
    voters: int
    ballots: int
    closed: int
    actions: int


def look(folder: Path) -> Found:
    """Open the files, which heals them, and count."""
    with healed(folder) as database:
        number = database.number
        return Found(
            open_votes=number("SELECT count(*) FROM vote WHERE secret IS NOT NULL"),
            voters=number("SELECT count(*) FROM voter"),
            ballots=number("SELECT count(*) FROM ballot"),
            closed=number("SELECT count(*) FROM vote_row WHERE shown IS NOT NULL"),
            actions=number("SELECT count(*) FROM action"),
        )


def in_a_hall(step: Callable[[Hall, Say], Coroutine[None, None, None]]) -> Work:
    """Return a step in a hall that is opened for it."""
    return served(lambda folder, _: open_hall(folder), step)


async def filled(folder: Path) -> None:
    """Open a vote in which twelve people have rated culture."""
    hall = open_hall(folder)
    vote = (await hall.votes.open(PERIOD, NOW)).vote
    for number in range(PEOPLE):
        who = phone(number)
        paper(await hall.phones.join(who, vote))
        paper(await hall.phones.cast(who, "culture", "maturing", None, NOW))
    await hall.writer.close()


async def vote_of(hall: Hall) -> str:
    """Return the id of the one vote."""
    (vote,) = await hall.votes.all(NOW)
    return vote.id


def kill_casting(folder: Path, every: int) -> Counter[str]:
    """A vote that was acknowledged is there, once; another try makes no second."""
    asyncio.run(filled(folder))

    async def cast(hall: Hall) -> None:
        await hall.phones.join(phone(NEWCOMER), await vote_of(hall))
        await hall.phones.cast(phone(NEWCOMER), "culture", "mature", "d1", NOW)

    async def step(hall: Hall, say: Say) -> None:
        await cast(hall)
        say(b"saved")

    async def again(copy: Path) -> None:
        hall = open_hall(copy)
        await cast(hall)
        await hall.writer.close()

    def judge(copy: Path, outcome: Run) -> str:
        found = look(copy)
        assert found.ballots in (PEOPLE, PEOPLE + 1), found
        assert found.voters in (PEOPLE, PEOPLE + 1), found
        assert found.voters >= found.ballots, found
        if outcome.said:
            assert found.ballots == PEOPLE + 1, "an acknowledged vote is missing"
        asyncio.run(again(copy))
        assert look(copy).ballots == PEOPLE + 1
        return "after" if found.ballots > PEOPLE else "before"

    return at_each_change(folder, in_a_hall(step), judge, every)


def kill_closing(folder: Path, every: int) -> Counter[str]:
    """Bars are stored and ballots deleted in one: never both, never neither."""
    asyncio.run(filled(folder))

    async def step(hall: Hall, say: Say) -> None:
        await hall.votes.close(await vote_of(hall), ALL, NOW)
        say(b"closed")

    async def shows(copy: Path) -> int | None:
        hall = open_hall(copy)
        vote = await vote_of(hall)
        await hall.votes.close(vote, ALL, NOW)
        wall = await hall.votes.seen(vote, NOW)
        await hall.writer.close()
        return wall.rooms["culture"].people

    def judge(copy: Path, outcome: Run) -> str:
        found = look(copy)
        open_still = Found(1, PEOPLE, PEOPLE, 0, 0)
        closed = Found(0, 0, 0, len(ROWS), 0)
        assert found in (open_still, closed), found
        if outcome.said:
            assert found == closed, "an acknowledged closing is missing"
        assert asyncio.run(shows(copy)) == PEOPLE // 5 * 5
        return "after" if found == closed else "before"

    return at_each_change(folder, in_a_hall(step), judge, every)


def kill_acting(folder: Path, every: int) -> Counter[str]:
    """An action is written down whole or not at all, and once."""
    asyncio.run(open_hall(folder).writer.close())

    async def step(hall: Hall, say: Say) -> None:
        await hall.workshop.add(PERIOD, AGREED, "a page", NOW)
        say(b"written")

    async def again(copy: Path) -> None:
        hall = open_hall(copy)
        await hall.workshop.add(PERIOD, AGREED, "a page", NOW)
        await hall.writer.close()

    def judge(copy: Path, outcome: Run) -> str:
        found = look(copy)
        assert found.actions in (0, 1), found
        if outcome.said:
            assert found.actions == 1, "an acknowledged action is missing"
        asyncio.run(again(copy))
        assert look(copy).actions == 1
        return "after" if found.actions else "before"

    return at_each_change(folder, in_a_hall(step), judge, every)


KINDS = {"cast": kill_casting, "close": kill_closing, "act": kill_acting}

if __name__ == "__main__":
    told(KINDS, sys.argv[1:])
