"""Chances, exactly: binomial tails, one test over groups, false discoveries.

Pure arithmetic of the standard library. The test over groups is the chi-square
test of homogeneity; where answers are too few for it (Cochran's rule) there is no
test rather than a doubtful one.
"""

from collections.abc import Sequence
from math import erfc, exp, gamma, lgamma, log, sqrt

_SMALLEST, _USUAL, _USUAL_SHARE = 1.0, 5.0, 0.8  # Cochran: expected counts


def binomial(k: int, n: int, p: float) -> float:
    """Return the chance of exactly ``k`` of ``n`` at a true share of ``p``."""
    if p in {0.0, 1.0}:
        return float(k == n * int(p))
    ways = lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
    return exp(ways + k * log(p) + (n - k) * log(1 - p))


def at_least(k: int, n: int, p: float) -> float:
    """Return the chance of ``k`` or more of ``n``."""
    return min(1.0, sum(binomial(i, n, p) for i in range(k, n + 1)))


def at_most(k: int, n: int, p: float) -> float:
    """Return the chance of ``k`` or fewer of ``n``."""
    return min(1.0, sum(binomial(i, n, p) for i in range(k + 1)))


def chi_square_tail(x: float, degrees: int) -> float:
    """Return the chance of a chi-square value of ``x`` or more."""
    half = x / 2
    if degrees % 2 == 0:
        terms = (half**i / gamma(i + 1) for i in range(degrees // 2))
        return exp(-half) * sum(terms)
    terms = (half ** (i - 0.5) / gamma(i + 0.5) for i in range(1, degrees // 2 + 1))
    return erfc(sqrt(half)) + exp(-half) * sum(terms)


def heterogeneity(groups: Sequence[tuple[int, int]]) -> float | None:
    """Return the p-value of "all groups share one share", or None if untestable.

    Args:
        groups: Supporting and valid answers of each group.
    """
    total, valid = sum(k for k, _ in groups), sum(n for _, n in groups)
    if len(groups) < 2 or total in {0, valid}:  # noqa: PLR2004 - two make a difference
        return None
    share = total / valid
    expected = [n * k / valid for _, n in groups for k in (total, valid - total)]
    usual = sum(e >= _USUAL for e in expected) / len(expected)
    if min(expected) < _SMALLEST or usual < _USUAL_SHARE:
        return None
    x = sum((k - n * share) ** 2 / (n * share * (1 - share)) for k, n in groups)
    return chi_square_tail(x, len(groups) - 1)


def discoveries(p_values: Sequence[float], rate: float = 0.10) -> tuple[bool, ...]:
    """Say which tests stand when false discoveries are kept to ``rate``.

    Benjamini and Hochberg's step-up rule over all tests that were made.
    """
    ranked = sorted(p_values)
    m = len(ranked)
    bound = max((p for i, p in enumerate(ranked, 1) if p <= rate * i / m), default=-1.0)
    return tuple(p <= bound for p in p_values)
