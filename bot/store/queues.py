"""The queues that people work in: held words, quotes, and ticked objections.

Whoever works here sees words and what was asked, never a response or its labels.
Everything comes in shuffled batches of at least ten (`bot.store.batches`), but words
that may show danger: those come at once.
"""

import json
from collections.abc import Iterable, Mapping
from typing import cast

from bot.store.batches import FEWEST, LANGUAGE, QUOTE, Batches
from bot.store.database import Database, Row
from bot.store.records import Held, Quote, QuoteGround

_SEEN = "quote.id NOT IN (SELECT entry FROM waiting)"
_ASKED = (
    "period IN (SELECT value FROM json_each(?1)) AND "
    "(?2 IS NULL OR questionnaire IN (SELECT value FROM json_each(?2)))"
)


class HeldWords:
    """Words that nobody may use before a person has looked at them."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._batches = Batches(database)

    def add(self, held: Held, response_id: str, themes: tuple[str, ...]) -> None:
        """Hold one answer's words."""
        self._database.run(
            "INSERT INTO held (id, kind, response, question, sealed, themes, until) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                held.id,
                held.kind,
                response_id,
                held.question,
                held.sealed,
                json.dumps(themes),
                held.until,
            ),
        )
        if held.kind == LANGUAGE:
            self._batches.join(LANGUAGE, held.id)

    def waiting(self, kind: str, least: int = FEWEST) -> tuple[Held, ...]:
        """Return what a person may look at, in no telling order.

        Words that may show danger come at once; others join when ``least`` of them,
        and never fewer than ten, have come together.
        """
        self._batches.offer(kind, least)
        rows = self._database.rows(
            "SELECT id, kind, question, sealed, until FROM held WHERE kind = ? "
            "AND id NOT IN (SELECT entry FROM waiting) ORDER BY id",
            (kind,),
        )
        return tuple(Held(*row) for row in rows)  # type: ignore[arg-type]  # columns of a STRICT table

    def kind_of(self, held_id: str) -> str | None:
        """Return why words are held, ``care`` or ``language``, or None."""
        row = self._database.one("SELECT kind FROM held WHERE id = ?", (held_id,))
        return None if row is None else str(row[0])

    def count(self, kind: str) -> int:
        """Return how many a person may look at now."""
        return self._database.number(
            "SELECT count(*) FROM held WHERE kind = ? "
            "AND id NOT IN (SELECT entry FROM waiting)",
            (kind,),
        )

    def release(self, held_id: str, words: str, quote_id: str) -> bool:
        """Put words that a person has cleared (and redacted) back into their answer.

        Where their author agreed to be quoted they join the queue of quotes.
        """
        row = self._database.one(
            "SELECT response, question, themes FROM held WHERE id = ?", (held_id,)
        )
        if row is None or self._batches.waits(held_id):
            return False
        response, question, themes = row
        self._database.run(
            "UPDATE answer SET words = ?, skipped = 0 "
            "WHERE response = ? AND question = ?",
            (words, response, question),
        )
        agreed = self._database.run(
            "INSERT INTO quote (id, response, question, themes, state) "
            "SELECT ?, id, ?, ?, 'offered' FROM response "
            "WHERE id = ? AND quote_consent = 1",
            (quote_id, question, themes, response),
        )
        if agreed:
            self._batches.join(QUOTE, quote_id)
        return self.drop(held_id)

    def drop(self, held_id: str) -> bool:
        """Delete held words for good; the answer stays without them."""
        if self._batches.waits(held_id):
            return False
        gone = self._database.run("DELETE FROM held WHERE id = ?", (held_id,))
        if gone:
            self._database.untidy()
        return gone > 0

    def purge(self, quarter: str) -> int:
        """Delete what was to be kept until a quarter before this one."""
        self._database.run(
            "DELETE FROM waiting WHERE entry IN (SELECT id FROM held WHERE until < ?)",
            (quarter,),
        )
        gone = self._database.run("DELETE FROM held WHERE until < ?", (quarter,))
        if gone:
            self._database.untidy()
        return gone


class Quotes:
    """The queue in which people approve quotes, filled in shuffled batches."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._batches = Batches(database)

    def offer(
        self, quote_id: str, response_id: str, question: str, themes: tuple[str, ...]
    ) -> None:
        """Put one answer's words into the queue; they wait for a batch."""
        self._database.run(
            "INSERT INTO quote (id, response, question, themes, state) "
            "VALUES (?, ?, ?, ?, 'offered')",
            (quote_id, response_id, question, json.dumps(themes)),
        )
        self._batches.join(QUOTE, quote_id)

    def batch(self, least: int = FEWEST) -> tuple[Quote, ...]:
        """Return what a person may look at, in random order.

        New words join only when at least ``least`` of them wait, so that nobody
        can tell by the time who wrote what.
        """
        self._batches.offer(QUOTE, least)
        return self._of(f"quote.state = 'offered' AND {_SEEN}", ())

    def waiting(self) -> int:
        """Return how many wait for their batch to fill."""
        return self._batches.waiting(QUOTE)

    def open(self) -> int:
        """Return how many a person has been offered and not decided about yet."""
        return self._database.number(
            f"SELECT count(*) FROM quote WHERE state = 'offered' AND {_SEEN}"  # noqa: S608  # fixed words
        )

    def approve(self, quote_id: str) -> bool:
        """Let a quote be printed."""
        return self._decide(quote_id, "approved")

    def decline(self, quote_id: str) -> bool:
        """Keep a quote from print."""
        return self._decide(quote_id, "declined")

    def _decide(self, quote_id: str, state: str) -> bool:
        return (
            self._database.run(
                f"UPDATE quote SET state = ? WHERE id = ? AND {_SEEN}",  # noqa: S608  # fixed words
                (state, quote_id),
            )
            == 1
        )

    def approved(self, periods: Iterable[str]) -> tuple[Quote, ...]:
        """Return the quotes that may be printed, in no telling order."""
        return self._of(
            "quote.state = 'approved' AND response.period IN "
            "(SELECT value FROM json_each(?))",
            (json.dumps(list(periods)),),
        )

    def ground(self, quote_ids: Iterable[str]) -> tuple[QuoteGround, ...]:
        """Return what proposals of these quotes rest on: ticks, period and place."""
        wanted = json.dumps(list(quote_ids))
        said: dict[str, dict[str, bool]] = {}
        for quote, feature, against in self._database.rows(
            "SELECT quote.id, feature, against FROM quote JOIN clause "
            "USING (response, question) JOIN ticked ON ticked.clause = clause.id "
            "WHERE quote.id IN (SELECT value FROM json_each(?1)) "
            "AND stance <> 'unclear' UNION ALL "
            "SELECT quote.id, feature, 1 FROM quote JOIN objection "
            "ON objection.response = quote.response "
            "WHERE quote.id IN (SELECT value FROM json_each(?1)) ORDER BY 1, 2, 3",
            (wanted,),
        ):
            said.setdefault(str(quote), {})[str(feature)] = bool(against)
        return tuple(
            QuoteGround(
                str(quote),
                str(period),
                None if place is None else str(place),
                tuple(said.get(str(quote), {}).items()),
            )
            for quote, period, place in self._database.rows(
                "SELECT quote.id, period, place FROM quote JOIN response "
                "ON response.id = quote.response WHERE quote.id IN "
                "(SELECT value FROM json_each(?)) ORDER BY quote.id",
                (wanted,),
            )
        )

    def _of(self, condition: str, values: Row) -> tuple[Quote, ...]:
        rows = self._database.rows(
            "SELECT quote.id, quote.question, quote.themes, answer.words FROM quote "  # noqa: S608  # the two conditions above are the only ones
            "JOIN response ON response.id = quote.response "
            "JOIN answer ON answer.response = quote.response "
            "AND answer.question = quote.question "
            f"WHERE answer.words IS NOT NULL AND {condition} ORDER BY quote.id",
            values,
        )
        return tuple(
            Quote(str(i), str(q), tuple(json.loads(str(themes))), str(words))
            for i, q, themes, words in rows
        )


class Objections:
    """Words that speak against a feature, ticked by a person, counted by response."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def tick(self, quote_id: str, feature: str) -> bool:
        """Note that the words in the queue speak against a feature."""
        return (
            self._database.run(
                "INSERT OR IGNORE INTO objection (response, feature) "  # noqa: S608  # fixed words
                f"SELECT response, ? FROM quote WHERE id = ? AND {_SEEN}",
                (feature, quote_id),
            )
            == 1
        )

    def of(
        self, periods: Iterable[str], questionnaires: Iterable[str] | None = None
    ) -> Mapping[str, tuple[int, int]]:
        """Return by feature how many people object, and how many commented at all.

        Args:
            periods: Quarters and waves.
            questionnaires: Whose people count; everybody where none are named.
        """
        wanted = json.dumps(list(periods))
        asked = None if questionnaires is None else json.dumps(list(questionnaires))
        commented = self._database.number(
            "SELECT count(DISTINCT response) FROM answer WHERE words <> '' AND "  # noqa: S608  # fixed words
            f"response IN (SELECT id FROM response WHERE {_ASKED})",
            (wanted, asked),
        )
        rows = self._database.rows(
            "SELECT feature, count(*) FROM (SELECT response, feature FROM objection "  # noqa: S608  # fixed words
            "UNION SELECT response, feature FROM ticked WHERE against = 1) AS objected "
            f"JOIN response ON response.id = objected.response WHERE {_ASKED} "
            "GROUP BY feature ORDER BY feature",
            (wanted, asked),
        )
        return {str(feature): (cast("int", n), commented) for feature, n in rows}

    def people(self, periods: Iterable[str]) -> tuple[tuple[str, str], ...]:
        """Return whose words in the queue of quotes speak against which feature."""
        rows = self._database.rows(
            "SELECT response, feature FROM objection JOIN response "
            "ON response.id = objection.response WHERE period IN "
            "(SELECT value FROM json_each(?)) ORDER BY response, feature",
            (json.dumps(list(periods)),),
        )
        return tuple((str(response), str(feature)) for response, feature in rows)
