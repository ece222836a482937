"""The pages that people open: nothing runs off a small phone, and they print."""

import asyncio
import base64
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest

from bot.app import build
from bot.service.papers import papers
from bot.service.simulate import Plan
from bot.settings import Settings
from tests.browser.conftest import Browser

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
PERIOD = "2026-Q3"
PICTURES = Path(".cache/pictures")
PHONE, TABLET, SCREEN = 320, 768, 1280
A4 = 794  # its width in CSS pixels

WIDER = """
[...document.querySelectorAll('body *')]
  .filter(e => e.getBoundingClientRect().right > innerWidth + 1)
  .filter(e => !e.closest('[data-scrolls], .scroll'))
  .map(e => e.tagName + ': ' + e.textContent.trim().slice(0, 60))
"""


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The summaries of a made-up council, as files."""
    return asyncio.run(summaries(tmp_path_factory.mktemp("pages")))


async def summaries(folder: Path) -> dict[str, Path]:
    app = build(Settings(data=folder / "data"))
    try:
        await app.simulator.run(Plan(80, 60, PERIOD, "mixed", 1), NOW)
        batch = await app.quotes.batch()
        await app.quotes.decide([quote.id for quote in batch[:8]], approved=True)
        found = {}
        for row in ("family", "culture", "leadership", "all"):
            (page,) = await app.evidence.documents(row, PERIOD, ("html",), NOW)
            found[row] = folder / page.name
            found[row].write_bytes(page.body)
        for questionnaire in ("family-closure", "staff-check"):
            definition = app.definitions[questionnaire]
            for large in (False, True):
                paper = next(papers(definition, app.area, ("html",), large=large))
                found[paper.name] = folder / paper.name
                found[paper.name].write_bytes(paper.body)
    finally:
        await app.close()
    return found


@pytest.mark.parametrize("row", ["family", "culture", "leadership", "all"])
@pytest.mark.parametrize("width", [PHONE, TABLET, SCREEN])
async def test_nothing_runs_off_the_screen(
    browser: Browser, pages: dict[str, Path], row: str, width: int
) -> None:
    await browser.show(pages[row], width=width)
    await browser.picture(PICTURES / f"{row}-{width}.png")
    assert await browser.value("document.documentElement.scrollWidth") <= width, (
        await browser.value(WIDER)
    )


PAPERS = (
    "family-closure-paper-a-b.html",
    "family-closure-paper-a-b-large.html",
    "staff-check-paper.html",
    "staff-check-paper-large.html",
)


@pytest.mark.parametrize("name", PAPERS)
@pytest.mark.parametrize("width", [PHONE, A4])
async def test_a_paper_does_not_run_off_the_sheet(
    browser: Browser, pages: dict[str, Path], name: str, width: int
) -> None:
    await browser.show(pages[name], width=width)
    await browser.picture(PICTURES / f"{name.removesuffix('.html')}-{width}.png")
    assert await browser.value("document.documentElement.scrollWidth") <= width, (
        await browser.value(WIDER)
    )


@pytest.mark.parametrize("row", ["family", "all"])
async def test_a_page_can_be_read_without_seeing_it(
    browser: Browser, pages: dict[str, Path], row: str
) -> None:
    await browser.show(pages[row], width=SCREEN)
    assert await browser.value("document.documentElement.lang") == "en-GB"
    assert await browser.value("document.title")
    assert await browser.value("document.querySelectorAll('h1').length") == 1
    levels = await browser.value(
        "[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(h => +h.tagName[1])"
    )
    assert all(b - a <= 1 for a, b in pairwise(levels)), levels
    unnamed = "[...document.querySelectorAll('table')].filter(t => !t.querySelector("
    assert await browser.value(f"{unnamed}'th')).length") == 0
    pictures = "[...document.querySelectorAll('svg, img')].filter(e => "
    assert (
        await browser.value(
            f"{pictures}!e.closest('[aria-hidden=true]') && !e.alt"
            " && !e.getAttribute('aria-labelledby') && !e.getAttribute('aria-label'))"
            ".length"
        )
        == 0
    )


async def test_a_page_asks_nothing_of_the_network(
    browser: Browser, pages: dict[str, Path]
) -> None:
    await browser.show(pages["family"], width=SCREEN)
    assert await browser.value("performance.getEntriesByType('resource').length") == 0
    assert await browser.value("document.scripts.length") == 0


async def test_a_page_prints(browser: Browser, pages: dict[str, Path]) -> None:
    await browser.show(pages["family"], width=SCREEN)
    printed = await browser.call("Page.printToPDF", preferCSSPageSize=True)
    pdf = base64.b64decode(printed["data"])
    assert pdf.startswith(b"%PDF")
    assert 2 <= pdf.count(b"/Type /Page\n") <= 12
