"""How one figure is coded before it may be seen: "k of n people" becomes a `Shown`.

Rule 1: what prints depends on a *block* alone: a run of neighbouring counts for the
        same number of people. Every block holds at least two counts, and the runs at
        both ends hold at least two, so that nobody can tell "all" from "all but one",
        not even someone who knows exactly how many people answered.
Rule 2: blocks mirror each other: k of n and n - k of n lie in mirrored blocks, so that
        two features that read one question from opposite sides reveal no more.
Rule 3: the interval that prints is the whole block's, its ends rounded outwards, and
        a status is read from that interval. Print and status cannot disagree.
Rule 4: nothing here depends on anything but the count, the number of people, the bars
        and the policy: asking twice gives the same answer.

Blocks are chosen so that as few statuses as possible are lost; with the bars of the
toolkit's reading none that says "evidenced" or "gone" is lost from 20 people up
(`docs/adr/0010-what-a-small-group-may-show.md`).
"""

import math
from dataclasses import dataclass
from functools import lru_cache

from analysis.model import Bars, Figure, Polarity, Status
from analysis.release import Policy, Share, Shown
from analysis.wilson import interval

_HAIR = 1e-9  # keeps 0.6000000001 and 0.6 on the same side of a rounding edge
_WIDEST = 5  # the longest run that is worth looking at
# What it costs to lose a status: "evidenced" or "gone"; "persists"; "contradicted".
_SETTLED, _PERSISTS, _OPPOSED = 12, 3, 1
_ALONE = 3  # a count that stands alone counts as a run of so many
HIDDEN = Shown()
Run = tuple[int, int]
_Best = tuple[int, int, tuple[Run, ...]]
_Edge = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Block:
    """Counts that print alike: ``first`` to ``last`` of ``n`` people.

    ``low`` and ``high`` are the interval ends that print, in per cent.
    """

    n: int
    first: int
    last: int
    low: int
    high: int

    @property
    def capped(self) -> bool:
        """Whether the block reaches everybody or nobody."""
        return self.first == 0 or self.last == self.n


def nearest(number: float, step: int) -> int:
    """Round to the nearest multiple of ``step``, halves up."""
    return math.floor(number / step + 0.5 + _HAIR) * step


# --- blocks -------------------------------------------------------------------


def block(n: int, supporting: int, bars: Bars, policy: Policy) -> Block:
    """Return the block of ``supporting`` out of ``n`` people."""
    first, last = next(
        (a, b) for a, b in blocks(n, bars, policy) if a <= supporting <= b
    )
    return block_of(n, first, last, bars, policy)


def block_of(n: int, first: int, last: int, bars: Bars, policy: Policy) -> Block:
    """Return the block of a run of counts, with the interval that prints."""
    low, _ = interval(first, n, bars.confidence)
    _, high = interval(last, n, bars.confidence)
    step = policy.coarse
    return Block(
        n,
        first,
        last,
        max(0, math.floor(100 * low / step + _HAIR) * step),
        min(100, math.ceil(100 * high / step - _HAIR) * step),
    )


def blocks(n: int, bars: Bars, policy: Policy) -> tuple[Run, ...]:
    """Cut 0…n into runs that print alike, mirrored about the middle.

    Under ``policy.small`` people every run holds at least two counts. From there up a
    count may stand alone between two statuses, if at least ``policy.fewest`` people
    stand on either side of it and another count prints the same in a group whose
    number prints the same.
    """
    if n < policy.small:
        return _cut(n, bars, policy, frozenset())
    return _alike(nearest(n, policy.base), bars, policy)[n]


@lru_cache(maxsize=1024)
def _alike(printed: int, bars: Bars, policy: Policy) -> dict[int, tuple[Run, ...]]:
    """Cut all sizes of group that print as one, so that no print tells one count."""
    first = max(policy.small, printed - policy.base)
    sizes = [
        n
        for n in range(first, printed + policy.base + 1)
        if nearest(n, policy.base) == printed
    ]
    barred: dict[int, frozenset[int]] = dict.fromkeys(sizes, frozenset())
    while True:
        runs = {n: _cut(n, bars, policy, barred[n]) for n in sizes}
        told = _told(runs, bars, policy)
        if not told:
            return runs
        for n, k in told:
            barred[n] |= {k, n - k}


def _told(
    runs: dict[int, tuple[Run, ...]], bars: Bars, policy: Policy
) -> list[tuple[int, int]]:
    """Return the counts, by size of group, that their print would tell exactly."""
    prints: dict[object, list[tuple[int, int]]] = {}
    for n, cut in runs.items():
        shown = {
            k: show_block(block_of(n, first, last, bars, policy), policy)
            for first, last in cut
            for k in range(first, last + 1)
        }
        for k in range(n + 1):
            prints.setdefault((shown[k], shown[n - k]), []).append((n, k))
    return [
        one
        for possible in prints.values()
        if len({k for _, k in possible}) == 1 or len({n - k for n, k in possible}) == 1
        for one in possible
    ]


@lru_cache(maxsize=4096)
def _cut(n: int, bars: Bars, policy: Policy, barred: frozenset[int]) -> tuple[Run, ...]:
    """Find the cut that loses fewest statuses, and of those the finest.

    A table over the last count still to be covered, from the middle outwards, holds
    the best cut of what lies between it and its mirror image.
    """
    edges = _edges(n, bars)
    best: dict[int, _Best] = {}

    def may(first: int, last: int) -> bool:
        if first < last:
            return True
        enough = min(first, n - last) >= policy.fewest
        return n >= policy.small and enough and first not in barred

    for last in range(n // 2, n + 1):
        options: list[_Best] = []
        if n - last == last + 1:
            options.append((0, 0, ()))
        elif n - last <= last and may(n - last, last):
            run = (n - last, last)
            options.append((_lost(*run, edges), _breadth(*run), (run,)))
        for first in range(last, max(n - last, last - _WIDEST, n // 2), -1):
            inner = best.get(first - 1)
            if inner is not None and may(first, last):
                lost, width, runs = inner
                options.append(
                    (
                        lost + 2 * _lost(first, last, edges),
                        width + 2 * _breadth(first, last),
                        ((first, last), *runs),
                    )
                )
        if options:
            best[last] = min(options)
    upper = best[n][2]
    return tuple(sorted({(n - b, n - a) for a, b in upper} | set(upper)))


def _breadth(first: int, last: int) -> int:
    return (_ALONE if first == last else last - first + 1) ** 2


def _edges(n: int, bars: Bars) -> tuple[_Edge, ...]:
    """Return where a status changes: (last count below, first above, its cost).

    For a test "the low end is at least t" the counts from ``first above`` up pass;
    for "the high end is at most t" those up to ``last below`` do: the sign of the
    cost tells the two apart.
    """
    cost: dict[float, int] = {}
    for bar in (bars.developing, bars.maturing, bars.mature, 1 - bars.gone):
        cost[round(bar, 6)] = _SETTLED
    cost.setdefault(round(bars.gone, 6), _PERSISTS)
    for bar in tuple(cost):
        cost.setdefault(round(1 - bar, 6), _OPPOSED)
    ends = [interval(k, n, bars.confidence) for k in range(n + 1)]
    edges = []
    for t, price in sorted(cost.items()):
        passing = sum(low >= t - _HAIR for low, _ in ends)
        edges.append((n - passing, n - passing + 1, price))
        passing = sum(high <= 1 - t + _HAIR for _, high in ends)
        edges.append((passing - 1, passing, -price))
    return tuple(edges)


def _lost(first: int, last: int, edges: tuple[_Edge, ...]) -> int:
    lost = 0
    for below, above, cost in edges:
        if first <= below and above <= last:
            lost += (
                cost * (last - above + 1) if cost > 0 else -cost * (below - first + 1)
            )
    return lost


# --- what prints ---------------------------------------------------------------


def show(figure: Figure | None, bars: Bars, policy: Policy) -> Shown:
    """Return a figure as it may be printed; all empty under ``policy.fewest``."""
    if figure is None or figure.n < policy.fewest:
        return HIDDEN
    return show_block(
        block(figure.n, figure.supporting, bars, policy), policy, figure.left_out
    )


def show_block(found: Block, policy: Policy, left_out: int = 0) -> Shown:
    """Return what prints for a block."""
    n = nearest(found.n, policy.base)
    supporting = _numerator(found, policy)
    share = (
        _coarse_share(found, policy)
        if supporting is None
        else Share(_clamp(nearest(100 * supporting / n, 1), found))
    )
    return Shown(
        n=n,
        share=share,
        low=found.low,
        high=found.high,
        supporting=supporting,
        left_out=_left_out(found, left_out, policy),
    )


def rate(part: int, whole: int, policy: Policy) -> Share | None:
    """Return a coarse share of two numbers of people, or None about too few.

    None, too, where the part is larger than the whole: then the whole is wrong. It is
    worked out from the numbers rounded to fives, so that it adds nothing to
    numbers that print, or might, and cannot be turned back into exact ones.
    """
    if min(part, whole) < policy.fewest:
        return None
    if nearest(part, policy.base) > nearest(whole, policy.base):
        return None
    return _rate(nearest(part, policy.base), whole, policy)


def _rate(rounded: int, whole: int, policy: Policy) -> Share:
    share = 100 * rounded / nearest(whole, policy.base)
    edge = policy.coarse if whole >= 2 * policy.fewest else 2 * policy.coarse
    value = nearest(share, policy.coarse)
    if value >= 100 - edge:
        return Share(100 - edge, "or more")
    if value <= edge:
        return Share(edge, "or less")
    return Share(value)


def _left_out(found: Block, left_out: int, policy: Policy) -> Share:
    asked = found.n + left_out
    rest = nearest(asked, policy.base) - nearest(found.n, policy.base)
    return _rate(rest, asked, policy)


def _numerator(found: Block, policy: Policy) -> int | None:
    enough = min(found.first, found.n - found.last) >= policy.fewest
    if found.n < policy.small or not enough:
        return None
    return nearest((found.first + found.last) / 2, policy.base)


def _coarse_share(found: Block, policy: Policy) -> Share:
    step = policy.coarse
    if found.last == found.n:
        value = math.floor(100 * found.first / found.n / step + _HAIR) * step
        return Share(min(value, 100 - step), "or more")
    if found.first == 0:
        value = math.ceil(100 * found.last / found.n / step - _HAIR) * step
        return Share(max(value, step), "or less")
    middle = 50 * (found.first + found.last) / found.n
    value = _clamp(nearest(middle, step), found)
    return Share(min(max(value, step), 100 - step))


def _clamp(value: int, found: Block) -> int:
    return min(max(value, found.low), found.high)


# --- statuses -----------------------------------------------------------------


def statuses(found: Block, polarity: Polarity, bar: float, bars: Bars) -> set[Status]:
    """Return the statuses of the counts that print alike; one, if print settles it."""
    return {
        _status(*interval(k, found.n, bars.confidence), polarity, bar)
        for k in range(found.first, found.last + 1)
    }


def reading(found: Block, polarity: Polarity, bar: float) -> Status:
    """Read the status off the interval that prints, as a reader would."""
    return _status(found.low / 100, found.high / 100, polarity, bar)


def _status(low: float, high: float, polarity: Polarity, bar: float) -> Status:
    if polarity is Polarity.STRENGTH:
        if low >= bar - _HAIR:
            return Status.EVIDENCED
        return Status.CONTRADICTED if high <= bar + _HAIR else Status.MIXED
    if high <= bar + _HAIR:
        return Status.GONE
    return Status.PERSISTS if low >= bar - _HAIR else Status.MIXED
