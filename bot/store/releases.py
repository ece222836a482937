"""The register of releases: everything that was ever published, with true counts.

It stands on the answer side and only disclosure control reads it. Entries are never
changed; what is published anew about a cell becomes its next version.
"""

import json
from collections.abc import Iterable

from analysis.release import Entry
from bot.store.database import Database


class Releases:
    """What was published, and what the true counts behind it were."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def register(self) -> tuple[Entry, ...]:
        """Return every entry; the versions of one cell stand oldest first."""
        rows = self._database.rows(
            "SELECT cell, n, supporting, shown, closed FROM register "
            "ORDER BY cell, version"
        )
        return tuple(
            Entry(str(cell), int(str(n)), int(str(k)), json.loads(str(shown)), bool(c))
            for cell, n, k, shown, c in rows
        )

    def record(
        self,
        strand: str,
        period: str,
        entries: Iterable[Entry],
        body: str,
        *,
        closed: bool,
    ) -> int:
        """Note a publication and what it says; return its number.

        An entry that repeats the last version of its cell adds nothing.
        """
        for entry in entries:
            shown = json.dumps(dict(entry.shown), sort_keys=True)
            last = self._database.one(
                "SELECT n, supporting, shown, closed FROM register WHERE cell = ? "
                "ORDER BY version DESC LIMIT 1",
                (entry.cell,),
            )
            if last == (entry.n, entry.supporting, shown, int(entry.closed)):
                continue
            self._database.run(
                "INSERT INTO register (cell, version, n, supporting, shown, closed) "
                "SELECT ?, count(*) + 1, ?, ?, ?, ? FROM register WHERE cell = ?",
                (
                    entry.cell,
                    entry.n,
                    entry.supporting,
                    shown,
                    int(entry.closed),
                    entry.cell,
                ),
            )
        self._database.run(
            "INSERT INTO publication (number, strand, period, closed, body) "
            "SELECT count(*) + 1, ?, ?, ?, ? FROM publication",
            (strand, period, int(closed), body),
        )
        return self.count()

    def published(self, strand: str, period: str) -> str | None:
        """Return the body of the last publication about a row and period."""
        row = self._database.one(
            "SELECT body FROM publication WHERE strand = ? AND period = ? "
            "ORDER BY number DESC LIMIT 1",
            (strand, period),
        )
        return None if row is None else str(row[0])

    def count(self) -> int:
        """Return how many publications there have been."""
        return self._database.number("SELECT count(*) FROM publication")
