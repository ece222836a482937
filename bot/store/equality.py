"""Who answers: counters of the whole county, and what waits to be counted.

Rule 1: a counter is a question, an option and a year; nothing leads from one to another
or to a response.
Rule 2: what waits stands on the identity side, an answer a row, under a random id and
sealed; no two rows are known to be of one person.
"""

from collections.abc import Iterable, Mapping
from typing import cast

from bot.store.database import Database


class Equality:
    """The counters, and the answers that wait until ten can be counted together."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def wait(self, entry: str, question: str, sealed: bytes) -> None:
        """Let one answer wait."""
        self._database.run(
            "INSERT INTO equality_waiting (id, question, sealed) VALUES (?, ?, ?)",
            (entry, question, sealed),
        )
        self._database.untidy()

    def waiting(self, question: str) -> Mapping[str, bytes]:
        """Return what waits for a question: random id to what is sealed."""
        rows = self._database.rows(
            "SELECT id, sealed FROM equality_waiting WHERE question = ? ORDER BY id",
            (question,),
        )
        return {str(entry): cast("bytes", sealed) for entry, sealed in rows}

    def drop(self, entries: Iterable[str]) -> None:
        """Delete what waited."""
        for entry in entries:
            self._database.run("DELETE FROM equality_waiting WHERE id = ?", (entry,))
        self._database.untidy()

    def count(self, question: str, year: str, options: Mapping[str, int]) -> None:
        """Add to the counters of a question in a year."""
        for option, people in sorted(options.items()):
            self._database.run(
                "INSERT INTO equality (question, option, year, count) "
                "VALUES (?, ?, ?, ?) "
                "ON CONFLICT DO UPDATE SET count = count + excluded.count",
                (question, option, year, people),
            )

    def of(self, year: str) -> Mapping[str, Mapping[str, int]]:
        """Return the counters of a year: question to option to number of people."""
        rows = self._database.rows(
            "SELECT question, option, count FROM equality WHERE year = ? "
            "ORDER BY question, option",
            (year,),
        )
        found: dict[str, dict[str, int]] = {}
        for question, option, people in rows:
            found.setdefault(str(question), {})[str(option)] = cast("int", people)
        return found

    def purge(self, year: str) -> int:
        """Delete the counters of the years before this one; return how many went."""
        gone = self._database.run("DELETE FROM equality WHERE year < ?", (year,))
        if gone:
            self._database.untidy()
        return gone
