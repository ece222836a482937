"""Messages about waves to whoever passes links on, claimed by one process at a time.

Rule 1: who gets one, and whether it may still go, is looked at anew by whoever claims
it, in the same transaction. Two processes cannot hold one claim.
Rule 2: what was claimed and neither finished nor put back is uncertain once its lease
is over: it may have gone.
"""

from bot.store.database import Database
from bot.store.records import GroupSending

_COLUMNS = "id, wave, partner, account, step, first, due, state"


class GroupSendings:
    """Messages that wait, and the one that is under way."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, sending: GroupSending, lease: int | None = None) -> None:
        """Store a message; where it is in doubt, asked about at a minute."""
        self._database.run(
            "INSERT OR IGNORE INTO group_sending "
            "(id, wave, partner, account, step, first, due, state, lease) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                sending.id,
                sending.wave,
                sending.partner,
                sending.account,
                sending.step,
                sending.first,
                sending.due,
                sending.state,
                lease,
            ),
        )

    def due(self, hour: int) -> tuple[GroupSending, ...]:
        """Return what waits and may go in this hour, the oldest first."""
        rows = self._database.rows(
            f"SELECT {_COLUMNS} FROM group_sending "  # noqa: S608  # our own names
            "WHERE state = 'waiting' AND due <= ? ORDER BY due, id",
            (hour,),
        )
        return tuple(GroupSending(*row) for row in rows)  # type: ignore[arg-type]  # columns of a STRICT table

    def of(self, wave_id: str) -> tuple[GroupSending, ...]:
        """Return what is still to be sent of a wave."""
        rows = self._database.rows(
            f"SELECT {_COLUMNS} FROM group_sending "  # noqa: S608  # our own names
            "WHERE wave = ? ORDER BY partner, account, step",
            (wave_id,),
        )
        return tuple(GroupSending(*row) for row in rows)  # type: ignore[arg-type]  # columns of a STRICT table

    def claim(self, sending_id: str, hour: int, lease: int) -> None:
        """Take a message until a minute."""
        self._database.run(
            "UPDATE group_sending SET state = 'claimed', due = ?, lease = ? "
            "WHERE id = ?",
            (hour, lease, sending_id),
        )

    def doubtful(self, minute: int, lease: int) -> tuple[GroupSending, ...]:
        """Return the messages of which nobody knows whether they went.

        A claim that has just run out becomes uncertain, with a lease of its own, and
        is returned once that is over too.
        """
        rows = self._database.rows(
            f"SELECT {_COLUMNS} FROM group_sending "  # noqa: S608  # our own names
            "WHERE state = 'uncertain' AND lease <= ? ORDER BY id",
            (minute,),
        )
        self._database.run(
            "UPDATE group_sending SET state = 'uncertain', lease = ? "
            "WHERE state != 'waiting' AND lease <= ?",
            (lease, minute),
        )
        return tuple(GroupSending(*row) for row in rows)  # type: ignore[arg-type]  # columns of a STRICT table

    def put_back(self, sending_id: str, due: int) -> None:
        """Let a message that certainly did not go wait again."""
        self._database.run(
            "UPDATE group_sending SET state = 'waiting', due = ?, lease = NULL "
            "WHERE id = ? AND state != 'waiting'",
            (due, sending_id),
        )

    def doubt(self, sending_id: str, lease: int) -> None:
        """Note that a message may have gone."""
        self._database.run(
            "UPDATE group_sending SET state = 'uncertain', lease = ? WHERE id = ?",
            (lease, sending_id),
        )

    def finish(self, sending_id: str) -> bool:
        """Delete a message that went or is given up; False where it was gone."""
        gone = self._database.run(
            "DELETE FROM group_sending WHERE id = ?", (sending_id,)
        )
        if gone:
            self._database.untidy()
        return gone > 0

    def all_doubtful(self, minute: int) -> int:
        """Note that every message may have gone since: the files are an older copy."""
        return self._database.run(
            "UPDATE group_sending SET state = 'uncertain', lease = ?", (minute,)
        )
