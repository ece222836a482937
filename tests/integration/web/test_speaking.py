"""A wish to be contacted stands apart; a note reaches the last page and /acted."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from bot.app import routes_of
from bot.area import example_area
from bot.service.care import PERSON
from bot.web import make_site, serving
from bot.web.about import Part
from tests.integration.web.visitor import Visitor, World, world

WISH = "Ring 01632 960 001 on Tuesday mornings"
NOTE = "You said: too many meetings. We halved them."


@asynccontextmanager
async def speaking(folder: Path) -> AsyncIterator[tuple[World, Visitor]]:
    """Run the pages with everything that stands beside them."""
    async with world(folder) as pages:
        site = make_site(pages.house, routes_of(pages.app))
        async with serving("127.0.0.1", 0, site) as port:
            yield pages, Visitor(f"http://127.0.0.1:{port}", pages.visitor.http)


async def test_a_wish_is_taken_once_and_leaves_no_answer(tmp_path: Path) -> None:
    async with speaking(tmp_path) as (pages, visitor):
        page = await visitor.get("/contact")
        assert page.status == 200
        assert "ring 999" in page.text
        assert (await visitor.send(words="  ")).status == 422
        assert (await visitor.send(words=WISH)).status == 200
        assert "noted" in visitor.page.text
        assert WISH not in visitor.page.html
        (wish,) = await pages.app.wishes.waiting()
        assert wish.words == WISH
        assert pages.stored() == 0
        now = datetime.now(UTC)
        assert await pages.app.wishes.done(wish.id, PERSON, now)


async def test_where_nobody_is_named_there_is_no_page(tmp_path: Path) -> None:
    text = example_area()
    start = text.index("[care]")
    end = text.index("# --- how evidence")
    (tmp_path / "area.toml").write_text(text[:start] + text[end:], encoding="utf-8")
    async with speaking(tmp_path) as (pages, visitor):
        assert (await visitor.get("/contact")).status == 404
        await visitor.get(await pages.link())
        await visitor.send("Start")
        asked = set()
        for _ in range(40):
            form = visitor.page.form
            if "Send my answers" in form.buttons:
                break
            asked.add(visitor.page.url.rpartition("/")[2])
            pick = (next(iter(form.options)),) if form.options else ()
            await visitor.send(pick=pick)
        assert asked
        assert not asked & {"q-O1", "q-O2"}
        await visitor.send("Send my answers")
        assert pages.stored() == 1


async def test_a_note_is_on_the_last_page_and_in_public(tmp_path: Path) -> None:
    async with speaking(tmp_path) as (pages, visitor):
        assert "nothing to read" in (await visitor.get("/acted")).text
        await pages.app.acted.publish("2026-Q3", NOTE)
        page = await visitor.get("/acted")
        assert NOTE in page.text
        assert "July to September 2026" in page.text
        await visitor.get(await pages.link())
        await visitor.send("Start")
        await visitor.to_the_end()
        await visitor.send("Send my answers")
        assert NOTE in visitor.page.text
        assert visitor.page.text.count("Thank you") == 1
        assert visitor.page.links["Read all of it"] == "/acted?lang=en"
        assert visitor.code


async def test_a_note_in_english_is_marked_as_such_in_another_language(
    tmp_path: Path,
) -> None:
    async with speaking(tmp_path) as (pages, visitor):
        await pages.app.acted.publish("2026", NOTE)
        site = pages.house
        html = site.paper.html(
            "about.html", "ur", heading="x", about=(Part("2026", (NOTE,), tongue="en"),)
        )
        assert '<p lang="en" dir="ltr">You said' in html
        assert f'<p lang="en" dir="ltr">{NOTE}' in (await visitor.get("/acted")).html
