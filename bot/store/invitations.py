"""Links for families, and wishes to be asked again: the identity side.

An invitation's row goes the moment it is spent or expired; what stays are counters
of how many were sent and answered (`bot.store.waves.ReachCounters`).
"""

from typing import cast

from bot.store.database import Database
from bot.store.errors import ConflictError
from bot.store.records import FollowUp, InvitationRow, Sent

_COLUMNS = "token, questionnaire, tier, district, language, quarter, person, until"


class Invitations:
    """Single-use links: open, then bound to who opened them, then gone."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, invitation: InvitationRow) -> bool:
        """Store a new invitation; False when its token is already there."""
        return (
            self._database.run(
                "INSERT OR IGNORE INTO invitation (token, questionnaire, tier, "
                "district, language, quarter, person, until) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    invitation.token,
                    invitation.questionnaire,
                    invitation.tier,
                    invitation.district,
                    invitation.language,
                    invitation.quarter,
                    invitation.person,
                    invitation.until,
                ),
            )
            == 1
        )

    def get(self, token: bytes) -> InvitationRow | None:
        """Return the invitation of that mark, or None while it is held, or gone."""
        row = self._database.one(
            f"SELECT {_COLUMNS} FROM invitation WHERE token = ? AND held = 0",  # noqa: S608  # our own names
            (token,),
        )
        return None if row is None else InvitationRow(*row)  # type: ignore[arg-type]  # columns of a STRICT table

    def peek(self, token: bytes) -> InvitationRow | None:
        """Return the invitation of that mark, held or not."""
        row = self._database.one(
            f"SELECT {_COLUMNS} FROM invitation WHERE token = ?",  # noqa: S608  # our own names
            (token,),
        )
        return None if row is None else InvitationRow(*row)  # type: ignore[arg-type]  # columns of a STRICT table

    def bind(self, token: bytes, person: bytes) -> None:
        """Bind an open invitation to whoever opened it first.

        Raises:
            ConflictError: It is bound already, or gone.
        """
        if not self._database.run(
            "UPDATE invitation SET person = ? WHERE token = ? AND person IS NULL",
            (person, token),
        ):
            raise ConflictError

    def rebind(self, token: bytes, person: bytes) -> None:
        """Bind an invitation that was opened to the same family at another place."""
        self._database.run(
            "UPDATE invitation SET person = ? WHERE token = ?", (person, token)
        )
        self._database.untidy()

    def hold(self, token: bytes, *, held: bool) -> bool:
        """Hold a link and what is to be sent with it, or let it go on."""
        return (
            self._database.run(
                "UPDATE invitation SET held = ? WHERE token = ?", (int(held), token)
            )
            > 0
        )

    def remove(self, token: bytes) -> bool:
        """Delete an invitation, spent or given up, and how to reach its family."""
        gone = self._database.run("DELETE FROM invitation WHERE token = ?", (token,))
        self._database.run("DELETE FROM contact WHERE token = ?", (token,))
        self._database.run("DELETE FROM sending WHERE token = ?", (token,))
        if gone:
            self._database.untidy()
        return gone > 0

    def purge(self, today: int) -> int:
        """Delete the invitations whose last day is over; return how many went."""
        gone = self._database.run("DELETE FROM invitation WHERE until < ?", (today,))
        if gone:
            for table in ("contact", "sending"):
                self._database.run(
                    f"DELETE FROM {table} WHERE token NOT IN "  # noqa: S608  # our own names
                    "(SELECT token FROM invitation)"
                )
            self._database.untidy()
        return gone

    def note_sent(self, account: str, invitation: InvitationRow, month: str) -> None:
        """Count a link for the person who handed it out."""
        self._database.run(
            "INSERT INTO sent (account, month, questionnaire, tier, district, links) "
            "VALUES (?, ?, ?, ?, ?, 1) ON CONFLICT DO UPDATE SET links = links + 1",
            (
                account,
                month,
                invitation.questionnaire,
                invitation.tier or "",
                invitation.district or "",
            ),
        )

    def sent_by(self, account: str) -> tuple[Sent, ...]:
        """Return how many links an account has handed out, by month and sort."""
        rows = self._database.rows(
            "SELECT month, questionnaire, tier, district, links FROM sent "
            "WHERE account = ? ORDER BY month, questionnaire, tier, district",
            (account,),
        )
        return tuple(
            Sent(str(m), str(q), _text(t), _text(d), cast("int", n))
            for m, q, t, d, n in rows
        )


class FollowUps:
    """Wishes to be asked again, with a sealed contact and coarse labels only."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, follow_up: FollowUp) -> None:
        """Store a wish."""
        self._database.run(
            "INSERT INTO follow_up (id, questionnaire, tier, language, month, sealed) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            (
                follow_up.id,
                follow_up.questionnaire,
                follow_up.tier,
                follow_up.language,
                follow_up.month,
                follow_up.sealed,
            ),
        )
        self._database.untidy()

    def due(self, month: str) -> tuple[FollowUp, ...]:
        """Return the wishes whose month has come, in no telling order."""
        rows = self._database.rows(
            "SELECT id, questionnaire, tier, language, month, sealed FROM follow_up "
            "WHERE month <= ? ORDER BY id",
            (month,),
        )
        return tuple(FollowUp(*row) for row in rows)  # type: ignore[arg-type]  # columns of a STRICT table

    def all(self) -> tuple[FollowUp, ...]:
        """Return every wish, in no telling order."""
        return self.due("9999-12")

    def remove(self, follow_up_id: str) -> bool:
        """Delete a wish that was met or withdrawn."""
        gone = self._database.run("DELETE FROM follow_up WHERE id = ?", (follow_up_id,))
        if gone:
            self._database.untidy()
        return gone > 0

    def purge(self, month: str) -> int:
        """Delete wishes of before this month that were never met."""
        gone = self._database.run("DELETE FROM follow_up WHERE month < ?", (month,))
        if gone:
            self._database.untidy()
        return gone

    def opt_out(self, mark: bytes) -> None:
        """Note that somebody never wants to be written to again."""
        self._database.run("INSERT OR IGNORE INTO opt_out (mark) VALUES (?)", (mark,))

    def opted_out(self, mark: bytes) -> bool:
        """Say whether somebody never wants to be written to again."""
        return (
            self._database.one("SELECT 1 FROM opt_out WHERE mark = ?", (mark,))
            is not None
        )


def _text(value: object) -> str | None:
    return str(value) or None
