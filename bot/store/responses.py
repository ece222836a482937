"""Responses and their answers, and the periods that they belong to: the answer side.

A response carries a random id, coarse labels and answers. Nothing here leads to a
person, and nothing tells which response came first.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, cast

from bot.store.counters import Tallies
from bot.store.database import Database, Row
from bot.store.records import Period
from surveys.model import Answer, Mode, Response

UNDETERMINED: Final = "und"  # BCP 47: a language label that was generalised away


@dataclass(frozen=True, slots=True)
class _Label:
    """A label that can be generalised: how to count it and how to take it away."""

    pooled: str | None
    sizes: str
    take_away: str


_LABELS: Final = (
    _Label(
        UNDETERMINED,
        "SELECT language, count(*) FROM response WHERE period = ? "
        "AND questionnaire = ? GROUP BY language",
        "UPDATE response SET language = ? WHERE period = ? "
        "AND questionnaire = ? AND language = ?",
    ),
    _Label(
        None,
        "SELECT place, count(*) FROM response WHERE period = ? "
        "AND questionnaire = ? GROUP BY place",
        "UPDATE response SET place = ? WHERE period = ? "
        "AND questionnaire = ? AND place = ?",
    ),
    # A handful of answers at events are one small event; which they are goes.
    _Label(
        Mode.SELF.value,
        "SELECT mode, count(*) FROM response WHERE period = ? "
        "AND questionnaire = ? AND mode = 'event' GROUP BY mode",
        "UPDATE response SET mode = ? WHERE period = ? "
        "AND questionnaire = ? AND mode = ?",
    ),
)

# Marks of what waits unseen go with the words themselves.
_MARKS_GO: Final = (
    "DELETE FROM waiting WHERE entry IN (SELECT id FROM quote WHERE response = ?1 "
    "UNION ALL SELECT id FROM held WHERE response = ?1 "
    "UNION ALL SELECT id FROM clause WHERE response = ?1)"
)
_MARKS_OF_ALL_GO: Final = (
    "DELETE FROM waiting WHERE entry IN (SELECT id FROM quote WHERE response IN "
    "(SELECT value FROM json_each(?1)) UNION ALL SELECT id FROM held WHERE response "
    "IN (SELECT value FROM json_each(?1)) UNION ALL SELECT id FROM clause "
    "WHERE response IN (SELECT value FROM json_each(?1)))"
)


class Responses:
    """Responses with their answers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, response: Response) -> None:
        """Store a response with its answers."""
        self._database.run(
            "INSERT INTO response (id, questionnaire, version, period, place, "
            "language, mode, worker_present, quote_consent) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                response.id,
                response.questionnaire,
                response.version,
                response.period,
                response.group,
                response.language,
                response.mode.value,
                None
                if response.worker_present is None
                else int(response.worker_present),
                int(response.quote_consent),
            ),
        )
        for position, answer in enumerate(response.answers):
            self._database.run(
                "INSERT INTO answer (response, position, question, options, number, "
                "words, skipped) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    response.id,
                    position,
                    answer.question,
                    json.dumps(answer.options),
                    answer.number,
                    answer.words,
                    int(answer.skipped),
                ),
            )
        self._database.untidy()

    def of(self, periods: Iterable[str]) -> tuple[Response, ...]:
        """Return the responses of these quarters and waves, ordered by random id."""
        wanted = json.dumps(list(periods))
        answers: dict[str, list[Answer]] = {}
        for response, *answer in self._database.rows(
            "SELECT response, question, options, number, words, skipped FROM answer "
            "WHERE response IN (SELECT id FROM response WHERE period IN "
            "(SELECT value FROM json_each(?))) ORDER BY response, position",
            (wanted,),
        ):
            answers.setdefault(str(response), []).append(_answer(tuple(answer)))
        return tuple(
            _response(row, answers.get(str(row[0]), []))
            for row in self._database.rows(
                "SELECT id, questionnaire, version, period, place, language, mode, "
                "worker_present, quote_consent FROM response WHERE period IN "
                "(SELECT value FROM json_each(?)) ORDER BY id",
                (wanted,),
            )
        )

    def get(self, response_id: str) -> Response | None:
        """Return the response of that id, or None."""
        row = self._database.one(
            "SELECT period FROM response WHERE id = ?", (response_id,)
        )
        found = () if row is None else self.of((str(row[0]),))
        return next((r for r in found if r.id == response_id), None)

    def count(self, period: str) -> int:
        """Return how many responses a quarter or wave has."""
        return self._database.number(
            "SELECT count(*) FROM response WHERE period = ?", (period,)
        )

    def delete(self, response_id: str) -> bool:
        """Delete a response and everything that hangs on it."""
        for statement in (
            _MARKS_GO,
            "DELETE FROM answer WHERE response = ?",
            "DELETE FROM held WHERE response = ?",
            "DELETE FROM quote WHERE response = ?",
            "DELETE FROM objection WHERE response = ?",
            "DELETE FROM clause WHERE response = ?",
            "DELETE FROM ticked WHERE response = ?",
            "DELETE FROM reading WHERE response = ?",
        ):
            self._database.run(statement, (response_id,))
        gone = self._database.run("DELETE FROM response WHERE id = ?", (response_id,))
        self._database.untidy()
        return gone > 0

    def generalise(self, period: str, fewest: int) -> int:
        """Take away labels that fewer than ``fewest`` responses of a period share.

        Where those without a label would themselves be too few, the smallest of the
        remaining groups joins them, so that nobody stands out by having none.

        Returns:
            How many labels were taken away.
        """
        questionnaires = self._database.rows(
            "SELECT DISTINCT questionnaire FROM response WHERE period = ?", (period,)
        )
        changed = 0
        for (questionnaire,) in questionnaires:
            for label in _LABELS:
                changed += self._pool(label, (period, questionnaire), fewest)
        Tallies(self._database).pool(period)
        if changed:
            self._database.untidy()
        return changed

    def _pool(self, label: _Label, where: Row, fewest: int) -> int:
        changed = 0
        while True:
            rows = self._database.rows(label.sizes, where)
            sizes = {value: cast("int", number) for value, number in rows}
            without = sizes.pop(label.pooled, 0)
            small = [value for value, number in sizes.items() if number < fewest]
            if not small and 0 < without < fewest and sizes:
                small = [min(sizes, key=lambda value: (sizes[value], str(value)))]
            if not small:
                return changed
            for value in small:
                changed += self._database.run(
                    label.take_away, (label.pooled, *where, value)
                )

    def purge(self, quarters: Iterable[str]) -> int:
        """Delete responses, counters and receipts of these quarters and waves."""
        quarters = tuple(quarters)
        ids = self._of_quarters(quarters)
        for response_id in ids:
            self.delete(response_id)
        self._database.run(
            "DELETE FROM receipt WHERE quarter IN (SELECT value FROM json_each(?))",
            (json.dumps(quarters),),
        )
        Tallies(self._database).purge(quarters)
        return len(ids)

    def _of_quarters(self, quarters: Iterable[str]) -> list[str]:
        rows = self._database.rows(
            "SELECT id FROM response WHERE period IN (SELECT id FROM period "
            "WHERE quarter IN (SELECT value FROM json_each(?)))",
            (json.dumps(list(quarters)),),
        )
        return [str(response_id) for (response_id,) in rows]

    def purge_words(self, quarters: Iterable[str]) -> int:
        """Delete the words, held words and quotes of these quarters and their waves.

        Returns:
            How many rows went or lost their words.
        """
        ids = json.dumps(self._of_quarters(quarters))
        gone = 0
        self._database.run(_MARKS_OF_ALL_GO, (ids,))
        for statement in (
            "DELETE FROM quote WHERE response IN (SELECT value FROM json_each(?))",
            "DELETE FROM held WHERE response IN (SELECT value FROM json_each(?))",
            "DELETE FROM clause WHERE response IN (SELECT value FROM json_each(?))",
            "DELETE FROM reading WHERE response IN (SELECT value FROM json_each(?))",
            (
                "UPDATE answer SET words = NULL, skipped = 1 WHERE words IS NOT NULL "
                "AND response IN (SELECT value FROM json_each(?))"
            ),
        ):
            gone += self._database.run(statement, (ids,))
        if gone:
            self._database.untidy()
        return gone


class Periods:
    """Quarters and waves that answers belong to, and which of them are closed."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def ensure(self, period: Period) -> None:
        """Make a period known unless it is."""
        self._database.run(
            "INSERT OR IGNORE INTO period (id, kind, quarter, questionnaire, closed) "
            "VALUES (?, ?, ?, ?, ?)",
            (
                period.id,
                period.kind,
                period.quarter,
                period.questionnaire,
                int(period.closed),
            ),
        )

    def close(self, period_id: str) -> None:
        """Mark a period as closed: nothing is added to it any more."""
        self._database.run("UPDATE period SET closed = 1 WHERE id = ?", (period_id,))

    def all(self) -> tuple[Period, ...]:
        """Return every period that is known, oldest first."""
        rows = self._database.rows(
            "SELECT id, kind, quarter, questionnaire, closed FROM period "
            "ORDER BY quarter, kind, id"
        )
        return tuple(
            Period(
                str(i),
                str(k),
                str(q),
                None if name is None else str(name),
                bool(closed),
            )
            for i, k, q, name, closed in rows
        )

    def get(self, period_id: str) -> Period | None:
        """Return the period of that id, or None."""
        return next((p for p in self.all() if p.id == period_id), None)

    def within(self, period: str) -> tuple[Period, ...]:
        """Return the quarters and waves inside a year, a quarter or a wave."""
        return tuple(
            p
            for p in self.all()
            if period in (p.id, p.quarter) or p.quarter.startswith(f"{period}-Q")
        )


def _answer(row: Row) -> Answer:
    question, options, number, words, skipped = row
    return Answer(
        question=str(question),
        options=tuple(json.loads(str(options))),
        number=cast("int | None", number),
        words=cast("str | None", words),
        skipped=bool(skipped),
    )


def _response(row: Row, answers: list[Answer]) -> Response:
    (
        response_id,
        questionnaire,
        version,
        period,
        group,
        language,
        mode,
        worker,
        quote,
    ) = row
    return Response(
        id=str(response_id),
        questionnaire=str(questionnaire),
        version=cast("int", version),
        period=str(period),
        group=cast("str | None", group),
        language=str(language),
        mode=Mode(str(mode)),
        worker_present=None if worker is None else bool(worker),
        quote_consent=bool(quote),
        answers=tuple(answers),
    )
