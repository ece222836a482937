"""Conversations that are to be taken off somebody's phone: the identity side.

A row stands from the moment somebody asks until it is done, for two days at most, so
that a restart in between forgets nothing. Whom it is about is sealed.
"""

from datetime import datetime, timedelta

from bot.store.conversations import MESSAGE_HOURS, hour_of
from bot.store.database import Database
from bot.store.records import Wipe


class Wipes:
    """What is still to be deleted, one row a person."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, mark: bytes, sealed: bytes, now: datetime) -> None:
        """Keep what is to be deleted for a person, in the place of what was kept."""
        until = hour_of(now + timedelta(hours=MESSAGE_HOURS))
        self._database.run(
            "INSERT INTO wipe (mark, sealed, until) VALUES (?, ?, ?) "
            "ON CONFLICT DO UPDATE SET sealed = excluded.sealed, "
            "until = excluded.until",
            (mark, sealed, until),
        )
        self._database.untidy()

    def get(self, mark: bytes) -> Wipe | None:
        """Return what is still to be deleted for a person, or None."""
        row = self._database.one(
            "SELECT mark, sealed FROM wipe WHERE mark = ?", (mark,)
        )
        return None if row is None else Wipe(*row)  # type: ignore[arg-type]  # columns of a STRICT table

    def all(self) -> tuple[Wipe, ...]:
        """Return everything that is still to be deleted."""
        rows = self._database.rows("SELECT mark, sealed FROM wipe ORDER BY mark")
        return tuple(Wipe(*row) for row in rows)  # type: ignore[arg-type]  # columns of a STRICT table

    def done(self, wipe: Wipe) -> bool:
        """Forget a row; False where it is gone or has been put anew since."""
        gone = self._database.run(
            "DELETE FROM wipe WHERE mark = ? AND sealed = ?", (wipe.mark, wipe.sealed)
        )
        if gone:
            self._database.untidy()
        return gone > 0

    def purge(self, now: datetime) -> int:
        """Delete what is older than 48 hours; return how many went."""
        gone = self._database.run("DELETE FROM wipe WHERE until < ?", (hour_of(now),))
        if gone:
            self._database.untidy()
        return gone
