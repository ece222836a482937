"""How sure a share is: Wilson's interval, its bars, and the difference of two.

The interval is two-sided at the confidence of `Bars` (90%), so that each end is a
one-sided claim at 95%. No correction for a finite population: that would only
narrow it. It says nothing about those who did not answer.
"""

from functools import cache
from math import sqrt
from statistics import NormalDist

from analysis.model import Figure

_TINY = 1e-12  # an end on the bar reaches it, whatever the last bit says


@cache
def z_of(confidence: float) -> float:
    """Return the normal deviate of a two-sided confidence (0.90 gives 1.6448)."""
    return NormalDist().inv_cdf(0.5 + confidence / 2)


def interval(supporting: int, n: int, confidence: float = 0.90) -> tuple[float, float]:
    """Return Wilson's interval for ``supporting`` of ``n``; 0 to 1 where n is 0."""
    if n == 0:
        return 0.0, 1.0
    z = z_of(confidence)
    share, squared = supporting / n, z * z
    middle = share + squared / (2 * n)
    half = z * sqrt(share * (1 - share) / n + squared / (4 * n * n))
    scale = 1 + squared / n
    low = 0.0 if supporting == 0 else (middle - half) / scale
    high = 1.0 if supporting == n else (middle + half) / scale
    return low, high


def figure(
    supporting: int, n: int, left_out: int = 0, confidence: float = 0.90
) -> Figure:
    """Return the figure of ``supporting`` people of ``n``, with its interval."""
    low, high = interval(supporting, n, confidence)
    return Figure(n, supporting, low, high, left_out)


def reaches(end: float, bar: float) -> bool:
    """Say whether an interval's end is at the bar or above it."""
    return end >= bar - _TINY


def below(end: float, bar: float) -> bool:
    """Say whether an interval's end is under the bar."""
    return not reaches(end, bar)


def fewest_supporting(n: int, bar: float, confidence: float = 0.90) -> int | None:
    """Return how many of ``n`` must say so that the lower end reaches ``bar``."""
    return next(
        (k for k in range(n + 1) if reaches(interval(k, n, confidence)[0], bar)), None
    )


def most_reporting(n: int, bar: float, confidence: float = 0.90) -> int | None:
    """Return how many of ``n`` may report a deficit that is still gone."""
    return next(
        (k for k in range(n, -1, -1) if reaches(bar, interval(k, n, confidence)[1])),
        None,
    )


def difference(first: Figure, second: Figure) -> tuple[float, float]:
    """Return Newcombe's interval for the first share minus the second.

    It is built of the two Wilson intervals, at whatever confidence they have.
    """
    gap = first.share - second.share
    down = sqrt((first.share - first.low) ** 2 + (second.high - second.share) ** 2)
    up = sqrt((first.high - first.share) ** 2 + (second.share - second.low) ** 2)
    return gap - down, gap + up
