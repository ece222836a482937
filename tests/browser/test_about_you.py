"""The page that asks who answers, in a browser: with axe-core, on a small screen."""

from pathlib import Path

from playwright.async_api import async_playwright

from bot.app import routes_of
from bot.web import make_site, serving
from tests.browser.axe import findings
from tests.browser.conftest import chromium
from tests.integration.test_equality import county
from tests.integration.web.test_about_you import sent
from tests.integration.web.visitor import world

FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic")


async def test_somebody_says_who_they_are_by_keyboard_on_a_small_screen(
    tmp_path: Path,
) -> None:
    async with world(county(tmp_path / "data")) as pages:
        site = make_site(pages.house, routes_of(pages.app))
        async with (
            serving("127.0.0.1", 0, site) as port,
            async_playwright() as playwright,
        ):
            base = f"http://127.0.0.1:{port}"
            phone = await sent(pages, base)
            browser = await playwright.chromium.launch(
                executable_path=chromium(), args=list(FLAGS)
            )
            page = await browser.new_page(viewport={"width": 320, "height": 640})
            await page.goto(base + phone.page.links["Go on"])
            assert await findings(page) == []
            wide = await page.evaluate("document.documentElement.scrollWidth")
            assert wide <= 320
            await page.screenshot(path=tmp_path / "asked.png", full_page=True)
            await page.focus("input[value=female]")
            await page.keyboard.press("Space")
            await page.keyboard.press("ArrowDown")
            assert await page.is_checked("input[value=male]")
            await page.focus("button.go")
            await page.keyboard.press("Enter")
            await page.wait_for_selector("text=counted, apart from your answers")
            assert await findings(page) == []
            assert "Male" not in await page.inner_text("main")
            await browser.close()
