"""What partners of a workshop agreed to do: theirs to keep, to change and to print.

Rule 1: an action names partners and a post, never a person; the words were redacted
before they came here.
Rule 2: ids are random and nothing tells in which order actions came.
"""

import json
from dataclasses import dataclass
from typing import Final, cast

from bot.store.database import Database

_COLUMNS: Final = "id, period, strand, feature, words, partners, post, due, state, note"


@dataclass(frozen=True, slots=True)
class ActionRow:
    """One action.

    Attributes:
        period: The period whose evidence it was agreed over.
        feature: An id of the model; empty: about the whole row.
        partners: Ids of the area file; one has an action of its own, several a
            joint one.
        post: Whose job it is there, such as ``team manager``; may be empty.
        due: ISO date, the last day of the month where a month was said.
        state: ``open``, ``done``, ``carried`` (on to a later period) or ``dropped``.
        note: What became of it, in the workshop's words; may be empty.
    """

    id: str
    period: str
    row: str
    feature: str
    words: str
    partners: tuple[str, ...]
    post: str
    due: str
    state: str = "open"
    note: str = ""


class Actions:
    """The actions of every workshop."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, action: ActionRow) -> bool:
        """Store an action; False where one of that id is there already."""
        stored = self._database.run(
            f"INSERT OR IGNORE INTO action ({_COLUMNS}) "  # noqa: S608  # names above
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                action.id,
                action.period,
                action.row,
                action.feature,
                action.words,
                json.dumps(action.partners),
                action.post,
                action.due,
                action.state,
                action.note,
            ),
        )
        return stored > 0

    def all(self) -> tuple[ActionRow, ...]:
        """Return every action, by period, row, feature, day and id."""
        rows = self._database.rows(
            f"SELECT {_COLUMNS} FROM action "  # noqa: S608  # names above
            "ORDER BY period, strand, feature, due, id"
        )
        return tuple(_action(row) for row in rows)

    def get(self, action_id: str) -> ActionRow | None:
        """Return the action of that id, or None."""
        return next((one for one in self.all() if one.id == action_id), None)

    def set(self, action_id: str, state: str, note: str) -> bool:
        """Note what became of an action; False if there is none of that id."""
        return (
            self._database.run(
                "UPDATE action SET state = ?, note = ? WHERE id = ?",
                (state, note, action_id),
            )
            == 1
        )

    def remove(self, action_id: str) -> bool:
        """Delete an action that was written by mistake; False if there is none."""
        gone = self._database.run("DELETE FROM action WHERE id = ?", (action_id,))
        if gone:
            self._database.untidy()
        return gone > 0


def _action(row: tuple[object, ...]) -> ActionRow:
    known, period, strand, feature, words, partners, post, due, state, note = (
        cast("str", value) for value in row
    )
    found: list[str] = json.loads(partners)
    return ActionRow(
        known,
        period,
        strand,
        feature,
        words,
        tuple(found),
        post,
        due,
        state,
        note,
    )
