"""Lanes and pace: order within a person, none between, and how fast."""

import asyncio

from bot.telegram.lanes import Lanes
from bot.telegram.pace import Limits, Pace


async def test_one_lane_keeps_its_order_and_others_run_beside_it() -> None:
    lanes = Lanes()
    log: list[str] = []
    gate = asyncio.Event()

    async def slow() -> None:
        await gate.wait()
        log.append("slow")

    async def note(what: str) -> None:
        log.append(what)

    lanes.put(1, slow)
    last = lanes.put(1, lambda: note("after"))
    await lanes.put(2, lambda: note("other"))
    assert log == ["other"]
    gate.set()
    await last
    assert log == ["other", "slow", "after"]
    assert await lanes.drain(1)
    assert not lanes.busy


async def test_a_job_that_fails_stops_nobody() -> None:
    lanes = Lanes()
    log: list[str] = []

    async def fail() -> None:
        raise RuntimeError

    async def note() -> None:
        log.append("next")

    lanes.put(1, fail)
    await lanes.put(1, note)
    assert log == ["next"]


async def test_drain_cancels_what_takes_too_long() -> None:
    lanes = Lanes()
    ended = lanes.put(1, lambda: asyncio.sleep(60))
    waiting = lanes.put(1, lambda: asyncio.sleep(60))
    assert not await lanes.drain(0.05)
    await asyncio.wait_for(ended, 1)
    await asyncio.wait_for(waiting, 1)


async def test_clearing_drops_what_waits() -> None:
    lanes = Lanes()
    gate = asyncio.Event()
    log: list[str] = []

    async def first() -> None:
        await gate.wait()

    async def never() -> None:
        log.append("never")

    lanes.put(1, first)
    dropped = lanes.put(1, never)
    lanes.clear(1)
    await asyncio.wait_for(dropped, 1)
    gate.set()
    assert await lanes.drain(1)
    assert log == []


async def _time(pace: Pace, lanes: list[int]) -> float:
    loop = asyncio.get_running_loop()
    began = loop.time()
    for lane in lanes:
        await pace.turn(lane)
    return loop.time() - began


# Far apart, so that a machine that stops for a moment changes no verdict.
async def test_a_burst_to_one_person_goes_at_once_then_slower() -> None:
    pace = Pace(Limits(overall=1000, overall_burst=1000, each=4, each_burst=5))
    assert await _time(pace, [1] * 5) < 0.5  # without the burst: a second
    assert await _time(pace, [1] * 4) > 0.5
    assert await _time(pace, [2] * 5) < 0.5


async def test_the_overall_limit_holds_over_everybody() -> None:
    pace = Pace(Limits(overall=10, overall_burst=5, each=1000, each_burst=1000))
    assert await _time(pace, list(range(15))) > 0.5
