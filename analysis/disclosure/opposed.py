"""Contradictions and changes: said only where the print bears them out.

A contradiction, or "better", is one more fact about two figures. It is released only
where every pair of counts that print like the true ones would show it as well, so
that it adds nothing to the two prints.
"""

from collections.abc import Callable, Iterator
from itertools import product

from analysis.disclosure.coding import HIDDEN, block, show
from analysis.model import Bars, Contradiction, Figure
from analysis.release import Policy, ShownContradiction
from analysis.wilson import difference, figure

_PEOPLE = ("families_staff", "groups")


def release_contradictions(
    found: tuple[Contradiction, ...],
    bars: Bars,
    policy: Policy,
    may_show: Callable[[str, Figure], bool],
) -> Iterator[ShownContradiction]:
    """Yield the contradictions that may be shown, each side as it prints.

    Args:
        found: The assessment's.
        bars: The thresholds of the assessment.
        policy: The rules.
        may_show: Says whether a side, by its name and figure, may be published.
    """
    for one in found:
        sides = [(name, side) for name, side in one.sides if side is not None]
        if one.kind in _PEOPLE and not (
            len(sides) == 2  # noqa: PLR2004 - two sides
            and all(may_show(name, side) for name, side in sides)
            and apart(one.kind, sides[0][1], sides[1][1], bars, policy)
        ):
            continue
        yield ShownContradiction(
            one.kind,
            one.features,
            tuple(
                (
                    name,
                    show(side, bars, policy)
                    if side is not None and (_record(name) or may_show(name, side))
                    else HIDDEN,
                )
                for name, side in one.sides
            ),
            one.says,
        )


def _record(name: str) -> bool:
    return name.startswith("attached:")


def apart(kind: str, first: Figure, second: Figure, bars: Bars, policy: Policy) -> bool:
    """Say whether all pairs of counts that print like these two lie apart."""
    if min(first.n, second.n) < policy.fewest:
        return False
    return all(
        _apart(kind, a, b, bars)
        for a, b in product(_alike(first, bars, policy), _alike(second, bars, policy))
    )


def _alike(found: Figure, bars: Bars, policy: Policy) -> tuple[Figure, ...]:
    same = block(found.n, found.supporting, bars, policy)
    return tuple(
        figure(k, found.n, confidence=bars.confidence)
        for k in range(same.first, same.last + 1)
    )


def _apart(kind: str, first: Figure, second: Figure, bars: Bars) -> bool:
    if abs(first.share - second.share) <= bars.contradiction_gap:
        return False
    if kind == "families_staff":
        return first.low > second.high or second.low > first.high
    low, high = difference(first, second)
    return low > 0 or high < 0
