"""What a council decides for its pages: languages, easy read, routes, signed films."""

from pathlib import Path

from bot.area import example_area
from tests.integration.web.visitor import world

OWN = """
[complaints]
text = "To complain about the help, ring 01632 960 123."
link = "https://www.example.gov.uk/complaints"

[staff_concerns.lado]
text = "Ring the LADO on 01632 960 124."

[bsl.family-closure]
Q1 = "https://www.example.gov.uk/bsl/q1"
"""


def council(folder: Path) -> Path:
    text = example_area().replace('languages = ["en"]', 'languages = ["en", "ur"]')
    folder.mkdir()
    (folder / "area.toml").write_text(text + OWN, encoding="utf-8")
    return folder


async def test_somebody_answers_in_urdu_from_right_to_left(tmp_path: Path) -> None:
    async with world(council(tmp_path / "data")) as pages:
        visitor = pages.visitor
        link = await pages.link()
        await visitor.get(f"{link}?lang=ur")
        assert (visitor.page.lang, visitor.page.dir) == ("ur", "rtl")
        assert visitor.page.links["English"] == "?lang=en"
        await visitor.send()
        await visitor.send()
        assert (visitor.page.lang, visitor.page.dir) == ("ur", "rtl")
        for _ in range(40):
            form = visitor.page.form
            if visitor.page.url.endswith("/review"):
                break
            await visitor.send(
                pick=(next(iter(form.options)),) if form.options else (), words=""
            )
        await visitor.send()
        (language,) = pages.app.writer.call(
            lambda store: store.database.rows("SELECT language FROM response", ())
        )
        assert language == ("ur",)


async def test_a_phone_s_own_language_is_spoken_where_it_is_offered(
    tmp_path: Path,
) -> None:
    async with world(council(tmp_path / "data")) as pages:
        visitor = pages.visitor
        visitor.headers = {"Accept-Language": "ur-PK,ur;q=0.9,en;q=0.8"}
        assert (await visitor.get(await pages.link())).lang == "ur"
        assert (await visitor.get("/s/staff-x")).lang == "en"
        visitor.headers = {"Accept-Language": "fr,de;q=0.9"}
        assert (await visitor.get("/privacy")).lang == "en"


async def test_easy_read_is_chosen_at_the_start(tmp_path: Path) -> None:
    async with world(council(tmp_path / "data")) as pages:
        visitor = pages.visitor
        await visitor.get(await pages.link())
        await visitor.send("Start in easy read")
        assert "easy" in visitor.page.classes
        await visitor.send()
        assert "Did you know who your main worker was?" in visitor.page.text
        assert "/look/" in visitor.page.html
        await visitor.send("Usual words")
        assert "easy" not in visitor.page.classes


async def test_the_end_says_how_to_complain_and_films_are_linked(
    tmp_path: Path,
) -> None:
    async with world(council(tmp_path / "data")) as pages:
        visitor = await pages.begun()
        await visitor.send()
        film = visitor.page.links["A film in British Sign Language"]
        assert film == "https://www.example.gov.uk/bsl/q1"
        await (await visitor.to_the_end()).send("Send my answers")
        assert "ring 01632 960 123" in visitor.page.text
        assert "LADO" not in visitor.page.text
        assert "You said, we did" in visitor.page.text


async def test_the_privacy_page_names_training_only_where_it_is_done(
    tmp_path: Path,
) -> None:
    training = "may teach our computer to sort comments"
    async with world(council(tmp_path / "usual")) as pages:
        assert training not in (await pages.visitor.get("/privacy?lang=en")).text
    folder = council(tmp_path / "training")
    text = (folder / "area.toml").read_text(encoding="utf-8")
    text = text.replace("keep_ticked = false", "keep_ticked = true")
    (folder / "area.toml").write_text(text, encoding="utf-8")
    async with world(folder) as pages:
        assert training in (await pages.visitor.get("/privacy?lang=en")).text
