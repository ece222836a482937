"""The attacks of a reader of everything ever published, on ours and on a naive copy.

Each attack must recover nothing from ours, and must recover something from the naive
disclosure control, or it is no attack. ``STRANDLINE_ATTACK_WORLDS`` makes more worlds.
"""

import os
import sys
from functools import lru_cache

import pytest

from analysis.release import Entry
from tests.attack.disclosure import attacks
from tests.attack.disclosure.naive import naive
from tests.attack.disclosure.world import (
    History,
    Publication,
    busy_waves,
    busy_year,
    full_year,
    wordy_year,
)

WORLDS = int(os.environ.get("STRANDLINE_ATTACK_WORLDS", "4"))
ATTACKS = {
    "small cells": attacks.small_cells,
    "successive differences": attacks.successive_differences,
    "linked remainders": attacks.linked_remainders,
    "linear programming": attacks.programmed,
    "moved after closing": attacks.moved_after_closing,
    "tables of open periods": attacks.tables_of_open_periods,
    "left out": attacks.inverted_left_out,
    "sums of counts": attacks.summed,
}
BITES = (
    "successive differences",
    "linked remainders",
    "linear programming",
    "moved after closing",
)


@lru_cache(maxsize=32)
def _ours(story: str, seed: int) -> History:
    return TOLD[story](seed).history


@lru_cache(maxsize=8)
def _naive(seed: int) -> History:
    return busy_year(seed, naive).history


TOLD = {
    "year": busy_year,
    "full": full_year,
    "waves": busy_waves,
    "words": wordy_year,
}
STORIES = [
    *(("year", seed) for seed in range(WORLDS)),
    *(("full", seed) for seed in range(WORLDS // 2)),
    *(("waves", seed) for seed in range(WORLDS // 2)),
    *(("words", seed) for seed in range(WORLDS // 2)),
]


# nobody is left out of counts of words, and looking for them takes long
CASES = [
    (name, *told)
    for name in ATTACKS
    for told in STORIES
    if (name, told[0]) != ("left out", "words")
]


@pytest.mark.parametrize(("name", "story", "seed"), CASES)
def test_a_reader_of_everything_recovers_nothing(
    name: str, story: str, seed: int
) -> None:
    recovered = ATTACKS[name](_ours(story, seed))
    sys.stdout.write(f"{name}, {story} {seed}: {len(recovered)} recovered\n")
    assert recovered == []


@pytest.mark.parametrize(("story", "seed"), STORIES)
def test_no_print_tells_a_count(story: str, seed: int) -> None:
    history = _ours(story, seed)
    assert attacks.inverted_counts(history) == []
    assert attacks.inverted_with_known_people(history) == []


@pytest.mark.parametrize(("story", "seed"), STORIES)
def test_everything_printed_went_to_the_register(story: str, seed: int) -> None:
    assert attacks.unregistered(_ours(story, seed)) == []


@pytest.mark.parametrize("seed", range(WORLDS // 2))
def test_words_are_counted_in_the_stories_and_tell_nobody_left_over(seed: int) -> None:
    history = _ours("words", seed)
    printed = [w for p in history.publications for w in p.printed["words"]]
    assert any(one["said"] for one in printed)
    assert all(one["people"] is None or one["people"] >= 10 for one in printed)
    assert attacks.words_apart(history) == []


@pytest.mark.parametrize("name", BITES)
def test_the_attack_succeeds_against_a_naive_disclosure_control(name: str) -> None:
    recovered = [line for seed in range(2) for line in ATTACKS[name](_naive(seed))]
    sys.stdout.write(f"{name}, naive copy: {len(recovered)} recovered\n")
    assert recovered


def test_linear_programming_over_counts_finds_no_more_than_passing_bounds() -> None:
    history = _ours("year", 1)
    one = History([history.publications[-1]])
    assert attacks.summed(one, exactly=True) == attacks.summed(one) == []


def test_counts_can_be_told_by_sums_where_prints_are_made_one_by_one() -> None:
    """Two quarters of 14 or 15 and 9 or 10; a year of 22 or 23 tells all three."""
    told = attacks.summed(_by_hand((14, 15), (9, 10), (22, 23)))
    assert len(told) == 3
    assert attacks.summed(_by_hand((14, 15), (9, 10), (24, 25))) == []


def _by_hand(*runs: tuple[int, int]) -> History:
    numbers = (("2026-Q1", 24), ("2026-Q2", 16), ("2026", 40))
    counts = (14, 9, 23) if runs[2][0] == 22 else (15, 9, 24)
    entries = tuple(
        Entry(f"closing|{period}|all|Q1/a.b=a", n, k, {"share": None, "counts": [*run]})
        for (period, n), run, k in zip(numbers, runs, counts, strict=True)
    )
    return History(
        [Publication("family", "2026", closed=True, printed={}, entries=entries)]
    )


def test_inversion_succeeds_against_naive_coding() -> None:
    recovered = attacks.inverted_counts(_naive(0), naive=True)
    known = attacks.inverted_with_known_people(_naive(0), naive=True)
    assert len(recovered) > 5
    assert len(known) > len(recovered)
