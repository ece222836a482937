"""Processes that send what is due, minute by minute, at Notify's stand-in.

STRANDLINE_SHIFTS=20 lets every test that asks for `ROUNDS` have twenty of them.
"""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from tests.integration.notify.notify_server import Notify, running

ROOT = Path(__file__).parents[3]
ROUNDS = int(os.environ.get("STRANDLINE_SHIFTS", "2"))


@pytest.fixture
def notify() -> Iterator[Notify]:
    with running() as notify:
        yield notify


async def shift(folder: Path, notify: Notify, start: datetime, minutes: int) -> Process:
    made = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.integration.notify.shift",
        str(folder),
        notify.url,
        start.isoformat(),
        str(minutes),
        cwd=ROOT,
        stdin=PIPE,
        stdout=PIPE,
        stderr=PIPE,
    )
    assert made.stdout is not None
    assert await asyncio.wait_for(made.stdout.readline(), 60) == b"ready\n"
    return made


async def ended(process: Process) -> int:
    out, err = await asyncio.wait_for(process.communicate(), 120)
    assert process.returncode == 0, err.decode()
    return int(out.split()[-1])


def passes(process: Process, minutes: int) -> None:
    """Let so many minutes pass for a process."""
    assert process.stdin is not None
    process.stdin.write(b"\n" * minutes)


async def together(*processes: Process, minutes: int) -> None:
    """Let minutes pass for several, whose clocks never differ by more than one."""
    for _ in range(minutes):
        for process in processes:
            passes(process, 1)
        for process in processes:
            assert process.stdout is not None
            assert await asyncio.wait_for(process.stdout.readline(), 120) == b".\n"
