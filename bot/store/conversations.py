"""What is kept while a conversation is under way: all of it on the identity side.

Deliveries and messages hold marks and sealed ids for a day or two, sessions until
they are submitted, stopped or run out.
"""

from datetime import datetime, timedelta
from enum import Enum
from typing import Final, cast

from bot.store.database import Database
from bot.store.errors import ConflictError
from bot.store.records import SessionRow

UPDATE_HOURS: Final = 25
MESSAGE_HOURS: Final = 48


class Delivery(Enum):
    """What is known about a delivery that a channel hands over."""

    NEW = "new"
    REPEATED = "repeated"  # this very process has handled it
    RECOVERED = "recovered"  # a process before this one stored it, then ended


def hour_of(now: datetime) -> int:
    """Return the hour of ``now`` as a plain number that grows."""
    return int(now.timestamp()) // 3600


def minute_of(now: datetime) -> int:
    """Return the minute of ``now`` as a plain number that grows."""
    return int(now.timestamp()) // 60


class Deliveries:
    """Ids of deliveries that were handled, so that none is handled twice."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def claim(
        self,
        mark: bytes,
        process: bytes,
        now: datetime,
        *,
        hours: int = UPDATE_HOURS,
    ) -> Delivery:
        """Note a delivery and say whether it had been noted before."""
        row = self._database.one("SELECT process FROM delivery WHERE mark = ?", (mark,))
        if row is None:
            self._database.run(
                "INSERT INTO delivery (mark, process, until) VALUES (?, ?, ?)",
                (mark, process, hour_of(now + timedelta(hours=hours))),
            )
            return Delivery.NEW
        if row[0] == process:
            return Delivery.REPEATED
        self._database.run(
            "UPDATE delivery SET process = ? WHERE mark = ?", (process, mark)
        )
        return Delivery.RECOVERED

    def first(self, mark: bytes, now: datetime) -> bool:
        """Note something asked for, and say whether it is the first time."""
        return self.claim(mark, b"", now) is Delivery.NEW

    def purge(self, now: datetime) -> int:
        """Delete what is older than 25 hours; return how many went."""
        return self._database.run(
            "DELETE FROM delivery WHERE until < ?", (hour_of(now),)
        )


class Messages:
    """Sealed ids of messages that a channel may still want to take back."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def remember(self, mark: bytes, owner: bytes, sealed: bytes, now: datetime) -> None:
        """Keep one message's id for 48 hours."""
        self._database.run(
            "INSERT OR IGNORE INTO message (id, owner, sealed, until) "
            "VALUES (?, ?, ?, ?)",
            (mark, owner, sealed, hour_of(now + timedelta(hours=MESSAGE_HOURS))),
        )

    def take(self, owner: bytes) -> tuple[bytes, ...]:
        """Return the sealed ids of one person's messages and forget them."""
        rows = self._database.rows(
            "SELECT sealed FROM message WHERE owner = ?", (owner,)
        )
        if rows:
            self._database.run("DELETE FROM message WHERE owner = ?", (owner,))
            self._database.untidy()
        return tuple(cast("bytes", sealed) for (sealed,) in rows)

    def purge(self, now: datetime) -> int:
        """Delete what is older than 48 hours; return how many went."""
        return self._database.run(
            "DELETE FROM message WHERE until < ?", (hour_of(now),)
        )


class Sessions:
    """Conversations under way, each with a version that guards against overwriting."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, pseudonym: bytes) -> SessionRow | None:
        """Return a person's session, or None."""
        row = self._database.one(
            "SELECT pseudonym, version, questionnaire, state, token, wave, until "
            "FROM session WHERE pseudonym = ?",
            (pseudonym,),
        )
        return None if row is None else SessionRow(*row)  # type: ignore[arg-type]  # columns of a STRICT table

    def holding(self, token: bytes) -> SessionRow | None:
        """Return the session that an invitation or a dealt code is open in, or None."""
        row = self._database.one(
            "SELECT pseudonym, version, questionnaire, state, token, wave, until "
            "FROM session WHERE token = ?",
            (token,),
        )
        return None if row is None else SessionRow(*row)  # type: ignore[arg-type]  # columns of a STRICT table

    def save(self, session: SessionRow) -> None:
        """Store a session over the version that was read (0: none was there).

        Raises:
            ConflictError: Another turn was stored in between.
        """
        if session.version == 0:
            changed = self._database.run(
                "INSERT OR IGNORE INTO session "
                "(pseudonym, version, questionnaire, state, token, wave, until) "
                "VALUES (?, 1, ?, ?, ?, ?, ?)",
                (
                    session.pseudonym,
                    session.questionnaire,
                    session.state,
                    session.token,
                    session.wave,
                    session.until,
                ),
            )
        else:
            changed = self._database.run(
                "UPDATE session SET version = version + 1, questionnaire = ?, "
                "state = ?, token = ?, wave = ?, until = ? "
                "WHERE pseudonym = ? AND version = ?",
                (
                    session.questionnaire,
                    session.state,
                    session.token,
                    session.wave,
                    session.until,
                    session.pseudonym,
                    session.version,
                ),
            )
        if changed != 1:
            raise ConflictError

    def delete(self, pseudonym: bytes) -> bool:
        """Delete a person's session and everything in it."""
        gone = self._database.run(
            "DELETE FROM session WHERE pseudonym = ?", (pseudonym,)
        )
        if gone:
            self._database.untidy()
        return gone > 0

    def purge(self, today: int) -> int:
        """Delete the sessions whose last day is over; return how many went."""
        gone = self._database.run("DELETE FROM session WHERE until < ?", (today,))
        if gone:
            self._database.untidy()
        return gone
