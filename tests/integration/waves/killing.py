"""Kill the service at every boundary of planning, opening, telling and closing.

Run as a program, so that it may fork: ``python -m tests.integration.waves.killing
FOLDER KIND EVERY``, with OPENBLAS_NUM_THREADS=1. It prints one line of JSON with what
it found, or fails.
"""

import asyncio
import sys
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from bot.service.notify import GROUP, Message
from bot.service.wave_days import CHECK, Wanted
from tests.integration.closures.killing import open_speaking
from tests.integration.closures.stand_in import Council, Pillar, open_council
from tests.integration.killing import Say, at_each_change, healed, served, told
from tests.integration.store.tracing import Run
from tests.integration.waves.staff import NOW, answered, at, tokens

WAVE = "2027-Q1-check"
SPRING = Wanted(CHECK, date(2027, 3, 1), date(2027, 3, 14))
MONDAY, TUESDAY, AFTER = at("2027-03-01", 9), at("2027-03-02"), at("2027-03-15", 9)


@dataclass(frozen=True, slots=True)
class Found:
    """What the files say after a kill."""

    plans: tuple[tuple[object, ...], ...]
    links: int
    sealed: int
    waves: tuple[tuple[object, ...], ...]
    periods: int
    asked: int
    waiting: int
    marks: int


PLANNED = Found((("planned",),), 1, 1, (), 0, 0, 0, 0)
NOTHING = Found((), 0, 0, (), 0, 0, 0, 0)
OPENED = Found((("open",),), 1, 1, ((1,),), 1, 40, 1, 0)
ANSWERED = Found((("open",),), 1, 1, ((1,),), 1, 40, 1, 1)
CLOSED = Found((), 1, 0, ((0,),), 1, 40, 0, 0)


def look(folder: Path) -> Found:
    """Open the files, which heals them, and count."""
    with healed(folder) as database:
        number, rows = database.number, database.rows
        return Found(
            plans=tuple(rows("SELECT state FROM wave_plan")),
            links=number("SELECT count(*) FROM wave_link"),
            sealed=number("SELECT count(*) FROM wave_link WHERE sealed IS NOT NULL"),
            waves=tuple(rows("SELECT secret IS NOT NULL FROM wave")),
            periods=number("SELECT count(*) FROM period WHERE kind = 'wave'"),
            asked=number("SELECT coalesce(sum(sent), 0) FROM reach WHERE kind='wave'"),
            waiting=number("SELECT count(*) FROM group_sending"),
            marks=number("SELECT count(*) FROM participation"),
        )


Deed = Callable[[Council], Awaitable[object]]


def done(folder: Path, *deeds: Deed) -> None:
    """Do something in full, in a process that lives."""

    async def inside() -> None:
        council = open_council(folder)
        for deed in deeds:
            await deed(council)
        await council.close()

    asyncio.run(inside())


async def grouped(council: Council) -> None:
    await council.groups.size(CHECK, "police", 40, NOW)
    await council.groups.contact(CHECK, "police", "lead@police.example", NOW)


async def plan(council: Council) -> None:
    await council.plans.plan([SPRING], NOW)


async def opened(council: Council) -> None:
    await council.plans(MONDAY)


async def one_answer(council: Council) -> None:
    (token,) = (await tokens(council, WAVE)).values()
    await answered(council, "7", token, TUESDAY)


async def closed(council: Council) -> None:
    await council.closing.tick(AFTER)


def whole(
    folder: Path,
    every: int,
    deed: Deed,
    before: Found,
    after: Found,
) -> Counter[str]:
    """A deed is done whole or not at all, and once when it is done again."""

    async def step(council: Council, say: Say) -> None:
        await deed(council)
        say(b"done")

    def judge(copy: Path, outcome: Run) -> str:
        found = look(copy)
        assert found in (before, after), found
        if outcome.said:
            assert found == after, "what was acknowledged is missing"
        if found == before:
            done(copy, deed)
        assert look(copy) == after
        return "after" if found == after else "before"

    return at_each_change(folder, served(open_speaking, step), judge, every)


def kill_planning(folder: Path, every: int) -> Counter[str]:
    """A plan is there with its links or not at all."""
    done(folder, grouped)
    return whole(folder, every, plan, NOTHING, PLANNED)


def kill_opening(folder: Path, every: int) -> Counter[str]:
    """A wave opens with its key, counters and messages, or not at all."""
    done(folder, grouped, plan)
    return whole(folder, every, opened, PLANNED, OPENED)


def kill_closing(folder: Path, every: int) -> Counter[str]:
    """A wave closes with its key, marks and messages gone, or not at all."""
    done(folder, grouped, plan, opened, one_answer)
    return whole(folder, every, closed, ANSWERED, CLOSED)


def kill_telling(folder: Path, every: int) -> Counter[str]:
    """Word to a group goes once: where the process died, the post is asked first."""
    done(folder, grouped, plan, opened)

    async def tell(council: Council, _: Say) -> None:
        await council.group_reminders(MONDAY)

    async def go_on(copy: Path, taken: bytes) -> str:
        post = Pillar()
        council = open_council(copy, post)
        told = [Message("email", "", taken.decode(), GROUP, "en", "", "", "")]
        post.taken += told if taken else []
        for minutes in (1, 16, 33, 50, 90):
            await council.group_reminders(MONDAY + timedelta(minutes=minutes))
        assert len(post.taken) == 1, post.taken
        rows = council.store.database.rows("SELECT step FROM group_sending")
        await council.close()
        assert rows == [(1,)], rows  # the first reminder, and no other
        return "went" if taken else "had not gone"

    def judge(copy: Path, outcome: Run) -> str:
        assert look(copy) == OPENED
        return asyncio.run(go_on(copy, outcome.said))

    return at_each_change(folder, served(open_speaking, tell), judge, every)


KINDS = {
    "plan": kill_planning,
    "open": kill_opening,
    "tell": kill_telling,
    "close": kill_closing,
}

if __name__ == "__main__":
    told(KINDS, sys.argv[1:])
