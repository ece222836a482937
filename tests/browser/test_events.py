"""An event's tablet in a real browser: a fresh start each time, and nothing left."""

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import Error, Page

from bot.service.events import Event, Opening
from bot.service.hours import local_day
from tests.browser.axe import findings
from tests.browser.test_survey import answered, looked_at, phone
from tests.integration.web.visitor import World

TABLET = {"width": 768, "height": 1024}
SMALL = {"width": 320, "height": 640}


async def opened(pages: World) -> Event:
    today = local_day(pages.clock())
    opening = Opening("charnwood", today, today)
    return await pages.app.events.open(opening, now=pages.clock())


async def begun(pages: World, page: Page, event: Event) -> None:
    """Begin on a tablet that is set up for many."""
    await page.goto(f"{pages.base}/s/{event.token}?shared=en")
    await page.click("button.go")
    await page.wait_for_url("**/begin")
    await page.click("button.go")
    await page.wait_for_url("**/q-E1")
    await page.click("label.pick:has-text('No') >> nth=0")
    await page.click("button.go")
    await page.wait_for_url("**/q-E2")


async def to_the_end(page: Page) -> str:
    for _ in range(60):
        if page.url.endswith("/review"):
            break
        await answered(page)
    await page.click("button.go")
    await page.wait_for_selector(".code")
    return await page.inner_text(".code")


async def content(page: Page) -> str:
    """Return what stands on the screen once the page has stopped changing."""
    for _ in range(100):
        try:
            await page.wait_for_load_state()
            return await page.content()
        except Error:  # a page that came back is being asked for again
            await asyncio.sleep(0.1)
    raise AssertionError(page.url)


async def back(page: Page) -> None:
    """Press the back button; a page that was sent the browser does not ask for again."""
    try:
        await page.go_back(wait_until="domcontentloaded")
    except Error as refused:
        if "ERR_CACHE_MISS" not in refused.message:
            raise


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
async def test_the_next_person_finds_nothing_of_the_last(
    tmp_path: Path,
    script: bool,  # noqa: FBT001  # a parameter of the test
) -> None:
    async with phone(tmp_path / "data", script=script, size=TABLET) as (pages, page):
        event = await opened(pages)
        await begun(pages, page, event)
        private = page.url.split("/a/")[1].split("/")[0]
        code = await to_the_end(page)
        await page.click("a.next")
        await page.wait_for_url("**/s/event-*")
        seen = [await content(page)]
        for _ in range(6):
            await back(page)
            seen.append(await content(page))
        assert all(code not in content for content in seen)
        await page.goto(f"{pages.base}/a/{private}/review")
        assert "/s/event-" in page.url
        await begun(pages, page, event)
        assert pages.stored() == 1


async def test_a_tablet_that_nobody_touches_goes_back_by_itself(tmp_path: Path) -> None:
    async with phone(tmp_path / "data", script=True, size=TABLET) as (pages, page):
        event = await opened(pages)
        await page.clock.install()
        await begun(pages, page, event)
        await page.clock.fast_forward("04:01")
        assert await page.is_hidden("main")
        assert await page.is_visible("text=Carry on")
        await page.click("text=Carry on")
        assert await page.is_visible("main")
        await page.clock.fast_forward("04:01")
        await page.clock.fast_forward("01:01")
        await page.wait_for_url("**/s/event-*")
        sessions = pages.app.writer.call(lambda store: store.status().sessions)
        assert sessions == 0


@pytest.mark.parametrize("size", [SMALL, TABLET], ids=["320px", "tablet"])
async def test_its_pages_can_be_used_by_everybody(
    tmp_path: Path, size: dict[str, int]
) -> None:
    """Axe is run in the page, which our policy would forbid it."""
    where = phone(tmp_path / "data", script=True, size=size, bypass_csp=True)
    async with where as (pages, page):
        name = f"event-{size['width']}"
        event = await opened(pages)
        await page.goto(f"{pages.base}/s/{event.token}")
        await looked_at(page, f"{name}-door")
        assert await findings(page) == []
        await page.click("text=Is this a tablet for many people?")
        await looked_at(page, f"{name}-tablet")
        assert await findings(page) == []
        await begun(pages, page, event)
        await looked_at(page, f"{name}-tier")
        assert await findings(page) == []
        await to_the_end(page)
        await looked_at(page, f"{name}-end")
        assert await findings(page) == []
