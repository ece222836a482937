"""Differences between linked figures: nobody may be left over in a subtraction.

A year is the sum of its quarters, a quarter of its tiers, a year of its districts and
of its modes, a wave of its grades and of its partners. Whoever has the whole and some
of its parts can subtract. So for every published whole, in every version ever shown,
and for every sum of published parts below it, the people left over are none or at
least ten.

The sums are found exactly, as a set of attainable totals, not by trying pairs: parts
of parts count, and of each part any version or none. Where a part would leave too few
over, the smallest part is withheld first, then the next; a whole that would is
withheld itself, because its parts are out already.
"""

from collections.abc import Iterable, Iterator

from analysis.disclosure.cells import YEARLY, Field, kind_of, whole_of, year_of
from analysis.disclosure.register import Ledger


def leaves_few(ledger: Ledger, found: Field, n: int) -> bool:
    """Say whether publishing ``n`` for a field would leave too few over somewhere."""
    return any(
        0 < abs(whole - total) < ledger.policy.fewest
        for wholes, totals in _subtractions(ledger, found, n)
        for whole in wholes
        for total in totals
    )


def _subtractions(
    ledger: Ledger, found: Field, n: int
) -> Iterator[tuple[Iterable[int], frozenset[int]]]:
    for totals in _part_sums(ledger, found).values():
        yield {n}, totals
    below, sums = found, frozenset({0, n})
    whole = whole_of(found)
    while whole is not None:
        sums = _sum_with(ledger, whole, below, sums)
        yield ledger.numbers(whole), sums
        below, whole = whole, whole_of(whole)


def _sum_with(
    ledger: Ledger, whole: Field, below: Field, sums: frozenset[int]
) -> frozenset[int]:
    """Return what ``below``, of totals ``sums``, and its siblings add up to."""
    kind = kind_of(below)
    for part in ledger.parts_of(whole):
        if part != below and kind_of(part) == kind:
            sums = _plus(sums, _attainable(ledger, part))
    return sums


def _attainable(ledger: Ledger, found: Field) -> frozenset[int]:
    """Return every total that published figures of a field and below it make up."""
    totals = {0, *ledger.numbers(found)}
    for sums in _part_sums(ledger, found).values():
        totals |= sums
    return frozenset(totals)


def _part_sums(ledger: Ledger, found: Field) -> dict[str, frozenset[int]]:
    sums: dict[str, frozenset[int]] = {}
    for part in ledger.parts_of(found):
        kind = kind_of(part)
        sums[kind] = _plus(sums.get(kind, frozenset({0})), _attainable(ledger, part))
    return sums


def _plus(left: frozenset[int], right: frozenset[int]) -> frozenset[int]:
    return frozenset(a + b for a in left for b in right)


def published_at(kind: str, period: str) -> bool:
    """Say whether a kind of cut is in the fixed list for a period of this length."""
    quarter = year_of(period) is not None
    year = period.isdigit()
    if kind in YEARLY:
        return year
    if kind == "tier":
        return quarter
    return kind in {"grade", "partner"} and not quarter and not year
