"""Counters of districts and grades, and receipts: what may not stand on a response.

District and grade are only ever counted; a receipt is sealed for its holder, and
says which response and which counters to take back.
"""

import json
from collections.abc import Iterable
from typing import cast

from analysis.model import Tally
from bot.store.database import Database


class Tallies:
    """District and grade counters: option by option, never on a response."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def count(self, tally: Tally) -> None:
        """Add ``tally.count`` (it may be negative) to a counter."""
        self._database.run(
            "INSERT INTO tally (questionnaire, question, option, place, period, count) "
            "VALUES (?, ?, ?, ?, ?, max(0, ?)) "
            "ON CONFLICT DO UPDATE SET count = max(0, count + ?)",
            (
                tally.questionnaire,
                tally.question,
                tally.option,
                tally.group,
                tally.period,
                tally.count,
                tally.count,
            ),
        )

    def of(self, periods: Iterable[str]) -> tuple[Tally, ...]:
        """Return the counters of these years and waves."""
        rows = self._database.rows(
            "SELECT questionnaire, question, option, place, period, count FROM tally "
            "WHERE period IN (SELECT value FROM json_each(?)) AND count > 0 "
            "ORDER BY questionnaire, question, option, place, period",
            (json.dumps(list(periods)),),
        )
        return tuple(Tally(*row) for row in rows)  # type: ignore[arg-type]  # columns of a STRICT table


class Receipts:
    """Sealed notes with which the holder of a code can withdraw a response."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, mark: bytes, sealed: bytes, quarter: str) -> None:
        """Store a receipt."""
        self._database.run(
            "INSERT INTO receipt (mark, sealed, quarter) VALUES (?, ?, ?)",
            (mark, sealed, quarter),
        )

    def quarter(self, mark: bytes) -> str | None:
        """Return the quarter of a receipt's response; None if there is no receipt."""
        row = self._database.one("SELECT quarter FROM receipt WHERE mark = ?", (mark,))
        return None if row is None else str(row[0])

    def take(self, mark: bytes) -> bytes | None:
        """Return a receipt's sealed note and delete it; None if there is none."""
        row = self._database.one("SELECT sealed FROM receipt WHERE mark = ?", (mark,))
        if row is None:
            return None
        self._database.run("DELETE FROM receipt WHERE mark = ?", (mark,))
        return cast("bytes", row[0])
