"""The one thread that writes, and the group commit that makes it fast.

Rule 1: a job is a function of the store. Jobs that wait together share one
transaction, each inside a savepoint of its own; nobody hears of success before the
commit is on the disk.
Rule 2: a job that fails is undone alone. Where the commit itself fails, every job is
tried again by itself, so a job must change nothing but the store.
Rule 3: a damaged file is noted in ``damage``, for the service to end by itself.
Rule 4: when nothing has come for a moment the files are rewritten in key order.
"""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from time import monotonic
from typing import Any, Final, TypeVar

from bot.store.errors import (
    BusyError,
    ClosedError,
    CorruptError,
    ReadOnlyError,
    StoreError,
    WrongKeyError,
)
from bot.store.store import Store

Result = TypeVar("Result")
_LARGEST: Final = 64
_PAUSE: Final = 1.0
_LONGEST_UNTIDY: Final = 30.0


@dataclass(frozen=True, slots=True)
class _Job:
    work: Callable[[Store], Any]
    done: Future[Any] = field(default_factory=Future)


class Writer:
    """Takes jobs from any thread or task and runs them one after the other."""

    def __init__(
        self, store: Store, *, largest: int = _LARGEST, pause: float = _PAUSE
    ) -> None:
        self._store = store
        self._largest = largest
        self._pause = pause
        self.damage: StoreError | None = None
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._door = threading.Lock()
        self._closing = False
        self._tidied = monotonic()
        self._thread = threading.Thread(
            target=self._work, name="strandline-writer", daemon=True
        )
        self._thread.start()

    async def run(self, work: Callable[[Store], Result]) -> Result:
        """Run a job and return its result once it is on the disk."""
        return await asyncio.wrap_future(self._submit(work))

    def call(self, work: Callable[[Store], Result]) -> Result:
        """Do the same outside the event loop, waiting for it."""
        return self._submit(work).result()

    async def close(self) -> None:
        """Finish every job that was handed in, tidy, and close the store."""
        await asyncio.to_thread(self.stop)

    def stop(self) -> None:
        """Do the same outside the event loop."""
        with self._door:
            if not self._closing:
                self._closing = True
                self._jobs.put(None)
        self._thread.join()

    def _submit(self, work: Callable[[Store], Result]) -> Future[Result]:
        job = _Job(work)
        with self._door:
            if self._closing:
                raise ClosedError
            self._jobs.put(job)
        return job.done

    def _work(self) -> None:
        last = False
        while not last:
            batch, last = self._next_batch()
            if batch:
                self._run_together(batch)
            if not last and (not batch or self._overdue()):
                self._tidy()
        self._store.close()

    def _next_batch(self) -> tuple[list[_Job], bool]:
        """Return the jobs that wait, and whether they are the last ones."""
        batch: list[_Job] = []
        try:
            job = self._jobs.get(timeout=self._pause)
            while job is not None:
                if job.done.set_running_or_notify_cancel():
                    batch.append(job)
                if len(batch) == self._largest:
                    return batch, False
                job = self._jobs.get_nowait()
        except Empty:
            return batch, False
        return batch, True

    def _run_together(self, batch: list[_Job]) -> None:
        """Run the jobs in one transaction; where it is lost, one by one."""
        database = self._store.database
        outcomes: list[tuple[_Job, Any, BaseException | None]] = []
        try:
            database.begin()
            # Where the disk ends the transaction in the middle, commit() fails.
            outcomes += [
                (job, *self._try(job)) for job in batch if database.in_transaction
            ]
            database.commit()
        except Exception as wrong:  # noqa: BLE001  # nobody may wait for ever
            self._notice(wrong)
            self._roll_back()
            self._run_apart(batch, [problem for _, _, problem in outcomes], wrong)
            return
        for job, result, problem in outcomes:
            if problem is None:
                job.done.set_result(result)
            else:
                job.done.set_exception(problem)

    def _run_apart(
        self,
        batch: list[_Job],
        problems: list[BaseException | None],
        wrong: Exception,
    ) -> None:
        """Try each job of a lost batch by itself, where that can help."""
        if len(batch) == 1:
            own = problems[0] if problems else None
            batch[0].done.set_exception(own or wrong)
        elif not problems or isinstance(wrong, BusyError | ReadOnlyError):
            # None of them would fare better, and each would wait as long.
            for job in batch:
                job.done.set_exception(wrong)
        else:
            for job in batch:
                self._run_together([job])

    def _try(self, job: _Job) -> tuple[Any, BaseException | None]:
        try:
            with self._store.transaction():
                return job.work(self._store), None
        except Exception as problem:  # noqa: BLE001  # whoever handed the job in gets it
            self._notice(problem)
            return None, problem

    def _notice(self, problem: Exception) -> None:
        """Remember damage: an open file that is suddenly of another key is damaged."""
        if isinstance(problem, CorruptError):
            self.damage = problem
        elif isinstance(problem, WrongKeyError):
            self.damage = CorruptError()

    def _roll_back(self) -> None:
        try:
            self._store.database.roll_back()
        except StoreError:
            # The disk ended it already; begin() of the next batch will tell.
            return

    def _overdue(self) -> bool:
        return monotonic() - self._tidied > _LONGEST_UNTIDY

    def _tidy(self) -> None:
        self._tidied = monotonic()
        try:
            self._store.database.tidy()
        except StoreError:
            # Nothing is lost: the mark stays, and the next quiet moment tries again.
            return
