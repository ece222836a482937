"""Whole journeys in a browser, and everything that goes wrong on the way.

Cookies and stored data are refused throughout; without the script unless it is named.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from playwright.async_api import Page, async_playwright

from tests.browser.conftest import chromium
from tests.browser.council import council
from tests.browser.test_axe import FLAGS, PHONE
from tests.integration.web.visitor import World

FOCUS: Final = """s => {
  const e = document.activeElement, r = e.getBoundingClientRect();
  return e.matches(s) && r.top >= 0 && r.top < innerHeight
    && getComputedStyle(e.closest('label.pick') || e).outlineStyle !== 'none';
}"""


@asynccontextmanager
async def phone(folder: Path, *, script: bool) -> AsyncIterator[tuple[World, Page]]:
    """Run the service, and a phone that takes no cookies."""
    async with council(folder) as world, async_playwright() as play:
        browser = await play.chromium.launch(
            executable_path=chromium(), args=list(FLAGS)
        )
        context = await browser.new_context(
            viewport=PHONE, java_script_enabled=script, reduced_motion="reduce"
        )
        page = await context.new_page()
        page.set_default_timeout(20_000)
        devtools = await context.new_cdp_session(page)
        await devtools.send("Emulation.setDocumentCookieDisabled", {"disabled": True})
        try:
            yield world, page
            assert await context.cookies() == []
        finally:
            await browser.close()


async def started(world: World, page: Page) -> None:
    await page.goto(world.base + await world.link())
    await page.click("button.go")
    await page.wait_for_url("**/begin")
    await page.click("button.go")
    await page.wait_for_url("**/q-Q1")


async def answered(page: Page, words: str = "They were kind to us.") -> None:
    before = page.url
    if await page.locator("label.pick").count():
        await page.locator("label.pick").first.click()
    elif await page.locator("textarea").count():
        await page.fill("textarea", words)
    await page.click("button.go")
    await page.wait_for_url(lambda url: url != before)


async def on_to(page: Page, selector: str) -> None:
    for _ in range(40):
        if await page.locator(selector).count():
            return
        await answered(page)
    raise AssertionError(page.url)


async def back(page: Page) -> None:
    """Press the browser's back button, and wait for the page that it leads to."""
    await page.evaluate(
        "document.querySelector('main').dataset.old = 1;"
        "setTimeout(() => history.back())"
    )
    await page.locator("main:not([data-old])").wait_for()
    await page.wait_for_load_state()


async def focus(page: Page, selector: str) -> None:
    """Press Tab until something has the focus: in sight, and seen to have it."""
    for _ in range(60):
        await page.keyboard.press("Tab")
        if await page.evaluate(FOCUS, selector):
            return
    raise AssertionError(f"{selector} is out of reach on {page.url}")


async def test_from_the_link_to_taking_back_by_keyboard_alone(tmp_path: Path) -> None:
    async with phone(tmp_path / "data", script=False) as (world, page):
        await page.goto(world.base + await world.link())
        for _ in range(40):
            before = page.url
            if await page.locator(".code").count():
                break
            if await page.locator("label.pick").count():
                await focus(page, "label.pick input")
                await page.keyboard.press("Space")
            elif await page.locator("textarea").count():
                await focus(page, "textarea")
                await page.keyboard.type("My worker Kelly Smith was great")
            await focus(page, "button.go")
            async with page.expect_navigation():
                await page.keyboard.press("Enter")
            if "check-" in page.url and "check-" not in before:
                assert "Kelly" not in await page.content()
        code = await page.inner_text(".code")
        assert world.stored() == 1
        await focus(page, "section.note a")
        async with page.expect_navigation():
            await page.keyboard.press("Enter")
        await focus(page, "#answer")
        await page.keyboard.type(code)
        async with page.expect_navigation():
            await page.keyboard.press("Enter")
        assert world.stored() == 0


async def test_the_way_past_the_head_is_the_first_stop(tmp_path: Path) -> None:
    async with phone(tmp_path / "data", script=False) as (world, page):
        await started(world, page)
        await page.keyboard.press("Tab")
        assert await page.evaluate("document.activeElement.className") == "skip"
        await page.keyboard.press("Enter")
        await focus(page, "main a, main input, main button")


async def test_every_page_can_be_loaded_again(tmp_path: Path) -> None:
    async with phone(tmp_path / "data", script=False) as (world, page):
        await started(world, page)
        for _ in range(40):
            heading, address = await page.inner_text("h1"), page.url
            await page.reload()
            assert (await page.inner_text("h1"), page.url) == (heading, address)
            if page.url.endswith("/review"):
                break
            await answered(page)
        assert "/review" in page.url
        await page.click("button.go")
        code = await page.inner_text(".code")
        # The last page is the answer to sending: loaded again, it sends again.
        await page.reload()
        assert await page.inner_text(".code") == code
        assert world.stored() == 1


async def test_the_back_button_changes_the_answer_and_no_other(tmp_path: Path) -> None:
    async with phone(tmp_path / "data", script=True) as (world, page):
        await started(world, page)
        await answered(page)
        await answered(page)
        at = page.url
        await back(page)
        await page.wait_for_url("**/q-Q2")
        await back(page)
        await page.wait_for_url("**/q-Q1")
        label = await page.locator("label.pick").nth(2).inner_text()
        await page.locator("label.pick").nth(2).click()
        await page.click("button.go")
        await page.wait_for_url(at)
        await on_to(page, "dl.rows")
        given = await page.locator("dl.rows div dd:first-of-type").all_inner_texts()
        assert given[0] == label
        await page.click("button.go")
        await page.locator(".code").wait_for()
        assert world.stored() == 1


async def test_two_tabs_answer_one_survey(tmp_path: Path) -> None:
    async with phone(tmp_path / "data", script=True) as (world, page):
        await started(world, page)
        other = await page.context.new_page()
        await other.goto(page.url)
        await answered(page)
        await answered(page)
        await answered(other)
        await on_to(other, "dl.rows")
        await other.click("button.go")
        code = await other.inner_text(".code")
        assert code
        assert world.stored() == 1
        # The tab that was left behind finds nothing, and nothing is counted twice.
        await page.locator("label.pick").first.click()
        await page.click("button.go")
        await page.get_by_role("heading", name="This page is not open").wait_for()
        assert world.stored() == 1


async def test_a_double_tap_on_send_counts_once(tmp_path: Path) -> None:
    for script in (True, False):
        folder = tmp_path / str(script)
        async with phone(folder, script=script) as (world, page):
            await started(world, page)
            await on_to(page, "dl.rows")
            await page.dblclick("button.go", no_wait_after=True)
            await page.locator(".code").wait_for()
            assert world.stored() == 1


async def test_an_address_is_in_no_referrer(tmp_path: Path) -> None:
    async with phone(tmp_path / "data", script=True) as (world, page):
        told: list[str] = []
        page.on("request", lambda r: told.append(r.headers.get("referer", "")))
        await started(world, page)
        await page.click("footer a")
        await page.wait_for_url("**/help?lang=en")
        assert set(told) == {""}
