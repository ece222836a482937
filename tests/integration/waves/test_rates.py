"""A wave's response rate, from the sizes that were stated, through disclosure control."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from analysis.release import Release
from bot.app import App, build
from bot.service.person import Person
from bot.service.wave_days import CHECK, Wanted
from bot.settings import Settings
from surveys.events import BEGIN, KEEP, SEND, SKIP, Prompt, Tapped
from tests.integration.waves.staff import NOW

MONDAY = NOW + timedelta(days=0)
WANTED = Wanted(CHECK, MONDAY.date(), MONDAY.date() + timedelta(days=13))
AFTER = NOW + timedelta(days=14)


@pytest.fixture
async def app(folder: Path) -> AsyncIterator[App]:
    app = build(Settings(data=folder, public_url="https://survey.example"))
    yield app
    await app.close()


async def asked(app: App, **sizes: int | None) -> dict[str, str]:
    """Plan and open a wave for groups of these sizes; return their links' own parts."""
    for partner, size in sizes.items():
        await app.groups.size(CHECK, partner, size, NOW)
    (plan,) = (await app.wave_plans.plan([WANTED], NOW)).plans
    await app.wave_plans(NOW)
    links = await app.wave_plans.links(plan.id)
    return {one.partner: one.link.split("/s/")[1] for one in links}


async def answer(app: App, token: str, number: int) -> None:
    """Let so many people answer by a link, each tapping what comes first."""
    for one in range(number):
        person = Person("telegram", f"{token}-{one}")
        effects = await app.respond.open(person, token, None, NOW)
        for _ in range(60):
            prompts = [e for e in effects if isinstance(e, Prompt)]
            if not prompts:
                break
            ids = [b.id for b in (*prompts[-1].buttons, *prompts[-1].controls)]
            wish = next((i for i in (BEGIN, KEEP, SEND) if i in ids), None)
            tap = wish or (ids[0] if prompts[-1].buttons else SKIP)
            event = Tapped(prompts[-1].step, tap)
            effects = await app.respond.receive(person, event, None, NOW)


async def released(app: App) -> Release:
    """Close the wave and return what is shown of culture."""
    await app.closing.tick(AFTER)
    (wave,) = await app.waves.all()
    assert not wave.open
    (release,) = await app.evidence.assess("culture", wave.id, AFTER)
    return release


def partners(release: Release) -> dict[str, object]:
    return {
        cut.group: None if cut.response_rate is None else cut.response_rate.value
        for cut in release.cuts
        if cut.kind == "partner" and not cut.suppressed
    }


async def test_the_rate_prints_where_every_group_has_said_how_many_they_are(
    app: App,
) -> None:
    links = await asked(app, police=60, schools=40)
    await answer(app, links["police"], 30)
    await answer(app, links["schools"], 12)
    release = await released(app)
    assert release.response_rate is not None
    assert release.response_rate.value == 40  # 42 of 100, both in fives
    assert partners(release) == {"police": 50, "schools": 25}  # 12 of 40, in fives


async def test_one_group_that_has_not_said_makes_the_whole_unknown(app: App) -> None:
    links = await asked(app, police=60, schools=None)
    await answer(app, links["police"], 30)
    await answer(app, links["schools"], 12)
    release = await released(app)
    assert release.response_rate is None
    (page,) = await app.evidence.documents("culture", release.period, ("html",), AFTER)
    assert "is not known" in page.body.decode()


async def test_a_group_of_fewer_than_ten_never_shows(app: App) -> None:
    links = await asked(app, police=60, schools=8)
    await answer(app, links["police"], 30)
    await answer(app, links["schools"], 8)
    release = await released(app)
    assert "schools" not in partners(release)
    assert release.response_rate is not None


async def test_more_answers_than_people_make_the_rate_unknown(app: App) -> None:
    links = await asked(app, police=20)
    await answer(app, links["police"], 33)
    release = await released(app)
    assert release.response_rate is None
    assert all(value is None for value in partners(release).values())
