"""Several processes on one store, and processes that are killed: nothing goes twice.

STRANDLINE_SHIFTS=20 lets that many pairs of processes live, and as many be killed.
"""

import asyncio
import random
import signal
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.integration.closures.fixtures import folder
from tests.integration.closures.stand_in import closure, open_council
from tests.integration.notify.notify_server import Notify
from tests.integration.notify.shifts import (
    ROUNDS,
    ended,
    notify,
    passes,
    shift,
    together,
)

__all__ = ["folder", "notify"]

FAMILIES = 60
# A Thursday, from nine to ten.
NINE = datetime(2026, 11, 19, 9, tzinfo=UTC)


async def close_cases(folder: Path) -> None:
    council = open_council(folder)
    for number in range(FAMILIES):
        one = closure(phone=f"07700{900000 + number}")
        await council.closures.close(one, now=NINE - timedelta(days=1))
    await council.close()


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(ROUNDS))
async def test_two_processes_serve_one_store_for_an_hour(
    folder: Path, notify: Notify, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311  # made-up troubles
    notify.answers = list(
        chance.choices((201, 429, 500, "lost", "never"), (8, 1, 1, 1, 1), k=90)
    )
    await close_cases(folder)
    both = [await shift(folder, notify, NINE, 61) for _ in range(2)]
    await together(*both, minutes=61)
    worked = [await ended(process) for process in both]
    assert notify.twice() == []
    assert len(notify.taken) > FAMILIES * 0.8  # the others had bad luck, and wait
    late = await shift(folder, notify, NINE + timedelta(hours=2), 120)
    passes(late, 120)
    await ended(late)
    assert len(notify.taken) == FAMILIES, worked
    assert {len(notify.of(f"+447700{900000 + n}")) for n in range(FAMILIES)} == {1}
    assert notify.twice() == []
    said = f"{worked}, refused {dict(notify.refused)}, looked up {len(notify.asked)}"
    print(f"\nrings with work: {said}")  # noqa: T201  # the figures are the point


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(ROUNDS))
async def test_processes_that_are_killed_lose_nothing_and_double_nothing(
    folder: Path, notify: Notify, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311  # made-up moments
    await close_cases(folder)
    kills = 0
    for hour in range(12):
        start = NINE + timedelta(minutes=20 * hour)
        process = await shift(folder, notify, start, 10)
        passes(process, 10)
        before = len(notify.taken)
        wanted = chance.randrange(1, 9)
        while len(notify.taken) < min(before + wanted, FAMILIES):
            if process.returncode is not None:
                break
            await asyncio.sleep(0.001)
        await asyncio.sleep(chance.random() * 0.01)
        if process.returncode is None:
            process.send_signal(signal.SIGKILL)
            kills += 1
        await process.communicate()
    last = await shift(folder, notify, NINE + timedelta(hours=6), 100)
    passes(last, 100)
    await ended(last)
    assert notify.twice() == []
    assert len(notify.taken) == FAMILIES
    assert {len(notify.of(f"+447700{900000 + n}")) for n in range(FAMILIES)} == {1}
    assert kills > 3
    print(f"\nkills: {kills}, looked up: {len(notify.asked)}")  # noqa: T201  # the figures are the point
