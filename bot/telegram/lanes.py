"""Lanes: jobs of one person run in their order, those of different people at once.

One lane is one lock a person, as a queue: nothing overtakes. A lane that has
nothing to do costs nothing and remembers nobody.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable

LOG = logging.getLogger("strandline.telegram")

Job = Callable[[], Awaitable[None]]


class Lanes:
    """Queues by person; each runs its jobs one after the other."""

    def __init__(self) -> None:
        self._waiting: dict[int, deque[tuple[Job, asyncio.Future[None]]]] = {}
        self._running: set[asyncio.Task[None]] = set()

    def put(self, lane: int, job: Job) -> asyncio.Future[None]:
        """Queue a job; the future ends with the job, whether it worked or not."""
        ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if lane in self._waiting:
            self._waiting[lane].append((job, ended))
            return ended
        self._waiting[lane] = deque([(job, ended)])
        task = asyncio.create_task(self._run(lane))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return ended

    def clear(self, lane: int) -> None:
        """Drop what waits in a lane (not the job that runs)."""
        queue = self._waiting.get(lane)
        while queue:
            _, ended = queue.popleft()
            _end(ended)

    @property
    def busy(self) -> bool:
        """Whether any job waits or runs."""
        return bool(self._running)

    async def drain(self, seconds: float) -> bool:
        """Wait for all jobs; return False if some had to be cancelled."""
        deadline = asyncio.get_running_loop().time() + seconds
        while self._running:
            left = deadline - asyncio.get_running_loop().time()
            if left <= 0:
                break
            await asyncio.wait(set(self._running), timeout=left)
        whole = not self._running
        for task in list(self._running):
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        return whole

    async def _run(self, lane: int) -> None:
        queue = self._waiting[lane]
        ended: asyncio.Future[None] | None = None
        try:
            while queue:
                job, ended = queue.popleft()
                try:
                    await job()
                except Exception:
                    # One job's failure must not stop those behind it.
                    LOG.exception("a job failed")
                _end(ended)
        finally:
            del self._waiting[lane]
            if ended is not None:
                _end(ended)
            for _, left in queue:
                _end(left)


def _end(ended: asyncio.Future[None]) -> None:
    if not ended.done():
        ended.set_result(None)
