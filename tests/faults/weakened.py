"""The service with one thing wrong, to show that the fault harness would notice.

Run as ``python -m tests.faults.weakened FAULT run``.

- ``ack-before-commit``: callers hear of success before the commit.
- ``synchronous-off``: SQLite does not wait for the disk.
- ``offset-before-handling``: an update is acknowledged to Telegram when it arrives.
"""

import sys
import time

from bot.__main__ import main
from bot.store import Store, Writer, database
from bot.telegram.intake import Intake, Outcome, Tell


def ack_before_commit() -> None:
    def work_first(self: Writer, batch: list) -> None:  # type: ignore[type-arg]  # private jobs
        store: Store = self._store
        store.database.begin()
        for job in batch:
            result, problem = self._try(job)
            if problem is None:
                job.done.set_result(result)
            else:
                job.done.set_exception(problem)
        time.sleep(0.4)
        store.database.commit()

    Writer._run_together = work_first  # type: ignore[method-assign]  # this is the fault


def synchronous_off() -> None:
    database._SETTINGS["synchronous"] = 0


def offset_before_handling() -> None:
    accept = Intake.accept

    def too_early(self: Intake, raw: object, tell: Tell) -> None:
        tell(Outcome.DONE)
        accept(self, raw, lambda _: None)

    Intake.accept = too_early  # type: ignore[method-assign]  # this is the fault


FAULTS = {
    "ack-before-commit": ack_before_commit,
    "synchronous-off": synchronous_off,
    "offset-before-handling": offset_before_handling,
}

if __name__ == "__main__":
    FAULTS[sys.argv.pop(1)]()
    main()
