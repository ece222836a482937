"""Responses and their answers, and the periods that they belong to: the answer side.

A response carries a random id, coarse labels and answers. Nothing here leads to a
person, and nothing tells which response came first.
"""

import json
from collections.abc import Iterable
from typing import Final, cast

from bot.store.database import Database, Row
from bot.store.records import Period
from surveys.model import Answer, Mode, Response

UNDETERMINED: Final = "und"  # BCP 47: a language label that was generalised away


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
            "DELETE FROM answer WHERE response = ?",
            "DELETE FROM held WHERE response = ?",
            "DELETE FROM quote WHERE response = ?",
            "DELETE FROM objection WHERE response = ?",
        ):
            self._database.run(statement, (response_id,))
        gone = self._database.run("DELETE FROM response WHERE id = ?", (response_id,))
        self._database.untidy()
        return gone > 0

    def generalise(self, period: str, fewest: int) -> int:
        """Take away labels that fewer than ``fewest`` responses of a period share.

        First languages, then tiers or partners; where those without a place would
        themselves be too few, the smallest remaining place joins them.

        Returns:
            How many responses lost a label.
        """
        changed = 0
        questionnaires = self._database.rows(
            "SELECT DISTINCT questionnaire FROM response WHERE period = ?", (period,)
        )
        for (questionnaire,) in questionnaires:
            changed += self._generalise_languages(period, questionnaire, fewest)
            changed += self._generalise_places(period, questionnaire, fewest)
        if changed:
            self._database.untidy()
        return changed

    def _generalise_languages(
        self, period: str, questionnaire: object, few: int
    ) -> int:
        return self._database.run(
            "UPDATE response SET language = ? WHERE period = ? AND questionnaire = ? "
            "AND language <> ? AND language IN (SELECT language FROM response WHERE "
            "period = ? AND questionnaire = ? GROUP BY language HAVING count(*) < ?)",
            (
                UNDETERMINED,
                period,
                str(questionnaire),
                UNDETERMINED,
                period,
                str(questionnaire),
                few,
            ),
        )

    def _generalise_places(self, period: str, questionnaire: object, few: int) -> int:
        changed = 0
        while True:
            sizes = {
                place: cast("int", number)
                for place, number in self._database.rows(
                    "SELECT place, count(*) FROM response WHERE period = ? AND "
                    "questionnaire = ? GROUP BY place",
                    (period, str(questionnaire)),
                )
            }
            without = sizes.pop(None, 0)
            small = [p for p, number in sizes.items() if number < few]
            if not small and 0 < without < few and sizes:
                small = [min(sizes, key=lambda place: (sizes[place], str(place)))]
            if not small:
                return changed
            for place in small:
                changed += self._database.run(
                    "UPDATE response SET place = NULL WHERE period = ? AND "
                    "questionnaire = ? AND place = ?",
                    (period, str(questionnaire), place),
                )

    def purge(self, quarters: Iterable[str]) -> int:
        """Delete all responses and receipts of these quarters and their waves."""
        quarters = tuple(quarters)
        ids = self._of_quarters(quarters)
        for response_id in ids:
            self.delete(response_id)
        self._database.run(
            "DELETE FROM receipt WHERE quarter IN (SELECT value FROM json_each(?))",
            (json.dumps(quarters),),
        )
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
        for statement in (
            "DELETE FROM quote WHERE response IN (SELECT value FROM json_each(?))",
            "DELETE FROM held WHERE response IN (SELECT value FROM json_each(?))",
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
