"""The clock that rings: the only home of APScheduler.

Rule: it keeps no state and decides nothing. It rings once a minute, and whatever is
due by then is found in the store (`bot.jobs`); after a day asleep one ring is enough.
"""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler

LOG = logging.getLogger("strandline.scheduler")
SECONDS = 60

Ring = Callable[[datetime], Awaitable[bool]]


@asynccontextmanager
async def ringing(ring: Ring, seconds: float = SECONDS) -> AsyncIterator[None]:
    """Ring at once and then again and again, until the block is left."""

    async def once() -> None:
        try:
            await ring(datetime.now(UTC))
        except Exception:  # the next ring tries again; the service goes on
            LOG.exception("a job failed and is tried again")

    scheduler = AsyncIOScheduler(timezone=UTC)
    scheduler.add_job(
        once,
        "interval",
        seconds=seconds,
        next_run_time=datetime.now(UTC),
        coalesce=True,
        max_instances=1,
        misfire_grace_time=None,
    )
    scheduler.start()
    try:
        yield
    finally:
        scheduler.shutdown(wait=False)
