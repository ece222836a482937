"""Counts of people's words keep the rules of every other figure, and two of their own."""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.assess import assess
from analysis.disclosure import disclose, release_from_json, release_to_json
from analysis.disclosure.coding import blocks
from analysis.disclosure.worded import about
from analysis.maturity import shipped_model
from analysis.model import Bars, Evidence, Instrument, Ticked
from analysis.release import Entry, Policy, Release, ShownSaid, ShownWords
from surveys.model import Answer, Response
from tests.responses import response_of

MODEL = shipped_model()
PERIOD = "2026-Q3"
ASKED = [q for q in MODEL.questions if q.instrument is Instrument.CLOSING]


def response(number: int, favourable: float = 0.9) -> Response:
    lot = random.Random(number)  # noqa: S311 - a story, no secret
    answers = (
        Answer(
            q.question,
            (
                min(q.good)
                if lot.random() < favourable or q.good == q.of
                else min(q.of - q.good),
            ),
        )
        for q in ASKED
    )
    return response_of(f"r{number:04}", answers, PERIOD)


def released(
    people: int,
    against: int,
    register: Sequence[Entry] = (),
    *,
    decided: int | None = None,
    closed: bool = True,
    waiting: Mapping[str, int] | None = None,
) -> Release:
    """Release a quarter in which so many people's words speak against FE-M11."""
    ids = [f"r{n:04}" for n in range(people)]
    gone = people if decided is None else decided
    words = {i: "" if n < gone else "undecided" for n, i in enumerate(ids)}
    later = people
    for why, n in (waiting or {}).items():
        words |= {f"r{later + k:04}": why for k in range(n)}
        later += n
    evidence = Evidence(
        PERIOD,
        tuple(response(n) for n in range(later)),
        ticks=tuple(Ticked(i, "FE-M11", "contradicts") for i in ids[:against]),
        words=words,
    )
    return disclose(
        assess(evidence, MODEL, "family"), register, closed=closed, model=MODEL
    )


def closing(release: Release) -> ShownWords:
    (found,) = (w for w in release.words if w.instrument is Instrument.CLOSING)
    return found


def said(release: Release, feature: str = "FE-M11") -> ShownSaid | None:
    return next((s for s in closing(release).said if s.feature == feature), None)


def test_under_ten_people_nothing_is_shown() -> None:
    for people in (0, 1, 9):
        shown = closing(released(40, people, decided=people))
        assert (shown.people, shown.said) == (None, ())


def test_a_feature_left_out_tells_nobody_from_one() -> None:
    shown = [closing(released(40, against)) for against in (0, 1)]
    assert shown[0] == shown[1]
    assert said(released(40, 15)) is not None


@pytest.mark.parametrize("people", [10, 17, 33, 49, 60, 87])
def test_every_print_stands_for_two_counts_or_more(people: int) -> None:
    found = (said(released(people, k)) for k in range(people + 1))
    prints = Counter(None if one is None else one.contradicts for one in found)
    assert prints[None] >= 2
    for shown, counts in prints.items():
        # one count prints alone only where ten people and more stand on either side
        assert counts >= 2 or (shown is not None and shown.supporting is not None)


def test_numbers_of_people_are_in_fives_and_the_range_is_left_out() -> None:
    found = said(released(83, 24))
    assert found is not None
    assert found.contradicts.n == 85
    assert found.contradicts.supporting is not None
    assert found.contradicts.supporting % 5 == 0
    assert (found.contradicts.low, found.contradicts.high) == (None, None)
    assert found.contradicts.left_out is None


def test_counts_move_only_when_ten_more_have_been_gone_through() -> None:
    first = released(40, 12, decided=20)
    register = first.entries
    again = released(40, 15, register, decided=20)  # somebody ticked anew
    assert closing(again).said == closing(first).said
    nine = released(40, 15, register, decided=29)
    assert closing(nine).people == closing(first).people
    assert closing(nine).said == closing(first).said
    ten = released(40, 15, register, decided=30)
    assert closing(ten).people == 30


def test_the_same_ticks_are_released_the_same_and_once() -> None:
    first = released(40, 12)
    again = released(40, 12, first.entries)
    assert again.words == first.words
    assert again.entries == ()


def test_a_release_goes_through_json_with_its_words() -> None:
    release = released(60, 20, waiting={"language": 14})
    back = release_from_json(release_to_json(release))
    assert back.words == release.words


def test_a_release_of_before_words_were_counted_is_read_all_the_same() -> None:
    data = release_to_json(released(20, 8))
    del data["words"]
    assert release_from_json(data).words == ()


def test_who_waits_is_counted_in_fives_or_as_fewer_than_ten() -> None:
    shown = closing(released(30, 5, waiting={"language": 14, "care": 9, "unread": 1}))
    assert shown.waiting == {
        "care": None,
        "language": 15,
        "unread": None,
        "undecided": None,
    }
    none = closing(released(30, 5, waiting={"language": 14}))
    assert none.waiting == shown.waiting  # nine who wait look like nobody


def test_who_waits_moves_by_ten_as_well() -> None:
    first = released(30, 5, waiting={"language": 14}, closed=False)
    more = released(35, 5, first.entries, waiting={"language": 19}, closed=False)
    assert closing(more).waiting["language"] == 15
    many = released(30, 5, first.entries, waiting={"language": 26}, closed=False)
    assert closing(many).waiting["language"] == 25


def test_an_open_period_repeats_words_until_ten_more_have_answered() -> None:
    first = released(30, 12, closed=False)
    more = released(35, 30, first.entries, closed=False)
    assert more.words == first.words


def test_who_ticked_one_thing_and_wrote_another_is_shown_apart_from_the_others() -> (
    None
):
    found = said(released(200, 90))
    assert found is not None
    shown = found.apart["supports"]
    whole = found.contradicts
    assert shown.supporting is not None
    assert whole.supporting is not None
    assert 0 < shown.supporting < whole.supporting
    assert all(c.kind != "own" for c in released(200, 90).contradictions)


@given(
    n=st.integers(16, 140), marks=st.sets(st.integers(3, 14), min_size=1, max_size=2)
)
def test_no_mark_parts_a_print_into_a_single_count(n: int, marks: set[int]) -> None:
    before = runs = blocks(n, Bars(), Policy())
    for mark in sorted(marks):
        runs = about(runs, mark)
    assert runs[0][0] == 0
    assert runs[-1][1] == n
    assert all(b + 1 == a for (_, b), (a, _) in pairwise(runs))
    assert {a for a, _ in runs} <= {a for a, _ in before}
    for mark in marks:
        for first, last in runs:
            if first < mark <= last and (first, last) != (0, n):
                assert mark - first >= 2
                assert last - mark + 1 >= 2
