"""Who answered: nothing about fewer than ten, nothing told by the others."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.disclosure.coding import block
from analysis.equality import Grouping, ShownGroups, show_groups
from analysis.model import Bars
from analysis.release import Policy

POLICY, BARS = Policy(), Bars()
LABELS = {"f": "Female", "m": "Male", "r": "I would rather not say"}


def shown(stated: dict[str, int] | None = None, **counts: int) -> ShownGroups:
    labels = {name: LABELS.get(name, name) for name in counts}
    (found,) = show_groups(
        [Grouping("sex", "What is your sex?", labels, counts, stated or {})],
        POLICY,
        BARS,
    )
    return found


def open_ones(found: ShownGroups) -> list[str]:
    return [one.id for one in found.choices if one.shown.n is not None]


def test_under_ten_people_nothing_is_shown_and_nobody_is_missing() -> None:
    found = shown({"m": 45}, f=9, m=0, r=0)
    assert found.people is None
    assert open_ones(found) == []
    assert not any(one.missing for one in found.choices)
    assert shown({"m": 45}, f=0, m=0, r=0) == found


def test_a_small_group_takes_the_next_one_with_it() -> None:
    assert open_ones(shown(f=60, m=12, r=3)) == ["f"]
    assert open_ones(shown(f=60, m=40, r=10)) == ["f", "m", "r"]
    assert open_ones(shown(f=60, m=9, r=0)) == []
    assert open_ones(shown(f=60, m=8, r=2)) == ["f"]


def test_nobody_and_a_few_look_alike() -> None:
    assert shown(f=40, m=30, x=0, r=15) == shown(f=40, m=30, x=0, r=15)
    none, few = shown(f=45, m=30, x=0, r=10), shown(f=45, m=30, x=1, r=9)
    assert none.choices[0] == few.choices[0]
    assert none.choices[2:] == few.choices[2:]


def test_who_is_missing_is_read_off_the_print() -> None:
    found = shown({"f": 55, "m": 45}, f=60, m=12, r=3)
    assert {one.id: one.missing for one in found.choices} == {
        "f": False,
        "m": True,
        "r": False,
    }
    # Nothing is shown: then nothing can be said either.
    assert not any(one.missing for one in shown({"f": 55, "m": 45}, f=60, m=9).choices)
    rare = shown({"c": 30}, a=80, b=14, c=11)
    assert [one.missing for one in rare.choices] == [False, False, True]


COUNTS = st.lists(st.integers(0, 70), min_size=2, max_size=8)


@given(COUNTS)
def test_no_print_is_about_fewer_than_ten_people(counts: list[int]) -> None:
    named = {f"o{number}": count for number, count in enumerate(counts)}
    found = shown(None, **named)
    visible = open_ones(found)
    assert all(named[one] >= 10 for one in visible)
    rest = sum(counts) - sum(named[one] for one in visible)
    assert len(visible) == len(named) or not visible or rest >= 10
    for one in found.choices:
        if one.shown.n is not None:
            assert one.shown.n % 5 == 0
            assert one.shown.supporting is None or one.shown.supporting % 5 == 0


@given(st.lists(st.integers(0, 25), min_size=2, max_size=3))
def test_two_counts_fit_every_print_even_if_the_whole_is_known(
    counts: list[int],
) -> None:
    """Try every way in which so many people can have chosen, and read the prints."""
    named = {f"o{number}": count for number, count in enumerate(counts)}
    people = sum(counts)
    if not 10 <= people < 50:
        return
    found = shown(None, **named)
    visible = open_ones(found)

    def print_of(ways: dict[str, int]) -> list[object]:
        return [
            (run.first, run.last)
            for run in (block(people, ways[one], BARS, POLICY) for one in visible)
        ]

    wanted, possible = print_of(named), []
    for way in itertools.product(range(people + 1), repeat=len(named)):
        if sum(way) == people:
            one = dict(zip(named, way, strict=True))
            if print_of(one) == wanted:
                possible.append(one)
    for option in named:
        assert len({one[option] for one in possible}) > 1 or not visible


@pytest.mark.parametrize("people", [10, 49, 50, 120])
def test_shares_print_as_every_other_figure_does(people: int) -> None:
    found = shown(f=people // 2, m=people - people // 2)
    for one in found.choices:
        if one.shown.share is not None and people < 50:
            assert one.shown.share.value % 5 == 0
            assert one.shown.supporting is None
