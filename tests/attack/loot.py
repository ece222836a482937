"""What is left behind, as whoever comes for it finds it, and what they know already.

A `Loot` is the same for the real service and for the naive copy, so that every
attack is run on both. The attacker is given the key: files are here as they lie on
the disk and, where they are encrypted, decrypted as well.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.store import Store
from tests.attack.disclosure.world import History
from tests.integration.store.thief import rank_correlation

Value = str | int | bytes | float | None


@dataclass(frozen=True, slots=True)
class Table:
    """One table as the thief reads it: rows in the order in which they are scanned."""

    name: str
    sql: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


@dataclass(slots=True)
class Someone:
    """One who answered: what others know of them, and the response that is theirs.

    ``response`` is the truth against which an attack is measured; no attack uses it
    to find anything.
    """

    number: int
    key: str
    token: str
    tier: str
    district: str
    kind: str
    at: datetime
    planted: tuple[str, ...] = ()
    words: str = ""
    code: str = ""
    response: str = ""
    consent: bool = False
    grade: str = ""


@dataclass(slots=True)
class Known:
    """What an attacker knows or can guess about people."""

    people: list[Someone] = field(default_factory=list)
    secrets: list[str] = field(default_factory=list)
    transport: list[str] = field(default_factory=list)
    drafts: list[str] = field(default_factory=list)
    erased: list[str] = field(default_factory=list)
    workers: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)  # words not to be quoted

    @property
    def answered(self) -> list[Someone]:
        """Everybody whose response is there, in the order in which they answered."""
        return sorted((p for p in self.people if p.response), key=lambda p: p.at)


@dataclass(slots=True)
class Loot:
    """Everything that can be taken away.

    Attributes:
        files: Every file by name, raw; decrypted pages under "NAME decrypted".
        tables: Every table of every database.
        log: Everything that was logged, at the most talkative level.
        exports: Every document that was handed out.
        again: The same documents, asked for again.
        one_more: The same of an open period, with one more answer: before and after.
        hidden: Documents about two worlds that differ only in what is withheld.
        history: Everything ever released, with what truly stands behind it.
        screens: What the status showed before and after one family did something.
        filters: What each way of asking for figures can be narrowed by.
        open: The periods that are not closed yet.
    """

    name: str
    known: Known = field(default_factory=Known)
    files: dict[str, bytes] = field(default_factory=dict)
    tables: dict[str, Table] = field(default_factory=dict)
    log: str = ""
    exports: Mapping[str, bytes] = field(default_factory=dict)
    again: list[Mapping[str, bytes]] = field(default_factory=list)
    one_more: tuple[Mapping[str, bytes], Mapping[str, bytes]] = field(
        default_factory=lambda: ({}, {})
    )
    hidden: tuple[Mapping[str, bytes], Mapping[str, bytes]] = field(
        default_factory=lambda: ({}, {})
    )
    history: History = field(default_factory=History)
    screens: list[tuple[str, str, str]] = field(default_factory=list)
    filters: dict[str, tuple[str, ...]] = field(default_factory=dict)
    open: set[str] = field(default_factory=set)

    @property
    def pages(self) -> dict[str, bytes]:
        """Every database page in the clear, by file."""
        return {
            name: content
            for name, content in self.files.items()
            if content.startswith(b"SQLite format 3") or name.endswith("decrypted")
        }

    def tables_of_responses(self) -> list[tuple[Table, int]]:
        """Return the tables that name responses, and the column in which they do."""
        known = {p.response for p in self.known.answered}
        found = []
        for table in self.tables.values():
            for column in range(len(table.columns)):
                held = {row[column] for row in table.rows}
                if len(held & known) > 0.5 * len(known) > 0:
                    found.append((table, column))
        return found

    def texts(self) -> list[str]:
        """Return every stored text that somebody may have written."""
        return [
            value
            for table in self.tables.values()
            for row in table.rows
            for name, value in zip(table.columns, row, strict=True)
            if isinstance(value, str) and name in {"words", "text", "comment"}
        ]


def bound(count: int) -> float:
    """Return the correlation of ranks that chance hardly ever exceeds (4 sigma)."""
    return 4 / math.sqrt(max(count - 1, 1))


def order_of(places: list[int]) -> float:
    """Return Spearman's correlation between places and the order in which they come."""
    distinct = [float(place * len(places) + i) for i, place in enumerate(places)]
    return rank_correlation(range(len(places)), distinct)


def tables(store: Store) -> Iterator[tuple[str, Table]]:
    """Yield every table of both databases by name."""
    for schema in ("main", "answers"):
        made = store.database.rows(
            f"SELECT name, sql FROM {schema}.sqlite_master WHERE type = 'table'"  # noqa: S608  # one of two words
        )
        for name, sql in made:
            columns = tuple(
                str(column)
                for (column,) in store.database.rows(
                    "SELECT name FROM pragma_table_info(?, ?)", (name, schema)
                )
            )
            rows: list[tuple[Value, ...]] = [
                tuple(row)
                for row in store.database.rows(f"SELECT * FROM {schema}.{name!s}")  # noqa: S608  # names from the schema
            ]
            yield str(name), Table(str(name), str(sql), columns, tuple(rows))
