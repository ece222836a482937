"""The pages of staff waves in a browser: axe, 320 px, no script.

The pictures are in `.cache/pictures/pages/desk`; they were looked at.
"""

from datetime import UTC, datetime
from pathlib import Path

from tests.browser.axe import need_script
from tests.browser.test_desk import at_the_desk, sign_in

YEAR = datetime.now(UTC).year + 1


async def test_axe_finds_nothing_on_the_pages_of_waves(tmp_path: Path) -> None:
    await need_script()
    async with at_the_desk(tmp_path / "data") as (desk, walk):
        page = walk.page
        await sign_in(desk, walk, "coordinator")
        await page.goto(f"{desk.base}/desk/waves")
        await walk.look("waves-none")
        await page.locator(f"input[name=year][value='{YEAR}']").check()
        await walk.press("button[value=show]")
        await walk.look("waves-shown")
        await walk.press("button[value=year]")
        await walk.look("waves-planned")
        await page.fill("#opens", f"{YEAR}-03-02")
        await walk.press("button[value=one]")
        await walk.look("waves-mistake")
        await page.goto(f"{desk.base}/desk/waves/groups/staff-check")
        await page.fill("#size-police", "40")
        await page.fill("#size-schools", "0")
        await walk.press("main button.go")
        await walk.look("wave-groups-mistake")
        await page.fill("#size-schools", "9")
        await walk.press("main button.go")
        await walk.look("wave-groups")
        await page.goto(f"{desk.base}/desk/waves/at/{YEAR}-Q1-check")
        await walk.look("wave")
        await walk.press("button[value=cancel]")
        await walk.look("wave-sure")
        assert not walk.wrong, "\n".join(walk.wrong)
