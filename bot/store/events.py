"""Links of events: one for many families, for a few days. The identity side.

Rule 1: an event knows no answer and no answer knows its event. What it leaves with
them are coarse labels (district, in counters; the mode), and it goes when it is over.
Rule 2: openings are counted, so that a flood ends by itself; whether anybody answered
is not.
"""

from bot.store.database import Database
from bot.store.records import EventRow

_COLUMNS = (
    "token, id, questionnaire, district, language, first, until, opened, most, sealed"
)


class Events:
    """Links that many families may open."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, event: EventRow) -> bool:
        """Store an event; False when there is one of that id."""
        if self.named(event.id) is not None:
            return False
        self._database.run(
            f"INSERT INTO event ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608  # our own names
            (
                event.token,
                event.id,
                event.questionnaire,
                event.district,
                event.language,
                event.first,
                event.until,
                event.opened,
                event.most,
                event.sealed,
            ),
        )
        self._database.untidy()
        return True

    def named(self, event_id: str) -> EventRow | None:
        """Return the event of that id, or None."""
        return next((event for event in self.all() if event.id == event_id), None)

    def all(self) -> tuple[EventRow, ...]:
        """Return every event that is not over, by its days."""
        rows = self._database.rows(
            f"SELECT {_COLUMNS} FROM event ORDER BY first, until, id"  # noqa: S608  # our own names
        )
        return tuple(EventRow(*row) for row in rows)  # type: ignore[arg-type]  # columns of a STRICT table

    def enter(self, token: bytes, today: int) -> EventRow | None:
        """Count an opening, and return the event; None where it opens nothing."""
        row = self._database.one(
            f"SELECT {_COLUMNS} FROM event WHERE token = ? AND first <= ? "  # noqa: S608  # our own names
            "AND until >= ? AND opened < most",
            (token, today, today),
        )
        if row is None:
            return None
        self._database.run(
            "UPDATE event SET opened = opened + 1 WHERE token = ?", (token,)
        )
        return EventRow(*row)  # type: ignore[arg-type]  # columns of a STRICT table

    def end(self, event_id: str) -> bool:
        """Delete an event; False where there is none."""
        gone = self._database.run("DELETE FROM event WHERE id = ?", (event_id,))
        if gone:
            self._database.untidy()
        return gone > 0

    def purge(self, today: int) -> int:
        """Delete the events whose last day is over; return how many went."""
        gone = self._database.run("DELETE FROM event WHERE until < ?", (today,))
        if gone:
            self._database.untidy()
        return gone
