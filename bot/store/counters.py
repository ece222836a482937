"""Counted answers, and receipts: what may not stand on a response.

A counted answer is added up by tier, district and the like, each by itself, and stands
nowhere else: no counter can be set against what stands on the responses (ADR 0011). A
receipt is sealed for its holder, and says which response and which counters to take
back.
"""

import json
from collections.abc import Iterable
from typing import Final, cast

from analysis.model import Tally
from bot.store.database import Database

POOLED: Final = ""  # the group of those without a tier or partner


class Tallies:
    """Counted answers: question, option, and one sort of group at a time."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def count(self, tally: Tally) -> None:
        """Add ``tally.count`` to a counter."""
        self._database.run(
            "INSERT INTO tally (questionnaire, question, option, kind, place, period, "
            "count) VALUES (?, ?, ?, ?, ?, ?, ?) "
            "ON CONFLICT DO UPDATE SET count = count + excluded.count",
            (*_key(tally, tally.group), tally.count),
        )

    def take_back(self, tally: Tally) -> None:
        """Take ``tally.count`` off a counter, wherever a close has put its group.

        Labels that too few share are pooled when a period closes; what was counted
        under such a label is then taken from the pool.
        """
        for group in dict.fromkeys((tally.group, POOLED)):
            key = (tally.count, *_key(tally, group))
            if self._database.run(
                "UPDATE tally SET count = count - ?1 WHERE count >= ?1 "
                "AND questionnaire = ?2 AND question = ?3 AND option = ?4 "
                "AND kind = ?5 AND place = ?6 AND period = ?7",
                key,
            ):
                self._database.run("DELETE FROM tally WHERE count = 0", ())
                return

    def of(self, periods: Iterable[str]) -> tuple[Tally, ...]:
        """Return the counters of these quarters, years and waves."""
        rows = self._database.rows(
            "SELECT questionnaire, question, option, place, period, count, kind "
            "FROM tally WHERE period IN (SELECT value FROM json_each(?)) "
            "ORDER BY questionnaire, question, option, kind, place, period",
            (json.dumps(list(periods)),),
        )
        return tuple(Tally(*row) for row in rows)  # type: ignore[arg-type]  # columns of a STRICT table

    def pool(self, period: str) -> None:
        """Pool the groups of a quarter or wave that no response there has any more."""
        for statement in (_POOL, _ORPHANS_GO):
            self._database.run(statement, (period,))

    def purge(self, quarters: Iterable[str]) -> None:
        """Delete the counters of these quarters, their waves, and years they end."""
        quarters = tuple(quarters)
        years = [q[:4] for q in quarters if q.endswith("Q4")]
        self._database.run(
            "DELETE FROM tally WHERE period IN (SELECT value FROM json_each(?1)) "
            "OR period IN (SELECT id FROM period WHERE quarter IN "
            "(SELECT value FROM json_each(?1)))",
            (json.dumps([*quarters, *years]),),
        )


_ORPHANED: Final = (
    "period = ?1 AND kind IN ('tier', 'partner') AND place <> '' AND NOT EXISTS "
    "(SELECT 1 FROM response WHERE response.period = tally.period "
    "AND response.questionnaire = tally.questionnaire "
    "AND response.place = tally.place)"
)


_POOL: Final = (
    "INSERT INTO tally (questionnaire, question, option, kind, place, period, count) "  # noqa: S608  # fixed words
    "SELECT questionnaire, question, option, kind, '', period, sum(count) FROM tally "
    f"WHERE {_ORPHANED} GROUP BY questionnaire, question, option, kind "
    "ON CONFLICT DO UPDATE SET count = count + excluded.count"
)
_ORPHANS_GO: Final = f"DELETE FROM tally WHERE {_ORPHANED}"  # noqa: S608  # fixed words


def _key(tally: Tally, group: str) -> tuple[str, str, str, str, str, str]:
    return (
        tally.questionnaire,
        tally.question,
        tally.option,
        tally.kind,
        group,
        tally.period,
    )


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
