"""Kill the service at every boundary of what stands apart from answers.

Wishes to be contacted, the care queue and its log, the note of what was done, and who
answers. Run as a program, so that it may fork: ``python -m
tests.integration.store.killing_apart FOLDER KIND EVERY``, with OPENBLAS_NUM_THREADS=1.
"""

import asyncio
import sys
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from bot.area.model import EqualityTally
from bot.service.about_you import AboutYou, _ticket
from bot.service.acted import YouSaid
from bot.service.care import CONTACT, PERSON, WORDS, CareQueue
from bot.service.contact_wish import ContactWishes
from surveys.equality import shipped_asks
from surveys.events import Replied
from tests.integration.killing import Say, told
from tests.integration.store.killing import reviewed, step_killed, submitted
from tests.integration.store.tracing import Run
from tests.integration.store.world import NOW, World, open_world

HARM = Replied("He hits me and I am scared to go home.")
OURS = "Things were hard at home."
WISH = "Ring 01632 960 001 on Tuesday mornings"
OLD, NEW = "We listened.", "We hired three people."
_Found = TypeVar("_Found")


def queue_of(world: World) -> CareQueue:
    return CareQueue(world.writer, world.setup.area)


def wishes_of(world: World) -> ContactWishes:
    return ContactWishes(world.writer, world.keys, world.setup.area, queue_of(world))


def about_you_of(world: World) -> AboutYou:
    area = replace(world.setup.area, equality=EqualityTally(shipped_asks()))
    return AboutYou(world.writer, world.keys, area, world.folder)


def inside(folder: Path, work: Callable[[World], Awaitable[_Found]]) -> _Found:
    """Do something in a service that is opened, and healed, for it."""

    async def whole() -> _Found:
        world = open_world(folder, pause=60)
        try:
            return await work(world)
        finally:
            await world.close()

    return asyncio.run(whole())


async def deeds(world: World) -> list[tuple[str, str]]:
    return [(kind, deed) for _, kind, deed, _ in await queue_of(world).log()]


def kill_wishes(folder: Path, every: int) -> Counter[str]:
    """A wish that was taken is there once, however often it is sent."""
    inside(folder, deeds)

    async def ask(world: World, say: Say) -> None:
        assert await wishes_of(world).ask(WISH, NOW)
        say(b"taken")

    def judge(copy: Path, outcome: Run) -> str:
        async def look(world: World) -> int:
            kept = await wishes_of(world).waiting()
            noted = await queue_of(world).waiting(NOW)
            assert [(w.kind, w.count) for w in noted] == [(CONTACT, 1)] * len(kept)
            return len(kept)

        async def again(world: World) -> int:
            await wishes_of(world).ask(WISH, NOW)
            return len(await wishes_of(world).waiting())

        found = inside(copy, look)
        assert found or not outcome.said, "a wish that was taken is missing"
        assert inside(copy, again) == 1
        return "after" if found else "before"

    return step_killed(folder, ask, judge, every)


def kill_taking(folder: Path, every: int) -> Counter[str]:
    """What waits is taken and logged, or neither."""

    async def prepare(world: World) -> None:
        await wishes_of(world).ask(WISH, NOW)

    inside(folder, prepare)

    async def take(world: World, say: Say) -> None:
        assert await queue_of(world).take(PERSON, NOW) == 1
        say(b"taken")

    def judge(copy: Path, outcome: Run) -> str:
        async def look(world: World) -> bool:
            (wait,) = await queue_of(world).waiting(NOW)
            logged = await deeds(world)
            assert logged == ([(CONTACT, "taken")] if wait.taken else [])
            return bool(wait.taken)

        found = inside(copy, look)
        assert found or not outcome.said
        return "after" if found else "before"

    return step_killed(folder, take, judge, every)


def kill_settling(folder: Path, every: int) -> Counter[str]:
    """A wish is deleted and logged, or neither."""

    async def prepare(world: World) -> str:
        await wishes_of(world).ask(WISH, NOW)
        (wish,) = await wishes_of(world).waiting()
        return wish.id

    wish = inside(folder, prepare)

    async def settle(world: World, say: Say) -> None:
        assert await wishes_of(world).done(wish, PERSON, NOW)
        say(b"done")

    def judge(copy: Path, outcome: Run) -> str:
        async def look(world: World) -> bool:
            left = await wishes_of(world).waiting()
            assert await deeds(world) == ([] if left else [(CONTACT, "done")])
            assert bool(await queue_of(world).waiting(NOW)) == bool(left)
            return not left

        found = inside(copy, look)
        assert found or not outcome.said
        return "after" if found else "before"

    return step_killed(folder, settle, judge, every)


def kill_releasing(folder: Path, every: int) -> Counter[str]:
    """Words of harm are back in their answer and logged, or held and not."""

    async def prepare(world: World) -> str:
        made = await world.invite.create(
            "family-closure", "keyworker", "charnwood", now=NOW
        )
        return made.token

    token = inside(folder, prepare)
    world = open_world(folder, pause=60)
    step = asyncio.run(reviewed(world, token, ["a", HARM, "y", "n"]))
    asyncio.run(submitted(folder, step))

    async def held(there: World) -> str:
        (note,) = await there.held.waiting("care")
        return note.id

    entry = inside(folder, held)

    async def release(there: World, say: Say) -> None:
        assert await queue_of(there).release(entry, OURS, PERSON, NOW)
        say(b"released")

    def judge(copy: Path, outcome: Run) -> str:
        async def look(there: World) -> bool:
            held = await there.held.waiting("care")
            words = await there.writer.run(
                lambda store: store.database.rows(
                    "SELECT words FROM answer WHERE words IS NOT NULL", ()
                )
            )
            assert words == ([] if held else [(OURS,)])
            assert await deeds(there) == ([] if held else [(WORDS, "released")])
            return not held

        found = inside(copy, look)
        assert found or not outcome.said
        return "after" if found else "before"

    return step_killed(folder, release, judge, every)


def kill_publishing(folder: Path, every: int) -> Counter[str]:
    """A note of what was done is the old one or the new one."""

    def notes_of(world: World) -> YouSaid:
        return YouSaid(world.writer, world.setup.redactor)

    async def prepare(world: World) -> None:
        await notes_of(world).publish("2026-Q3", OLD)

    inside(folder, prepare)

    async def publish(world: World, say: Say) -> None:
        await notes_of(world).publish("2026-Q3", NEW)
        say(b"published")

    def judge(copy: Path, outcome: Run) -> str:
        async def look(world: World) -> str:
            ((_, words),) = await notes_of(world).notes()
            return words

        found = inside(copy, look)
        assert found in (OLD, NEW)
        assert found == NEW or not outcome.said
        return "after" if found == NEW else "before"

    return step_killed(folder, publish, judge, every)


def kill_counting(folder: Path, every: int) -> Counter[str]:
    """The tenth answer makes a counter of all ten, or leaves nine that wait."""

    async def say_who(world: World, number: int) -> bool:
        ticket = _ticket(world.keys, number.to_bytes(6, "big"), NOW)
        given = {"sex": "female", "age": "25_34"}
        return await about_you_of(world).take(ticket, given, NOW)

    async def prepare(world: World) -> None:
        for number in range(9):
            assert await say_who(world, number)

    inside(folder, prepare)

    async def tenth(world: World, say: Say) -> None:
        assert await say_who(world, 9)
        say(b"counted")

    def judge(copy: Path, outcome: Run) -> str:
        async def look(world: World) -> bool:
            rows = await world.writer.run(
                lambda store: store.database.rows(
                    "SELECT question, count FROM equality ORDER BY question", ()
                )
            )
            waiting = await world.writer.run(
                lambda store: store.database.number(
                    "SELECT count(*) FROM equality_waiting"
                )
            )
            assert (rows, waiting) in (
                ([], 18),
                ([("age", 10), ("sex", 10)], 0),
            ), (rows, waiting)
            return waiting == 0

        async def again(world: World) -> bool:
            await say_who(world, 9)
            return await look(world)

        found = inside(copy, look)
        assert found or not outcome.said
        assert inside(copy, again), "the same answers again are not counted once"
        return "after" if found else "before"

    return step_killed(folder, tenth, judge, every)


KINDS = {
    "wish": kill_wishes,
    "take": kill_taking,
    "settle": kill_settling,
    "release": kill_releasing,
    "publish": kill_publishing,
    "count": kill_counting,
}


if __name__ == "__main__":
    told(KINDS, sys.argv[1:])
