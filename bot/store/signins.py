"""Signed-in pages: one-time links, sessions, and the names of people without a chat.

Rule 1: links and cookies are kept as marks only; a session's own notes are locked with
its cookie, so that the files alone do not open them.
Rule 2: a session holds the role and scope that it began with, and is only good for an
account that still has them. Whoever takes an account away or changes it ends them.
Rule 3: all of it is about staff who work with the tool, none of it about families. The
times are minutes, and a row goes when its time is over.
"""

from dataclasses import dataclass
from typing import cast

from bot.store.database import Database
from bot.store.records import Account


@dataclass(frozen=True, slots=True)
class DeskSession:
    """A session of the signed-in pages.

    Attributes:
        mark: Of its cookie.
        account: As it was at sign-in.
        proof: What its pages prove themselves with.
        until: The minute (counted from 1970) in which it ends whatever happens.
        idle: The minute in which it ends unless it is used before.
        notes: Locked with the cookie; empty while there are none.
    """

    mark: bytes
    account: Account
    proof: bytes
    until: int
    idle: int
    notes: bytes = b""


class SignIns:
    """One-time links and sessions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def offer(self, mark: bytes, account: str, until: int, most: int) -> None:
        """Store a one-time link; of earlier ones of the account the last few stay."""
        self._database.run(
            "INSERT INTO sign_in (mark, account, until) VALUES (?, ?, ?)",
            (mark, account, until),
        )
        self._database.run(
            "DELETE FROM sign_in WHERE account = ? AND mark NOT IN (SELECT mark FROM "
            "sign_in WHERE account = ? ORDER BY until DESC, mark = ? DESC LIMIT ?)",
            (account, account, mark, most),
        )

    def spend(self, mark: bytes, minute: int) -> Account | None:
        """Spend a link and every other one of its account; None when it is no good."""
        row = self._database.one(
            "SELECT account.id, role, scope FROM sign_in JOIN account "
            "ON account.id = sign_in.account WHERE mark = ? AND until > ?",
            (mark, minute),
        )
        if row is None:
            return None
        account = Account(str(row[0]), str(row[1]), str(row[2]))
        self._database.run("DELETE FROM sign_in WHERE account = ?", (account.id,))
        return account

    def begin(self, session: DeskSession) -> None:
        """Store a session."""
        account = session.account
        self._database.run(
            "INSERT INTO desk_session (mark, account, role, scope, proof, until, idle, "
            "notes) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                session.mark,
                account.id,
                account.role,
                account.scope,
                session.proof,
                session.until,
                session.idle,
                session.notes,
            ),
        )

    def find(self, mark: bytes, minute: int) -> DeskSession | None:
        """Return a session that is not over, of an account that is as it was."""
        row = self._database.one(
            "SELECT s.mark, account.id, account.role, account.scope, s.proof, s.until, "
            "s.idle, s.notes FROM desk_session AS s JOIN account "
            "ON account.id = s.account AND account.role = s.role "
            "AND account.scope = s.scope "
            "WHERE s.mark = ? AND s.until > ? AND s.idle > ?",
            (mark, minute, minute),
        )
        if row is None:
            return None
        found, account, role, scope, proof, until, idle, notes = row
        return DeskSession(
            cast("bytes", found),
            Account(str(account), str(role), str(scope)),
            cast("bytes", proof),
            cast("int", until),
            cast("int", idle),
            cast("bytes", notes),
        )

    def used(self, mark: bytes, idle: int) -> None:
        """Note until when a session is good without being used."""
        self._database.run(
            "UPDATE desk_session SET idle = ? WHERE mark = ?", (idle, mark)
        )

    def note(self, mark: bytes, notes: bytes) -> None:
        """Put a session's notes in place of those of before."""
        self._database.run(
            "UPDATE desk_session SET notes = ? WHERE mark = ?", (notes, mark)
        )

    def end(self, mark: bytes) -> bool:
        """End a session; False if there is none such."""
        return (
            self._database.run("DELETE FROM desk_session WHERE mark = ?", (mark,)) > 0
        )

    def end_all(self, account: str) -> int:
        """End every session and link of an account; return how many sessions."""
        self._database.run("DELETE FROM sign_in WHERE account = ?", (account,))
        return self._database.run(
            "DELETE FROM desk_session WHERE account = ?", (account,)
        )

    def forget(self) -> None:
        """End every session and link there is."""
        self._database.run("DELETE FROM sign_in")
        self._database.run("DELETE FROM desk_session")

    def purge(self, minute: int) -> int:
        """Delete what is over, or belongs to nobody any more; return how much."""
        gone = self._database.run("DELETE FROM sign_in WHERE until <= ?", (minute,))
        return gone + self._database.run(
            "DELETE FROM desk_session WHERE until <= ? OR idle <= ? "
            "OR account NOT IN (SELECT id FROM account)",
            (minute, minute),
        )
