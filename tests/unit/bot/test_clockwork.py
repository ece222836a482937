"""The clock, the jobs that it rings, and the bell for held words."""

import asyncio
from datetime import UTC, datetime

import pytest

from bot.jobs import Jobs
from bot.scheduler import ringing

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


async def test_jobs_are_done_in_order_and_say_whether_they_found_work() -> None:
    done = []

    async def busy(now: datetime) -> bool:
        done.append(now)
        return True

    async def idle(now: datetime) -> bool:
        done.append(now)
        return False

    assert await Jobs((busy, idle)).ring(NOW) is True
    assert await Jobs((idle,)).ring(NOW) is False
    assert done == [NOW, NOW, NOW]


async def test_a_failing_job_does_not_stop_the_others() -> None:
    done = []

    async def broken(now: datetime) -> bool:
        raise RuntimeError(str(now))

    async def fine(now: datetime) -> bool:
        done.append(now)
        return True

    with pytest.raises(ExceptionGroup):
        await Jobs((broken, fine)).ring(NOW)
    assert done == [NOW]


async def test_the_clock_rings_at_once_and_again_and_survives_a_failure() -> None:
    rung = asyncio.Event()
    times = []

    async def ring(now: datetime) -> bool:
        times.append(now)
        if len(times) == 1:
            raise RuntimeError("the first one fails")
        rung.set()
        return True

    async with ringing(ring, seconds=0.05):
        async with asyncio.timeout(10):
            await rung.wait()
    assert len(times) >= 2
    assert times[0].tzinfo is not None
