"""What waits for the named person: since when, who took it, and what families asked.

Rule 1: of words of harm nothing stands here but that some wait and since which day. No
row leads to an entry of the queue, and so none gives a response a day.
Rule 2: a wish to be contacted is sealed, has a day and no finer time, and names
nothing that stands anywhere else.
Rule 3: the log holds a role, what it did and the day; never words, never whose.
"""

from dataclasses import dataclass
from typing import cast

from bot.store.database import Database

WORDS = "words"
CONTACT = "contact"


@dataclass(frozen=True, slots=True)
class Wait:
    """That something waits.

    Attributes:
        kind: ``words`` or ``contact``.
        count: How many waited when it was last looked.
        since: The day on which the first came that nobody has taken.
        taken: The role that has taken it; empty while nobody has.
        told: The hour (counted from 1970) in which people were last told.
        taken_on: The day on which it was taken; 0 while nobody has.
        rings: How often people were told since anybody last took it.
    """

    kind: str
    count: int
    since: int
    taken: str
    told: int
    taken_on: int = 0
    rings: int = 0


@dataclass(frozen=True, slots=True)
class Asked:
    """A family's wish to be contacted."""

    id: str
    sealed: bytes
    day: int


@dataclass(frozen=True, slots=True)
class Deed:
    """What a role did about what waits, and on which day."""

    kind: str
    deed: str
    role: str
    day: int


class Care:
    """The care queue's own tables, all on the identity side."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def wait(self, kind: str) -> Wait | None:
        """Return what waits of a kind, or None."""
        row = self._database.one(
            "SELECT kind, count, since, taken, told, taken_on, rings FROM care_wait "
            "WHERE kind = ?",
            (kind,),
        )
        return None if row is None else Wait(*row)  # type: ignore[arg-type]  # columns of a STRICT table

    def put(self, wait: Wait) -> None:
        """Note what waits of a kind, in place of what was noted before."""
        self._database.run(
            "INSERT OR REPLACE INTO care_wait "
            "(kind, count, since, taken, told, taken_on, rings) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                wait.kind,
                wait.count,
                wait.since,
                wait.taken,
                wait.told,
                wait.taken_on,
                wait.rings,
            ),
        )

    def over(self, kind: str) -> bool:
        """Note that nothing waits any more; say whether anything did."""
        return self._database.run("DELETE FROM care_wait WHERE kind = ?", (kind,)) == 1

    def ask(self, asked: Asked) -> bool:
        """Store a wish to be contacted; False when it is there already."""
        added = self._database.run(
            "INSERT OR IGNORE INTO contact_wish (id, sealed, day) VALUES (?, ?, ?)",
            (asked.id, asked.sealed, asked.day),
        )
        self._database.untidy()
        return added == 1

    def asked(self) -> tuple[Asked, ...]:
        """Return the wishes that wait, the oldest day first."""
        rows = self._database.rows(
            "SELECT id, sealed, day FROM contact_wish ORDER BY day, id"
        )
        return tuple(Asked(*row) for row in rows)  # type: ignore[arg-type]  # columns of a STRICT table

    def count(self) -> int:
        """Return how many wishes wait."""
        return self._database.number("SELECT count(*) FROM contact_wish")

    def oldest(self) -> int | None:
        """Return the day of the oldest wish that waits, or None."""
        row = self._database.one("SELECT min(day) FROM contact_wish")
        return None if row is None or row[0] is None else cast("int", row[0])

    def expire(self, before: int) -> int:
        """Delete the wishes of before a day; return how many went."""
        gone = self._database.run("DELETE FROM contact_wish WHERE day < ?", (before,))
        if gone:
            self._database.untidy()
        return gone

    def settle(self, wish: str) -> bool:
        """Delete a wish that somebody has seen to."""
        gone = self._database.run("DELETE FROM contact_wish WHERE id = ?", (wish,))
        if gone:
            self._database.untidy()
        return gone == 1

    def log(self, deed_id: str, deed: Deed) -> None:
        """Note what a role did."""
        self._database.run(
            "INSERT INTO care_log (id, kind, deed, role, day) VALUES (?, ?, ?, ?, ?)",
            (deed_id, deed.kind, deed.deed, deed.role, deed.day),
        )

    def deeds(self) -> tuple[Deed, ...]:
        """Return what was done, by day."""
        rows = self._database.rows(
            "SELECT kind, deed, role, day FROM care_log ORDER BY day, kind, deed, id"
        )
        return tuple(
            Deed(str(kind), str(deed), str(role), cast("int", day))
            for kind, deed, role, day in rows
        )
