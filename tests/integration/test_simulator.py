"""A seed is a whole made-up council: who is asked what, and what they say."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from analysis.disclosure import release_to_json
from bot.app import build
from bot.service.simulate import YOUNG, Plan, closings, families, of_homes, when
from bot.settings import Settings
from bot.store import Store
from surveys.model import Response

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
PERIOD = "2026-Q3"
PLAN = Plan(24, 0, PERIOD, "mature", 5)


async def held(folder: Path) -> tuple[list[object], tuple[Response, ...]]:
    """Return what is released of a simulated quarter, and what is stored of it."""
    app = build(Settings(data=folder))
    try:
        await app.simulator.run(PLAN, NOW)
        releases = await app.evidence.assess("family", PERIOD, NOW)

        def stored(store: Store) -> tuple[Response, ...]:
            return store.responses.of((PERIOD,))

        responses = await app.writer.run(stored)
    finally:
        await app.close()
    return [release_to_json(r) for r in releases], responses


async def test_a_seed_gives_the_same_summary_word_for_word(tmp_path: Path) -> None:
    first, responses = await held(tmp_path / "one")
    second, _ = await held(tmp_path / "two")
    assert first == second
    asked = Counter(r.questionnaire for r in responses)
    assert asked["family-closure"] == 24
    assert asked[YOUNG] == 4
    assert asked["family-followup"] > 0


async def test_young_people_are_stored_without_tier_or_district(tmp_path: Path) -> None:
    _, responses = await held(tmp_path / "data")
    young = [r for r in responses if r.questionnaire == YOUNG]
    assert young
    assert {r.group for r in young} == {None}
    assert {r.period for r in young} == {PERIOD}


def test_more_cases_are_closed_than_families_invited(tmp_path: Path) -> None:
    app = build(Settings(data=tmp_path / "data"))
    guests = families(PLAN, app.area)
    counted = closings(PLAN, guests, when(PERIOD, NOW), NOW)
    by_tier = sum(n for (kind, *_), n in counted.items() if kind == "tier")
    by_district = sum(n for (kind, *_), n in counted.items() if kind == "district")
    assert by_tier == by_district > len(guests)
    assert of_homes(PLAN, guests) == of_homes(PLAN, guests)
