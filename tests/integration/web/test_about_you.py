"""Who answers is asked on a page of its own, and leads to nothing."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from bot.app import routes_of
from bot.area import example_area
from bot.service.equality_pool import FOLDER
from bot.web import make_site, serving
from tests.integration.web.visitor import Visitor, World, world

ON = "[equality]\non = true"


@asynccontextmanager
async def county(folder: Path, *, on: bool = True) -> AsyncIterator[tuple[World, str]]:
    """Run the pages of a county that asks who answers; yield their address too."""
    text = example_area().replace("[equality]\non = false", ON if on else "[equality]")
    _write(folder, text)
    async with world(folder) as pages:
        site = make_site(pages.house, routes_of(pages.app))
        async with serving("127.0.0.1", 0, site) as port:
            yield pages, f"http://127.0.0.1:{port}"


def _write(folder: Path, text: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / "area.toml").write_text(text, encoding="utf-8")


async def sent(pages: World, base: str, questions: str = "family-closure") -> Visitor:
    """Return a phone whose answers have just been sent."""
    visitor = Visitor(base, pages.visitor.http)
    await visitor.get(await pages.link(questions))
    await visitor.send("Start")
    await visitor.to_the_end()
    await visitor.send("Send my answers")
    assert visitor.code
    return visitor


def _keys(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / FOLDER).iterdir())


def counted(pages: World) -> dict[tuple[str, str], int]:
    rows = pages.app.writer.call(
        lambda store: store.database.rows(
            "SELECT question, option, count FROM equality", ()
        )
    )
    return {(str(q), str(o)): int(str(n)) for q, o, n in rows}


def waiting(pages: World) -> int:
    found = pages.app.writer.call(
        lambda store: store.database.number("SELECT count(*) FROM equality_waiting")
    )
    assert isinstance(found, int)
    return found


async def test_ten_families_say_who_they_are_and_become_counters(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "data"
    async with county(folder) as (pages, base):
        for number in range(10):
            assert counted(pages) == {}
            phone = await sent(pages, base)
            page = await phone.follow("Go on")
            assert page.heading == "A few questions about you"
            assert "nobody can tell which answers are yours" in page.text
            assert not page.form.chosen
            age = "25 to 34" if number < 7 else "I would rather not say"
            await answer(phone, age=age, sex="Female" if number % 2 else "")
            assert "counted, apart from your answers" in phone.page.text
            assert age not in phone.page.text
        assert counted(pages) == {("age", "25_34"): 7, ("age", "rather_not"): 3}
        assert waiting(pages) == 5
        assert _keys(folder) == ["sex"]
        assert pages.stored() == 10


async def answer(phone: Visitor, **given: str) -> None:
    """Mark options by their labels, and send the page."""
    form = phone.page.form
    fields = {**form.hidden}
    for name, label in given.items():
        if label:
            fields[name] = form.options[label]
    async with phone.http.post(
        f"{phone.page.url.partition('?')[0]}{form.action}", data=fields
    ) as reply:
        phone.page = type(phone.page)(await reply.text(), reply.status, str(reply.url))


async def test_a_ticket_counts_once_and_ends_after_a_day(tmp_path: Path) -> None:
    async with county(tmp_path / "data") as (pages, base):
        phone = await sent(pages, base)
        page = await phone.follow("Go on")
        await answer(phone, sex="Male")
        phone.page = page
        await answer(phone, sex="Female", age="Under 25")
        assert phone.page.status == 200
        assert waiting(pages) == 1
        late = await sent(pages, base)
        pages.clock.ahead = timedelta(days=2)
        assert (await late.follow("Go on")).status == 404
        assert "not open any more" in late.page.text
        made_up = await late.get("/about-you/AAAAAAAAAAAAAAAA")
        assert made_up.text == late.page.text


async def test_somebody_says_no_or_leaves_all_of_it_out(tmp_path: Path) -> None:
    async with county(tmp_path / "data") as (pages, base):
        phone = await sent(pages, base)
        page = await phone.follow("Go on")
        assert "No, thank you" in page.form.buttons
        await answer(phone)
        assert "We have counted nothing" in phone.page.text
        phone.page = page
        await phone.send("No, thank you")
        assert "We have counted nothing" in phone.page.text
        assert waiting(pages) == 0


async def test_what_no_page_of_ours_sends_is_refused(tmp_path: Path) -> None:
    async with county(tmp_path / "data") as (pages, base):
        phone = await sent(pages, base)
        page = await phone.follow("Go on")
        url = page.url.partition("?")[0]
        number = page.form.hidden["number"]
        for fields, status in (
            ({"number": number, "district": "blaby"}, 400),
            ({"sex": "male"}, 400),
            ({"number": number, "sex": "x" * 300}, 400),
            ({"number": number, "sex": "unheard"}, 200),
        ):
            async with phone.http.post(url, data=fields) as reply:
                assert reply.status == status, fields
        assert waiting(pages) == 0


async def test_nobody_is_asked_unless_the_area_says_so(tmp_path: Path) -> None:
    async with county(tmp_path / "data", on=False) as (pages, base):
        phone = await sent(pages, base)
        assert "Go on" not in phone.page.links
        assert "about you" not in phone.page.text
        assert (await phone.get("/about-you/AAAAAAAAAAAAAAAA")).status == 404


async def test_young_people_are_not_asked(tmp_path: Path) -> None:
    async with county(tmp_path / "data") as (pages, base):
        phone = await sent(pages, base, "young-closure")
        assert "Go on" not in phone.page.links


async def test_it_is_asked_in_the_language_of_the_answers(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    text = example_area().replace("[equality]\non = false", ON)
    _write(folder, text.replace('languages = ["en"]', 'languages = ["en", "ur"]'))
    async with world(folder) as pages:
        site = make_site(pages.house, routes_of(pages.app))
        async with serving("127.0.0.1", 0, site) as port:
            phone = Visitor(f"http://127.0.0.1:{port}", pages.visitor.http)
            await phone.get(f"{await pages.link()}?lang=ur")
            await phone.send()
            for _ in range(60):
                if not phone.page.url.partition("/a/")[2]:
                    break
                form = phone.page.form
                first = (next(iter(form.options)),) if form.options else ()
                await phone.send(pick=first, words="")
                if phone.page.url.endswith("/review"):
                    await phone.send()
                    break
            (link,) = [a for a in phone.page.links.values() if "/about-you/" in a]
            assert link.endswith("?lang=ur")
            page = await phone.get(link)
            assert (page.lang, page.dir) == ("ur", "rtl")
            assert "How old are you" not in page.text
            assert len(page.form.options) == 20  # by label: three are shared
