"""Rounds of asking staff, and how many were asked and answered: the identity side.

A wave's key and the marks made with it go when the wave closes.
"""

import json
from collections.abc import Iterable

from analysis.model import Reach
from bot.store.database import Database
from bot.store.errors import ConflictError
from bot.store.records import Wave, WaveCode


class Waves:
    """Rounds of asking staff, with marks of who has taken part while one is open."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def open(self, wave: Wave) -> None:
        """Store a new wave.

        Raises:
            ConflictError: There is one of that id.
        """
        if not self._database.run(
            "INSERT OR IGNORE INTO wave (id, questionnaire, quarter, until, token, "
            "secret) VALUES (?, ?, ?, ?, ?, ?)",
            (
                wave.id,
                wave.questionnaire,
                wave.quarter,
                wave.until,
                wave.token,
                wave.secret,
            ),
        ):
            raise ConflictError(f"there is a wave {wave.id} already; choose another id")

    def all(self) -> tuple[Wave, ...]:
        """Return every wave, in the order of quarters and ids."""
        rows = self._database.rows(
            "SELECT id, questionnaire, quarter, until, token, secret FROM wave "
            "ORDER BY quarter, id"
        )
        return tuple(Wave(*row) for row in rows)  # type: ignore[arg-type]  # columns of a STRICT table

    def get(self, wave_id: str) -> Wave | None:
        """Return the wave of that id, or None."""
        return next((w for w in self.all() if w.id == wave_id), None)

    def by_token(self, token: bytes) -> Wave | None:
        """Return the open wave that a group link belongs to, or None."""
        return next((w for w in self.all() if w.open and w.token == token), None)

    def current(self, today: int) -> tuple[Wave, ...]:
        """Return the waves that take answers today."""
        return tuple(w for w in self.all() if w.open and today <= w.until)

    def lengthen(self, wave_id: str, until: int) -> None:
        """Set the last day of a wave that is open."""
        self._database.run(
            "UPDATE wave SET until = ? WHERE id = ? AND secret IS NOT NULL",
            (until, wave_id),
        )

    def participate(self, wave_id: str, mark: bytes) -> bool:
        """Note that somebody has answered; False if they had before."""
        return (
            self._database.run(
                "INSERT OR IGNORE INTO participation (wave, mark) VALUES (?, ?)",
                (wave_id, mark),
            )
            == 1
        )

    def took_part(self, wave_id: str, mark: bytes) -> bool:
        """Say whether somebody has answered in this wave."""
        return (
            self._database.one(
                "SELECT 1 FROM participation WHERE wave = ? AND mark = ?",
                (wave_id, mark),
            )
            is not None
        )

    def close(self, wave_id: str) -> bool:
        """Destroy the wave's key and marks, and end its sessions."""
        closed = self._database.run(
            "UPDATE wave SET token = NULL, secret = NULL "
            "WHERE id = ? AND secret IS NOT NULL",
            (wave_id,),
        )
        self._database.run("DELETE FROM participation WHERE wave = ?", (wave_id,))
        self._database.run("DELETE FROM session WHERE wave = ?", (wave_id,))
        self._database.run("DELETE FROM wave_code WHERE wave = ?", (wave_id,))
        self._database.untidy()
        return closed > 0

    def deal(self, mark: bytes, wave_id: str) -> None:
        """Store a code of a wave."""
        self._database.run(
            "INSERT INTO wave_code (mark, wave) VALUES (?, ?)", (mark, wave_id)
        )

    def code(self, mark: bytes) -> WaveCode | None:
        """Return the code of that mark, or None once it is gone."""
        row = self._database.one(
            "SELECT mark, wave, person FROM wave_code WHERE mark = ?", (mark,)
        )
        return None if row is None else WaveCode(*row)  # type: ignore[arg-type]  # columns of a STRICT table

    def bind_code(self, mark: bytes, person: bytes) -> None:
        """Bind a code to whoever used it first.

        Raises:
            ConflictError: It is bound already, or gone.
        """
        if not self._database.run(
            "UPDATE wave_code SET person = ? WHERE mark = ? AND person IS NULL",
            (person, mark),
        ):
            raise ConflictError

    def rebind_code(self, mark: bytes, person: bytes) -> None:
        """Bind a code that was used to the same person at another place."""
        self._database.run(
            "UPDATE wave_code SET person = ? WHERE mark = ?", (person, mark)
        )
        self._database.untidy()

    def spend_code(self, mark: bytes) -> bool:
        """Delete a code that was used; False if it was gone."""
        gone = self._database.run("DELETE FROM wave_code WHERE mark = ?", (mark,))
        if gone:
            self._database.untidy()
        return gone > 0


class ReachCounters:
    """How many were asked and how many answered; a place is never a person."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self,
        questionnaire: str,
        kind: str,
        group: str,
        period: str,
        *,
        sent: int | None = 0,
        answered: int = 0,
    ) -> None:
        """Add to the counters of one place and period.

        ``sent`` None says that nobody knows how many were asked (an open link).
        """
        self._database.run(
            "INSERT INTO reach (questionnaire, kind, place, period, sent, answered) "
            "VALUES (?, ?, ?, ?, ?, max(0, ?)) ON CONFLICT DO UPDATE SET "
            "sent = CASE WHEN excluded.sent IS NULL THEN sent "
            "ELSE coalesce(sent, 0) + excluded.sent END, "
            "answered = max(0, answered + ?)",
            (questionnaire, kind, group, period, sent, answered, answered),
        )

    def state(
        self,
        questionnaire: str,
        kind: str,
        group: str,
        period: str,
        sent: int | None,
    ) -> None:
        """Set how many were asked in one place and period; None: nobody knows."""
        self._database.run(
            "INSERT INTO reach (questionnaire, kind, place, period, sent, answered) "
            "VALUES (?, ?, ?, ?, ?, 0) ON CONFLICT DO UPDATE SET sent = excluded.sent",
            (questionnaire, kind, group, period, sent),
        )

    def closings(
        self, questionnaire: str, kind: str, group: str, period: str, number: int
    ) -> None:
        """Set how many cases were closed in one place and period."""
        self._database.run(
            "INSERT INTO reach (questionnaire, kind, place, period, sent, answered, "
            "closed) VALUES (?, ?, ?, ?, 0, 0, ?) "
            "ON CONFLICT DO UPDATE SET closed = excluded.closed",
            (questionnaire, kind, group, period, number),
        )

    def of(self, periods: Iterable[str]) -> tuple[Reach, ...]:
        """Return the counters of these quarters, years and waves."""
        rows = self._database.rows(
            "SELECT questionnaire, period, place, kind, sent, answered, closed "
            "FROM reach WHERE period IN (SELECT value FROM json_each(?)) "
            "ORDER BY questionnaire, kind, place, period",
            (json.dumps(list(periods)),),
        )
        return tuple(Reach(*row) for row in rows)  # type: ignore[arg-type]  # columns of a STRICT table
