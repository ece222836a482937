"""Kill a program before its first change of a file, its second, and so on.

What every program of this folder that is killed on purpose shares; the judging is
their own. They fork, so they are run as programs, with OPENBLAS_NUM_THREADS=1, and
print one line of JSON with what they found, or fail.
"""

import asyncio
import json
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from bot.keys import load_keys
from bot.store import Store
from bot.store.database import Database
from tests.integration.store.tracing import Run, run

Say = Callable[[bytes], None]
Work = Callable[[Path, Say], None]
Judge = Callable[[Path, Run], str]
Kind = Callable[[Path, int], Counter[str]]
_Service = TypeVar("_Service")


def at_each_change(
    folder: Path, work: Work, judge: Judge, every: int = 1
) -> Counter[str]:
    """Kill before the first change, the second, ...; judge what each kill left.

    Args:
        folder: What the work begins with; each life has a copy of its own.
        work: What is killed, given the copy, and what says something to the parent.
        judge: Says in a word what the copy holds after a life, or fails. The last
            life is the one that was not killed.
        every: How many changes further on the next kill falls.
    """
    seen: Counter[str] = Counter()
    number = 1
    while True:
        copy = folder.with_name(f"{folder.name}-{number}")
        shutil.copytree(folder, copy)
        outcome = run(lambda say, copy=copy: work(copy, say), number)  # type: ignore[misc]  # bound at once
        seen[judge(copy, outcome)] += 1
        shutil.rmtree(copy)
        if not outcome.killed:
            seen["changes"] = len(outcome.calls)
            return seen
        number += every


def served(
    open_it: Callable[[Path, Say], _Service],
    step: Callable[[_Service, Say], Coroutine[None, None, None]],
) -> Work:
    """Return a step in a service that is opened for it, as work that can be killed."""

    def work(folder: Path, say: Say) -> None:
        async def inside() -> None:
            await step(open_it(folder, say), say)

        asyncio.run(inside())

    return work


@contextmanager
def healed(folder: Path) -> Iterator[Database]:
    """Open the files, which heals them, and see that both are whole."""
    store = Store.open(folder, load_keys(folder).derive)
    try:
        for schema in ("main", "answers"):
            whole = store.database.rows(f"PRAGMA {schema}.integrity_check")
            assert whole == [("ok",)], whole
        yield store.database
    finally:
        store.database.close()


def told(kinds: Mapping[str, Kind], arguments: list[str]) -> None:
    """Kill by FOLDER, KIND and EVERY of the command line; print what was found."""
    target, kind, amount = arguments
    found = kinds[kind](Path(target), int(amount))
    sys.stdout.write(json.dumps(found) + "\n")  # read by the test
