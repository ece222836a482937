"""May we ask again in three months? On pages, where a contact is known or given."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.service.closure_fields import Closure
from bot.service.events import Opening
from bot.service.hours import local_day
from bot.service.person import Person
from bot.service.setup import month_after
from tests.integration.store.thief import sweep
from tests.integration.web.visitor import Visitor, World, world

PHONE, MAIL = "+447700900417", "somebody@example.org"
NOTIFY = {
    "notify_key": "test-" + "0" * 8 + "-0000-0000-0000-" + "0" * 12 + "-" + "1" * 36,
    "notify_sms": "sms-template",
    "notify_email": "email-template",
    "public_url": "https://survey.example.gov.uk",
}
ASKED = "send you one message in three months"


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path / "data", **NOTIFY) as found:
        yield found


async def link(here: World, **contact: str) -> str:
    now = here.clock()
    month = month_after(now, 0)
    closure = Closure("family-closure", "keyworker", "charnwood", month, **contact)
    closed = await here.app.closures.close(closure, now=now)
    return f"/s/{closed.invitation.token}"


async def begun(here: World, path: str) -> Visitor:
    await here.visitor.get(path)
    await here.visitor.send("Start")
    return here.visitor


async def to_the_last_question(visitor: Visitor) -> None:
    for _ in range(60):
        form = visitor.page.form
        if ASKED in visitor.page.heading or "Send my answers" in form.buttons:
            return
        if form.options:
            await visitor.send(pick=(next(iter(form.options)),))
        elif form.box is not None:
            await visitor.send(words="They were kind to us.")
        else:
            await visitor.send()


async def wishes(here: World, *, later: timedelta = timedelta(hours=3)) -> list[Person]:
    """Return who wished to be asked again, once every random delay is over."""
    await here.app.pages.settle(here.clock() + later)
    found = here.app.writer.call(lambda store: store.follow_ups.all())
    assert isinstance(found, tuple)
    return [here.app.invite._wishes.person(one) for one in found]


async def test_whoever_was_written_to_is_asked_in_words_that_say_where_to(
    here: World,
) -> None:
    visitor = await begun(here, await link(here, phone="07700900417"))
    await to_the_last_question(visitor)
    assert ASKED in visitor.page.heading
    assert "the number or email address that got this link" in visitor.page.heading
    await visitor.send(pick=("Yes",))
    await visitor.send("Send my answers")
    assert visitor.code
    assert "May we ask you again" not in visitor.page.text
    assert await wishes(here, later=timedelta(0)) == []  # not with the response
    assert await wishes(here) == [Person("sms", PHONE)]


@pytest.mark.parametrize("answer", ["No", "Skip"])
async def test_a_no_is_a_no(here: World, answer: str) -> None:
    visitor = await begun(here, await link(here, email=MAIL))
    await to_the_last_question(visitor)
    if answer == "No":
        await visitor.send(pick=(answer,))
    else:
        await visitor.send(answer)
    await visitor.send("Send my answers")
    assert "May we ask you again" not in visitor.page.text
    assert await wishes(here) == []


async def test_the_same_last_page_twice_is_one_wish(here: World) -> None:
    visitor = await begun(here, await link(here, email=MAIL))
    await to_the_last_question(visitor)
    await visitor.send(pick=("Yes",))
    check = visitor.page
    await visitor.send("Send my answers", page=check)
    await visitor.send("Send my answers", page=check)
    assert await wishes(here) == [Person("email", MAIL)]


async def test_who_stops_the_messages_meanwhile_is_not_asked_again(here: World) -> None:
    visitor = await begun(here, await link(here, email=MAIL))
    await to_the_last_question(visitor)
    await visitor.send(pick=("Yes",))
    await here.app.optout._wishes.opt_out(Person("email", MAIL))
    await visitor.send("Send my answers")
    assert visitor.code
    assert await wishes(here) == []


async def handed_over(here: World) -> Visitor:
    visitor = await begun(here, await link(here))
    await to_the_last_question(visitor)
    assert "Send my answers" in visitor.page.form.buttons  # it is not asked there
    await visitor.send("Send my answers")
    return visitor


async def test_a_link_that_was_handed_over_may_be_given_an_address_after_sending(
    here: World,
) -> None:
    visitor = await handed_over(here)
    assert "May we ask you again in three months?" in visitor.page.text
    last = visitor.page
    wrong = await visitor.send("Yes, ask me again", words="my number", page=last)
    assert wrong.status == 422
    assert "does not look like" in wrong.text
    done = await visitor.send("Yes, ask me again", words="07700 900 417")
    assert "noted, apart from your answers" in done.text
    assert await wishes(here, later=timedelta(0)) == []
    assert await wishes(here) == [Person("sms", PHONE)]
    late = await visitor.send("Yes, ask me again", words="07700 900 418", page=last)
    assert "noted nothing" in late.text
    assert await wishes(here) == [Person("sms", PHONE)]


async def test_an_address_that_comes_too_late_is_not_kept(here: World) -> None:
    visitor = await handed_over(here)
    here.clock.ahead += timedelta(minutes=31)
    page = await visitor.send("Yes, ask me again", words="07700 900 417")
    assert "noted nothing" in page.text
    assert await wishes(here) == []


async def test_nobody_can_have_a_stranger_written_to(here: World) -> None:
    """Without having sent answers there is no page to send an address with."""
    visitor = await handed_over(here)
    form = visitor.page.form
    other = visitor.page.url.split("/a/")[1].split("/")[0][::-1]
    async with visitor.http.post(
        f"{here.base}/a/{other}/again",
        data={"number": form.hidden["number"], "words": "07700 900 417"},
    ) as answer:
        assert answer.status == 400
    assert await wishes(here) == []


async def test_at_an_event_nobody_is_asked(here: World) -> None:
    today = local_day(here.clock())
    event = await here.app.events.open(
        Opening("charnwood", today, today), now=here.clock()
    )
    visitor = await begun(here, f"/s/{event.token}")
    await visitor.send("Start")
    await visitor.send(pick=("No",))
    await to_the_last_question(visitor)
    await visitor.send("Send my answers")
    assert visitor.code
    assert "May we ask you again" not in visitor.page.text


async def test_without_a_way_to_write_nobody_is_asked(tmp_path: Path) -> None:
    async with world(tmp_path / "data") as pages:
        visitor = await begun(pages, await pages.link())
        await to_the_last_question(visitor)
        await visitor.send("Send my answers")
        assert visitor.code
        assert "May we ask you again" not in visitor.page.text


async def test_no_address_lies_in_a_file(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    async with world(folder, **NOTIFY) as pages:
        visitor = await handed_over(pages)
        await visitor.send("Yes, ask me again", words=MAIL)
        assert await wishes(pages) == [Person("email", MAIL)]
    assert sweep(folder, [MAIL, "somebody"]) == []


async def test_the_message_goes_in_three_months(here: World) -> None:
    visitor = await handed_over(here)
    await visitor.send("Yes, ask me again", words=MAIL)
    await here.app.pages.settle(here.clock() + timedelta(hours=3))
    assert await here.app.invite.follow_ups(here.clock() + timedelta(days=60)) == ()
    (asked,) = await here.app.invite.follow_ups(here.clock() + timedelta(days=95))
    assert asked.person == Person("email", MAIL)
