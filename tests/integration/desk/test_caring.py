"""The named person sees what waits, says who looks, and sees to each."""

from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.area import example_area
from bot.area.model import WISH_DAYS
from bot.service.submission import seal_words
from bot.store import Held, Store
from tests.integration.desk.staff import Clerk, Office, office

HARM = "He said he would hurt us again"
WISH = "Please ring 01632 960 001 on a weekday morning"


async def waiting(desk: Office, *ids: str) -> None:
    """Let words and a wish wait."""
    sealed = seal_words(desk.app.keys, "care", HARM, "en")
    for one in ids:
        held = Held(one, "care", "O1", sealed, "2031-Q1")
        desk.app.writer.call(partial(_hold, held))
    await desk.app.wishes.ask(WISH, desk.clock())


def _hold(held: Held, store: Store) -> None:
    store.held.add(held, "r1", ())


async def pressed(clerk: Clerk, button: str, **given: str) -> None:
    """Press a button as the page would, whatever else is on it."""
    csrf = clerk.page.form("/desk/care").csrf
    await clerk.post("/desk/care", [("csrf", csrf), ("button", button), *given.items()])


def logged(desk: Office) -> list[tuple[str, str, str]]:
    deeds = desk.app.writer.call(lambda store: store.care.deeds())
    return [(one.kind, one.deed, one.role) for one in deeds]


async def test_words_show_when_their_button_is_pressed_and_that_is_logged(
    desk: Office,
) -> None:
    await waiting(desk, "held1", "held2")
    clerk = await desk.sign_in("carer")
    page = await clerk.get("/desk/care")
    assert "Words that may show danger: 2." in page.text
    assert "Wishes to be contacted: 1." in page.text
    assert HARM not in page.html
    assert WISH not in page.html
    assert logged(desk) == []
    await clerk.send("/desk/care", "Show what waits", pick=("Early help manager",))
    assert clerk.page.text.count(HARM) >= 2
    assert WISH in clerk.page.text
    assert "In answer to: What helped your family the most?" in clerk.page.text
    assert logged(desk) == [
        ("contact", "listed", "Early help manager"),
        ("words", "listed", "Early help manager"),
    ]


async def test_what_waits_is_taken_and_seen_to(desk: Office) -> None:
    await waiting(desk, "held1", "held2")
    clerk = await desk.sign_in("carer")
    await clerk.get("/desk/care")
    await clerk.send("/desk/care", "I see to it")
    assert "Taken by Safeguarding lead." in clerk.page.text
    await pressed(clerk, "done", entry="held1", kind="words", who="person")
    assert "It is deleted" in clerk.page.text
    assert desk.number("SELECT count(*) FROM held") == 1
    await pressed(clerk, "done", entry="held1", kind="words", who="person")
    assert clerk.page.status == 422
    assert "not there any more" in clerk.page.text
    (wish,) = await desk.app.wishes.waiting()
    await pressed(clerk, "done", entry=wish.id, kind="contact", who="person")
    assert await desk.app.wishes.waiting() == ()
    assert WISH not in clerk.page.text


async def test_words_go_back_as_a_person_redacted_them(desk: Office) -> None:
    await waiting(desk, "held1")
    clerk = await desk.sign_in("carer")
    await clerk.get("/desk/care")
    await clerk.send("/desk/care", "Show what waits")
    await pressed(clerk, "release", entry="held1", kind="words", words="  \r\n ")
    assert clerk.page.status == 422
    assert desk.number("SELECT count(*) FROM held") == 1
    await pressed(clerk, "release", entry="held1", kind="words", words="It was bad.")
    assert "back in their answer" in clerk.page.text
    assert desk.number("SELECT count(*) FROM held") == 0
    assert ("words", "released", "Safeguarding lead") in logged(desk)


@pytest.mark.parametrize("role", ["keyworker", "coordinator", "administrator", "lead"])
async def test_nobody_but_the_carer_sees_words_of_harm(desk: Office, role: str) -> None:
    await waiting(desk, "held1")
    clerk = await desk.sign_in(role)
    csrf = clerk.page.form("/desk/out").csrf
    assert (await clerk.get("/desk/care")).status == 403
    for button in ("show", "done", "release"):
        fields = [("csrf", csrf), ("button", button), ("entry", "held1")]
        page = await clerk.post("/desk/care", [*fields, ("kind", "words")])
        assert page.status == 403
        assert HARM not in page.html
    assert desk.number("SELECT count(*) FROM held") == 1
    assert logged(desk) == []


async def test_odd_buttons_do_nothing(desk: Office) -> None:
    await waiting(desk, "held1")
    clerk = await desk.sign_in("carer")
    await clerk.get("/desk/care")
    await pressed(clerk, "delete-all", entry="held1")
    assert clerk.page.status == 400
    assert desk.number("SELECT count(*) FROM held") == 1


async def test_without_a_named_person_the_page_says_so(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    text = example_area()
    start = text.index("[care]")
    end = text.index("# --- who answers", start)
    (folder / "area.toml").write_text(text[:start] + text[end:], encoding="utf-8")
    async with office(folder) as desk:
        clerk = await desk.sign_in("carer")
        page = await clerk.get("/desk/care")
        assert "names nobody" in page.text
        csrf = page.form("/desk/out").csrf
        page = await clerk.post("/desk/care", [("csrf", csrf), ("button", "show")])
        assert "names nobody" in page.text


async def test_a_wish_that_is_soon_deleted_says_so(desk: Office) -> None:
    await desk.app.wishes.ask(WISH, desk.clock())
    desk.clock.ahead += timedelta(days=WISH_DAYS - 3)
    clerk = await desk.sign_in("carer")
    page = await clerk.get("/desk/care")
    assert "Last call: on " in page.text
    assert "Overdue" in page.text
    assert "LAST CALL" in (await clerk.get("/desk")).text
