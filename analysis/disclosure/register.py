"""What was published before, and what may follow it.

Rule 1: a figure may be published anew only where it is about at least ten people
        more, or fewer, than every figure ever published of the same field, or where
        it is the same figure. One response more, or one withdrawn and one new, moves
        nothing.
Rule 2: a register is never forgotten and never edited: what was once shown counts
        for good, in whatever row it was shown.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from analysis.disclosure.cells import Cell, Field, parse_cell, whole_of
from analysis.release import Entry, Policy


@dataclass(frozen=True, slots=True)
class Version:
    """One publication of a cell."""

    supports: str
    n: int
    supporting: int
    shown: Mapping[str, object]

    @property
    def counts(self) -> tuple[int, int] | None:
        """The run of counts that print like this one; None of a number of people."""
        run = self.shown.get("counts")
        return (int(run[0]), int(run[1])) if isinstance(run, list) else None


@dataclass(slots=True)
class Ledger:
    """The register, sorted by field; grows while a release is being made.

    Attributes:
        versions: By field, every publication, oldest first.
        parts: By field, its parts that are published, or have published parts.
        releases: By cell name of a whole release, the last one's entry.
        added: What this release adds.
    """

    policy: Policy
    versions: dict[Field, list[Version]] = field(default_factory=dict)
    parts: dict[Field, list[Field]] = field(default_factory=dict)
    releases: dict[str, Entry] = field(default_factory=dict)
    added: list[Entry] = field(default_factory=list)

    def of(self, found: Field) -> Sequence[Version]:
        """Return every publication of a field."""
        return self.versions.get(found, ())

    def numbers(self, found: Field) -> frozenset[int]:
        """Return how many people stood behind each publication of a field."""
        return frozenset(v.n for v in self.of(found))

    def last(self, cell: Cell) -> Version | None:
        """Return the last publication of a cell."""
        same = [v for v in self.of(cell.field) if v.supports == cell.supports]
        return same[-1] if same else None

    def same(self, cell: Cell, n: int, supporting: int) -> Version | None:
        """Return the publication of the very same figure, if there was one."""
        wanted = (cell.supports, n, supporting)
        return next(
            (
                v
                for v in self.of(cell.field)
                if (v.supports, v.n, v.supporting) == wanted
            ),
            None,
        )

    def moves(self, cell: Cell, n: int, supporting: int) -> bool:
        """Say whether a figure may follow all that was published of its field."""
        return all(
            abs(n - v.n) >= self.policy.batch
            or (n == v.n and supporting == v.supporting)
            or (n == v.n and v.supports != cell.supports)
            for v in self.of(cell.field)
        )

    def parts_of(self, whole: Field) -> Sequence[Field]:
        """Return the parts of a field of which anything was published."""
        return self.parts.get(whole, ())

    def file(self, found: Field, version: Version) -> None:
        """Put a publication under its field."""
        if found not in self.versions:
            self.versions[found] = []
            part, whole = found, whole_of(found)
            while whole is not None and part not in self.parts_of(whole):
                self.parts.setdefault(whole, []).append(part)
                part, whole = whole, whole_of(whole)
        self.versions[found].append(version)

    def add(
        self, cell: Cell, n: int, supporting: int, shown: Mapping[str, object]
    ) -> None:
        """Note a figure as published; the same one is noted once."""
        version = Version(cell.supports, n, supporting, dict(shown))
        if version not in self.of(cell.field):
            self.file(cell.field, version)
            self.added.append(Entry(str(cell), n, supporting, dict(shown)))


def open_ledger(register: Iterable[Entry], policy: Policy) -> Ledger:
    """Sort the register, oldest first."""
    ledger = Ledger(policy)
    for entry in register:
        cell = parse_cell(entry.cell)
        if cell is None:
            ledger.releases[entry.cell] = entry
            continue
        version = Version(cell.supports, entry.n, entry.supporting, entry.shown)
        ledger.file(cell.field, version)
    return ledger


# --- as JSON -------------------------------------------------------------------


def entry_to_json(entry: Entry) -> str:
    """Write an entry as one line of JSON."""
    return json.dumps(
        {
            "cell": entry.cell,
            "n": entry.n,
            "supporting": entry.supporting,
            "shown": entry.shown,
            "closed": entry.closed,
        },
        ensure_ascii=False,
        sort_keys=True,
    )


def entry_from_json(line: str) -> Entry:
    """Read what `entry_to_json` wrote."""
    data = json.loads(line)
    return Entry(
        str(data["cell"]),
        int(data["n"]),
        int(data["supporting"]),
        dict(data["shown"]),
        closed=bool(data["closed"]),
    )
