"""Counts of linked figures: nobody may be told by adding prints up.

Three prints that each stand for two counts can still tell all three, where one is the
sum of the others: 14 or 15 of one tier and 9 or 10 of the other make 23, 24 or 25, so
a county of 22 or 23 tells them all. So a figure that belongs to a sum is printed so
coarsely that, whatever its count, every figure of the sum and everybody left over
keeps at least two possible counts, for a reader who knows exactly how many people
stand behind each.

How coarsely depends on what is published already and on numbers of people, never on
the count itself; otherwise the coarseness would tell it. Sums are intervals: as every
figure stands for a run of neighbouring counts, the least and the greatest possible
count of each are found by passing bounds along the sums until nothing moves.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from analysis.disclosure.cells import Cell, Field, kind_of, whole_of
from analysis.disclosure.register import Ledger

Run = tuple[int, int]
_ROUNDS = 200  # bounds of counts that somebody withdrew may chase each other


@dataclass(slots=True)
class _Sums:
    """Figures with their possible counts, and which of them is the sum of which.

    Attributes:
        runs: Least and greatest possible count of each.
        fewest: How many counts each must keep.
        sums: A whole, and its parts.
    """

    runs: list[Run] = field(default_factory=list)
    fewest: list[int] = field(default_factory=list)
    sums: list[tuple[int, list[int]]] = field(default_factory=list)

    def put(self, run: Run) -> int:
        self.runs.append(run)
        self.fewest.append(min(2, run[1] - run[0] + 1))
        return len(self.runs) - 1

    def narrowed(self, which: int, run: Run) -> list[Run] | None:
        """Return what is possible where one count is known better; None: nothing."""
        runs = list(self.runs)
        runs[which] = run
        for _ in range(_ROUNDS):
            moved = False
            for whole, parts in self.sums:
                low = sum(runs[p][0] for p in parts)
                high = sum(runs[p][1] for p in parts)
                limits = [(whole, low, high)] + [
                    (
                        p,
                        runs[whole][0] - high + runs[p][1],
                        runs[whole][1] - low + runs[p][0],
                    )
                    for p in parts
                ]
                for one, least, most in limits:
                    a, b = runs[one]
                    if least > a or most < b:
                        runs[one] = (max(a, least), min(b, most))
                        moved = True
            if any(a > b for a, b in runs):
                return None
            if not moved:
                return runs
        return None

    def keeps(self, which: int, run: Run) -> bool:
        """Say whether every figure keeps enough counts beside this run, or it fails."""
        runs = self.narrowed(which, run)
        return runs is None or all(
            b - a + 1 >= fewest
            for (a, b), fewest in zip(runs, self.fewest, strict=True)
        )


def linked_run(
    ledger: Ledger, cell: Cell, n: int, supporting: int, runs: Sequence[Run]
) -> Run:
    """Return the run of counts that a figure prints as, given all it is linked with.

    Args:
        ledger: What was published.
        cell: The figure's cell.
        n: How many people stand behind it.
        supporting: How many of them support it.
        runs: The runs that it would print as if it stood alone.
    """
    alone = next(run for run in runs if run[0] <= supporting <= run[1])
    sums, which = _linked(ledger, cell, n)
    if not sums.sums:
        return alone
    possible = sums.narrowed(which, (0, n))
    if possible is None or not possible[which][0] <= supporting <= possible[which][1]:
        return alone
    least, most = possible[which]
    near = [run for run in runs if run[0] <= most and run[1] >= least]
    merged = _merge(sums, which, near, (least, most))
    return next(run for run in merged if run[0] <= supporting <= run[1])


def _merge(sums: _Sums, which: int, near: list[Run], within: Run) -> list[Run]:
    """Join runs until none of them would tell a count, whichever it is."""
    runs = list(near)
    while len(runs) > 1:
        unsafe = next(
            (
                i
                for i, (a, b) in enumerate(runs)
                if not sums.keeps(which, (max(a, within[0]), min(b, within[1])))
            ),
            None,
        )
        if unsafe is None:
            return runs
        first = unsafe - 1 if unsafe == len(runs) - 1 else unsafe
        runs[first : first + 2] = [(runs[first][0], runs[first + 1][1])]
    return runs


def _linked(ledger: Ledger, cell: Cell, n: int) -> tuple[_Sums, int]:
    """Lay out every sum that a new figure takes part in."""
    sums = _Sums()
    top = cell.field
    while (whole := whole_of(top)) is not None:
        top = whole
    new = sums.put((0, n))
    sums.fewest[new] = 2
    _lay(ledger, cell, n, top, sums)
    return sums, new


def _lay(
    ledger: Ledger, cell: Cell, n: int, found: Field, sums: _Sums
) -> tuple[int, int] | None:
    """Lay out a field and all below; return its last figure and its people."""
    versions = [
        (v.n, sums.put(v.counts))
        for v in ledger.of(found)
        if v.supports == cell.supports and v.counts is not None
    ]
    if found == cell.field:
        versions.append((n, 0))
    last = versions[-1] if versions else None
    for (less, a), (more, b) in zip(
        sorted(versions), sorted(versions)[1:], strict=False
    ):
        _add_up(sums, (more, b), [(less, a)])
    parts: dict[str, list[tuple[int, int]]] = {}
    below = {*ledger.parts_of(found)}
    if whole_of(cell.field) == found:
        below.add(cell.field)
    for part in sorted(below, key=str):
        laid = _lay(ledger, cell, n, part, sums)
        if laid is not None:
            parts.setdefault(kind_of(part), []).append(laid)
    for own in parts.values():
        if last is not None:
            _add_up(sums, last, own)
    return last


def _add_up(sums: _Sums, whole: tuple[int, int], parts: list[tuple[int, int]]) -> None:
    rest = whole[0] - sum(people for people, _ in parts)
    if rest < 0:
        return
    indexes = [index for _, index in parts]
    if rest:
        indexes.append(sums.put((0, rest)))
    sums.sums.append((whole[1], indexes))
