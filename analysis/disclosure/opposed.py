"""Contradictions and changes: said only where the print bears them out.

A contradiction, or "better", is one more fact about two figures. It is released only
where every pair of counts that print like the true ones would show it as well, so
that it adds nothing to the two prints.
"""

from collections.abc import Callable, Iterator
from itertools import product

from analysis.disclosure.coding import HIDDEN, Block, show
from analysis.disclosure.desk import Print
from analysis.model import Bars, Contradiction, Figure
from analysis.release import Policy, Shown, ShownContradiction
from analysis.wilson import difference, figure

_PEOPLE = ("families_staff", "groups")
Prints = Callable[[Contradiction, str, Figure], Print | None]


def release_contradictions(
    found: tuple[Contradiction, ...], bars: Bars, policy: Policy, prints: Prints
) -> Iterator[ShownContradiction]:
    """Yield the contradictions that may be shown, each side as it prints.

    ``prints`` gives what prints of a side, of its name and figure; None: nothing may.
    """
    for one in found:
        sides = [
            None if side is None or _record(name) else prints(one, name, side)
            for name, side in one.sides
        ]
        if one.kind in _PEOPLE and not _opposed(one.kind, sides, bars):
            continue
        yield ShownContradiction(
            one.kind,
            one.features,
            tuple(
                (name, show(side, bars, policy) if _record(name) else _shown(printed))
                for (name, side), printed in zip(one.sides, sides, strict=True)
            ),
            one.says,
        )


def _record(name: str) -> bool:
    return name.startswith("attached:")


def _shown(printed: Print | None) -> Shown:
    return HIDDEN if printed is None else printed.shown


def _opposed(kind: str, sides: list[Print | None], bars: Bars) -> bool:
    known = [side.block for side in sides if side is not None]
    if len(known) != len(sides) or len(known) != 2:  # noqa: PLR2004 - two sides
        return False
    return apart(kind, known[0], known[1], bars)


def apart(kind: str, first: Block, second: Block, bars: Bars) -> bool:
    """Say whether all pairs of counts that print like these two lie apart."""
    return all(
        _apart(kind, a, b, bars)
        for a, b in product(_alike(first, bars), _alike(second, bars))
    )


def _alike(found: Block, bars: Bars) -> tuple[Figure, ...]:
    return tuple(
        figure(k, found.n, confidence=bars.confidence)
        for k in range(found.first, found.last + 1)
    )


def _apart(kind: str, first: Figure, second: Figure, bars: Bars) -> bool:
    if abs(first.share - second.share) <= bars.contradiction_gap:
        return False
    if kind == "families_staff":
        return first.low > second.high or second.low > first.high
    low, high = difference(first, second)
    return low > 0 or high < 0
