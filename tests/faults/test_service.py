"""Faults against the real `strandline run`, over the stock emulator.

``make faults`` is the heavy form. STRANDLINE_FAULT_KILLS is the number of kills at
random moments under load; the default is the quick form, part of ``make test``.
"""

# ruff: noqa: ASYNC110, ASYNC221  # polling and small commands between the awaits

import asyncio
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager
from pathlib import Path

import pytest

from bot.app import RECOVERED
from bot.keys import load_keys
from bot.service import backups
from tests.faults import calls
from tests.faults.crowd import Family, judge, ledger, settle
from tests.integration.telegram.answering import BOT, clock, prepare
from tests.integration.telegram.gateway import SENDS, Fault
from tests.integration.telegram.running import EMULATOR, World, world

KILLS = int(os.environ.get("STRANDLINE_FAULT_KILLS", "3"))
AT_ONCE = 6
ROUND = 20
WEAKENED = [sys.executable, "-m", "tests.faults.weakened"]

pytestmark = pytest.mark.slow


@asynccontextmanager
async def serving(
    data: Path, families: int, command: list[str] | None = None, mode: str = "polling"
) -> AsyncIterator[tuple[World, list[Family]]]:
    prepared = await prepare(data, families)
    async with world(data, mode=mode, command=command or BOT) as here:
        people = [here.crowd.person(7_100_000_000 + n) for n in range(families)]
        yield here, [Family(p, t) for p, t in zip(people, prepared.tokens, strict=True)]


def answering(families: list[Family]) -> list[asyncio.Task[None]]:
    return [asyncio.create_task(family.answer()) for family in families]


async def half_way(families: list[Family]) -> None:
    """Wait until somebody's answers have been acknowledged."""
    async with asyncio.timeout(60):
        while sum(len(f.acknowledged) for f in families) < 2 * len(families):
            await asyncio.sleep(0.05)


def report(name: str, **figures: object) -> None:
    """Print the figures; they are the point of the heavy form."""
    print(f"\n{name}: " + ", ".join(f"{k} {v}" for k, v in figures.items()))  # noqa: T201


# --- kill -9 --------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["polling", "webhook"])
async def test_kills_at_random_moments_under_load_lose_and_double_nothing(
    tmp_path: Path, mode: str
) -> None:
    lot = random.Random(KILLS)  # noqa: S311  # moments, not secrets
    total: Counter[str] = Counter()
    began = time.monotonic()
    for first in range(0, KILLS, ROUND):
        # The emulator holds so many updates and no more: a new one for each round.
        EMULATOR.stop()
        kills = min(ROUND, KILLS - first)
        total.update(await killed(tmp_path / f"data-{first}", mode, kills, lot))
    seconds = round(time.monotonic() - began)
    report(f"random kills, {mode}", kills=KILLS, **dict(total), seconds=seconds)


async def killed(data: Path, mode: str, kills: int, lot: random.Random) -> Counter[str]:
    """Kill a service so many times while families answer; return the figures."""
    async with serving(data, AT_ONCE + kills, mode=mode) as (here, families):
        waiting = list(families)
        tasks: list[asyncio.Task[None]] = []
        async with coming_again(here):
            for _ in range(kills):
                while waiting and sum(not t.done() for t in tasks) < AT_ONCE:
                    tasks += answering([waiting.pop()])
                await asyncio.sleep(lot.uniform(0.01, 1.2))
                await here.bot.kill()
                await here.bot.start()
            await settle(tasks, 120)
        assert await here.bot.terminate() < 10
        said = here.bot.log.read_text().count(RECOVERED)
        assert said == kills, "a start after a kill did not say so"
        return judge(here.data, [f for f in families if f not in waiting])


@asynccontextmanager
async def coming_again(here: World) -> AsyncIterator[None]:
    """Let what a webhook did not take come again, as Telegram does by itself."""

    async def deliver() -> None:
        while True:
            await asyncio.sleep(0.3)
            await here.gateway.deliver()

    task = asyncio.create_task(deliver()) if here.bot.webhook else None
    try:
        yield
    finally:
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def test_an_acknowledgement_before_the_commit_is_caught(tmp_path: Path) -> None:
    """Weakened build ``ack-before-commit``: killed when the code is seen."""
    command = [*WEAKENED, "ack-before-commit", "run"]
    async with serving(tmp_path / "data", 1, command) as (here, (family,)):
        await settle(answering([family]), 120)
        await here.bot.kill()
        with pytest.raises(AssertionError, match="missing"):
            judge(here.data, [family])


async def test_a_real_service_that_is_killed_when_the_code_is_seen_has_it(
    tmp_path: Path,
) -> None:
    async with serving(tmp_path / "data", 2) as (here, families):
        await settle(answering(families), 120)
        await here.bot.kill()
        judge(here.data, families)


async def test_an_offset_moved_before_the_handling_is_caught(tmp_path: Path) -> None:
    """Weakened build ``offset-before-handling``: what was queued never comes again."""
    lost = {}
    for name, command in (
        ("real", BOT),
        ("weakened", [*WEAKENED, "offset-before-handling", "run"]),
    ):
        async with serving(tmp_path / name, 1, command) as (here, (family,)):
            # Nothing can be stored for a while, and then the process is killed.
            with unwritable(here):
                await family.person.says(f"/start {family.token}")
                await asyncio.sleep(1)
                await here.bot.kill()
            await here.bot.start()
            try:
                patience = 20 if name == "real" else 4
                await family.person.sees("Before you start", within=patience)
                lost[name] = False
            except AssertionError:
                lost[name] = True
    assert lost == {"real": False, "weakened": True}


# --- the disk ---------------------------------------------------------------------------


@contextmanager
def unwritable(here: World) -> Iterator[None]:
    """Let the kernel refuse every further write to files, as a full disk does."""
    assert here.bot.process is not None
    pid = here.bot.process.pid
    before = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        if here.bot.process.returncode is None:
            resource.prlimit(pid, resource.RLIMIT_FSIZE, before)


async def nothing_is_acknowledged(families: list[Family]) -> None:
    """See that nobody is told anything for a while, once the last words are out."""

    def heard() -> list[dict[str, str]]:
        return [dict(family.acknowledged) for family in families]

    before = heard()
    for _ in range(20):  # half seconds, at most
        before = heard()
        await asyncio.sleep(0.5)
        if heard() == before:
            break
    await asyncio.sleep(1.5)
    assert heard() == before


async def stopped(
    folder: Path, stop: Callable[[World], AbstractContextManager[None]], what: str
) -> None:
    """Stop the writing half-way and let it go on: nothing is lost or doubled."""
    async with serving(folder, AT_ONCE) as (here, families):
        tasks = answering(families)
        await half_way(families)
        with stop(here):
            await nothing_is_acknowledged(families)
        await settle(tasks, 120)
        await here.bot.terminate()
        report(what, **dict(judge(here.data, families)))


async def test_while_nothing_can_be_written_nothing_is_acknowledged(
    tmp_path: Path,
) -> None:
    await stopped(tmp_path / "data", unwritable, "disk that refuses writes")


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Make a folder read-only, for root as well."""
    root = os.geteuid() == 0
    if root and subprocess.run(["chattr", "+i", folder], check=False).returncode:  # noqa: S607
        pytest.skip("this file system has no immutable folders, and root may all")
    folder.chmod(0o500) if not root else None
    try:
        yield
    finally:
        if root:
            subprocess.run(["chattr", "-i", folder], check=True)  # noqa: S607
        else:
            folder.chmod(0o700)


async def test_a_folder_made_read_only_stops_nobody_for_good(tmp_path: Path) -> None:
    await stopped(
        tmp_path / "data", lambda here: read_only(here.data), "read-only folder"
    )


async def test_a_disk_that_is_really_full_and_then_is_not(tmp_path: Path) -> None:
    """A file system of a few megabytes, filled to the last byte and freed again."""
    unshare = shutil.which("unshare")
    if unshare is None:
        pytest.skip("a small disk needs unshare")
    seed, data = tmp_path / "seed", tmp_path / "data"
    prepared = await prepare(seed, AT_ONCE)
    data.mkdir()
    inside = (
        f"mount -t tmpfs -o size=3m none {data} && cp -a {seed}/. {data}/ && exec $0"
        " -m bot run"
    )
    command = [unshare, "-rm", "sh", "-c", inside, sys.executable]
    probe = subprocess.run(
        [unshare, "-rm", "mount", "-t", "tmpfs", "none", data],
        check=False, capture_output=True,
    )  # fmt: skip
    if probe.returncode:
        pytest.skip("a small disk needs user namespaces, and this machine gives none")
    async with world(data, command=command) as here:
        people = [here.crowd.person(7_100_000_000 + n) for n in range(AT_ONCE)]
        families = [Family(p, t) for p, t in zip(people, prepared.tokens, strict=True)]
        tasks = answering(families)
        await half_way(families)
        assert here.bot.process is not None
        there = Path(f"/proc/{here.bot.process.pid}/root{data}")
        fill(there / "filler")
        await nothing_is_acknowledged(families)
        (there / "filler").unlink()
        await settle(tasks, 120)
        await asyncio.sleep(2)  # it is quiet now; the disk goes with the process
        kept = tmp_path / "kept"
        shutil.copytree(there, kept)
        await here.bot.terminate()
        report("full disk", **dict(judge(kept, families)))


def fill(path: Path) -> None:
    """Write until there is no room for one more byte."""
    with path.open("wb", buffering=0) as file:
        for size in (65_536, 4_096, 512, 1):
            try:
                while file.write(b"\1" * size):
                    pass
            except OSError:
                continue


async def test_a_damaged_page_is_refused_and_the_last_backup_bounds_the_loss(
    tmp_path: Path,
) -> None:
    async with serving(tmp_path / "data", 5) as (here, families):
        early, late = families[:3], families[3:]
        await settle(answering(early), 120)
        keys = load_keys(here.data)
        made = backups.back_up(
            here.data, keys, tmp_path / "copies", clock().date(), 35
        )  # while it is serving
        await settle(answering(late), 120)
        await here.bot.terminate()
        judge(here.data, families)
        with (here.data / "answers.db").open("r+b") as file:
            file.seek(4096 * 6 + 777)
            file.write(b"damage")
        assert await here.bot.fails() == 1
        log = here.bot.log.read_text()
        assert "answers.db is damaged" in log
        assert "strandline restore FILE" in log
        assert "Traceback" not in log
        backups.restore(here.data, keys, made.path, clock().date(), 35)
        await here.bot.start()
        await here.bot.terminate()
        judge(here.data, early)
        found = ledger(here.data, [family.code for family in late])
        assert found.by_code == {}  # they came after the backup: this is the bound
        # Their links are as they were: the families can answer again.
        await here.bot.start()
        again = [Family(here.crowd.person(f.person.id), f.token) for f in late]
        await settle(answering(again), 120)
        await here.bot.terminate()
        judge(here.data, early + again)


# --- the network, the end --------------------------------------------------------------


async def test_with_the_network_cut_and_back_everybody_gets_through(
    tmp_path: Path,
) -> None:
    async with serving(tmp_path / "data", AT_ONCE) as (here, families):
        tasks = answering(families)
        await half_way(families)
        cut = Fault("cut", (*SENDS, "getUpdates", "answerCallbackQuery"), times=10**6)
        here.gateway.faults.append(cut)
        await asyncio.sleep(2)
        here.gateway.faults.remove(cut)
        await settle(tasks, 120)
        await here.bot.terminate()
        report("network cut", **dict(judge(here.data, families)))


async def test_an_orderly_end_under_load_takes_under_ten_seconds(
    tmp_path: Path,
) -> None:
    async with serving(tmp_path / "data", AT_ONCE) as (here, families):
        tasks = answering(families)
        await half_way(families)
        seconds = await here.bot.terminate()
        assert seconds < 10
        assert here.bot.process is not None
        assert here.bot.process.returncode == 0
        assert "nothing is lost" in here.bot.log.read_text()
        await here.bot.start()
        await settle(tasks, 120)
        await here.bot.terminate()
        assert RECOVERED not in here.bot.log.read_text()
        judge(here.data, families)
        report("orderly end", seconds=f"{seconds:.1f}")


# --- what is said is on the disk -------------------------------------------------------


def kill_traced(here: World) -> None:
    """Kill what strace runs; it would live on when strace alone is killed."""
    assert here.bot.process is not None
    pid = here.bot.process.pid
    children = Path(f"/proc/{pid}/task/{pid}/children")
    for child in children.read_text().split() if children.exists() else ():
        os.kill(int(child), signal.SIGKILL)


@pytest.mark.parametrize("build", ["real", "ack-before-commit", "synchronous-off"])
async def test_what_is_said_was_synced_before(tmp_path: Path, build: str) -> None:
    """System calls of the running service; both weakened builds are told apart."""
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed")
    trace = tmp_path / "trace"
    command = BOT if build == "real" else [*WEAKENED, build, "run"]
    traced = [*calls.STRACE, "-o", str(trace), *command]
    data = tmp_path / "data"
    prepared = await prepare(data, 1)
    async with world(data, command=traced, start=False) as here:
        try:
            await here.bot.start()
        except AssertionError:
            if trace.exists() and trace.stat().st_size:
                raise
            pytest.skip("this machine does not let a process be traced")
        family = Family(here.crowd.person(7_100_000_001), prepared.tokens[0])
        if build == "ack-before-commit":
            family.thinks = 0.5  # or the late commit of one answer passes for the next
        await settle(answering([family]), 120)
        await asyncio.sleep(0.5)
        kill_traced(here)
        await here.bot.kill()
    found = calls.read(trace)
    report(f"trace of {build}", said=found.said, early=found.early, unsynced=found.unsynced, syncs=found.syncs)  # fmt: skip
    assert found.said > 10
    verdict = {
        "real": found.early == 0 and found.unsynced == 0 and found.syncs > 20,
        "ack-before-commit": found.early > 3,
        "synchronous-off": found.unsynced > 5,
    }
    assert verdict[build], found.details[:5]
