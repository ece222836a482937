"""The attacks of a reader of everything ever published, on ours and on a naive copy.

Each attack must recover nothing from ours, and must recover something from the naive
disclosure control, or it is no attack. ``STRANDLINE_ATTACK_WORLDS`` makes more worlds.
"""

import os
from functools import lru_cache

import pytest

from tests.attack.disclosure import attacks
from tests.attack.disclosure.naive import naive
from tests.attack.disclosure.world import (
    History,
    busy_waves,
    busy_year,
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
}
BITES = (
    "successive differences",
    "linked remainders",
    "linear programming",
    "moved after closing",
)


@lru_cache(maxsize=32)
def _ours(story: str, seed: int) -> History:
    return (busy_year if story == "year" else busy_waves)(seed).history


@lru_cache(maxsize=8)
def _naive(seed: int) -> History:
    return busy_year(seed, naive).history


STORIES = [("year", s) for s in range(WORLDS)] + [
    ("waves", s) for s in range(WORLDS // 2)
]


@pytest.mark.parametrize(("story", "seed"), STORIES)
@pytest.mark.parametrize("name", ATTACKS)
def test_a_reader_of_everything_recovers_nothing(
    name: str, story: str, seed: int
) -> None:
    assert ATTACKS[name](_ours(story, seed)) == []


@pytest.mark.parametrize(("story", "seed"), STORIES)
def test_no_print_tells_a_count(story: str, seed: int) -> None:
    history = _ours(story, seed)
    assert attacks.inverted_counts(history) == []
    assert attacks.inverted_with_known_people(history) == []


@pytest.mark.parametrize(("story", "seed"), STORIES)
def test_everything_printed_went_to_the_register(story: str, seed: int) -> None:
    assert attacks.unregistered(_ours(story, seed)) == []


@pytest.mark.parametrize("name", BITES)
def test_the_attack_succeeds_against_a_naive_disclosure_control(name: str) -> None:
    assert any(ATTACKS[name](_naive(seed)) for seed in range(2))


def test_inversion_succeeds_against_naive_coding() -> None:
    recovered = attacks.inverted_counts(_naive(0), naive=True)
    known = attacks.inverted_with_known_people(_naive(0), naive=True)
    assert len(recovered) > 5
    assert len(known) > len(recovered)
