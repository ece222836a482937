"""Every page and state, looked at by axe-core: nothing wrong, nothing off the screen.

A walk goes through every state that a page can have. In each it is looked at on a
small phone (320 px), at 400% zoom (a 1280 px window, 320 px of it left) and in the
dark. English, Gujarati and Urdu are walked in full, the other languages in short.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest
from playwright.async_api import Page, Route, ViewportSize, async_playwright

from bot.service.periods import quarter_of
from surveys.languages import direction
from tests.browser.axe import findings, need_script
from tests.browser.conftest import chromium
from tests.browser.council import EVERY, council
from tests.integration.web.visitor import World

PHONE: Final = ViewportSize(width=320, height=568)
ZOOMED: Final = ViewportSize(width=320, height=256)  # 1280 by 1024 at 400%
PICTURES: Final = Path(".cache/pictures/pages")
FLAGS: Final = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run")
IN_FULL: Final = ("en", "gu", "ur")
LEAST: Final = 44  # CSS pixels, for everything that is tapped

# Links inside a sentence are excepted, as in WCAG 2.5.8; a mark and its label are one.
SMALL: Final = """least => [...document.querySelectorAll('a, button, input, textarea, label')]
  .filter(e => e.offsetParent && !e.matches('.skip, label.pick input, h1 label, label.name'))
  .filter(e => !(e.matches('p a, li a') && e.parentElement.textContent.trim()
    !== e.textContent.trim()))
  .map(e => [e, e.getBoundingClientRect()])
  .filter(([_, r]) => r.width < least - 0.01 || r.height < least - 0.01)
  .map(([e, r]) => `${e.outerHTML.slice(0, 90)}: ${r.width} by ${r.height}`)"""
OFF: Final = """() => [...document.querySelectorAll('body *')]
  .filter(e => !e.matches('.skip') && e.getClientRects().length)
  .map(e => [e, e.getBoundingClientRect()])
  .filter(([_, r]) => r.right > innerWidth + 1 || r.left < -1)
  .map(([e, r]) => `${e.outerHTML.slice(0, 90)}: ${r.left} to ${r.right}`)"""
BESIDE: Final = "document.documentElement.scrollWidth > innerWidth"


@dataclass(slots=True)
class Walk:
    """A walk through the pages in one language."""

    world: World
    page: Page
    language: str
    wrong: list[str] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)

    async def look(self, name: str) -> None:
        """Look at the page in every way, and note what is wrong."""
        page = self.page
        self.seen.append(name)
        html = page.locator("html")
        assert await html.get_attribute("dir") == str(
            direction(await html.get_attribute("lang") or "")
        )
        for size, how in ((PHONE, "phone"), (ZOOMED, "zoom")):
            await page.set_viewport_size(size)
            found = await findings(page)
            found += await page.evaluate(SMALL, LEAST)
            if await page.evaluate(BESIDE):
                found += await page.evaluate(OFF) or ["scrolls sideways"]
            self.wrong += [f"{name} ({how}): {one}" for one in found]
        await page.set_viewport_size(PHONE)
        await page.emulate_media(color_scheme="dark")
        found = await findings(page, ("color-contrast",))
        self.wrong += [f"{name} (dark): {one}" for one in found]
        await page.emulate_media(color_scheme="light")
        await page.screenshot(
            path=PICTURES / self.language / f"{len(self.seen):02}-{name}.png",
            full_page=True,
        )

    async def go(self, path: str) -> None:
        """Open an address in the language of the walk."""
        await self.page.goto(f"{self.world.base}{path}?lang={self.language}")

    async def press(self, selector: str) -> None:
        """Press something that leads to another page."""
        async with self.page.expect_navigation():
            await self.page.locator(selector).first.click()

    async def move(self, name: str) -> None:
        """Press one of the ways out of a question."""
        await self.press(f'button[name=button][value="{name}"]')

    async def begin(self, questionnaire: str = "family-closure") -> None:
        """Open a new link and press Start."""
        await self.go(await self.world.link(questionnaire))
        await self.press("button.go")

    async def answer(self, words: str = "They were kind to us.") -> None:
        """Answer the question on the page."""
        page = self.page
        if await page.locator("label.pick").count():
            await page.locator("label.pick").first.click()
        elif await page.locator("textarea").count():
            await page.fill("textarea", words)
        await self.press("button.go")

    async def on_to(self, selector: str) -> None:
        """Answer until there is such a thing on the page."""
        for _ in range(40):
            if await self.page.locator(selector).count():
                return
            await self.answer()
        raise AssertionError(self.page.url)


@asynccontextmanager
async def walking(folder: Path, language: str) -> AsyncIterator[Walk]:
    """Open the pages on a phone; the script is left out, so that each is loaded."""
    async with council(folder) as world, async_playwright() as play:
        browser = await play.chromium.launch(
            executable_path=chromium(), args=list(FLAGS)
        )
        page = await browser.new_page(viewport=PHONE)
        page.set_default_timeout(20_000)

        async def nothing(route: Route) -> None:
            await route.fulfill(body="", content_type="text/javascript")

        await page.route("**/look/page-*.js", nothing)
        try:
            yield Walk(world, page, language)
        finally:
            await browser.close()


# --- the states -------------------------------------------------------------------


async def doors(walk: Walk) -> None:
    await walk.go("/s/try-family-closure")
    await walk.look("start-trying-out")
    await walk.go(await walk.world.link())
    await walk.look("start-family")
    await walk.go("/s/young-AAAAAAAAAAAA")
    await walk.look("start-young")
    await walk.go("/s/staff-AAAAAAAAAAAA")
    await walk.look("start-staff")
    await walk.press("button.go")
    await walk.look("not-open")


async def about(walk: Walk) -> None:
    for path in ("/", "/staff", "/help", "/privacy", "/accessibility", "/withdraw"):
        await walk.go(path)
        await walk.look(path.strip("/") or "front")
    await walk.press("button.go")
    await walk.look("withdraw-empty")
    await walk.page.fill("#answer", "ABCD-EFGH-JKLM-NPQR")
    await walk.press("button.go")
    await walk.look("withdraw-done")
    await walk.go("/")
    await walk.page.fill("#answer", "ABCD")
    await walk.press("button.go")
    await walk.look("front-wrong-code")


async def questions(walk: Walk) -> None:
    await walk.begin()
    await walk.look("begin")
    await walk.press("button.go")
    await walk.look("one")
    await walk.press("button.go")
    await walk.look("one-nothing-marked")
    await walk.move("help")
    await walk.look("one-help")
    await walk.move("language")
    await walk.look("language")
    await walk.move("back")
    await walk.move("stop")
    await walk.look("stop")
    await walk.press("button.go")
    for number in range(30):
        if await walk.page.locator("textarea").count():
            break
        if number:
            await walk.look(walk.page.url.rsplit("/", 1)[1])
        await walk.answer()
    await words(walk)


async def words(walk: Walk) -> None:
    page = walk.page
    await walk.look("words")
    await walk.move("help")
    await walk.look("words-help")
    await page.fill("textarea", "Kelly Smith was great, ring her on 07700 900123")
    await walk.press("button.go")
    await walk.look("redacted")
    await walk.press("a.button")
    await walk.look("words-again")
    await page.fill("textarea", "he hits me and I want to die")
    await walk.press("button.go")
    await walk.look("care")
    await walk.on_to("dl.rows")
    await walk.look("check-your-answers")
    await walk.press(".rows a")
    await walk.look("change-one")
    await walk.press("button.go")
    await walk.on_to("dl.rows")
    await rests(walk)
    last = page.url
    await walk.press("button.go")
    await walk.look("sent")
    await page.goto(last)
    await walk.look("gone")


async def rests(walk: Walk) -> None:
    """See the pages that were put down for a while."""
    page, clock = walk.page, walk.world.clock
    clock.ahead += timedelta(minutes=25)
    at = page.url
    await page.goto(at)
    await walk.look("closed-itself")
    await walk.press("button.go")
    await walk.look("check-your-answers-hidden")
    await walk.press(".rows a")
    await walk.look("hidden-answer")
    await page.goto(at)


async def others(walk: Walk) -> None:
    await walk.begin()
    await walk.press("button.go")
    await walk.move("stop")
    await walk.press("button[value=stop].go, button[value=stop]")
    await walk.look("stopped")
    await walk.begin()
    await walk.press("button.go")
    page = walk.page
    old = page.url
    await walk.answer()
    await page.goto(old)
    await page.evaluate(
        "document.querySelector('[name=number]').value = 'x'.repeat(32)"
    )
    await walk.press("button.go")
    await walk.look("page-too-old")
    await page.goto(old)
    await page.evaluate(
        "document.querySelector('[name=step]').value = 'x'.repeat(100000)"
    )
    await walk.press("button.go")
    await walk.look("too-large")


async def moved_on(walk: Walk) -> None:
    """See the page for somebody whose tab was left behind at a check of words."""
    await walk.begin()
    await walk.press("button.go")
    await walk.on_to("textarea")
    await walk.page.fill("textarea", "Ask Kelly Smith")
    await walk.press("button.go")
    number = await walk.page.locator("form").first.inner_html()
    action = walk.page.url
    await walk.press("button.go")
    here = walk.page.url
    await walk.page.evaluate(
        "([inner, action]) => { const f = document.querySelector('form');"
        "f.innerHTML = inner; f.action = action }",
        [number, action],
    )
    await walk.press("button.go")
    assert here
    await walk.look("moved-on")


async def easy(walk: Walk) -> None:
    await walk.go(await walk.world.link())
    await walk.press("button[value=easy]")
    await walk.look("easy-begin")
    await walk.press("button.go")
    await walk.look("easy-one")
    await walk.on_to("textarea")
    await walk.look("easy-words")
    await walk.on_to("dl.rows")
    await walk.look("easy-check-your-answers")


async def young(walk: Walk) -> None:
    await walk.begin("young-closure")
    await walk.look("young-begin")
    await walk.press("button.go")
    await walk.look("young-one")
    await walk.on_to("textarea")
    await walk.look("young-words")
    await walk.on_to("dl.rows")
    await walk.press("button.go")
    await walk.look("young-sent")


async def staff(walk: Walk) -> None:
    now = walk.world.clock()
    made = await walk.world.app.waves.open(
        f"{quarter_of(now.date())}-check",
        "staff-check",
        now=now,
        until=(now + timedelta(days=14)).date(),
    )
    await walk.go(f"/s/{made.token}")
    await walk.press("button.go")
    await walk.look("staff-begin")
    await walk.press("button.go")
    await walk.look("staff-grade")
    await walk.answer()
    await walk.look("staff-partner")
    await walk.answer()
    await walk.look("staff-scale")
    await walk.on_to("textarea")
    await walk.look("staff-words")
    await walk.on_to("dl.rows")
    await walk.press("button.go")
    await walk.look("staff-sent")


async def with_script(walk: Walk) -> None:
    """See what only the script shows."""
    await walk.begin()
    await walk.press("button.go")
    await walk.page.evaluate(
        """() => {document.querySelector('.read').hidden = false;
        document.querySelector('.status').textContent =
          document.body.dataset.again}"""
    )
    await walk.look("no-signal-and-read-aloud")
    await walk.page.evaluate(
        """() => {document.querySelector('main').hidden = true;
        document.querySelector('.hidden-now').hidden = false}"""
    )
    await walk.look("hidden-while-writing")


async def in_short(walk: Walk) -> None:
    """See one page of each template."""
    await walk.go(await walk.world.link())
    await walk.look("start-family")
    await walk.press("button.go")
    await walk.look("begin")
    await walk.press("button.go")
    await walk.press("button.go")
    await walk.look("one-nothing-marked")
    await walk.on_to("textarea")
    await walk.look("words")
    await walk.page.fill("textarea", "Kelly Smith was great, ring her on 07700 900123")
    await walk.press("button.go")
    await walk.look("redacted")
    await walk.on_to("dl.rows")
    await walk.look("check-your-answers")
    await walk.press("button.go")
    await walk.look("sent")
    for path in ("/help", "/privacy", "/accessibility", "/withdraw", "/nothing"):
        await walk.go(path)
        await walk.look(path.strip("/"))


STAGES: Final[tuple[Callable[[Walk], Awaitable[None]], ...]] = (
    doors,
    about,
    questions,
    others,
    moved_on,
    easy,
    young,
    with_script,
)


async def walked(
    folder: Path, language: str, *stages: Callable[[Walk], Awaitable[None]]
) -> list[str]:
    """Walk the stages; return what was wrong on the way."""
    await need_script()
    async with walking(folder, language) as walk:
        for stage in stages:
            await stage(walk)
        return walk.wrong


@pytest.mark.parametrize("language", IN_FULL)
async def test_axe_finds_nothing_on_any_page(tmp_path: Path, language: str) -> None:
    wrong = await walked(tmp_path / "data", language, *STAGES)
    assert not wrong, "\n".join(wrong)


async def test_axe_finds_nothing_on_the_pages_of_staff(tmp_path: Path) -> None:
    wrong = await walked(tmp_path / "data", "en", staff)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("language", [code for code in EVERY if code not in IN_FULL])
async def test_axe_finds_nothing_in_the_other_languages(
    tmp_path: Path, language: str
) -> None:
    wrong = await walked(tmp_path / "data", language, in_short)
    assert not wrong, "\n".join(wrong)


async def test_axe_does_find_what_is_wrong(tmp_path: Path) -> None:
    """A page that is spoilt on purpose: the walk would not pass whatever is shown."""

    async def spoilt(walk: Walk) -> None:
        await walk.go("/help")
        await walk.page.evaluate(
            """() => {document.documentElement.removeAttribute('lang');
            const wide = document.createElement('button');
            wide.style.cssText = 'width:600px;height:20px;min-height:0;padding:0';
            document.querySelector('main').append(wide)}"""
        )
        walk.wrong += await findings(walk.page)
        walk.wrong += await walk.page.evaluate(SMALL, LEAST)
        walk.wrong += await walk.page.evaluate(OFF)

    wrong = "\n".join(await walked(tmp_path / "data", "en", spoilt))
    for said in ("html-has-lang", "button-name", "600 by 20", "18 to 618"):
        assert said in wrong
