"""Accounts of staff who work with the tool: roles, credentials, one-time codes.

Credentials and codes are kept as marks only; a contact is sealed.
"""

from typing import cast

from bot.store.database import Database
from bot.store.errors import ConflictError
from bot.store.records import Account
from bot.store.signins import SignIns


class Accounts:
    """Who may do what, however they come in."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def grant(self, code: bytes, role: str, scope: str, until: int) -> None:
        """Store the mark of a one-time code for a role.

        Raises:
            ConflictError: That code is there already.
        """
        if not self._database.run(
            "INSERT OR IGNORE INTO code (mark, role, scope, until, person) "
            "VALUES (?, ?, ?, ?, NULL)",
            (code, role, scope, until),
        ):
            raise ConflictError

    def redeem(
        self, code: bytes, person: bytes, account_id: str, sealed: bytes, today: int
    ) -> Account | None:
        """Give the role of an unused code to a person; None when it is no good.

        The same person may hand in the same code again; nothing changes then.
        """
        row = self._database.one(
            "SELECT role, scope, person FROM code WHERE mark = ? AND until >= ?",
            (code, today),
        )
        if row is None:
            return None
        role, scope, taken_by = row
        if taken_by is not None:
            return self.who(person) if taken_by == person else None
        self._database.run("UPDATE code SET person = ? WHERE mark = ?", (person, code))
        self.remove(person)
        account = Account(account_id, str(role), str(scope))
        self._database.run(
            "INSERT INTO account (id, role, scope, sealed) VALUES (?, ?, ?, ?)",
            (account.id, account.role, account.scope, sealed),
        )
        self._database.run(
            "INSERT INTO credential (mark, account) VALUES (?, ?)", (person, account.id)
        )
        return account

    def add(self, person: bytes, account: Account, sealed: bytes) -> None:
        """Store an account and what opens it.

        Raises:
            ConflictError: That opens an account already.
        """
        if not self._database.run(
            "INSERT OR IGNORE INTO credential (mark, account) VALUES (?, ?)",
            (person, account.id),
        ):
            raise ConflictError
        self._database.run(
            "INSERT INTO account (id, role, scope, sealed) VALUES (?, ?, ?, ?)",
            (account.id, account.role, account.scope, sealed),
        )

    def change(self, account: str, role: str, scope: str) -> None:
        """Give an account another role or scope; whoever is signed in is signed out."""
        self._database.run(
            "UPDATE account SET role = ?, scope = ? WHERE id = ?",
            (role, scope, account),
        )
        SignIns(self._database).end_all(account)

    def all(self) -> tuple[tuple[Account, bytes | None], ...]:
        """Return every account with its sealed contact, in no telling order."""
        rows = self._database.rows(
            "SELECT id, role, scope, sealed FROM account ORDER BY id"
        )
        return tuple(
            (Account(str(i), str(role), str(scope)), cast("bytes | None", sealed))
            for i, role, scope, sealed in rows
        )

    def who(self, person: bytes) -> Account | None:
        """Return the account that a credential opens, or None."""
        row = self._database.one(
            "SELECT account.id, role, scope FROM account JOIN credential "
            "ON credential.account = account.id WHERE credential.mark = ?",
            (person,),
        )
        return None if row is None else Account(str(row[0]), str(row[1]), str(row[2]))

    def contacts(self, role: str) -> tuple[bytes, ...]:
        """Return the sealed contacts of everybody who has a role."""
        rows = self._database.rows(
            "SELECT sealed FROM account WHERE role = ? AND sealed IS NOT NULL "
            "ORDER BY id",
            (role,),
        )
        return tuple(cast("bytes", sealed) for (sealed,) in rows)

    def count(self, role: str) -> int:
        """Return how many people have a role."""
        return self._database.number(
            "SELECT count(*) FROM account WHERE role = ?", (role,)
        )

    def remove(self, person: bytes) -> bool:
        """Take a person's account away."""
        account = self.who(person)
        if account is None:
            return False
        SignIns(self._database).end_all(account.id)
        self._database.run("DELETE FROM credential WHERE account = ?", (account.id,))
        self._database.run("DELETE FROM sent WHERE account = ?", (account.id,))
        self._database.run("DELETE FROM account WHERE id = ?", (account.id,))
        self._database.untidy()
        return True

    def purge(self, today: int) -> int:
        """Delete codes whose last day is over; return how many went."""
        return self._database.run("DELETE FROM code WHERE until < ?", (today,))
