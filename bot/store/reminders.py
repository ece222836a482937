"""What is to be sent, claimed by one process at a time.

Rule 1: a claim looks at everything anew: the invitation is still there, not held and
not over, the address has not opted out. Two processes cannot hold one claim.
Rule 2: what was claimed and neither finished nor put back is uncertain once its lease
is over: it may have gone.
Rule 3: of time there is the hour from which a message may go, the day of the first
one, and a lease in minutes while a message is under way.
"""

from collections.abc import Collection

from bot.store.records import Contact, Sending
from bot.store.sending_claims import SendingClaims

_COLUMNS = (
    "s.id, s.token, s.kind, s.step, s.first, s.due, s.state, "
    "c.token, c.mark, c.channel, c.language, c.sealed"
)
_SPLIT = 7

Claimed = tuple[Sending, Contact]


class Sendings(SendingClaims):
    """Messages that wait, and the one that is under way."""

    table = "sending"

    def add(self, sending: Sending, lease: int | None = None) -> None:
        """Store a message to be sent; where it is in doubt, asked about at a minute."""
        self._database.run(
            "INSERT OR IGNORE INTO sending "
            "(id, token, kind, step, first, due, state, lease) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                sending.id,
                sending.token,
                sending.kind,
                sending.step,
                sending.first,
                sending.due,
                sending.state,
                lease,
            ),
        )

    def claim(
        self, channels: Collection[str], hour: int, today: int, lease: int
    ) -> Claimed | None:
        """Take one message that is due and may still go, or None.

        Args:
            channels: What can be sent at present.
            hour: The present hour.
            today: The present day.
            lease: The minute until which the claim holds.
        """
        for channel in sorted(channels):
            row = self._database.one(
                f"SELECT {_COLUMNS} FROM sending s "  # noqa: S608  # our own names
                "JOIN invitation i ON i.token = s.token "
                "JOIN contact c ON c.token = s.token "
                "WHERE s.state = 'waiting' AND s.due <= ? AND c.channel = ? "
                "AND i.held = 0 AND i.until >= ? "
                "AND c.mark NOT IN (SELECT mark FROM opt_out) "
                "ORDER BY s.due, s.id LIMIT 1",
                (hour, channel, today),
            )
            if row is not None:
                self._database.run(
                    "UPDATE sending SET state = 'claimed', due = ?, lease = ? "
                    "WHERE id = ?",
                    (hour, lease, row[0]),
                )
                return _claimed(row)
        return None

    def doubtful(
        self, channels: Collection[str], minute: int, lease: int
    ) -> tuple[Claimed, ...]:
        """Return the messages of which nobody knows whether they went.

        A claim that has just run out becomes uncertain, with a lease of its own, and
        is returned once that is over too.
        """
        rows = self._database.rows(
            f"SELECT {_COLUMNS} FROM sending s JOIN contact c ON c.token = s.token "  # noqa: S608  # our own names
            "WHERE s.state = 'uncertain' AND s.lease <= ? ORDER BY s.id",
            (minute,),
        )
        self._overdue(minute, lease)
        return tuple(
            found for row in rows if (found := _claimed(row))[1].channel in channels
        )

    def of(self, token: bytes) -> tuple[Sending, ...]:
        """Return what is to be sent for an invitation."""
        rows = self._database.rows(
            "SELECT id, token, kind, step, first, due, state FROM sending "
            "WHERE token = ? ORDER BY step",
            (token,),
        )
        return tuple(Sending(*row) for row in rows)  # type: ignore[arg-type]  # columns of a STRICT table


def _claimed(row: tuple[object, ...]) -> Claimed:
    return Sending(*row[:_SPLIT]), Contact(*row[_SPLIT:])  # type: ignore[arg-type]  # columns of STRICT tables
