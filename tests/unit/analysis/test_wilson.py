"""Wilson's interval against hand-worked thresholds, false claims and power."""

import csv
from decimal import Decimal, getcontext
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from analysis.chance import at_least
from analysis.model import Bars, Polarity
from analysis.power import pass_chance
from analysis.wilson import (
    difference,
    fewest_supporting,
    figure,
    interval,
    most_reporting,
    z_of,
)

stats: Any = import_module("scipy.stats")  # exports no types
ROOT = Path(__file__).parents[3]
THRESHOLDS = ROOT / "tests" / "data" / "wilson_thresholds.csv"
REFERENCE = ROOT.parent / "shared" / "reference" / "model" / "wilson_bars.csv"
BARS = (0.50, 0.60, 0.75)


def rows(path: Path) -> list[tuple[int, ...]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [tuple(map(int, row)) for row in list(csv.reader(file))[1:]]


def test_z_is_that_of_ninety_per_cent() -> None:
    assert z_of(0.90) == pytest.approx(1.6448536269514722, abs=1e-13)


def test_every_threshold_from_10_to_200() -> None:
    expected = rows(THRESHOLDS)
    assert len(expected) == 191
    for n, *needed, gone, persists in expected:
        assert [fewest_supporting(n, bar) for bar in BARS] == needed
        assert most_reporting(n, 0.25) == gone
        assert fewest_supporting(n, 0.25) == persists


def test_the_thresholds_agree_with_the_reference_where_it_is_at_hand() -> None:
    if not REFERENCE.exists():
        pytest.skip("the reference folder is not part of a clone")
    assert rows(REFERENCE) == rows(THRESHOLDS)


@pytest.mark.parametrize("bar", ["0.5", "0.6", "0.75", "0.25"])
def test_the_interval_is_the_score_test_turned_round(bar: str) -> None:
    """In 40 decimals: the lower end is at the bar when the score test says so."""
    getcontext().prec = 40
    share, squared = Decimal(bar), Decimal("1.6448536269514722") ** 2
    for n in range(1, 120):
        for k in range(n + 1):
            off = Decimal(k) - share * n
            surely = off * off >= squared * share * (1 - share) * n
            low, high = interval(k, n)
            assert (low >= float(bar)) == (off >= 0 and surely)
            assert (high <= float(bar)) == (off <= 0 and surely)


@pytest.mark.parametrize(("k", "n"), [(17, 24), (0, 10), (10, 10), (83, 100), (1, 7)])
def test_the_interval_is_scipys(k: int, n: int) -> None:
    expected = stats.binomtest(k, n).proportion_ci(0.90, method="wilson")
    assert interval(k, n) == pytest.approx((expected.low, expected.high), abs=1e-12)


def test_of_nobody_nothing_is_known() -> None:
    assert interval(0, 0) == (0.0, 1.0)


def test_the_share_of_nobody_is_nought() -> None:
    assert figure(0, 0, left_out=4).share == 0.0


def test_false_claims_at_the_bar() -> None:
    """A true share exactly on the bar is called evidenced in 3 to 6% of cases at 10,
    24, 50 and 100 answers; reading the share at its face would do so in 49 to 63%.
    """
    careful, naive = [], []
    for bar in BARS:
        for n in (10, 24, 50, 100):
            need = fewest_supporting(n, bar)
            assert need is not None
            careful.append(at_least(need, n, bar))
            naive.append(at_least(-int(-bar * n // 1), n, bar))
    assert min(careful) > 0.03
    assert max(careful) < 0.06
    assert round(min(naive), 2) == 0.49
    assert round(max(naive), 2) == 0.63


def test_false_claims_at_every_number_of_answers() -> None:
    """Over all n from 10 to 100 the worst is 8.3%, at few answers and the 60% bar."""
    worst = 0.0
    for bar in BARS:
        for n in range(10, 101):
            need = fewest_supporting(n, bar)
            assert need is not None
            worst = max(worst, at_least(need, n, bar))
    assert worst == pytest.approx(0.0834, abs=1e-4)


@pytest.mark.parametrize(
    ("n", "bar", "share", "power"),
    [
        (24, 0.60, 0.85, 0.86),
        (50, 0.60, 0.85, 0.99),
        (10, 0.75, 0.90, 0.35),
        (24, 0.75, 0.90, 0.56),
        (50, 0.75, 0.90, 0.88),
        (100, 0.75, 0.90, 0.99),
    ],
)
def test_power(n: int, bar: float, share: float, power: float) -> None:
    got = pass_chance(n, bar, Polarity.STRENGTH, Bars(), share)
    assert got == pytest.approx(power, abs=0.006)


def test_power_for_a_deficit() -> None:
    """One in ten reports it: 7 of 50 may, 17 of 100."""
    assert pass_chance(50, 0, Polarity.DEFICIT, Bars()) == pytest.approx(
        0.878, abs=0.001
    )
    assert pass_chance(9, 0.5, Polarity.STRENGTH, Bars()) == 0.0


def test_newcombe_against_a_published_example() -> None:
    """Newcombe 1998, 56/70 against 48/80, at 95%: 0.0524 to 0.3339."""
    low, high = difference(
        figure(56, 70, confidence=0.95), figure(48, 80, confidence=0.95)
    )
    assert (low, high) == pytest.approx((0.0524, 0.3339), abs=1e-4)
