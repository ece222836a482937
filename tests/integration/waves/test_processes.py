"""Two processes on one store for an hour across a wave's opening: nothing goes twice.

STRANDLINE_SHIFTS=20 lets that many pairs of processes live.
"""

import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.service.wave_days import CHECK, Wanted
from tests.integration.closures.stand_in import open_council
from tests.integration.notify.notify_server import Notify
from tests.integration.notify.shifts import (
    ROUNDS,
    ended,
    notify,
    passes,
    shift,
    together,
)
from tests.integration.store.world import small_area
from tests.integration.waves.staff import NOW

__all__ = ["notify"]

# The wave opens at midnight, and people are written to from nine on.
MIDNIGHT = datetime(2027, 3, 1, tzinfo=UTC)
NINE = datetime(2027, 3, 1, 9, tzinfo=UTC)
SPRING = Wanted(CHECK, date(2027, 3, 1), date(2027, 3, 14))


async def planned(folder: Path) -> list[str]:
    """Plan a wave for a group of every partner, each with an address."""
    council = open_council(folder)
    partners = [place.id for place in small_area().partners]
    for partner in partners:
        email = f"{partner}@example.org"
        await council.groups.size(CHECK, partner, 20, NOW)
        await council.groups.contact(CHECK, partner, email, NOW)
    await council.plans.plan([SPRING], NOW)
    await council.close()
    return [f"{partner}@example.org" for partner in partners]


async def opened(folder: Path) -> tuple[int, int, int]:
    """Return how many waves and plans there are, and messages that wait."""
    council = open_council(folder)
    number = council.store.database.number
    found = (
        number("SELECT count(*) FROM wave WHERE secret IS NOT NULL"),
        number("SELECT count(*) FROM wave_plan WHERE state = 'open'"),
        number("SELECT count(*) FROM group_sending WHERE step = 0"),
    )
    await council.close()
    return found


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(ROUNDS))
async def test_two_processes_open_a_wave_once_and_tell_of_it_once(
    folder: Path, notify: Notify, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311  # made-up troubles
    notify.answers = list(
        chance.choices((201, 429, 500, "lost", "never"), (8, 1, 1, 1, 1), k=30)
    )
    addresses = await planned(folder)
    start = MIDNIGHT - timedelta(minutes=30)
    night = [await shift(folder, notify, start, 61) for _ in range(2)]
    await together(*night, minutes=61)
    found = [await ended(process) for process in night]
    assert sum(found) == 1  # one of them opened it, at midnight
    assert await opened(folder) == (1, 1, len(addresses))
    assert len(notify.taken) == 0
    day = [await shift(folder, notify, NINE, 61) for _ in range(2)]
    await together(*day, minutes=61)
    for process in day:
        await ended(process)
    assert notify.twice() == []
    late = await shift(folder, notify, NINE + timedelta(hours=2), 120)
    passes(late, 120)
    await ended(late)
    assert notify.twice() == []
    assert {address: len(notify.of(address)) for address in addresses} == dict.fromkeys(
        addresses, 1
    )
