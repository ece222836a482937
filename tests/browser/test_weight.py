"""What pages weigh on the wire, and how long they take on a slow line."""

import asyncio
from pathlib import Path
from time import perf_counter
from typing import Any, Final

import pytest
from playwright.async_api import CDPSession, Page

from tests.browser.council import EVERY
from tests.browser.test_axe import walking

FIRST: Final = 14 * 1024  # bytes, with everything that the page draws and all headers
NEXT: Final = 10 * 1024
SLOW_3G: Final = {
    "offline": False,
    "latency": 400,  # milliseconds
    "downloadThroughput": 400 * 1000 / 8,
    "uploadThroughput": 400 * 1000 / 8,
}
PATIENCE: Final = 5  # seconds on slow 3G, on a busy machine


class Wire:
    """Counts what comes over the wire, headers included, and from where."""

    def __init__(self) -> None:
        self.came = 0
        self.asked: list[str] = []

    async def listen(self, page: Page) -> CDPSession:
        """Begin to count."""
        devtools = await page.context.new_cdp_session(page)
        await devtools.send("Network.enable")
        devtools.on("Network.loadingFinished", self._finished)
        devtools.on("Network.requestWillBeSent", self._sent)
        return devtools

    def _finished(self, told: dict[str, Any]) -> None:
        self.came += int(told["encodedDataLength"])

    def _sent(self, told: dict[str, Any]) -> None:
        self.asked.append(told["request"]["url"])
        before = told.get("redirectResponse")
        if before is not None:
            self.came += int(before["encodedDataLength"])

    async def since(self, page: Page) -> int:
        """Return what came since the last time, once all has come."""
        await page.wait_for_load_state("networkidle")
        await asyncio.sleep(0.05)
        came, self.came = self.came, 0
        return came


@pytest.mark.parametrize("language", EVERY)
async def test_pages_are_light_and_come_from_nobody_else(
    tmp_path: Path, language: str
) -> None:
    async with walking(tmp_path / "data", language) as walk:
        page, wire = walk.page, Wire()
        await page.unroute_all()
        await wire.listen(page)
        await walk.go(await walk.world.link())
        weights = {"first": await wire.since(page)}
        await page.click("button.go")
        await page.wait_for_url("**/begin")
        for _ in range(40):
            at = page.url.rsplit("/", 1)[1]
            weights[at] = await wire.since(page)
            if at == "review":
                break
            if await page.locator("label.pick").count():
                await page.locator("label.pick").first.click()
            elif await page.locator("textarea").count():
                await page.fill("textarea", "They were kind to us.")
            await page.evaluate("document.querySelector('main').dataset.old = 1")
            await page.click("button.go")
            await page.locator("main:not([data-old])").wait_for()
        await page.click("button.go")
        await page.locator(".code").wait_for()
        weights["sent"] = await wire.since(page)
        first = weights.pop("first")
        assert 0 < first <= FIRST
        assert len(weights) > 10
        assert all(0 < weight <= NEXT for weight in weights.values()), weights
        assert {url.startswith(walk.world.base) for url in wire.asked} == {True}


async def test_pages_are_usable_on_slow_3g(tmp_path: Path) -> None:
    async with walking(tmp_path / "data", "en") as walk:
        page = walk.page
        await page.unroute_all()
        devtools = await Wire().listen(page)
        await devtools.send("Network.emulateNetworkConditions", SLOW_3G)
        taken = []
        link = await walk.world.link()
        began = perf_counter()
        await walk.go(link)
        taken.append(perf_counter() - began)
        for at in ("begin", "q-Q1", "q-Q2"):
            began = perf_counter()
            if await page.locator("label.pick").count():
                await page.locator("label.pick").first.click()
            await page.click("button.go")
            await page.wait_for_url(f"**/{at}")
            await page.locator("h1").wait_for()
            taken.append(perf_counter() - began)
        assert max(taken) < PATIENCE
