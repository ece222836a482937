"""Chances against SciPy, and the rules of testing many things."""

from importlib import import_module
from typing import Any

import pytest

from analysis.chance import (
    at_least,
    at_most,
    binomial,
    chi_square_tail,
    discoveries,
    heterogeneity,
)

stats: Any = import_module("scipy.stats")  # exports no types


@pytest.mark.parametrize("n", [1, 10, 50, 1000])
@pytest.mark.parametrize("p", [0.0, 0.1, 0.5, 0.9, 1.0])
def test_binomial_tails(n: int, p: float) -> None:
    for k in {0, n // 3, n}:
        assert binomial(k, n, p) == pytest.approx(stats.binom.pmf(k, n, p), abs=1e-10)
        assert at_least(k, n, p) == pytest.approx(stats.binom.sf(k - 1, n, p), abs=1e-9)
        assert at_most(k, n, p) == pytest.approx(stats.binom.cdf(k, n, p), abs=1e-9)


@pytest.mark.parametrize("degrees", [1, 2, 3, 4, 7, 20])
@pytest.mark.parametrize("x", [0.1, 1.0, 3.84, 12.0, 40.0])
def test_chi_square_tail(x: float, degrees: int) -> None:
    expected = stats.chi2.sf(x, degrees)
    assert chi_square_tail(x, degrees) == pytest.approx(expected, rel=1e-9)


def test_heterogeneity_is_the_chi_square_test() -> None:
    table = [[44, 6], [15, 35], [30, 20]]
    expected = stats.chi2_contingency(table, correction=False).pvalue
    assert heterogeneity([(44, 50), (15, 50), (30, 50)]) == pytest.approx(expected)


@pytest.mark.parametrize(
    "groups",
    [
        [],
        [(5, 10)],
        [(10, 10), (12, 12)],
        [(0, 10), (0, 12)],
        [(9, 10), (10, 10)],
    ],
)
def test_no_test_where_answers_are_too_few(groups: list[tuple[int, int]]) -> None:
    assert heterogeneity(groups) is None


def test_false_discoveries_against_scipy() -> None:
    values = [0.001, 0.012, 0.03, 0.04, 0.2, 0.5, 0.9]
    adjusted = stats.false_discovery_control(values)
    assert discoveries(values, 0.10) == tuple(bool(p <= 0.10) for p in adjusted)
    assert discoveries((), 0.10) == ()


def test_a_later_rank_carries_the_earlier_ones() -> None:
    """0.06 fails at its own rank and stands through 0.09 at rank four of four."""
    assert discoveries([0.06, 0.07, 0.08, 0.09], 0.10) == (True,) * 4
