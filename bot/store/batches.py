"""Batches: what every queue that people work in fills by, the care queue excepted.

Rule 1: what joins a queue waits, unseen, until at least ten wait; then all of them are
offered together, in the order of their random ids. So nobody can tell by the time
whose words are whose.
Rule 2: what waits is marked, in one table for all queues; what is offered has no mark.
Rule 3: the marks hold the queue's key and an entry's id, nothing else.

The queues are ``quote`` (words to be printed), ``language`` (words that no rule reads)
and ``clause`` (parts of words and the features that they may speak of).
"""

from typing import Final

from bot.store.database import Database

FEWEST: Final = 10  # no setting makes a batch smaller
QUOTE: Final = "quote"
LANGUAGE: Final = "language"
CLAUSE: Final = "clause"
QUEUES: Final = (QUOTE, LANGUAGE, CLAUSE)


class Batches:
    """Which entries of the queues still wait for their batch to fill."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def join(self, queue: str, entry: str) -> None:
        """Let an entry wait for its batch."""
        self._database.run(
            "INSERT INTO waiting (queue, entry) VALUES (?, ?)", (queue, entry)
        )

    def leave(self, entry: str) -> None:
        """Take an entry's mark away, because the entry itself goes."""
        self._database.run("DELETE FROM waiting WHERE entry = ?", (entry,))

    def offer(self, queue: str, least: int = FEWEST) -> bool:
        """Offer all that wait in a queue if they are enough; return whether they were.

        Args:
            queue: One of `QUEUES`.
            least: How many make a batch; under ten is taken as ten.
        """
        if self.waiting(queue) < max(least, FEWEST):
            return False
        self._database.run("DELETE FROM waiting WHERE queue = ?", (queue,))
        return True

    def waiting(self, queue: str) -> int:
        """Return how many entries of a queue wait, unseen."""
        return self._database.number(
            "SELECT count(*) FROM waiting WHERE queue = ?", (queue,)
        )

    def waits(self, entry: str) -> bool:
        """Say whether nobody may have seen an entry yet."""
        found = self._database.one("SELECT 1 FROM waiting WHERE entry = ?", (entry,))
        return found is not None
