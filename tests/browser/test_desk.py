"""The signed-in pages in a browser: axe, 320 px, no script, and how few taps it takes.

The pictures are in `.cache/pictures/pages/desk`; they were looked at.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from playwright.async_api import FilePayload, async_playwright

from bot.service.notify import EMAIL, SMS
from bot.service.periods import recent
from bot.service.simulate import Plan
from tests.browser.axe import need_script
from tests.browser.conftest import chromium
from tests.browser.test_axe import FLAGS, PHONE, Walk
from tests.integration.desk.staff import Office, office
from tests.integration.web.visitor import Visitor, World

WISH = "Please ring 01632 960 001 on a weekday morning. Do not leave a message."


@asynccontextmanager
async def at_the_desk(folder: Path) -> AsyncIterator[tuple[Office, Walk]]:
    """Open the signed-in pages on a phone that runs no script."""
    async with (
        office(folder) as desk,
        async_playwright() as play,
        aiohttp.ClientSession() as http,
    ):
        object.__setattr__(desk.app.closures.setup.links, "web", "https://s.example")
        desk.app.closures.channels = (SMS, EMAIL)
        browser = await play.chromium.launch(
            executable_path=chromium(), args=list(FLAGS)
        )
        page = await browser.new_page(viewport=PHONE)
        page.set_default_timeout(30_000)
        world = World(
            desk.app, desk.house, desk.base, Visitor(desk.base, http), desk.clock
        )
        try:
            yield desk, Walk(world, page, "desk")
        finally:
            await browser.close()


async def sign_in(desk: Office, walk: Walk, role: str) -> None:
    """Make an account of a role and sign the phone in with it."""
    await desk.app.accounts.add(role, role)
    await walk.page.goto(desk.base + await desk.link(role))
    await walk.press("button.go")


async def entering(desk: Office, walk: Walk) -> None:
    page = walk.page
    await page.goto(f"{desk.base}/desk")
    await walk.look("please-sign-in")
    await page.goto(f"{desk.base}/desk/in/made-up")
    await walk.look("sign-in")
    await walk.press("button.go")
    await walk.look("link-no-use")


async def keyworker(desk: Office, walk: Walk) -> None:
    page = walk.page
    await sign_in(desk, walk, "keyworker")
    await walk.look("front-keyworker")
    await page.goto(f"{desk.base}/desk/evidence")
    await walk.look("not-for-this-account")
    await page.goto(f"{desk.base}/desk/close")
    await walk.look("close")
    await walk.press("button.go")
    await walk.look("close-mistakes")
    for summary in await page.locator("summary").all():
        await summary.click()
    await walk.look("close-all-open")
    await page.goto(f"{desk.base}/desk/close")
    await page.locator("input[name=tier]").first.check()
    await page.locator("input[name=district]").first.check()
    await page.fill("#reference", "EH-2026-0012")
    await walk.press("button.go")
    await walk.look("link")
    await page.goto(f"{desk.base}/desk/close")
    await page.locator("input[name=tier]").first.check()
    await page.locator("input[name=district]").first.check()
    await page.locator("summary").last.click()
    await page.fill("#phone", "07700 900123")
    await page.check("#safe_to_contact")
    await walk.press("button.go")
    await walk.look("message-goes-out")
    await page.goto(f"{desk.base}/desk/links")
    await walk.look("links")
    await walk.press("button[value=hold]")
    await walk.look("links-held")
    await page.fill("#named", "EH-2026-9999")
    await walk.press("form:has(#named) button[value=cancel]")
    await walk.look("links-unknown")
    await page.goto(f"{desk.base}/desk/links/AAAA-BBBB-CCCC-DDDD")
    await walk.look("no-such-link")
    await walk.press(".out button")
    await walk.look("signed-out")


async def coordinator(desk: Office, walk: Walk) -> None:
    page = walk.page
    period = recent(desk.clock().date())[1]
    await desk.app.simulator.run(Plan(25, 0, period, "mixed", 1), desk.clock())
    await sign_in(desk, walk, "coordinator")
    await walk.look("front-coordinator")
    await page.goto(f"{desk.base}/desk/closings")
    await walk.look("closings")
    month = f"{desk.clock():%Y-%m}"
    for name, content in (
        ("closings-bad-rows", "reference,tier\nKelly Smith,nobody\n"),
        (
            "closings-taken",
            f"reference,tier,district,month\nEH-1,keyworker,blaby,{month}\n",
        ),
    ):
        file = FilePayload(
            name="closings.csv", mimeType="text/csv", buffer=content.encode()
        )
        await page.set_input_files("#file", files=[file])
        await walk.press("button[value=take]")
        await walk.look(name)
    await page.goto(f"{desk.base}/desk/closings/typed?kind=district")
    await walk.look("counts-typed")
    await walk.press("button.go")
    await walk.look("counts-mistake")
    await page.goto(f"{desk.base}/desk/acted")
    await page.fill("#words", "You asked for one plan. Now each family has one.")
    await walk.press("button.go")
    await walk.look("acted")
    await page.goto(f"{desk.base}/desk/evidence")
    await walk.look("evidence")
    await page.goto(f"{desk.base}/desk/quotes")
    await walk.look("quotes")
    await page.goto(f"{desk.base}/desk/clauses")
    await walk.look("clauses-none")


async def carer(desk: Office, walk: Walk) -> None:
    await desk.app.wishes.ask(WISH, desk.clock())
    await sign_in(desk, walk, "carer")
    await walk.look("front-carer")
    await walk.page.goto(f"{desk.base}/desk/care")
    await walk.look("care")
    await walk.press("button[value=show]")
    await walk.look("care-shown")


@pytest.mark.parametrize("walked", [entering, keyworker, coordinator, carer])
async def test_axe_finds_nothing_on_the_signed_in_pages(
    tmp_path: Path,
    walked: object,
) -> None:
    await need_script()
    assert callable(walked)
    async with at_the_desk(tmp_path / "data") as (desk, walk):
        await walked(desk, walk)
        assert not walk.wrong, "\n".join(walk.wrong)


async def test_a_case_is_closed_with_three_taps_and_nothing_stays_on_the_phone(
    tmp_path: Path,
) -> None:
    async with at_the_desk(tmp_path / "data") as (desk, walk):
        page = walk.page
        await sign_in(desk, walk, "keyworker")
        await page.goto(f"{desk.base}/desk/close")
        await page.locator("label.pick").first.click()
        await page.locator("label.pick:has(input[name=district])").first.click()
        await walk.press("button.go")
        code = await page.locator(".qr svg path").last.bounding_box()
        assert code is not None
        assert code["width"] > 150  # large enough for a camera
        kept = await page.evaluate("[localStorage.length, sessionStorage.length]")
        assert kept == [0, 0]
        (cookie,) = await page.context.cookies()
        assert cookie["name"] == "strandline-desk"
        assert cookie["httpOnly"] is True
        assert cookie["path"] == "/desk"
        assert cookie["sameSite"] == "Strict"
        assert cookie["expires"] == -1
        await walk.press(".out button")
        assert await page.context.cookies() == []
