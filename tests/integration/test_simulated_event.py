"""A made-up event: who answers at it, and in what their answers do not count."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from analysis.disclosure import release_to_json
from analysis.model import Reach
from analysis.release import Release
from bot.app import App, area_of, build
from bot.service.simulate import (
    FAMILIES,
    LATER,
    YOUNG,
    Plan,
    crowd,
    families,
    of_homes,
    young_people,
)
from bot.settings import Settings
from bot.store import Store
from surveys.model import Mode, Response

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
YEAR, QUARTER = "2025", "2026-Q3"
PLAN = Plan(60, 0, QUARTER, "mature", 5, event=True)
THERE = 10


@dataclass(frozen=True, slots=True)
class Council:
    """What a simulated council has stored and released."""

    done: int
    later: int
    responses: tuple[Response, ...]
    reach: tuple[Reach, ...]
    releases: tuple[Release, ...]
    invited: int
    events: int
    sessions: int


async def held(folder: Path, plan: Plan) -> Council:
    """Simulate a plan in an empty folder."""
    app, done = build(Settings(data=folder)), []
    try:
        await app.simulator.run(plan, NOW, lambda: done.append(1))
        return await _seen(app, plan, len(done))
    finally:
        await app.close()


async def _seen(app: App, plan: Plan, done: int) -> Council:
    guests = families(plan, app.area)

    def stored(store: Store) -> tuple[tuple[Response, ...], tuple[Reach, ...], int]:
        periods = [period.id for period in store.periods.all()]
        return (
            store.responses.of(periods),
            tuple(store.reach.of((*periods, plan.period))),
            store.status().sessions,
        )

    releases = tuple(await app.evidence.assess("family", plan.period, NOW))
    responses, reach, sessions = await app.writer.run(stored)
    return Council(
        done=done,
        later=sum(
            asked == LATER and guest.comes for asked, guest in of_homes(plan, guests)
        ),
        responses=responses,
        reach=reach,
        releases=releases,
        invited=len(guests),
        events=len(await app.events.current()),
        sessions=sessions,
    )


async def test_an_event_is_in_no_rate_and_the_same_for_a_seed(tmp_path: Path) -> None:
    first = await held(tmp_path / "one", PLAN)
    second = await held(tmp_path / "two", PLAN)
    closing = [r for r in first.responses if r.questionnaire == FAMILIES]
    assert Counter(r.mode for r in closing) == {
        Mode.SELF: PLAN.families - THERE,
        Mode.EVENT: THERE,
    }
    others = {r.mode for r in first.responses if r.questionnaire != FAMILIES}
    assert others == {Mode.SELF}
    # Who had answered before was thanked; the event is over, and nobody is half way.
    assert PLAN.answered_before == 1
    assert first.done == PLAN.conversations(NOW) + first.later
    assert len(first.responses) == first.done - PLAN.answered_before
    assert (first.events, first.sessions) == (0, 0)
    # The response rate is that of the families that were invited, and of no others.
    counted = [r for r in first.reach if r.kind == "tier"]
    asked = [r for r in counted if r.questionnaire == FAMILIES]
    assert sum(r.sent or 0 for r in asked) == first.invited
    assert sum(r.answered for r in asked) == PLAN.families - THERE
    assert len({*_labels(first)}) > 1
    assert _labels(first) == _labels(second)
    assert list(map(release_to_json, first.releases)) == list(
        map(release_to_json, second.releases)
    )


def _labels(council: Council) -> list[tuple[str | None, ...]]:
    """Return what those answered at the event say about the help, in no order."""
    return sorted(
        (r.group, *sorted(f"{a.question} {a.options} {a.words}" for a in r.answers))
        for r in council.responses
        if r.mode is Mode.EVENT
    )


async def test_a_year_has_the_event_as_a_cut_without_a_rate(tmp_path: Path) -> None:
    council = await held(tmp_path / "data", replace(PLAN, period=YEAR))
    (release,) = council.releases
    modes = {cut.group: cut for cut in release.cuts if cut.kind == "mode"}
    assert modes.keys() == {"event", "self"}
    assert {cut.response_rate for cut in modes.values()} == {None}
    assert {r.period[:4] for r in council.responses} == {YEAR}
    held_in = {r.period for r in council.responses if r.mode is Mode.EVENT}
    assert len(held_in) == 1
    assert release.caps == ()


async def test_a_quarter_that_began_today_can_have_one(tmp_path: Path) -> None:
    app = build(Settings(data=tmp_path / "data"))
    try:
        plan = replace(PLAN, families=40, period="2026-Q4")
        await app.simulator.run(plan, datetime(2026, 10, 1, 7, tzinfo=UTC))
        found = await app.writer.run(lambda store: store.responses.of(["2026-Q4"]))
        over = await app.events.current() == ()
    finally:
        await app.close()
    assert sum(response.mode is Mode.EVENT for response in found) == THERE
    assert over


@pytest.mark.parametrize(
    ("count", "there"),
    [(0, 0), (1, 0), (39, 0), (40, 10), (80, 10), (100, 12), (200, 25), (5000, 625)],
)
def test_ten_or_more_and_a_quarter_at_most_are_there(count: int, there: int) -> None:
    assert Plan(count, 0, QUARTER, "mixed", event=True).at_event == there
    assert Plan(count, 0, QUARTER, "mixed").at_event == 0


def test_few_families_have_no_event_and_all_are_invited(tmp_path: Path) -> None:
    area, _ = area_of(Settings(data=tmp_path))
    few = Plan(39, 12, QUARTER, "mixed", 3, event=True)
    usual = replace(few, event=False)
    assert crowd(few, area) == ()
    assert families(few, area) == families(usual, area)
    assert few.conversations(NOW) == usual.conversations(NOW)


def test_who_is_at_the_event_is_not_invited(tmp_path: Path) -> None:
    area, _ = area_of(Settings(data=tmp_path))
    guests, there = families(PLAN, area), crowd(PLAN, area)
    coming = sum(guest.comes for guest in (*guests, *there))
    assert coming == PLAN.families
    assert len(there) == THERE + PLAN.answered_before
    assert len({guest.other for guest in there}) == 1
    assert there == crowd(PLAN, area)
    assert young_people(PLAN) == young_people(replace(PLAN, event=False))
    assert sum(name == YOUNG and g.comes for name, g in of_homes(PLAN, guests)) == (
        young_people(PLAN)
    )
