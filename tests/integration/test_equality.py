"""Who answers: waits apart, is counted by tens, is shown once the year is over."""

import json
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.app import App, build
from bot.area import example_area
from bot.commands.group import cli
from bot.keys import load_keys
from bot.service.about_you import _ticket
from bot.service.backups import back_up, restore
from bot.service.equality_pool import FOLDER, Pool
from bot.service.errors import ServiceError
from bot.settings import Settings
from bot.store import Store
from exports import FORMATS
from tests.integration.store.thief import decrypted
from tests.unit.exports import reading

NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)
NEXT_YEAR = datetime(2027, 1, 4, 10, tzinfo=UTC)
SHARES = "[equality.shares.sex]\nfemale = 55\nmale = 45\n"


def county(folder: Path, *, on: bool = True) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    text = example_area()
    if on:
        text = text.replace("[equality]\non = false", "[equality]\non = true")
    (folder / "area.toml").write_text(text + SHARES, encoding="utf-8")
    return folder


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[App]:
    app = build(Settings(data=folder))
    yield app
    await app.close()


def ticket(app: App, number: int, now: datetime = NOW) -> str:
    return _ticket(app.keys, number.to_bytes(6, "big"), now)


async def said(app: App, number: int, now: datetime = NOW, **given: str) -> bool:
    return await app.about_you.take(ticket(app, number, now), given, now)


async def counters(app: App, year: str = "2026") -> dict[str, dict[str, int]]:
    found = await app.writer.run(lambda store: store.equality.of(year))
    return {question: dict(options) for question, options in found.items()}


async def waiting(app: App) -> int:
    return await app.writer.run(
        lambda store: store.database.number("SELECT count(*) FROM equality_waiting")
    )


async def test_nothing_is_counted_before_ten_and_then_all_of_it(tmp_path: Path) -> None:
    async with opened(county(tmp_path)) as app:
        for number in range(9):
            assert await said(app, number, sex="female", age="25_34")
        assert await counters(app) == {}
        assert await said(app, 9, sex="male")
        assert await counters(app) == {"sex": {"female": 9, "male": 1}}
        assert await waiting(app) == 9
        assert not await said(app, 9, sex="male")
        assert await said(app, 10, age="55_up", sex="unheard", district="blaby")
        assert await counters(app) == {
            "sex": {"female": 9, "male": 1},
            "age": {"25_34": 9, "55_up": 1},
        }
        assert await waiting(app) == 0
        assert list((tmp_path / FOLDER).iterdir()) == []


async def test_what_waits_survives_a_restart_and_no_copy_can_read_it(
    tmp_path: Path,
) -> None:
    folder, day = county(tmp_path / "data"), NOW.date()
    async with opened(folder) as app:
        for number in range(6):
            await said(app, number, ethnicity="traveller")
    back_up(folder, load_keys(folder), tmp_path / "copies", day, 35)
    (copy,) = (tmp_path / "copies").glob("*.backup")
    async with opened(folder) as app:
        assert await waiting(app) == 6
        for number in range(6, 10):
            await said(app, number, ethnicity="asian")
        assert await counters(app) == {"ethnicity": {"traveller": 6, "asian": 4}}
    for name in ("identity.db", "answers.db"):
        assert b"equality" in decrypted(folder, name)
    restore(folder, load_keys(folder), copy, day, 35)
    assert b"traveller" not in decrypted(folder, "identity.db")
    async with opened(folder) as app:
        # The key of that pool is gone for good, and with it what had waited.
        assert await waiting(app) == 6
        for number in range(20, 30):
            await said(app, number, ethnicity="other")
        assert await waiting(app) == 0
        assert await counters(app) == {"ethnicity": {"other": 10}}


async def test_rows_that_wait_have_one_length_and_a_random_name(tmp_path: Path) -> None:
    async with opened(county(tmp_path)) as app:
        await said(app, 1, age="under_25", ethnicity="white_british_irish", caring="no")
        rows = await app.writer.run(
            lambda store: store.database.rows(
                "SELECT id, length(sealed) FROM equality_waiting", ()
            )
        )
        assert len({length for _, length in rows}) == 1
        assert len({str(name)[:8] for name, _ in rows}) == 3


def test_a_kill_between_commit_and_renewal_only_delays_the_renewal(
    tmp_path: Path,
) -> None:
    store, pool = Store.open(tmp_path, load_keys(tmp_path).derive), Pool(tmp_path)
    with store.transaction():
        for _ in range(10):
            pool.add(store, "sex", "female")

    def dying() -> None:
        with store.transaction():
            assert pool.flush(store, "sex", "2026", 10)
            raise RuntimeError  # the process dies before the commit

    with pytest.raises(RuntimeError):
        dying()
    assert store.equality.of("2026") == {}
    with store.transaction():
        assert pool.flush(store, "sex", "2026", 10)
    with store.transaction():
        pool.add(store, "sex", "male")  # the process died before the renewal
    with store.transaction():
        pool.renew(store, "sex")
        assert not pool.flush(store, "sex", "2026", 10)
    assert store.equality.of("2026") == {"sex": {"female": 10}}
    assert len(store.equality.waiting("sex")) == 1
    store.close()


async def test_a_batch_counts_in_the_year_in_which_it_fills(tmp_path: Path) -> None:
    async with opened(county(tmp_path)) as app:
        for number in range(9):
            await said(app, number, sex="female")
        await said(app, 9, NEXT_YEAR, sex="male")
        assert await counters(app, "2026") == {}
        assert await counters(app, "2027") == {"sex": {"female": 9, "male": 1}}


async def test_a_year_is_shown_once_it_is_over_and_forgotten_in_the_end(
    tmp_path: Path,
) -> None:
    async with opened(county(tmp_path)) as app:
        for number in range(30):
            await said(app, number, sex="female" if number < 26 else "male")
        with pytest.raises(ServiceError, match="not over"):
            await app.about_you.shown("2026", NOW)
        with pytest.raises(ServiceError, match="Write a year"):
            await app.about_you.shown("2026-Q4", NEXT_YEAR)
        found = {one.id: one for one in await app.about_you.shown("2026", NEXT_YEAR)}
        assert found["sex"].people == 30
        assert found["age"].people is None
        assert not await app.about_you.forget(NEXT_YEAR)
        assert await app.about_you.forget(NEXT_YEAR + timedelta(days=366 * 4))
        assert await counters(app) == {}


async def test_where_it_is_off_nothing_is_taken_or_shown(tmp_path: Path) -> None:
    async with opened(county(tmp_path, on=False)) as app:
        assert not await said(app, 1, sex="female")
        assert await waiting(app) == 0
        with pytest.raises(ServiceError, match="is off"):
            await app.about_you.shown("2025", NOW)


async def test_the_summary_of_a_year_says_who_is_missing(tmp_path: Path) -> None:
    folder = county(tmp_path)
    async with opened(folder) as app:
        counts = {"female": 60, "male": 12, "rather_not": 3}
        await app.writer.run(lambda store: store.equality.count("sex", "2025", counts))
        documents = await app.evidence.documents("family", "2025", list(FORMATS), NOW)
        bodies = {one.name.rpartition(".")[2]: one.body for one in documents}
        (sex,) = (
            one
            for one in reading.json_data(bodies["json"])["report"]["who_they_are"]
            if one["id"] == "sex"
        )
        assert sex["said"].endswith("Missing from the voice: Male.")
        shares = {row["id"]: row["shown"]["share"] for row in sex["rows"]}
        assert shares["female"]["value"] == 80
        assert shares["male"] is None
        assert shares["rather_not"] is None
        rows = [r for r in reading.csv_rows(bodies["csv"]) if r["table"] == "who"]
        assert {r["id"]: r["share"] for r in rows if r["kind"] == "sex"} == {
            "": "",
            "female": "80",
            "male": "",
            "rather_not": "",
        }
        for kind in ("docx", "html"):
            text = (
                reading.docx_text(bodies[kind])
                if kind == "docx"
                else bodies[kind].decode()
            )
            assert "Missing from the voice: Male." in text
            assert "rarer than among closings" in text
        other = await app.evidence.documents("culture", "2025", ["json"], NOW)
        assert json.loads(other[0].body)["report"]["who_they_are"] == []
        quarter = await app.evidence.documents("family", "2025-Q4", ["json"], NOW)
        assert json.loads(quarter[0].body)["report"]["who_they_are"] == []


def test_the_command_prints_what_may_be_shown(tmp_path: Path) -> None:
    folder = county(tmp_path)
    app = build(Settings(data=folder))
    app.writer.call(
        lambda store: store.equality.count("sex", "2025", Counter(female=60, male=40))
    )
    runner, environment = CliRunner(), {"STRANDLINE_DATA": str(folder)}
    shown = runner.invoke(cli, ["equality", "--year", "2025"], env=environment)
    assert shown.exit_code == 0, shown.output
    assert "What is your sex?" in shown.output
    assert "Female\t60%" in shown.output
    early = runner.invoke(cli, ["equality", "--year", "2999"], env=environment)
    assert early.exit_code != 0
    assert "not over" in early.output
