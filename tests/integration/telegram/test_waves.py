"""A coordinator plans the staff waves of a year in Telegram, and sees to each."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.service.wave_days import CHECK, Wanted
from tests.integration.telegram.answering import BOT, clock, opened, prepare
from tests.integration.telegram.running import world
from tests.integration.telegram.test_desk import NAME, joined

YEAR = datetime.now(UTC).year + 1


async def test_a_year_is_planned_with_two_taps(tmp_path: Path) -> None:
    data = tmp_path / "data"
    prepared = await prepare(data)
    async with world(data, command=BOT, environment=NAME) as here:
        desk = await joined(here, 8_800_000_001, prepared, "coordinator")
        await desk.says("/waves")
        await desk.taps(await desk.sees("The staff waves"), f"Plan {YEAR}")
        shown = await desk.sees("This would be planned")
        assert shown.text.count("check") >= 3
        assert "No group of staff-check is named" in shown.text
        await desk.taps(shown, "Plan these")
        done = await desk.sees("Planned.")
        await desk.taps(done, "All waves")
        listed = await desk.sees("Tap one to see to it")
        assert f"{YEAR}-Q4-keyworker" in listed.text
        await desk.taps(listed, f"{YEAR}-Q1-check")
        one = await desk.sees("planned")
        await desk.taps(one, "Links")
        links = await desk.sees("The links of")
        assert "Everybody else: https://t.me/strandline_test_bot?start=staff-" in (
            links.text
        )
        await here.check()


async def test_a_plan_is_moved_made_quiet_and_cancelled_with_two_taps(
    tmp_path: Path,
) -> None:
    data = tmp_path / "data"
    prepared = await prepare(data)
    async with world(data, command=BOT, environment=NAME) as here:
        desk = await joined(here, 8_800_000_002, prepared, "coordinator")
        await desk.says("/waves")
        await desk.taps(await desk.sees("The staff waves"), f"Plan {YEAR}")
        await desk.taps(await desk.sees("This would be planned"), "Plan these")
        await desk.taps(await desk.sees("Planned."), "All waves")
        await desk.taps(await desk.sees("Tap one"), f"{YEAR}-Q2-check")
        before = await desk.sees("planned")
        await desk.taps(before, "A week later")
        after = await desk.sees("planned")
        assert after.text != before.text
        await desk.taps(after, "No reminders")
        quiet = await desk.sees("no reminders")
        await desk.taps(quiet, "Cancel this wave")
        sure = await desk.sees("lead nowhere from then on")
        await desk.taps(sure, "Yes, cancel it")
        await desk.sees("is cancelled")
        await here.check()


async def test_groups_are_sized_by_a_word_and_mistakes_are_said(tmp_path: Path) -> None:
    data = tmp_path / "data"
    prepared = await prepare(data)
    async with world(data, command=BOT, environment=NAME) as here:
        desk = await joined(here, 8_800_000_003, prepared, "coordinator")
        await desk.says("/waves police 40")
        await desk.sees("Noted: police, 40 people.")
        await desk.says("/waves keyworker police 9")
        warned = await desk.sees("Noted: police, 9 people.")
        assert "fewer than 10" in warned.text
        await desk.says("/waves circus 40")
        await desk.sees("There is no partner 'circus'")
        await desk.says("/waves police 0")
        await desk.sees("cannot be asked")
        await desk.says("/waves police many")
        how = await desk.sees("How many people are asked in a group")
        assert "/waves keyworker police 20" in how.text
        await here.check()


async def test_an_open_wave_is_closed_only_when_one_is_sure(tmp_path: Path) -> None:
    data = tmp_path / "data"
    prepared = await prepare(data)
    app = await opened(data)
    await app.waves.close((await app.waves.all())[0].id, clock())
    today = clock().date()
    made = await app.wave_plans.plan(
        [Wanted(CHECK, today, today + timedelta(days=5))], clock()
    )
    await app.close()
    (plan,) = made.plans
    async with world(data, command=BOT, environment=NAME) as here:
        desk = await joined(here, 8_800_000_004, prepared, "coordinator")
        await desk.says("/waves")
        await desk.taps(await desk.sees("Tap one"), plan.id)
        one = await desk.sees("open")
        await desk.taps(one, "Close it now")
        sure = await desk.sees("Its figures are final")
        await desk.taps(sure, "Yes, close it")
        await desk.sees("is closed")
        await desk.taps(one, "Close it now")
        await desk.sees("no longer so")
        await here.check()


async def test_nobody_else_is_told_anything(tmp_path: Path) -> None:
    data = tmp_path / "data"
    prepared = await prepare(data)
    async with world(data, command=BOT, environment=NAME) as here:
        keyworker = await joined(here, 8_800_000_005, prepared, "keyworker")
        await keyworker.says("/waves")
        await keyworker.sees("cannot help with that here")
        stranger = here.crowd.person(8_800_000_006)
        await stranger.says("/waves police 40")
        await stranger.sees("cannot help with that here")
        await here.check()
