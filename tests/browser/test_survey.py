"""The survey in a real browser: with script and without, small, by keyboard."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Page, Route, async_playwright, expect

from tests.browser.conftest import chromium
from tests.integration.web.visitor import World, world

PHONE = {"width": 320, "height": 640}
ZOOMED = {"width": 320, "height": 256}  # 1280 by 1024 at 400%
PICTURES = Path(".cache/pictures/survey")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
SMALL = """
[...document.querySelectorAll('a, button, input, textarea, label.pick')]
  .filter(e => e.offsetParent && !e.closest('label.pick input') && !e.matches('.skip'))
  .filter(e => !(e.matches('p a, li p a')))
  .map(e => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])
  .filter(([_, r]) => r.width < 44 || r.height < 44)
  .map(([what, r]) => what + ' ' + r.width + 'x' + r.height)
"""


@asynccontextmanager
async def phone(
    folder: Path,
    *,
    script: bool,
    size: dict[str, int] | None = None,
    bypass_csp: bool = False,
) -> AsyncIterator[tuple[World, Page]]:
    """Run the service, and a phone with or without script, cookies off."""
    async with world(folder) as pages, async_playwright() as play:
        browser = await play.chromium.launch(executable_path=chromium(), args=FLAGS)
        context = await browser.new_context(
            viewport=size or PHONE,  # type: ignore[arg-type]  # a plain mapping will do
            java_script_enabled=script,
            bypass_csp=bypass_csp,
        )
        page = await context.new_page()
        page.set_default_timeout(15_000)
        try:
            yield pages, page
        finally:
            assert await context.cookies() == []
            await browser.close()


async def began(pages: World, page: Page) -> None:
    await page.goto(pages.base + await pages.link())
    await page.click("button.go")
    await page.wait_for_url("**/begin")
    await page.click("button.go")
    await page.wait_for_url("**/q-Q1")


async def answered(page: Page) -> None:
    """Answer the question on the page with its first option, or in words."""
    before = page.url
    if await page.locator("label.pick").count():
        await page.locator("label.pick").first.click()
    elif await page.locator("textarea").count():
        await page.fill("textarea", "They were kind to us.")
    elif await page.locator("input.small").count():
        await page.fill("input.small", "3")
    await page.click("button.go")
    await page.wait_for_url(lambda url: url != before)


async def to_the_check(page: Page) -> None:
    for _ in range(40):
        if page.url.endswith("/review"):
            return
        await answered(page)
    raise AssertionError(page.url)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
async def test_a_family_gets_to_the_end(tmp_path: Path, script: bool) -> None:  # noqa: FBT001  # a parameter of the test
    async with phone(tmp_path / "data", script=script) as (pages, page):
        await began(pages, page)
        await to_the_check(page)
        await page.click("button.go")
        await expect(page.locator(".code")).to_have_text(
            re.compile(r"^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$")
        )
        assert pages.stored() == 1


@pytest.mark.parametrize("size", [PHONE, ZOOMED], ids=["320px", "400-percent"])
async def test_nothing_runs_off_and_everything_can_be_hit(
    tmp_path: Path, size: dict[str, int]
) -> None:
    async with phone(tmp_path / "data", script=True, size=size) as (pages, page):
        kind = f"{size['height']}"
        await page.goto(pages.base + await pages.link())
        await looked_at(page, f"{kind}-00-door")
        await page.click("button.go")
        await page.wait_for_url("**/begin")
        for number in range(1, 40):
            await looked_at(page, f"{kind}-{number:02}-{page.url.rsplit('/', 1)[1]}")
            if page.url.endswith("/review"):
                break
            await answered(page)
        for path in ("/", "/help", "/privacy", "/accessibility", "/withdraw", "/x"):
            await page.goto(pages.base + path)
            await looked_at(page, f"{kind}-{path.strip('/') or 'home'}")


async def looked_at(page: Page, name: str) -> None:
    wide = await page.evaluate("document.documentElement.scrollWidth")
    assert wide <= await page.evaluate("innerWidth"), name
    assert await page.evaluate(SMALL) == [], name
    await page.screenshot(path=PICTURES / f"{name}.png", full_page=True)


async def test_the_keyboard_alone_will_do(tmp_path: Path) -> None:
    async with phone(tmp_path / "data", script=False) as (pages, page):
        await page.goto(pages.base + await pages.link())
        await press_until(page, "button.go")
        await page.wait_for_url("**/begin")
        await press_until(page, "button.go")
        await page.wait_for_url("**/q-Q1")
        await press_until(page, "#answer", key="Space")
        await page.keyboard.press("ArrowDown")
        await press_until(page, "button.go")
        await page.wait_for_url("**/q-Q2")
        await page.go_back()
        assert await page.locator("input:checked").get_attribute("value") == "b"


async def press_until(page: Page, selector: str, key: str = "Enter") -> None:
    """Press Tab until something has the focus, in sight, and then a key."""
    for _ in range(40):
        await page.keyboard.press("Tab")
        found = await page.evaluate(
            "s => document.activeElement && document.activeElement.matches(s)", selector
        )
        if found:
            box = await page.locator(selector).first.bounding_box()
            assert box is not None
            assert box["y"] >= 0
            await page.keyboard.press(key)
            return
    raise AssertionError(selector)


async def test_words_survive_a_lost_signal_and_are_sent_once(tmp_path: Path) -> None:
    async with phone(tmp_path / "data", script=True) as (pages, page):
        await began(pages, page)
        while not await page.locator("textarea").count():
            await answered(page)
        tries = 0

        async def lossy(route: Route) -> None:
            nonlocal tries
            tries += route.request.method == "POST"
            if route.request.method == "POST" and tries <= 2:
                # The first is lost on its way, of the second the answer is.
                if tries == 2:
                    await route.fetch()
                await route.abort("connectionfailed")
            else:
                await route.continue_()

        await page.route("**/a/**", lossy)
        await page.fill("textarea", "They were kind to us.")
        await page.click("button.go")
        await expect(page.locator(".status")).to_contain_text("No signal")
        assert await page.input_value("textarea") == "They were kind to us."
        await page.wait_for_url("**/q-O2", timeout=20_000)
        assert tries >= 3
        await page.unroute("**/a/**")
        await to_the_check(page)
        review = await page.inner_text("main")
        assert review.count("They were kind to us.") == 2


async def test_leaving_closes_the_page_behind(tmp_path: Path) -> None:
    async with phone(tmp_path / "data", script=True) as (pages, page):
        await began(pages, page)

        async def elsewhere(route: Route) -> None:
            await route.fulfill(body="weather", content_type="text/html")

        await page.route("https://www.bbc.co.uk/**", elsewhere)
        await page.click("a.exit")
        await page.wait_for_url("https://www.bbc.co.uk/**")
        await page.go_back()
        assert await page.inner_text("h1") == "This page has closed itself"


async def test_no_request_leaves_the_service(tmp_path: Path) -> None:
    async with phone(tmp_path / "data", script=True) as (pages, page):
        seen: list[str] = []
        mistakes: list[str] = []
        page.on("request", lambda request: seen.append(request.url))
        page.on("console", lambda message: mistakes.append(message.text))
        await began(pages, page)
        await to_the_check(page)
        assert {url.startswith(pages.base) for url in seen} == {True}
        assert mistakes == []
