"""A partner vote in a real browser: a phone of 320 px, the wall at 1920 by 1080.

Every state is looked at by axe-core, on a phone and in the dark; pictures of each lie
in `.cache/pictures/vote` afterwards, to be looked at.
"""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import pytest
from playwright.async_api import Page, ViewportSize, async_playwright

from analysis.vote import CHOICES
from bot.service.evidence import ROWS
from tests.browser.axe import SCRIPT, findings
from tests.browser.conftest import chromium
from tests.browser.test_axe import BESIDE, FLAGS, OFF, PHONE, SMALL
from tests.integration.vote.room import PARTNERS, paper
from tests.integration.vote.site import Site, opened, rate

WALL: Final = ViewportSize(width=1920, height=1080)
DESK: Final = ViewportSize(width=1280, height=1000)
PICTURES: Final = Path(".cache/pictures/vote")
LEAST: Final = 44
READ: Final = 24  # CSS pixels of the smallest text that the room has to read
TEXTS: Final = """() => [...document.querySelectorAll(
    'main td, main th, main h1, main .big, main .means, main .share')]
  .filter(e => e.checkVisibility() && !e.closest('.hush'))
  .map(e => [e.textContent.trim().slice(0, 40), parseFloat(getComputedStyle(e).fontSize)])"""

pytestmark = pytest.mark.skipif(
    not SCRIPT.exists(), reason="axe-core is not there: make browser brings it"
)


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    async with async_playwright() as play:
        browser = await play.chromium.launch(
            executable_path=chromium(), args=list(FLAGS)
        )
        found = await browser.new_page(viewport=PHONE)
        found.set_default_timeout(30_000)
        yield found
        await browser.close()


async def sign_in(site: Site, page: Page) -> None:
    """Sign the page in as a coordinator."""
    await page.goto(site.base + await site.sign_in_link())
    await page.click("main button")


async def look(page: Page, name: str, size: ViewportSize) -> list[str]:
    """Look at a page as it is and in the dark, and keep a picture."""
    await page.set_viewport_size(size)
    found = await findings(page)
    found += await page.evaluate(SMALL, LEAST) if size == PHONE else []
    if await page.evaluate(BESIDE):
        found += await page.evaluate(OFF) or ["scrolls sideways"]
    await page.screenshot(
        path=PICTURES / f"{name}-{size['width']}.png", full_page=size == PHONE
    )
    await page.emulate_media(color_scheme="dark")
    found += await findings(page, ("color-contrast",))
    await page.emulate_media(color_scheme="light")
    return [f"{name} {size['width']}: {one}" for one in found]


async def both(page: Page, name: str) -> list[str]:
    """Look at a page on a phone, and as it is projected."""
    return [*await look(page, name, PHONE), *await look(page, name, WALL)]


async def voted(site: Site, people: int, rows: tuple[str, ...] = ROWS) -> None:
    """Let people join and rate rows, each a little differently."""
    now = site.clock()
    (vote, *_) = await site.app.votes.all(now)
    for number in range(people):
        person = site.app.phones.address(vote.id, str(number))
        who = site.person(person)
        paper(
            await site.app.phones.join(
                who, vote.id, partner=PARTNERS[number % 2], agreed=True
            )
        )
        for place, row in enumerate(rows):
            choice = CHOICES[min((number + place) % 5, (number * place) % 4)]
            paper(await site.app.phones.cast(who, row, choice, None, now))


async def test_every_page_of_a_phone_is_in_order_at_320_px(
    tmp_path: Path, page: Page
) -> None:
    async with opened(tmp_path / "data", openly=True) as site:
        wrong = []
        await page.goto(f"{site.base}/vote")
        wrong += await look(page, "join", PHONE)
        await page.fill("#code", "AAAA-AAAA")
        await page.click("button.go")
        wrong += await look(page, "join-wrong", PHONE)
        await page.fill("#code", site.vote.code.lower())
        await page.click("button.go")
        wrong += await look(page, "openly", PHONE)
        await page.click("button.go")
        wrong += await look(page, "openly-missing", PHONE)
        await page.click("label.pick >> nth=3")
        await page.click("button.go")
        wrong += await look(page, "paper", PHONE)
        await page.click("a.button")
        wrong += await look(page, "row", PHONE)
        await page.click("button.go")
        wrong += await look(page, "row-nothing-marked", PHONE)
        for place in range(7):
            await page.click("label.pick >> nth=2")
            await page.click("button.go")
            if place == 0:
                wrong += await look(page, "row-saved", PHONE)
        wrong += await look(page, "paper-done", PHONE)
        await site.close("culture")
        await page.reload()
        wrong += await look(page, "paper-one-closed", PHONE)
        await site.close()
        await page.reload()
        wrong += await look(page, "over", PHONE)
        assert wrong == []


async def test_the_wall_is_in_order_in_every_state_and_read_from_the_back(
    tmp_path: Path, page: Page
) -> None:
    async with opened(tmp_path / "data", openly=True, people=3) as site:
        wrong, wall = [], f"{site.base}{site.wall_address}"
        await page.goto(wall)
        wrong += await both(page, "wall-open")
        await voted(site, 40)
        await page.goto(wall)
        wrong += await both(page, "wall-voting")
        small = [(t, s) for t, s in await page.evaluate(TEXTS) if s < READ]
        assert small == []
        await site.close("culture")
        await page.goto(wall)
        wrong += await both(page, "wall-row")
        small = [(t, s) for t, s in await page.evaluate(TEXTS) if s < READ]
        assert small == []
        await page.goto(f"{wall}?row=all")
        wrong += await both(page, "wall-some-closed")
        await site.close()
        await site.app.votes.compare(site.vote.vote, site.clock())
        await page.goto(wall)
        wrong += await both(page, "wall-compared")
        small = [(t, s) for t, s in await page.evaluate(TEXTS) if s < READ]
        assert small == []
        await page.goto(f"{wall}?row=culture")
        wrong += await both(page, "wall-row-compared")
        await page.goto(f"{wall}?still=1")
        wrong += await both(page, "wall-still")
        assert wrong == []


async def test_a_wall_without_votes_says_that_they_are_too_few(
    tmp_path: Path, page: Page
) -> None:
    async with opened(tmp_path / "data") as site:
        await voted(site, 9)
        await site.close("culture")
        await page.goto(f"{site.base}{site.wall_address}")
        assert await both(page, "wall-too-few") == []


async def test_the_bars_come_up_by_themselves(tmp_path: Path, page: Page) -> None:
    async with opened(tmp_path / "data") as site:
        await page.goto(f"{site.base}{site.wall_address}")
        assert await page.locator("h1").text_content() == "Join the vote"
        for _ in range(12):
            await rate(await site.joined(), "culture", "maturing")
        await site.close("culture")
        await page.locator("h1", has_text="Culture").wait_for()
        told = page.locator("p[role=status].hush")
        assert "Culture" in (await told.text_content() or "")


async def test_without_script_the_wall_reloads_itself(tmp_path: Path) -> None:
    async with opened(tmp_path / "data") as site, async_playwright() as play:
        browser = await play.chromium.launch(
            executable_path=chromium(), args=list(FLAGS)
        )
        context = await browser.new_context(java_script_enabled=False)
        page = await context.new_page()
        await page.goto(f"{site.base}{site.wall_address}")
        await site.close("culture")
        await page.locator("h1", has_text="Culture").wait_for(timeout=30_000)
        await browser.close()


async def test_the_coordinators_pages_are_in_order(tmp_path: Path, page: Page) -> None:
    async with opened(tmp_path / "data", openly=True) as site:
        wrong = []
        await sign_in(site, page)
        await page.goto(f"{site.base}/desk/votes")
        wrong += await look(page, "desk-votes", PHONE)
        await page.fill("#people", "many")
        await page.click("button.go")
        wrong += await look(page, "desk-votes-wrong", PHONE)
        await voted(site, 40)
        one = f"{site.base}/desk/votes/{site.vote.vote}"
        await page.goto(one)
        wrong += await look(page, "desk-vote", PHONE)
        await site.close()
        await page.goto(one)
        await page.click("button[value=compare]")
        wrong += await look(page, "desk-vote-compared", PHONE)
        wrong += await look(page, "desk-vote-compared", DESK)
        await page.goto(f"{one}/culture")
        wrong += await look(page, "desk-vote-take", PHONE)
        await page.click("button.go")
        wrong += await look(page, "desk-vote-take-wrong", PHONE)
        assert wrong == []


async def test_the_pages_of_a_workshop_are_in_order(tmp_path: Path, page: Page) -> None:
    async with opened(tmp_path / "data") as site:
        wrong = []
        await sign_in(site, page)
        await page.goto(f"{site.base}/desk/workshop")
        wrong += await look(page, "desk-workshop", PHONE)
        await page.click(".doors a >> nth=3")
        wrong += await look(page, "desk-workshop-row", PHONE)
        await page.click("a.button >> nth=0")
        wrong += await look(page, "desk-workshop-stop", PHONE)
        await page.fill("#words", "Ask Margaret Whitcombe to run joint training")
        await page.click("label.pick >> nth=3")
        await page.fill("#due", f"{site.clock().year + 1}-03")
        await page.click("button.go")
        wrong += await look(page, "desk-workshop-name", PHONE)
        await page.fill("#words", "Run joint training days for team managers")
        await page.click("button.go")
        wrong += await look(page, "desk-workshop-saved", PHONE)
        wrong += await look(page, "desk-workshop-saved", DESK)
        await page.goto(f"{site.base}/desk/workshop")
        await page.click("summary >> nth=0")
        wrong += await look(page, "desk-workshop-agreed", PHONE)
        assert wrong == []
