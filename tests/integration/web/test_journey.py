"""A family's journey on pages, with nothing but HTML: no script, no cookies."""

from datetime import timedelta
from urllib.parse import urljoin

import pytest

from tests.integration.web.visitor import World


async def test_a_family_answers_from_the_link_to_the_receipt(pages: World) -> None:
    visitor = pages.visitor
    await visitor.get(await pages.link())
    assert visitor.page.heading == "How was the help your family got?"
    for said in ("Leicestershire County Council", "four minutes", "danger", "999"):
        assert said in visitor.page.text or said == "999"
    await visitor.send("Start")
    assert "/a/" in visitor.page.url
    await visitor.to_the_end()
    assert "Nothing has been sent yet" in visitor.page.text
    assert pages.stored() == 0
    await visitor.send("Send my answers")
    assert visitor.page.heading == "All done"
    assert "Samaritans" in visitor.page.text
    assert pages.stored() == 1
    code = visitor.code
    await visitor.follow("Take back answers")
    await visitor.send(words=code)
    assert "they are deleted now" in visitor.page.text
    assert "already published stays as it is" in visitor.page.text
    assert pages.stored() == 0


async def test_a_double_tap_on_start_comes_to_the_same_page(pages: World) -> None:
    visitor = pages.visitor
    door = await visitor.get(await pages.link())
    first = await visitor.send("Start", page=door)
    second = await visitor.send("Start", page=door)
    assert first.url == second.url
    assert second.heading == first.heading


async def test_looking_at_a_link_does_not_open_it(pages: World) -> None:
    link = await pages.link()
    for _ in range(3):
        await pages.another().get(link)
    await pages.visitor.get(link)
    await pages.visitor.send("Start")
    assert "/a/" in pages.visitor.page.url


async def test_links_of_every_state_look_the_same(pages: World) -> None:
    fresh, bound, sent = [await pages.link() for _ in range(3)]
    visitor, other = pages.visitor, pages.another()
    await visitor.get(bound)
    await visitor.send("Start")
    await visitor.get(sent)
    await visitor.send("Start")
    await (await visitor.to_the_end()).send("Send my answers")
    states = (fresh, bound, sent, "/s/AAAAAAAAAAAAAAAAAAAAAA", "/s/x")
    doors = [await other.get(link) for link in states]
    number = [door.form.hidden["number"] for door in doors]
    same = {
        (door.status, door.html.replace(mark, "#"))
        for door, mark in zip(doors, number, strict=True)
    }
    assert len(same) == 1
    shut = set()
    for link in states[1:]:
        await other.get(link)
        page = await other.send("Start")
        shut.add((page.status, page.html))
    pages.clock.ahead = timedelta(days=61)
    await other.get(fresh)
    page = await other.send("Start")
    shut.add((page.status, page.html))
    dead = await other.get("/a/AAAAAAAAAAAAAAAAAAAAAAAA/q-Q1")
    shut.add((dead.status, dead.html))
    gone = await other.get("/nothing/here")
    shut.add((gone.status, gone.html))
    assert len(shut) == 1
    assert "This page is not open" in page.text


async def test_a_second_press_of_send_shows_the_same_code(pages: World) -> None:
    visitor = await pages.begun()
    last = (await visitor.to_the_end()).page
    first = await visitor.send("Send my answers", page=last)
    code = visitor.code
    second = await visitor.send("Send my answers", page=last)
    assert visitor.code == code
    assert first.heading == second.heading
    assert pages.stored() == 1
    pages.clock.ahead = timedelta(minutes=30)
    late = await visitor.send("Send my answers", page=last)
    assert "This page is not open" in late.text


async def test_leaving_after_sending_hides_the_code_as_well(pages: World) -> None:
    visitor = await pages.begun()
    last = (await visitor.to_the_end()).page
    end = await visitor.send("Send my answers", page=last)
    code = visitor.code
    url = urljoin(last.url, end.links["Leave this page now"])
    async with pages.visitor.http.get(url, allow_redirects=False) as answer:
        assert answer.headers["Location"] == "https://www.bbc.co.uk/weather"
    # Somebody else presses Back, and lets the browser send the page once more.
    again = await visitor.send("Send my answers", page=last)
    assert "This page is not open" in again.text
    assert code not in again.html


async def test_an_old_tab_changes_its_own_question_and_no_other(pages: World) -> None:
    visitor = await pages.begun()
    await visitor.send()
    first = visitor.page
    await visitor.send(pick=("Yes, right from the start",))
    second = visitor.page
    await visitor.send(pick=("No",))
    third = visitor.page
    # The old tab of the first question is still there, and is answered once more.
    after = await visitor.send(page=first, pick=("No, it was never clear",))
    assert after.heading == third.heading
    review = (await visitor.to_the_end()).page
    assert "No, it was never clear" in review.text
    assert "Yes, right from the start" not in review.text
    assert second.heading in review.text


async def test_a_double_tap_counts_once(pages: World) -> None:
    visitor = await pages.begun()
    await visitor.send()
    page = visitor.page
    one = await visitor.send(page=page, pick=("No, it was never clear",))
    two = await visitor.send(page=page, pick=("No, it was never clear",))
    assert one.url == two.url
    assert one.heading == two.heading


async def test_nothing_marked_is_said_in_a_summary_and_nothing_is_lost(
    pages: World,
) -> None:
    visitor = await pages.begun()
    await visitor.send()
    page = await visitor.send()
    assert page.status == 200
    assert page.title.startswith("Please check")
    assert "Please choose an answer, or press Skip." in page.text


async def test_going_back_in_the_browser_shows_the_earlier_answer(
    pages: World,
) -> None:
    visitor = await pages.begun()
    await visitor.send()
    first = visitor.page.url
    await visitor.send(pick=("No, it was never clear",))
    await visitor.get(first)
    assert visitor.page.form.chosen == ["c"]
    await visitor.send(pick=("There was no one main worker",))
    assert visitor.page.url.endswith("/q-Q2")
    await visitor.send("Back")
    assert visitor.page.form.chosen == ["d"]


async def test_words_are_redacted_shown_and_can_be_changed_or_deleted(
    pages: World,
) -> None:
    visitor = await pages.begun()
    while visitor.page.form.box is None:
        form = visitor.page.form
        await visitor.send(pick=(next(iter(form.options)),) if form.options else ())
    assert "Samaritans" in visitor.page.text
    await visitor.send(words="My worker Kelly Smith was great, ring 07700 900123")
    assert "Kelly" not in visitor.page.html
    assert "This is what we would keep" in visitor.page.text
    assert "We took out 2 details" in visitor.page.text
    assert "Samaritans" in visitor.page.text
    await visitor.follow("Change my words")
    assert visitor.page.form.box is not None
    assert "[name]" in visitor.page.form.box
    await visitor.send(words="She was great")
    assert visitor.page.url.endswith("/q-O2")
    await visitor.send(words="ask Kelly Smith")
    await visitor.send("Delete it")
    review = (await visitor.to_the_end()).page
    assert "– She was great" in review.text  # noqa: RUF001  as it is written
    assert "Kelly" not in review.html


async def test_words_that_alarm_bring_help_at_once(pages: World) -> None:
    visitor = await pages.begun()
    while visitor.page.form.box is None:
        form = visitor.page.form
        await visitor.send(pick=(next(iter(form.options)),) if form.options else ())
    page = await visitor.send(words="he hits me and I want to die")
    assert page.text.index("That sounds very hard") < page.text.index("would keep")
    assert "Samaritans" in page.text


async def test_a_phone_that_was_put_down_shows_no_earlier_answer(
    pages: World,
) -> None:
    visitor = await pages.begun()
    await visitor.send()
    first = visitor.page.url
    await visitor.send(pick=("No, it was never clear",))
    pages.clock.ahead = timedelta(minutes=21)
    page = await visitor.get(first)
    assert page.heading == "This page has closed itself"
    assert "never clear" not in page.html
    again = await pages.another().get(first)
    assert again.heading == page.heading
    await visitor.send("Carry on")
    assert visitor.page.url.endswith("/q-Q2")
    await visitor.get(first)
    assert visitor.page.form.chosen == []
    assert "You answered this before" in visitor.page.text
    # Going on without a new answer leaves the old one as it is.
    await visitor.send()
    assert visitor.page.url.endswith("/q-Q2")
    review = (await visitor.to_the_end()).page
    assert "never clear" not in review.html
    assert "not shown again" in review.text
    await visitor.send("Send my answers")
    stored = pages.app.writer.call(
        lambda store: store.database.rows(
            "SELECT DISTINCT option FROM tally WHERE question = 'Q1'", ()
        )
    )
    assert list(stored) == [("c",)]


async def test_leaving_in_a_hurry_closes_the_page_behind(pages: World) -> None:
    visitor = await pages.begun()
    await visitor.send()
    left = visitor.page
    http = pages.visitor.http
    url = left.url.replace("q-Q1", left.links["Leave this page now"])
    async with http.get(url, allow_redirects=False) as answer:
        assert answer.headers["Location"] == "https://www.bbc.co.uk/weather"
    async with http.get(f"{pages.base}/a/none/leave", allow_redirects=False) as other:
        assert other.headers["Location"] == "https://www.bbc.co.uk/weather"
    assert len(pages.house.idle._seen) == 1
    assert (await visitor.get(left.url)).heading == "This page has closed itself"
    await visitor.send("Carry on")
    assert visitor.page.url == left.url


@pytest.mark.parametrize("button", ["Help", "Skip", "Back", "Stop"])
async def test_every_move_works_from_a_question(pages: World, button: str) -> None:
    visitor = await pages.begun()
    await visitor.send()
    await visitor.send(pick=("No, it was never clear",))
    page = await visitor.send(button)
    expected = {
        "Help": "Back goes to the question before",
        "Skip": "Did you help to make the plan",
        "Back": "Did you know who the main person",
        "Stop": "Do you want to stop?",
    }[button]
    assert expected in page.text
    assert page.status == 200


async def test_pages_do_not_ask_what_they_cannot_act_on(pages: World) -> None:
    review = (await (await pages.begun()).to_the_end()).page
    assert "three months" not in review.text
    assert "Is your worker with you" in review.text


async def test_stopping_deletes_everything_and_the_address_dies(pages: World) -> None:
    visitor = await pages.begun()
    await visitor.send()
    address = visitor.page.url
    await visitor.send("Stop")
    page = await visitor.send("Stop and delete it all")
    assert page.heading == "You have stopped"
    assert (await visitor.get(address)).heading == "This page is not open"
    assert pages.stored() == 0


async def test_a_code_that_can_be_none_is_asked_for_again(pages: World) -> None:
    visitor = pages.visitor
    await visitor.get("/withdraw")
    for typed in ("ABCD-EFGH-JKLM-NPQ", "x" * 150, "ABCD-EFGH-JKLM-NP0Q"):
        page = await visitor.send(words=typed)
        assert "does not look like a code" in page.text
        assert "That is done" not in page.text
    page = await visitor.send(words=" abcd efgh jkMN pqrs ")
    assert "If there were answers with that code" in page.text
