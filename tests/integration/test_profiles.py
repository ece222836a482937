"""Made-up councils support what docs/simulator.md said they would.

The expected values are read from the table in the docs, which was written first.
"""

import re
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.app import App, build
from bot.service.profiles import NAMES, load_profile
from bot.service.simulate import LATER, YOUNG, Plan, families, of_homes, young_people
from bot.settings import Settings
from surveys.loading import shipped
from surveys.model import Kind, Role

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
PERIOD = "2026-Q3"
STAGES = ("none", "early", "developing", "maturing", "mature")


def expected() -> list[tuple[str, str, str, str, str]]:
    """Return profile, row, supported, so far, not ruled out, a line each."""
    text = Path("docs/simulator.md").read_text(encoding="utf-8")
    lines = []
    for line in re.findall(r"^\| (.+) \|$", text, re.MULTILINE):
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) == 5 and cells[0] in (*NAMES, "any"):
            profiles = NAMES if cells[0] == "any" else (cells[0],)
            lines += [
                (profile, row, *cells[2:])
                for profile in profiles
                for row in cells[1].split(", ")
            ]
    return [(a, b, c, d, e) for a, b, c, d, e in lines]


async def simulated(folder: Path, profile: str) -> App:
    app = build(Settings(data=folder))
    await app.simulator.run(Plan(200, 120, PERIOD, profile, 1), NOW)
    return app


@pytest.mark.slow
@pytest.mark.parametrize("profile", NAMES)
async def test_a_profile_supports_what_was_written_down(
    profile: str, tmp_path: Path
) -> None:
    app = await simulated(tmp_path / "data", profile)
    try:
        found = {r.strand: r for r in await app.evidence.assess("all", PERIOD, NOW)}
    finally:
        await app.close()
    mine = [line for line in expected() if line[0] == profile]
    assert {row for _, row, *_ in mine} >= {"family", "culture", "leadership"} - (
        {"culture"} if profile == "mixed" else set()
    )
    for _, row, supported, so_far, not_ruled_out in mine:
        release = found[row]
        assert (release.supported or "none") == supported, row
        assert (release.supported_so_far or "none") == so_far, row
        highest = release.not_ruled_out.value
        if not_ruled_out.endswith("or below"):
            limit = not_ruled_out.removesuffix(" or below")
            assert STAGES.index(highest) <= STAGES.index(limit), row
        else:
            assert highest == not_ruled_out, row
    assert found["family"].closed
    assert found["family"].caps == ()


async def test_so_many_answer_as_were_asked_for(tmp_path: Path) -> None:
    app = build(Settings(data=tmp_path / "data"))
    try:
        plan, done = Plan(23, 11, PERIOD, "mixed", 5), []
        homes = of_homes(plan, families(plan, app.area))
        later = sum(asked == LATER and guest.comes for asked, guest in homes)
        await app.simulator.run(plan, NOW, lambda: done.append(1))
        assert len(done) == plan.conversations(NOW) + later
        count = await app.writer.run(
            lambda store: {
                period.id: (
                    Counter(r.questionnaire for r in store.responses.of([period.id])),
                    period.closed,
                )
                for period in store.periods.all()
            }
        )
        status = await app.writer.run(lambda store: store.status())
    finally:
        await app.close()
    assert count == {
        "2026-Q3": (
            {"family-closure": 23, YOUNG: young_people(plan), LATER: later},
            True,
        ),
        "2026-Q3-check": ({"staff-check": 11}, True),
        "2026-Q3-keyworker": ({"keyworker-view": 6}, True),
    }
    assert young_people(plan)
    assert later
    assert status.sessions == 0
    assert status.follow_ups == 0


async def test_the_present_quarter_stays_open(tmp_path: Path) -> None:
    app = build(Settings(data=tmp_path / "data"))
    try:
        await app.simulator.run(Plan(2, 0, "2026-Q4", "early", 1), NOW)
        periods = await app.writer.run(lambda store: store.periods.all())
    finally:
        await app.close()
    assert [(p.id, p.closed) for p in periods] == [("2026-Q4", False)]


@pytest.mark.parametrize("profile", NAMES[:-1])
def test_a_profile_knows_the_answers_of_every_question_that_is_asked(
    profile: str,
) -> None:
    known = load_profile(profile).answers
    for questionnaire in shipped().values():
        for question in questionnaire.questions:
            if question.kind is Kind.TEXT or question.role is not None:
                continue
            options = {option.id for option in question.options}
            if question.kind is Kind.MANY:
                options = {option.id for option in question.options if option.alone}
            assert known[question.id].keys() <= options, question.id
            assert sum(known[question.id].values()) > 0


def test_every_question_about_the_service_itself_has_a_rate() -> None:
    asked = (q for found in shipped().values() for q in found.questions)
    roles = {question.role for question in asked if question.role}
    at_events = {Role.ANSWERED_BEFORE, Role.TIER}  # asked there alone, by a part
    assert roles == set(Role) - at_events
    rates = load_profile("mature").rates
    assert {"worker_present", "quote_consent"} <= rates.keys()
    assert {"answered_before", "tier_not_known"} <= rates.keys()
