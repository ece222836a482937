"""What one figure prints: every count of every group of 10 to 120 people, all bars."""

import csv
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import pytest

from analysis.disclosure.coding import (
    Block,
    block,
    blocks,
    nearest,
    rate,
    reading,
    show,
    statuses,
)
from analysis.model import Bars, Polarity, Status
from analysis.release import Policy, Share, Shown
from analysis.wilson import figure

BARS, POLICY = Bars(), Policy()
LEVELS = (
    (Polarity.STRENGTH, BARS.developing),
    (Polarity.STRENGTH, BARS.maturing),
    (Polarity.STRENGTH, BARS.mature),
    (Polarity.DEFICIT, BARS.gone),
)
SIZES = range(10, 121)


def _block(n: int, k: int) -> Block:
    return block(n, k, BARS, POLICY)


def _shown(n: int, k: int, left_out: int = 0) -> Shown:
    return show(figure(k, n, left_out), BARS, POLICY)


@pytest.mark.parametrize("n", SIZES)
def test_blocks_cover_every_count_once_and_mirror_each_other(n: int) -> None:
    found = blocks(n, BARS, POLICY)
    assert found[0][0] == 0
    assert found[-1][1] == n
    assert all(after[0] == before[1] + 1 for before, after in pairwise(found))
    assert {(n - b, n - a) for a, b in found} == set(found)


@pytest.mark.parametrize("n", range(10, POLICY.small))
def test_in_a_small_group_no_count_stands_alone_even_if_n_is_known(n: int) -> None:
    assert all(last > first for first, last in blocks(n, BARS, POLICY))


@pytest.mark.parametrize("n", SIZES)
def test_all_and_all_but_one_print_alike_and_so_do_none_and_one(n: int) -> None:
    assert _shown(n, n) == _shown(n, n - 1)
    assert _shown(n, 0) == _shown(n, 1)


@pytest.mark.parametrize("n", SIZES)
def test_a_count_or_its_rest_under_three_is_never_told_exactly(n: int) -> None:
    for k in {0, 1, 2, n - 2, n - 1, n}:
        found = _block(n, k)
        assert found.last > found.first


def test_from_everything_printed_two_counts_remain_and_never_unanimity() -> None:
    """n in fives, share, range, statuses at every bar, both polarities, both sides."""
    alike: dict[object, set[tuple[int, int]]] = defaultdict(set)
    for n in range(10, 160):
        for k in range(n + 1):
            said = tuple(
                reading(_block(n, side), polarity, bar)
                for side in (k, n - k)
                for polarity, bar in LEVELS
            )
            alike[(_shown(n, k), _shown(n, n - k), said)].add((n, k))
    for printed, possible in alike.items():
        assert len({k for _, k in possible}) > 1, (printed, possible)
        assert {k == n for n, k in possible} != {True}, (printed, possible)
        assert {k == 0 for n, k in possible} != {True}, (printed, possible)
        for small in range(3):
            assert {k for _, k in possible} != {small}
            assert {n - k for n, k in possible} != {small}


@pytest.mark.parametrize("n", SIZES)
def test_print_never_contradicts_a_status(n: int) -> None:
    for k in range(n + 1):
        shown = _shown(n, k)
        assert shown.share is not None
        assert shown.low is not None
        assert shown.high is not None
        assert shown.low <= shown.share.value <= shown.high
        for polarity, bar in LEVELS:
            said = statuses(_block(n, k), polarity, bar, BARS)
            read = reading(_block(n, k), polarity, bar)
            assert said == {read} or (len(said) > 1 and read is Status.MIXED)


@pytest.mark.parametrize("n", SIZES)
def test_the_printed_range_holds_the_true_one(n: int) -> None:
    for k in range(n + 1):
        true, shown = figure(k, n), _shown(n, k)
        assert shown.low is not None
        assert shown.high is not None
        assert shown.low <= 100 * true.low + 1e-6
        assert shown.high >= 100 * true.high - 1e-6


def test_no_evidenced_or_gone_is_lost_from_twenty_people_up() -> None:
    lost = [
        (n, k, polarity)
        for n in range(20, 160)
        for k in range(n + 1)
        for polarity, bar in LEVELS
        if (said := statuses(_block(n, k), polarity, bar, BARS))
        & {Status.EVIDENCED, Status.GONE}
        and len(said) > 1
    ]
    assert lost == []


def test_from_fifty_people_up_hardly_a_status_is_lost() -> None:
    """One in a thousand: a count that its print would otherwise tell exactly."""
    said = [
        statuses(_block(n, k), polarity, bar, BARS)
        for n in range(POLICY.small, 160)
        for k in range(n + 1)
        for polarity, bar in LEVELS
    ]
    lost = [s for s in said if len(s) > 1]
    assert len(lost) < len(said) / 1000
    assert not any(s & {Status.EVIDENCED, Status.GONE} for s in lost)


@pytest.mark.parametrize("n", range(10, 16))
def test_mature_is_never_evidenced_where_only_unanimity_could_reach_it(n: int) -> None:
    assert reading(_block(n, n), Polarity.STRENGTH, BARS.mature) is Status.MIXED
    assert reading(_block(n, 0), Polarity.DEFICIT, BARS.gone) is Status.MIXED


WORKED = [
    # n, supporting, printed share, low, high, people
    (10, 10, Share(90, "or more"), 65, 100, 10),
    (10, 9, Share(90, "or more"), 65, 100, 10),
    (10, 5, Share(50), 15, 85, 10),
    (10, 0, Share(10, "or less"), 0, 35, 10),
    (24, 24, Share(90, "or more"), 75, 100, 25),
    (24, 18, Share(75), 50, 90, 25),
    (30, 30, Share(95, "or more"), 85, 100, 30),
    (100, 75, Share(75), 65, 85, 100),
]


@pytest.mark.parametrize(("n", "k", "share", "low", "high", "people"), WORKED)
def test_worked_examples(
    n: int, k: int, share: Share, low: int, high: int, people: int
) -> None:
    shown = _shown(n, k)
    assert (shown.n, shown.share, shown.low, shown.high) == (people, share, low, high)


def test_numerators_print_in_fives_and_only_of_fifty_people_or_more() -> None:
    for n in SIZES:
        for k in range(n + 1):
            supporting = _shown(n, k).supporting
            if n < POLICY.small or min(k, n - k) < POLICY.fewest:
                assert supporting is None
            elif supporting is not None:
                assert supporting % 5 == 0
                assert abs(supporting - k) <= 4
                assert supporting >= POLICY.fewest


@pytest.mark.parametrize("n", range(10))
def test_under_ten_people_nothing_prints(n: int) -> None:
    for k in range(n + 1):
        assert _shown(n, k, left_out=40) == Shown()


def test_left_out_says_no_more_than_two_numbers_in_fives() -> None:
    assert {_shown(n, 5, left_out=3).left_out for n in (10, 11)} == {
        Share(35),
        Share(35),
    }
    assert _shown(30, 15, left_out=0).left_out == Share(5, "or less")


def test_a_rate_of_more_people_than_there_are_is_not_known() -> None:
    assert rate(40, 30, POLICY) is None
    # 32 and 30 both print as 30: that is no sign of a mistake.
    assert rate(32, 30, POLICY) == rate(30, 30, POLICY)


def test_a_rate_about_fewer_than_ten_people_on_either_side_is_hidden() -> None:
    assert rate(9, 40, POLICY) is None
    assert rate(10, 40, POLICY) == Share(25)
    assert rate(39, 40, POLICY) == Share(95, "or more")
    assert rate(12, 12, POLICY) == Share(90, "or more")


def test_halves_round_up_and_rounding_is_the_same_every_time() -> None:
    assert [nearest(n, 5) for n in (10, 12, 13, 17, 18)] == [10, 10, 15, 15, 20]
    assert nearest(2.5, 5) == 5
    assert _shown(37, 20) == _shown(37, 20)


def test_the_thresholds_are_those_of_the_bars_worked_out_by_hand() -> None:
    """Rows of a table of Wilson bars: where the last count fails and the next holds."""
    table = Path(__file__).with_name("data") / "wilson_thresholds.csv"
    for row in csv.DictReader(table.read_text("utf-8").splitlines()):
        n = int(row["n"])
        for name, bar in (("maturing", 0.60), ("mature", 0.75), ("developing", 0.50)):
            k = int(row[name])
            said = statuses(_block(n, k), Polarity.STRENGTH, bar, BARS)
            assert said == {Status.EVIDENCED}
            below = statuses(_block(n, k - 1), Polarity.STRENGTH, bar, BARS)
            assert Status.EVIDENCED not in below
        gone = int(row["gone"])
        assert statuses(_block(n, gone), Polarity.DEFICIT, 0.25, BARS) == {Status.GONE}
