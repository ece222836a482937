"""Attacks that need a story of their own: one more answer, one withdrawn, and so on."""

from collections.abc import Iterator

import pytest

from analysis.model import Finding, Instrument
from tests.attack.disclosure import attacks
from tests.attack.disclosure.naive import naive
from tests.attack.disclosure.world import QUARTERS, YEAR, World, busy_year

Q1 = QUARTERS[0]


def _world(numbers: dict[str, int], **kwargs: object) -> World:
    world = World(7, **kwargs)  # type: ignore[arg-type]  # passed through to World
    for tier, number in numbers.items():
        world.answer(Q1, tier, number)
    return world


def _moves(world: World) -> Iterator[list[str]]:
    before = world.export("family", Q1).printed
    world.answer(Q1, "keyworker")
    after = world.export("family", Q1).printed
    yield attacks.changes(before, after)
    world.withdraw(Q1)
    world.answer(Q1, "lead_worker", favourable=0.0)
    yield attacks.changes(after, world.export("family", Q1).printed)


@pytest.mark.parametrize("number", [0, 8, 9, 10, 18, 19, 27, 49, 50, 61])
def test_one_more_answer_or_one_swapped_for_another_moves_nothing(number: int) -> None:
    world = _world({"keyworker": number})
    assert list(_moves(world)) == [[], []]


def test_one_more_answer_moves_a_naive_export() -> None:
    assert any(list(_moves(_world({"keyworker": 27}, disclosing=naive))))


def test_ten_more_answers_do_move_an_open_period() -> None:
    world = _world({"keyworker": 20})
    before = world.export("family", Q1).printed
    world.answer(Q1, "keyworker", 12)
    after = world.export("family", Q1).printed
    assert before["respondents"] == 20
    assert after["respondents"] == 30


def test_asking_twenty_times_gives_nothing_to_average() -> None:
    world = _world({"keyworker": 33, "lead_worker": 14})
    world.close(Q1)
    prints = [world.export("family", Q1) for _ in range(20)]
    assert attacks.averaged([p.printed for p in prints]) == []
    assert all(p.entries == () for p in prints[1:])


@pytest.mark.parametrize("number", range(10, 41))
def test_unanimity_prints_like_all_but_one(number: int) -> None:
    """Everybody favourable; then one of them is not, in every question."""
    prints, true = [], []
    for odd in (0, 1):
        world = World(3, favourable=1.0, skipping=0.0)
        world.answer(Q1, "keyworker", number - odd)
        world.answer(Q1, "keyworker", odd, favourable=0.0)
        world.close(Q1)
        prints.append(world.export("family", Q1).printed["features"])
        true.append(world.assessment("family", Q1).findings)
    unanimous = [
        i
        for i, pair in enumerate(zip(*true, strict=True))
        if _one_apart(number, *(_counts(finding) for finding in pair))
    ]
    assert len(unanimous) > 10
    for i in unanimous:
        assert prints[0][i] == prints[1][i]


def _counts(finding: Finding) -> list[tuple[int, int]]:
    found = [s.figure for s in finding.sources if s.figure]
    return sorted((f.n, f.supporting) for f in found)


def _one_apart(
    number: int, everybody: list[tuple[int, int]], but_one: list[tuple[int, int]]
) -> bool:
    return bool(everybody) and all(
        n == m == number and k in {0, n} and abs(k - j) == 1
        for (n, k), (m, j) in zip(everybody, but_one, strict=True)
    )


def test_a_remainder_at_closing_waits_and_its_tables_do_not_tell() -> None:
    world = _world({"keyworker": 20, "lead_worker": 12})
    world.export("family", Q1)
    world.answer(Q1, "lead_worker", 4)
    world.close(Q1)
    closed = world.export("family", Q1).printed
    assert closed["respondents"] == 30
    assert attacks.linked_remainders(world.history) == []
    assert [c["group"] for c in closed["cuts"] if not c["suppressed"]] == ["keyworker"]


def test_the_group_beside_a_small_one_is_withheld_too() -> None:
    world = _world({"keyworker": 25, "lead_worker": 12, "partner_lead": 6})
    world.close(Q1)
    cuts = world.export("family", Q1).printed["cuts"]
    assert [c["group"] for c in cuts if not c["suppressed"]] == ["keyworker"]


def test_two_groups_beside_enough_others_are_both_shown() -> None:
    world = _world(
        {"keyworker": 25, "lead_worker": 15, "partner_lead": 7, "family_help": 6}
    )
    world.close(Q1)
    cuts = world.export("family", Q1).printed["cuts"]
    shown = [c["group"] for c in cuts if not c["suppressed"]]
    assert shown == ["keyworker", "lead_worker"]


def test_a_year_leaves_out_a_quarter_of_six_rather_than_tell_it() -> None:
    world = World(5)
    for quarter, number in zip(QUARTERS, (30, 6, 25, 40), strict=True):
        world.answer(quarter, "keyworker", number)
        world.close(quarter)
        world.export("family", quarter)
    year = world.export("family", YEAR).printed
    assert year["respondents"] == 95
    assert attacks.linked_remainders(world.history) == []


def test_a_year_of_full_quarters_is_shown() -> None:
    world = World(5)
    for quarter, number in zip(QUARTERS, (30, 26, 25, 40), strict=True):
        world.answer(quarter, "keyworker", number)
        world.close(quarter)
        world.export("family", quarter)
    year = world.export("family", YEAR).printed
    assert year["respondents"] == 120
    assert sum(f["n"] is not None for f in year["features"]) > 30


def test_response_rates_do_not_tell_how_many_of_the_invited_answered() -> None:
    for seed in range(3):
        world = busy_year(seed)
        assert attacks.inverted_rates(world.history, world.sent) == []


def test_one_question_in_two_rows_is_not_told_apart_by_asking_later() -> None:
    """W10 serves the family and the workforce rows; four more people lie between."""
    wave = f"{Q1}-check"
    world = World(11, skipping=0.0)
    world.answer(wave, "health", 24, Instrument.KEYWORKER_VIEW)
    world.export("family", wave)
    world.answer(wave, "health", 4, Instrument.KEYWORKER_VIEW)
    world.export("workforce", wave)
    assert attacks.successive_differences(world.history) == []
