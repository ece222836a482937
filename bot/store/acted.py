"""You said, we did: one short note a period, for everybody to read."""

from bot.store.database import Database


class Acted:
    """The notes, the newest period first."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def publish(self, period: str, words: str) -> None:
        """Put up the note of a period, in place of an older one."""
        self._database.run(
            "INSERT OR REPLACE INTO acted (period, words) VALUES (?, ?)",
            (period, words),
        )

    def remove(self, period: str) -> bool:
        """Take a note down."""
        return self._database.run("DELETE FROM acted WHERE period = ?", (period,)) == 1

    def all(self) -> tuple[tuple[str, str], ...]:
        """Return period and words of every note, the newest period first."""
        rows = self._database.rows(
            "SELECT period, words FROM acted ORDER BY period DESC"
        )
        return tuple((str(period), str(words)) for period, words in rows)
