"""Claims of messages that are to be sent: held by one process, for a while.

Rule: what was claimed and neither finished nor put back is uncertain once its lease is
over: it may have gone.
"""

from bot.store.database import Database


class SendingClaims:
    """What becomes of the rows of one table of messages."""

    table: str  # of our own naming: id, due, state and lease are among its columns

    def __init__(self, database: Database) -> None:
        self._database = database

    def put_back(self, sending_id: str, due: int) -> None:
        """Let a message that certainly did not go wait again."""
        self._database.run(
            f"UPDATE {self.table} SET state = 'waiting', due = ?, lease = NULL "  # noqa: S608  # our own names
            "WHERE id = ? AND state != 'waiting'",
            (due, sending_id),
        )

    def doubt(self, sending_id: str, lease: int) -> None:
        """Note that a message may have gone."""
        self._database.run(
            f"UPDATE {self.table} SET state = 'uncertain', lease = ? WHERE id = ?",  # noqa: S608  # our own names
            (lease, sending_id),
        )

    def finish(self, sending_id: str) -> bool:
        """Delete a message that went or is given up; False where it was gone."""
        gone = self._database.run(
            f"DELETE FROM {self.table} WHERE id = ?",  # noqa: S608  # our own names
            (sending_id,),
        )
        if gone:
            self._database.untidy()
        return gone > 0

    def all_doubtful(self, minute: int) -> int:
        """Note that every message may have gone since: the files are an older copy."""
        return self._database.run(
            f"UPDATE {self.table} SET state = 'uncertain', lease = ?",  # noqa: S608  # our own names
            (minute,),
        )

    def _overdue(self, minute: int, lease: int) -> None:
        """Make claims that have just run out uncertain, with a lease of their own."""
        self._database.run(
            f"UPDATE {self.table} SET state = 'uncertain', lease = ? "  # noqa: S608  # our own names
            "WHERE state != 'waiting' AND lease <= ?",
            (lease, minute),
        )
