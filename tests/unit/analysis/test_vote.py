"""A vote's bars: what they say, and that no count follows from them."""

from collections import defaultdict
from collections.abc import Iterator

import pytest

from analysis.maturity import shipped_model
from analysis.model import Stage
from analysis.panel import LETTERS
from analysis.release import Policy
from analysis.vote import (
    CHOICES,
    Room,
    at_least,
    descriptors,
    room_from_json,
    room_to_json,
    runs,
    shown,
)

POLICY = Policy()
Votes = tuple[int, ...]


def of(*votes: int) -> Room:
    return shown(dict(zip(CHOICES, votes, strict=True)), POLICY)


def every(people: int, choices: int = len(CHOICES)) -> Iterator[Votes]:
    """Yield every way in which so many people can vote."""
    if choices == 1:
        yield (people,)
        return
    for first in range(people + 1):
        for rest in every(people - first, choices - 1):
            yield (first, *rest)


def test_under_ten_votes_nothing_is_shown() -> None:
    for people in range(10):
        assert of(0, 0, people, 0, 0) == Room()
    assert of(0, 0, 9, 0, 1).people == 10


def test_bars_are_steps_of_five_and_add_up() -> None:
    for votes in every(13):
        bars = of(*votes).bars
        assert [bar.choice for bar in bars] == list(CHOICES)
        assert sum(bar.share for bar in bars) == 100
        assert all(bar.share % 5 == 0 and bar.share >= 0 for bar in bars)


@pytest.mark.parametrize("people", [10, 11, 12, 13, 15, 19, 20, 23])
def test_no_count_follows_for_somebody_who_knows_how_many_voted(people: int) -> None:
    seen: dict[tuple[int, ...], list[set[int]]] = defaultdict(
        lambda: [set() for _ in CHOICES]
    )
    for votes in every(people):
        told = seen[tuple(bar.share for bar in of(*votes).bars)]
        for possible, count in zip(told, votes, strict=True):
            possible.add(count)
    assert min(len(counts) for told in seen.values() for counts in told) > 1


@pytest.mark.parametrize("people", [10, 11, 12, 37, 41, 60, 199, 400])
def test_every_run_holds_two_counts_and_they_cover_everything(people: int) -> None:
    found = runs(people)
    assert [k for a, b in found for k in range(a, b + 1)] == list(range(people + 1))
    assert all(b - a >= 1 for a, b in found)
    assert [(people - b, people - a) for a, b in reversed(found)] == list(found)


@pytest.mark.parametrize("people", [10, 14, 40, 120])
def test_a_bar_is_near_the_share_that_it_stands_for(people: int) -> None:
    width = max(b - a for a, b in runs(people))
    for place in range(4):
        votes = [0] * 5
        votes[place], votes[4] = people // 2, people - people // 2
        for bar, count in zip(of(*votes).bars, votes, strict=True):
            assert abs(bar.share - 100 * count / people) <= 100 * width / people + 5


def test_everybody_of_one_mind_looks_like_all_but_one() -> None:
    together = of(0, 0, 12, 0, 0)
    assert together == of(1, 0, 11, 0, 0)
    assert [bar.says for bar in together.bars] == [
        "5% or less",
        "5% or less",
        "95% or more",
        "5% or less",
        "5% or less",
    ]


def test_people_are_told_in_fives_and_never_too_many() -> None:
    assert [of(0, n, 0, 0, 0).people for n in (10, 14, 15, 43)] == [10, 10, 15, 40]
    assert [at_least(n, POLICY) for n in (9, 10, 14, 15)] == [None, 10, 10, 15]


@pytest.mark.parametrize(
    ("votes", "leaning"),
    [
        ((0, 2, 16, 2, 0), "M"),
        ((0, 8, 9, 3, 0), "D M"),
        ((0, 0, 9, 9, 2), "M Mature"),
        ((5, 5, 5, 5, 0), None),
        ((0, 2, 4, 0, 14), None),  # most could not say
        ((0, 0, 0, 0, 20), None),
        ((6, 0, 0, 6, 0), None),
        ((9, 1, 1, 9, 0), None),  # the ends are no neighbours
        ((12, 0, 0, 0, 0), "E"),
    ],
)
def test_what_the_room_leans_to(votes: Votes, leaning: str | None) -> None:
    found = of(*votes).leaning
    assert found == leaning
    assert found is None or found in LETTERS


def test_nothing_shown_leans_to_nothing() -> None:
    assert of(0, 9, 0, 0, 0).leaning is None


def test_a_room_survives_json() -> None:
    for room in (Room(), of(1, 2, 3, 4, 5), Room(10, (), {"police": {"early": 1}})):
        assert room_from_json(room_to_json(room)) == room


def test_every_row_has_a_sentence_for_every_stage_none_of_them_twice() -> None:
    found = descriptors()
    assert set(found) == set(shipped_model().rows)
    assert all(set(row) == {stage.value for stage in Stage} for row in found.values())
    said = [words for row in found.values() for words in row.values()]
    assert len(set(said)) == len(said)
    assert max(map(len, said)) <= 230  # two lines or three on a small phone
