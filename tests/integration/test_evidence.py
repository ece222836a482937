"""The way out: what is released, once, and what a document is made of."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from analysis.disclosure import release_to_json
from analysis.model import Instrument, Status
from analysis.release import Release
from bot.app import App, build
from bot.service.evidence import ROWS, EvidenceError
from bot.service.simulate import Plan
from bot.settings import Settings
from exports import FORMATS

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
PAST, PRESENT = "2026-Q3", "2026-Q4"


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[App]:
    opened = build(Settings(data=tmp_path / "data"))
    yield opened
    await opened.close()


async def answers(
    app: App, families: int, period: str = PRESENT, seed: int = 1, staff: int = 0
) -> None:
    await app.simulator.run(Plan(families, staff, period, "maturing", seed), NOW)


async def family(app: App, period: str = PRESENT) -> Release:
    (release,) = await app.evidence.assess("family", period, NOW)
    return release


async def publications(app: App) -> int:
    return await app.writer.run(lambda store: store.releases.count())


async def test_under_ten_people_nothing_is_shown_but_that_it_is_not_enough(
    app: App,
) -> None:
    await answers(app, 9)
    release = await family(app)
    assert release.respondents[Instrument.CLOSING] is None
    for feature in release.features:
        assert feature.shown.n is None
        assert feature.status in (Status.NOT_ENOUGH, Status.NO_EVIDENCE)


async def test_the_same_question_gets_the_same_answer_and_is_published_once(
    app: App,
) -> None:
    await answers(app, 30, PAST)
    first = await family(app, PAST)
    again = await family(app, PAST)
    assert release_to_json(first) == release_to_json(again)
    assert await publications(app) == 1
    assert first.closed


async def test_an_open_quarter_moves_only_when_ten_more_have_answered(
    app: App,
) -> None:
    await answers(app, 20, seed=1)
    before = release_to_json(await family(app))
    await answers(app, 4, seed=2)
    assert release_to_json(await family(app)) == before
    await answers(app, 20, seed=3)
    assert release_to_json(await family(app)) != before


async def test_a_year_is_made_of_its_closed_quarters(app: App) -> None:
    await answers(app, 30, PAST)
    await answers(app, 40, PRESENT)
    release = await family(app, "2026")
    assert release.respondents[Instrument.CLOSING] == 30
    assert not release.closed


@pytest.mark.parametrize("period", ["2026-Q9", "soon", "2031", "2026-Q3-check"])
async def test_a_period_that_is_none_is_refused(app: App, period: str) -> None:
    with pytest.raises(EvidenceError):
        await app.evidence.assess("family", period, NOW)


async def test_two_at_once_publish_one_after_the_other(app: App) -> None:
    await answers(app, 12, PAST, staff=12)
    found = await asyncio.gather(
        *(app.evidence.assess(row, PAST, NOW) for row in ("family", "culture"))
    )
    assert [release.strand for (release,) in found] == ["family", "culture"]
    assert await publications(app) == 2


async def test_every_row_and_format_becomes_a_document(app: App) -> None:
    await answers(app, 12, PAST, staff=12)
    documents = await app.evidence.documents("all", PAST, tuple(FORMATS), NOW)
    assert [d.name for d in documents] == [
        f"strandline-all-2026-Q3.{kind.suffix}" for kind in FORMATS.values()
    ]
    printed = json.loads(documents[-1].body)
    assert [row["strand"] for row in printed["rows"]] == list(ROWS)


async def test_a_wave_has_a_release_of_its_own(app: App) -> None:
    await answers(app, 0, PAST, staff=20)
    (release,) = await app.evidence.assess("culture", "2026-Q3-check", NOW)
    assert release.respondents[Instrument.STAFF_CHECK] == 20


async def test_only_approved_words_are_printed_and_only_in_their_row(app: App) -> None:
    await answers(app, 60, PAST, staff=60)
    (nothing,) = await app.evidence.documents("family", PAST, ("html",), NOW)
    batch = await app.quotes.batch()
    assert len(batch) >= 10
    mine = next(quote for quote in batch if quote.question == "O1")
    other = next(quote for quote in batch if quote.question == "S1")
    assert await app.quotes.decide((mine.id, other.id), approved=True) == []
    (family_page,) = await app.evidence.documents("family", PAST, ("json",), NOW)
    (culture_page,) = await app.evidence.documents("culture", PAST, ("json",), NOW)
    assert mine.words not in nothing.body.decode()
    quoted = json.loads(family_page.body)["report"]["quotes"]
    assert {quote["words"] for quote in quoted} == {mine.words}
    quoted = json.loads(culture_page.body)["report"]["quotes"]
    assert {quote["words"] for quote in quoted} == {other.words}


async def test_no_quote_is_printed_about_fewer_than_ten_people(app: App) -> None:
    await answers(app, 60, PAST)
    await answers(app, 8, PRESENT)
    batch = await app.quotes.batch()
    await app.quotes.decide([quote.id for quote in batch], approved=True)
    (page,) = await app.evidence.documents("family", PRESENT, ("json",), NOW)
    assert json.loads(page.body)["report"]["quotes"] == []


async def test_what_a_person_vouches_for_counts_and_is_named(app: App) -> None:
    await answers(app, 30, PAST)
    await app.evidence.attest("FE-E2", "Head of service", "Letters read", NOW)
    release = await family(app, PAST)
    vouched = next(f for f in release.features if f.id == "FE-E2")
    assert vouched.status is Status.GONE
    assert any("Head of service" in source for source in vouched.sources)


async def test_the_quarter_before_is_compared_with(app: App) -> None:
    await answers(app, 60, "2026-Q2", seed=1)
    await answers(app, 60, PAST, seed=2)
    await family(app, "2026-Q2")
    (page,) = await app.evidence.documents("family", PAST, ("json",), NOW)
    assert json.loads(page.body)["report"]["since"] is not None


async def test_textblobs_view_stands_beside_a_closed_period_once_and_for_all(
    app: App,
) -> None:
    await answers(app, 80, PAST)
    (page,) = await app.evidence.documents("family", PAST, ("json",), NOW)
    report = json.loads(page.body)
    (said,) = [line for line in report["report"]["method"] if "TextBlob" in line]
    assert "For comparison only" in said
    published = await publications(app)
    (again,) = await app.evidence.documents("family", PAST, ("json",), NOW)
    assert again.body == page.body
    assert await publications(app) == published
    (release,) = await app.evidence.assess("family", PAST, NOW)
    assert release_to_json(release) == report["release"]


async def test_textblob_is_silent_about_an_open_period(app: App) -> None:
    await answers(app, 40, PRESENT)
    (page,) = await app.evidence.documents("family", PRESENT, ("json",), NOW)
    assert "TextBlob" not in page.body.decode()


async def test_what_has_to_hold_in_three_waves_does_after_three(app: App) -> None:
    for number, quarter in enumerate(("2026-Q1", "2026-Q2", "2026-Q3")):
        plan = Plan(12, 60, quarter, "mature", number)
        await app.simulator.run(plan, NOW)
    (alone,) = await app.evidence.assess("culture", "2026-Q1", NOW)
    (third,) = await app.evidence.assess("culture", "2026-Q3", NOW)
    lasting = {"CU-M4", "CU-M5"}
    first = {f.id: f.status for f in alone.features if f.id in lasting}
    last = {f.id: f.status for f in third.features if f.id in lasting}
    assert set(first.values()) == {Status.MIXED}
    assert set(last.values()) == {Status.EVIDENCED}
    assert any(f.change == "no clear change" for f in third.features)
    assert [cut.period for cut in third.cuts if cut.kind == "wave"] == [
        "2026-Q1-check",
        "2026-Q2-check",
    ]


async def test_an_old_wave_never_stands_in_for_a_new_one(app: App) -> None:
    await app.simulator.run(Plan(12, 60, "2026-Q2", "mature", 1), NOW)
    await app.simulator.run(Plan(12, 0, "2026-Q3", "mature", 2), NOW)
    (release,) = await app.evidence.assess("culture", "2026-Q3", NOW)
    assert all(n is None for n in release.respondents.values())
    assert all(f.shown.n is None for f in release.features)
