"""What is done when the clock rings. Each job takes `now` and finds its own work.

Rule 1: a job may be rung at any time, twice, or after a long sleep; what it has done
it does not find again.
Rule 2: it returns whether it found work.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


class Job(Protocol):
    """Something that may be due."""

    async def __call__(self, now: datetime) -> bool:
        """Do what is due; return whether there was anything."""
        ...


@dataclass(frozen=True, slots=True)
class Jobs:
    """All jobs, in the order in which they are done."""

    jobs: Sequence[Job]

    async def ring(self, now: datetime) -> bool:
        """Do everything that is due; a failing job does not stop the others.

        Raises:
            ExceptionGroup: Some of them failed.
        """
        found, problems = False, []
        for job in self.jobs:
            try:
                found = await job(now) or found
            except Exception as problem:  # noqa: BLE001 # raised together below
                problems.append(problem)
        if problems:
            raise ExceptionGroup("jobs failed", problems)
        return found
