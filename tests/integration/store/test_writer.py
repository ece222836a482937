"""The writer: one thread, shared commits, and failures that stay with their job."""

import asyncio
import shutil
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from time import perf_counter

import pytest

from analysis.model import Tally
from bot.keys import Keys
from bot.store import (
    BusyError,
    ClosedError,
    ConflictError,
    FullError,
    PassingError,
    ReadOnlyError,
    Store,
    Writer,
)

KEYS = Keys(b"k" * 32)
UNSHARE = shutil.which("unshare") or ""


def count(option: str) -> Tally:
    return Tally("q", "Q1", option, "p", "2026", 1)


class Gate:
    """A job that holds the writer up, so that the jobs behind it wait together."""

    def __init__(self, writer: Writer) -> None:
        self.begun = threading.Event()
        self.open = threading.Event()
        self.job = asyncio.create_task(writer.run(self._hold))

    def _hold(self, _: Store) -> bool:
        self.begun.set()
        return self.open.wait(30)

    async def shut(self) -> None:
        assert await asyncio.to_thread(self.begun.wait, 30)


def total(store: Store) -> int:
    return sum(tally.count for tally in store.tallies.of(("2026",)))


@pytest.fixture
async def writer(tmp_path: Path) -> AsyncIterator[Writer]:
    opened = Writer(Store.open(tmp_path, KEYS.derive), pause=60)
    yield opened
    await opened.close()


async def test_every_job_is_done_once_and_in_order(writer: Writer) -> None:
    seen: list[int] = []
    numbers = range(300)

    def note(number: int) -> int:
        seen.append(number)
        return number

    jobs = [writer.run(lambda _, n=n: note(n)) for n in numbers]  # type: ignore[misc]  # mypy cannot infer a default
    assert await asyncio.gather(*jobs) == list(numbers)
    assert seen == list(numbers)


async def test_a_failing_job_is_undone_alone(writer: Writer) -> None:
    def fail(store: Store) -> None:
        store.tallies.count(count("bad"))
        raise ConflictError("on purpose")

    jobs = [
        writer.run(fail if n % 3 == 0 else lambda s: s.tallies.count(count("good")))
        for n in range(60)
    ]
    results = await asyncio.gather(*jobs, return_exceptions=True)
    assert sum(isinstance(r, ConflictError) for r in results) == 20
    assert results.count(None) == 40
    tallies = await writer.run(lambda s: s.tallies.of(("2026",)))
    assert [(t.option, t.count) for t in tallies] == [("good", 40)]


async def test_a_lost_transaction_hits_only_the_job_that_lost_it(
    writer: Writer,
) -> None:
    """A full disk can end the whole transaction inside one job."""

    def lose_everything(store: Store) -> None:
        store.tallies.count(count("bad"))
        store.database._connection.execute("ROLLBACK")
        raise FullError

    gate = Gate(writer)
    await gate.shut()
    jobs = [
        asyncio.create_task(
            writer.run(
                lose_everything if n == 5 else lambda s: s.tallies.count(count("good"))
            )
        )
        for n in range(10)
    ]
    await asyncio.sleep(0)  # all of them are handed in
    gate.open.set()
    results = await asyncio.gather(*jobs, return_exceptions=True)
    assert await gate.job
    assert [type(r) for r in results if r is not None] == [FullError]
    tallies = await writer.run(lambda s: s.tallies.of(("2026",)))
    assert [(t.option, t.count) for t in tallies] == [("good", 9)]


async def test_jobs_that_wait_together_share_a_commit(
    writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = writer._store.database
    commits: list[int] = []
    commit = database.commit

    def counted() -> None:
        commits.append(1)
        commit()

    monkeypatch.setattr(database, "commit", counted)
    gate = Gate(writer)
    await gate.shut()
    jobs = [
        asyncio.create_task(writer.run(lambda s: s.tallies.count(count("a"))))
        for _ in range(100)
    ]
    await asyncio.sleep(0)  # all of them are handed in
    gate.open.set()
    await asyncio.gather(gate.job, *jobs)
    assert len(commits) == 1 + 2  # a hundred jobs in batches of at most 64
    assert await writer.run(total) == 100


async def test_nobody_hears_of_success_before_the_commit(
    writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = writer._store.database
    heard: list[bool] = []
    commit = database.commit
    task = asyncio.create_task(writer.run(lambda s: s.tallies.count(count("a"))))
    task.add_done_callback(lambda _: heard.append(True))

    def slowly() -> None:
        threading.Event().wait(0.3)
        assert not heard
        commit()

    monkeypatch.setattr(database, "commit", slowly)
    await task
    await asyncio.sleep(0)
    assert heard == [True]


async def test_the_ratio_of_grouped_to_single_commits(
    tmp_path_factory: pytest.TempPathFactory,
    record_property: Callable[[str, object], None],
) -> None:
    disk = tmp_path_factory.mktemp("disk")  # a real one, with a real fsync
    writer = Writer(Store.open(disk, KEYS.derive), pause=60)
    number = 100
    start = perf_counter()
    for _ in range(number):
        await writer.run(lambda s: s.tallies.count(count("single")))
    single = number / (perf_counter() - start)
    start = perf_counter()
    jobs = [
        writer.run(lambda s: s.tallies.count(count("group"))) for _ in range(number)
    ]
    await asyncio.gather(*jobs)
    grouped = number / (perf_counter() - start)
    print(f"\n{single:.0f} single, {grouped:.0f} grouped writes a second")  # noqa: T201  # the figure is the point
    record_property("ratio", grouped / single)
    assert await writer.run(total) == 2 * number
    assert grouped > 2 * single
    await writer.close()


async def test_closing_finishes_what_was_handed_in(tmp_path: Path) -> None:
    writer = Writer(Store.open(tmp_path, KEYS.derive))
    jobs = [
        asyncio.create_task(writer.run(lambda s: s.tallies.count(count("a"))))
        for _ in range(200)
    ]
    await asyncio.sleep(0)
    await writer.close()
    await asyncio.gather(*jobs)
    await writer.close()  # a second time does nothing
    with pytest.raises(ClosedError):
        await writer.run(total)
    store = Store.open(tmp_path, KEYS.derive)
    assert total(store) == 200
    store.close()


async def test_a_cancelled_job_that_still_waited_is_not_done(writer: Writer) -> None:
    gate = Gate(writer)
    await gate.shut()
    second = asyncio.create_task(writer.run(lambda s: s.tallies.count(count("a"))))
    await asyncio.sleep(0)
    second.cancel()
    await asyncio.wait([second])
    gate.open.set()
    await gate.job
    assert await writer.run(total) == 0


def test_the_same_works_without_an_event_loop(tmp_path: Path) -> None:
    writer = Writer(Store.open(tmp_path, KEYS.derive))
    writer.call(lambda s: s.tallies.count(count("a")))
    assert writer.call(total) == 1
    writer.stop()


async def test_a_process_beside_the_service_can_write(
    writer: Writer, tmp_path: Path
) -> None:
    beside = Store.open(tmp_path, KEYS.derive)
    for _ in range(20):
        await writer.run(lambda s: s.tallies.count(count("service")))
        with beside.transaction():
            beside.tallies.count(count("beside"))
    assert await writer.run(total) == total(beside) == 40
    beside.close()


async def test_a_lock_that_lasts_too_long_passes_and_says_so(
    writer: Writer, tmp_path: Path
) -> None:
    await writer.run(lambda s: s.tallies.count(count("a")))
    writer._store.database._connection.execute("PRAGMA busy_timeout = 50")
    beside = Store.open(tmp_path, KEYS.derive)
    with beside.transaction():
        beside.tallies.count(count("beside"))
        with pytest.raises(BusyError, match="Another process"):
            await writer.run(lambda s: s.tallies.count(count("a")))
    await writer.run(lambda s: s.tallies.count(count("a")))
    assert total(beside) == 3
    beside.close()


async def test_a_lock_fails_a_whole_batch_at_once_and_not_one_by_one(
    writer: Writer, tmp_path: Path
) -> None:
    await writer.run(total)
    writer._store.database._connection.execute("PRAGMA busy_timeout = 300")
    beside = Store.open(tmp_path, KEYS.derive)
    with beside.transaction():
        start = perf_counter()
        results = await asyncio.gather(
            *(writer.run(lambda s: s.tallies.count(count("a"))) for _ in range(50)),
            return_exceptions=True,
        )
        assert perf_counter() - start < 5  # not fifty times the wait
    assert {type(result) for result in results} == {BusyError}
    beside.close()


async def test_a_failure_that_nobody_thought_of_reaches_its_caller(
    writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise RuntimeError("unforeseen")

    monkeypatch.setattr(writer._store.database, "begin", fail)
    with pytest.raises(RuntimeError, match="unforeseen"):
        await writer.run(total)
    monkeypatch.undo()
    assert await writer.run(total) == 0


async def test_files_that_became_read_only_are_said_so(writer: Writer) -> None:
    writer._store.database._connection.execute("PRAGMA query_only = ON")
    with pytest.raises(ReadOnlyError, match="let this account write"):
        await writer.run(lambda s: s.tallies.count(count("a")))
    writer._store.database._connection.execute("PRAGMA query_only = OFF")
    await writer.run(lambda s: s.tallies.count(count("a")))
    assert await writer.run(total) == 1


async def test_a_full_disk_is_said_so_and_passes(writer: Writer) -> None:
    connection = writer._store.database._connection
    (pages,) = connection.execute("PRAGMA answers.page_count").fetchone()
    connection.execute(f"PRAGMA answers.max_page_count = {pages}")

    def much(store: Store) -> None:
        for number in range(2000):
            store.tallies.count(count(f"option {number}"))

    results = await asyncio.gather(
        writer.run(much),
        writer.run(lambda s: s.database.number("SELECT 1")),
        return_exceptions=True,
    )
    assert isinstance(results[0], FullError)
    assert isinstance(results[0], PassingError)
    assert "Make room" in str(results[0])
    assert results[1] == 1
    connection.execute("PRAGMA answers.max_page_count = 1000000")
    await writer.run(much)
    assert await writer.run(total) == 2000


@pytest.mark.skipif(
    not UNSHARE or not Path("/proc/self/ns/user").exists(),
    reason="a small disk needs user namespaces",
)
def test_a_disk_that_is_really_full_stores_nothing_by_halves(tmp_path: Path) -> None:
    script = Path(__file__).with_name("full_disk.py")
    inside = (
        f"mount -t tmpfs -o size=700k none {tmp_path} && exec $0 {script} {tmp_path}"
    )
    done = subprocess.run(
        [UNSHARE, "-rm", "sh", "-c", inside, sys.executable],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[3],
    )
    if "unshare:" in done.stderr or "mount:" in done.stderr:
        pytest.skip("a small disk needs user namespaces, and this machine gives none")
    assert done.stdout.split() == ["FullError", "whole"], done.stderr
