"""Votes of partners in a room: ballots while a row is open, bars once it is closed.

Rule 1: a ballot stands under a mark made with the vote's own key. Closing a row
deletes its ballots in the transaction that stores the bars; closing the last one
destroys the key and the marks of who had joined. Exact counts are kept nowhere.
Rule 2: no row here has a time; a vote has the hour at which it ends by itself.
Rule 3: a row that is closed stays closed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from bot.store.database import Database


@dataclass(frozen=True, slots=True)
class VoteRow:
    """A partner vote.

    Attributes:
        id: Random; code and links are made from it.
        period: Whose evidence it stands beside, such as ``2026-Q4``.
        openly: Whether the room agreed to show votes by partner.
        people: How many are in the room, where that was said.
        until: The hour (counted from 1970) at which it ends by itself.
        secret: Key of the marks; None once it is closed.
        showing: The row on the projected page; empty: all rows.
        beside: What the survey proposes, as JSON; None until it is asked for.
    """

    id: str
    period: str
    openly: bool
    people: int | None
    until: int
    secret: bytes | None
    showing: str = ""
    beside: str | None = None

    @property
    def open(self) -> bool:
        """Whether votes are still taken on some row."""
        return self.secret is not None


class Votes:
    """Votes, who has joined, ballots, and what was shown of closed rows."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def open(self, vote: VoteRow, rows: Sequence[str]) -> None:
        """Store a new vote with its rows, all open."""
        self._database.run(
            "INSERT INTO vote (id, period, openly, people, until, secret, showing) "
            "VALUES (?, ?, ?, ?, ?, ?, '')",
            (
                vote.id,
                vote.period,
                int(vote.openly),
                vote.people,
                vote.until,
                vote.secret,
            ),
        )
        for row in rows:
            self._database.run(
                "INSERT INTO vote_row (vote, strand) VALUES (?, ?)", (vote.id, row)
            )

    def all(self) -> tuple[VoteRow, ...]:
        """Return every vote: open ones first, then by period."""
        rows = self._database.rows(
            "SELECT id, period, openly, people, until, secret, showing, beside "
            "FROM vote ORDER BY secret IS NULL, period DESC, id"
        )
        return tuple(
            VoteRow(i, p, bool(o), *rest)  # type: ignore[arg-type]  # columns of a STRICT table
            for i, p, o, *rest in rows
        )

    def get(self, vote_id: str) -> VoteRow | None:
        """Return the vote of that id, or None."""
        return next((vote for vote in self.all() if vote.id == vote_id), None)

    def rows(self, vote_id: str) -> Mapping[str, str | None]:
        """Return each row of a vote with what is shown of it; None while it is open."""
        found = self._database.rows(
            "SELECT strand, shown FROM vote_row WHERE vote = ? ORDER BY strand",
            (vote_id,),
        )
        return {str(strand): cast("str | None", shown) for strand, shown in found}

    def join(self, vote_id: str, mark: bytes, partner: str) -> None:
        """Note that somebody has joined; whoever had keeps the partner they gave."""
        if self._database.run(
            "INSERT OR IGNORE INTO voter (vote, mark, partner) VALUES (?, ?, ?)",
            (vote_id, mark, partner),
        ):
            self._database.untidy()

    def joined(self, vote_id: str, mark: bytes) -> str | None:
        """Return the partner of somebody who has joined (may be empty), or None."""
        row = self._database.one(
            "SELECT partner FROM voter WHERE vote = ? AND mark = ?", (vote_id, mark)
        )
        return None if row is None else str(row[0])

    def phones(self, vote_id: str) -> int:
        """Return how many have joined."""
        return self._database.number(
            "SELECT count(*) FROM voter WHERE vote = ?", (vote_id,)
        )

    def cast(self, vote_id: str, mark: bytes, row: str, choice: str) -> bool:
        """Store somebody's vote on a row, in place of their older one.

        Returns:
            False, with nothing changed, where the row is closed or not there.
        """
        stored = self._database.run(
            "INSERT OR REPLACE INTO ballot (vote, mark, strand, choice) "
            "SELECT vote, ?, strand, ? FROM vote_row "
            "WHERE vote = ? AND strand = ? AND shown IS NULL",
            (mark, choice, vote_id, row),
        )
        if stored:
            self._database.untidy()
        return stored > 0

    def own(self, vote_id: str, mark: bytes) -> Mapping[str, str]:
        """Return somebody's own votes on the rows that are open, by row."""
        rows = self._database.rows(
            "SELECT strand, choice FROM ballot WHERE vote = ? AND mark = ?",
            (vote_id, mark),
        )
        return {str(strand): str(choice) for strand, choice in rows}

    def votes(self, vote_id: str, row: str) -> int:
        """Return how many have voted on an open row."""
        return self._database.number(
            "SELECT count(*) FROM ballot WHERE vote = ? AND strand = ?", (vote_id, row)
        )

    def count(self, vote_id: str, row: str) -> Mapping[str, Mapping[str, int]]:
        """Return how many chose what on an open row, by partner (empty: not said)."""
        rows = self._database.rows(
            "SELECT partner, choice, count(*) FROM ballot JOIN voter USING (vote, mark)"
            " WHERE vote = ? AND strand = ? GROUP BY partner, choice "
            "ORDER BY partner, choice",
            (vote_id, row),
        )
        found: dict[str, dict[str, int]] = {}
        for partner, choice, number in rows:
            found.setdefault(str(partner), {})[str(choice)] = cast("int", number)
        return found

    def close(self, vote_id: str, row: str, shown: str) -> bool:
        """Store what is shown of a row and delete its ballots; False if it was closed.

        With the last row the vote's key and the marks of who had joined go too.
        """
        closed = self._database.run(
            "UPDATE vote_row SET shown = ? "
            "WHERE vote = ? AND strand = ? AND shown IS NULL",
            (shown, vote_id, row),
        )
        if not closed:
            return False
        self._database.run(
            "DELETE FROM ballot WHERE vote = ? AND strand = ?", (vote_id, row)
        )
        if None not in self.rows(vote_id).values():
            self._database.run("UPDATE vote SET secret = NULL WHERE id = ?", (vote_id,))
            self._database.run("DELETE FROM voter WHERE vote = ?", (vote_id,))
        self._database.untidy()
        return True

    def shrink(self, vote_id: str, row: str, shown: str) -> bool:
        """Keep less of a closed row than before; False where there is no such row."""
        stored = self._database.run(
            "UPDATE vote_row SET shown = ? "
            "WHERE vote = ? AND strand = ? AND shown IS NOT NULL",
            (shown, vote_id, row),
        )
        if stored:
            self._database.untidy()
        return stored > 0

    def show(self, vote_id: str, row: str) -> None:
        """Put one row on the projected page, or all of them (empty)."""
        self._database.run("UPDATE vote SET showing = ? WHERE id = ?", (row, vote_id))

    def beside(self, vote_id: str, proposed: str) -> None:
        """Store what the survey proposes, to be shown beside the bars."""
        self._database.run(
            "UPDATE vote SET beside = ? WHERE id = ?", (proposed, vote_id)
        )

    def forget(self, vote_id: str) -> bool:
        """Delete a vote with everything of it; False if there is none."""
        gone = self._database.run("DELETE FROM vote WHERE id = ?", (vote_id,))
        for table in ("vote_row", "voter", "ballot"):
            self._database.run(f"DELETE FROM {table} WHERE vote = ?", (vote_id,))  # noqa: S608  # names above
        self._database.untidy()
        return gone > 0
