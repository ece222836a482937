"""How to reach families that have not answered, and what was asked for before.

Rule 1: a contact stands beside its invitation and goes in the transaction in which
that is spent, expires or is given up; nothing here outlives it.
Rule 2: a request's mark says whether a closure came before. Which invitation came of
it is sealed so that only whoever has the reference can tell (`bot.keys.Keys.lock`).
"""

from bot.store.database import Database
from bot.store.records import Contact


class Contacts:
    """Sealed addresses, one an invitation at most."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, contact: Contact) -> bool:
        """Store a contact; False when its invitation has one already."""
        added = self._database.run(
            "INSERT OR IGNORE INTO contact (token, mark, channel, language, sealed) "
            "VALUES (?, ?, ?, ?, ?)",
            (
                contact.token,
                contact.mark,
                contact.channel,
                contact.language,
                contact.sealed,
            ),
        )
        if added:
            self._database.untidy()
        return added > 0

    def of(self, token: bytes) -> Contact | None:
        """Return the contact of an invitation, or None."""
        row = self._database.one(
            "SELECT token, mark, channel, language, sealed FROM contact "
            "WHERE token = ?",
            (token,),
        )
        return None if row is None else Contact(*row)  # type: ignore[arg-type]  # columns of a STRICT table

    def forget(self, token: bytes) -> bool:
        """Delete the contact of an invitation and what was to be sent to it."""
        gone = self._database.run("DELETE FROM contact WHERE token = ?", (token,))
        self._database.run("DELETE FROM sending WHERE token = ?", (token,))
        if gone:
            self._database.untidy()
        return gone > 0

    def forget_address(self, mark: bytes) -> int:
        """Delete every contact of an address; return how many went."""
        gone = self._database.rows("SELECT token FROM contact WHERE mark = ?", (mark,))
        for (token,) in gone:
            self.forget(bytes(token))  # type: ignore[arg-type]  # a BLOB column
        return len(gone)

    def count(self) -> int:
        """Return how many there are."""
        return self._database.number("SELECT count(*) FROM contact")


class Requests:
    """What was asked for in the last days, so that asking again does nothing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, mark: bytes) -> bytes | None:
        """Return what was sealed for a request, or None if it is the first."""
        row = self._database.one("SELECT sealed FROM request WHERE mark = ?", (mark,))
        return None if row is None else bytes(row[0])  # type: ignore[arg-type]  # a BLOB column

    def put(self, mark: bytes, sealed: bytes, until: int) -> None:
        """Keep what came of a request until a day."""
        self._database.run(
            "INSERT INTO request (mark, sealed, until) VALUES (?, ?, ?)",
            (mark, sealed, until),
        )
        self._database.untidy()

    def purge(self, today: int) -> int:
        """Delete the requests whose last day is over; return how many went."""
        gone = self._database.run("DELETE FROM request WHERE until < ?", (today,))
        if gone:
            self._database.untidy()
        return gone
