"""Clauses: what a machine suggests about parts of words, and what people ticked.

Rule 1: words are read for the machine by whoever asks for them with the machine's
version; what was read in another version is read anew, decisions of people excepted.
Rule 2: whoever ticks sees a clause and its suggestions, never a response; clauses join
their queue in batches like all others.
Rule 3: a tick that speaks against a feature counts as an objection, one a person.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import cast

from analysis.model import Ticked
from bot.store.batches import CLAUSE, FEWEST, Batches
from bot.store.database import Database
from bot.store.records import (
    ClauseFound,
    ClauseSuggestion,
    DecidedClause,
    UnreadWords,
)

_SEEN = "clause.id NOT IN (SELECT entry FROM waiting)"
_UNREAD = (
    "FROM answer JOIN response ON response.id = answer.response "
    "WHERE answer.words IS NOT NULL AND answer.words <> '' AND NOT EXISTS "
    "(SELECT 1 FROM reading WHERE reading.response = answer.response "
    "AND reading.question = answer.question AND reading.version = ?)"
)
_STANDING = (
    "SELECT id, CASE "
    "WHEN EXISTS (SELECT 1 FROM held WHERE response = one.id AND kind = 'care') "
    "THEN 'care' "
    "WHEN EXISTS (SELECT 1 FROM held WHERE response = one.id) OR EXISTS ("
    "SELECT 1 FROM reading JOIN clause USING (response, question) "
    "WHERE response = one.id AND language NOT IN ('', 'en') "
    "AND state = 'offered') THEN 'language' "
    "WHEN EXISTS (SELECT 1 FROM answer WHERE response = one.id "
    "AND words <> '' AND NOT EXISTS (SELECT 1 FROM reading "
    "WHERE reading.response = one.id AND reading.question = answer.question)) "
    "THEN 'unread' "
    "WHEN EXISTS (SELECT 1 FROM clause WHERE response = one.id "
    "AND state = 'offered') THEN 'undecided' ELSE '' END "
    "FROM response AS one WHERE period IN (SELECT value FROM json_each(?)) "
    "AND (EXISTS (SELECT 1 FROM answer WHERE response = one.id AND words <> '') "
    "OR EXISTS (SELECT 1 FROM held WHERE response = one.id)) ORDER BY id"
)


class Clauses:
    """The queue in which people tick what clauses speak about."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._batches = Batches(database)

    def unread_people(self, version: str) -> int:
        """Return how many people's words this version has not read."""
        return self._database.number(
            f"SELECT count(DISTINCT answer.response) {_UNREAD}",  # fixed words
            (version,),
        )

    def unread(self, version: str, most: int) -> tuple[UnreadWords, ...]:
        """Return words that this version has not read, in no telling order."""
        rows = self._database.rows(
            f"SELECT answer.response, answer.question, answer.words {_UNREAD} "
            "ORDER BY answer.response, answer.question LIMIT ?",
            (version, most),
        )
        return tuple(UnreadWords(str(r), str(q), str(w)) for r, q, w in rows)

    def record(
        self,
        words: UnreadWords,
        version: str,
        tone: tuple[str, float, bool],
        found: Sequence[ClauseFound],
        language: str = "en",
    ) -> bool:
        """Note what a version made of words; what people decided stays.

        Args:
            words: As they were read.
            version: What read them.
            tone: Its label, its probability, and whether it may be used.
            found: The clauses to be decided about.
            language: Which the words were found to be in.

        Returns:
            False where the words have gone or changed meanwhile.
        """
        same = self._database.one(
            "SELECT 1 FROM answer WHERE response = ? AND question = ? AND words = ?",
            (words.response, words.question, words.words),
        )
        if same is None:
            return False
        place = (words.response, words.question)
        self._database.run(
            "DELETE FROM waiting WHERE entry IN (SELECT id FROM clause "
            "WHERE response = ? AND question = ? AND state = 'offered')",
            place,
        )
        self._database.run(
            "DELETE FROM clause WHERE response = ? AND question = ? "
            "AND state = 'offered'",
            place,
        )
        label, probability, speaks = tone
        self._database.run(
            "INSERT OR REPLACE INTO reading "
            "(response, question, version, tone, permille, speaks, language) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            (*place, version, label, round(probability * 1000), int(speaks), language),
        )
        decided = {
            str(text)
            for (text,) in self._database.rows(
                "SELECT words FROM clause WHERE response = ? AND question = ?", place
            )
        }
        for clause in found:
            if clause.words not in decided:
                self._offer(place, clause)
        return True

    def _offer(self, place: tuple[str, str], clause: ClauseFound) -> None:
        suggestions = [
            [s.feature, s.stance, s.probability, s.because, s.against]
            for s in clause.suggestions
        ]
        self._database.run(
            "INSERT INTO clause (id, response, question, words, suggestions, state) "
            "VALUES (?, ?, ?, ?, ?, 'offered')",
            (clause.id, *place, clause.words, json.dumps(suggestions)),
        )
        self._batches.join(CLAUSE, clause.id)

    def ticks(self, periods: Iterable[str]) -> tuple[Ticked, ...]:
        """Return what people ticked in these quarters and waves, a person once each."""
        rows = self._database.rows(
            "SELECT DISTINCT ticked.response, feature, stance FROM ticked "
            "JOIN response ON response.id = ticked.response WHERE period IN "
            "(SELECT value FROM json_each(?)) ORDER BY 1, 2, 3",
            (json.dumps(list(periods)),),
        )
        return tuple(Ticked(str(r), str(f), str(s)) for r, f, s in rows)

    def standing(self, periods: Iterable[str]) -> Mapping[str, str]:
        """Return by response with words what they wait for; empty: for nothing more.

        The gravest first: ``care`` and ``language`` for a person who looks, ``unread``
        for the machine, ``undecided`` for a tick.
        """
        rows = self._database.rows(_STANDING, (json.dumps(list(periods)),))
        return {str(response): str(why) for response, why in rows}

    def decided(self) -> tuple[DecidedClause, ...]:
        """Return the clauses that people decided about; none of fewer than ten people.

        In the order of random ids: nothing tells whose they are, or what came last.
        """
        people = self._database.number(
            "SELECT count(DISTINCT response) FROM clause WHERE state <> 'offered'"
        )
        if people < FEWEST:
            return ()
        stances: dict[str, list[tuple[str, str]]] = {}
        for clause, feature, stance in self._database.rows(
            "SELECT clause, feature, stance FROM ticked ORDER BY clause, feature"
        ):
            stances.setdefault(str(clause), []).append((str(feature), str(stance)))
        return tuple(
            DecidedClause(str(words), tuple(stances.get(str(clause), ())))
            for clause, words in self._database.rows(
                "SELECT id, words FROM clause WHERE state <> 'offered' ORDER BY id"
            )
        )

    def batch(self, least: int = FEWEST) -> tuple[ClauseFound, ...]:
        """Return what a person may look at, in random order."""
        self._batches.offer(CLAUSE, least)
        rows = self._database.rows(
            "SELECT id, words, suggestions FROM clause "  # noqa: S608  # fixed words
            f"WHERE state = 'offered' AND {_SEEN} ORDER BY id"
        )
        return tuple(_clause(*row) for row in rows)

    def get(self, clause_id: str) -> ClauseFound | None:
        """Return a clause that a person may see, decided or not."""
        row = self._database.one(
            f"SELECT id, words, suggestions FROM clause WHERE id = ? AND {_SEEN}",  # noqa: S608  # fixed words
            (clause_id,),
        )
        return None if row is None else _clause(*row)

    def waiting(self) -> int:
        """Return how many wait for their batch to fill."""
        return self._batches.waiting(CLAUSE)

    def tick(
        self,
        clause_id: str,
        features: Iterable[str],
        own: Sequence[ClauseSuggestion] = (),
    ) -> bool:
        """Note that a person agrees that a clause speaks about features.

        Args:
            clause_id: A clause of the batch, decided or not: the last word counts.
            features: Which of its suggestions; none: it speaks about no feature.
            own: What the person says that it speaks about, whatever was suggested.

        Returns:
            Whether there is such a clause for a person to decide about.
        """
        row = self._database.one(
            "SELECT response, id, words, suggestions FROM clause "  # noqa: S608  # fixed words
            f"WHERE id = ? AND {_SEEN}",
            (clause_id,),
        )
        if row is None:
            return False
        response, *rest = row
        chosen = frozenset(features)
        said = {s.feature for s in own}
        kept = [
            *own,
            *(
                s
                for s in _clause(*rest).suggestions
                if s.feature in chosen and s.feature not in said
            ),
        ]
        self._database.run("DELETE FROM ticked WHERE clause = ?", (clause_id,))
        for suggestion in kept:
            self._database.run(
                "INSERT INTO ticked (clause, feature, response, stance, against) "
                "VALUES (?, ?, ?, ?, ?)",
                (
                    clause_id,
                    suggestion.feature,
                    response,
                    suggestion.stance,
                    int(suggestion.against),
                ),
            )
        self._database.run(
            "UPDATE clause SET state = ? WHERE id = ?",
            ("ticked" if kept else "unticked", clause_id),
        )
        return True


def _clause(clause_id: object, words: object, suggestions: object) -> ClauseFound:
    parts = cast(
        "list[tuple[str, str, float, str, bool]]", json.loads(str(suggestions))
    )
    return ClauseFound(
        str(clause_id),
        str(words),
        tuple(ClauseSuggestion(*part) for part in parts),
    )
