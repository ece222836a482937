"""Keys of case systems, kept as marks: nobody can read a key here."""

from bot.store.database import Database
from bot.store.records import ApiKey


class ApiKeys:
    """Bearer keys of the JSON API."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, mark: bytes, key: ApiKey) -> None:
        """Store a new key's mark."""
        self._database.run(
            "INSERT INTO api_key (mark, id, scopes, district, label, until) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            (mark, key.id, " ".join(key.scopes), key.district, key.label, key.until),
        )

    def by_mark(self, mark: bytes, today: int) -> ApiKey | None:
        """Return the key of that mark while it is good, or None."""
        row = self._database.one(
            "SELECT id, scopes, district, label, until FROM api_key "
            "WHERE mark = ? AND until >= ?",
            (mark, today),
        )
        return None if row is None else _key(row)

    def all(self) -> tuple[ApiKey, ...]:
        """Return every key, by its id."""
        rows = self._database.rows(
            "SELECT id, scopes, district, label, until FROM api_key ORDER BY id"
        )
        return tuple(_key(row) for row in rows)

    def revoke(self, key_id: str) -> bool:
        """Delete a key; False if there is none of that id."""
        return self._database.run("DELETE FROM api_key WHERE id = ?", (key_id,)) > 0

    def purge(self, today: int) -> int:
        """Delete the keys whose last day is over; return how many went."""
        return self._database.run("DELETE FROM api_key WHERE until < ?", (today,))


def _key(row: tuple[object, ...]) -> ApiKey:
    key_id, scopes, district, label, until = row
    return ApiKey(
        str(key_id),
        tuple(str(scopes).split()),
        str(district),
        str(label),
        int(str(until)),
    )
