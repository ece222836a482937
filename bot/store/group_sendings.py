"""Messages about waves to whoever passes links on, claimed by one process at a time.

Rule 1: who gets one, and whether it may still go, is looked at anew by whoever claims
it, in the same transaction. Two processes cannot hold one claim.
Rule 2: what was claimed and neither finished nor put back is uncertain once its lease
is over: it may have gone.
"""

from bot.store.records import GroupSending
from bot.store.sending_claims import SendingClaims

_COLUMNS = "id, wave, partner, account, step, first, due, state"


class GroupSendings(SendingClaims):
    """Messages that wait, and the one that is under way."""

    table = "group_sending"

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
        self._overdue(minute, lease)
        return tuple(GroupSending(*row) for row in rows)  # type: ignore[arg-type]  # columns of a STRICT table
