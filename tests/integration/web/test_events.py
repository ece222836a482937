"""An event's link on pages: one for many families, on their phones and on a tablet."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.service.events import Event, Opening
from bot.service.hours import local_day
from bot.service.periods import quarter_of
from bot.web.limits import OPENINGS, Limits
from surveys.model import Mode, Response
from tests.integration.web.visitor import Visitor, World, world

TIER = "A keyworker who came to our home"


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path / "data") as found:
        yield found


async def opened(here: World, days: int = 0, **more: object) -> Event:
    today = local_day(here.clock())
    first = today + timedelta(days=days)
    opening = Opening("charnwood", first, first, **more)  # type: ignore[arg-type]  # fields by name
    return await here.app.events.open(opening, now=here.clock())


def kept(here: World) -> tuple[Response, ...]:
    quarter = quarter_of(here.clock().date())
    found = here.app.writer.call(lambda store: store.responses.of((quarter,)))
    assert isinstance(found, tuple)
    return found


async def begins(visitor: Visitor, event: Event, tablet: str = "") -> None:
    """Open the link, and say that nobody has answered before, and which help it was."""
    await visitor.get(f"/s/{event.token}{tablet}")
    await visitor.send("Start")
    await visitor.send("Start")
    assert "answered these questions before" in visitor.page.heading
    await visitor.send(pick=("No",))
    assert "most of the help" in visitor.page.heading
    await visitor.send(pick=(TIER,))


async def answers(visitor: Visitor, event: Event, tablet: str = "") -> None:
    await begins(visitor, event, tablet)
    await visitor.to_the_end()
    await visitor.send("Send my answers")


async def test_many_families_answer_by_one_link(here: World) -> None:
    event = await opened(here)
    for _ in range(3):
        phone = here.another()
        await answers(phone, event)
        assert phone.code
    found = kept(here)
    assert [(r.mode, r.group) for r in found] == [(Mode.EVENT, "keyworker")] * 3
    assert all("C3" not in {a.question for a in r.answers} for r in found)


async def test_they_are_in_no_response_rate(here: World) -> None:
    event = await opened(here)
    await answers(here.visitor, event)
    quarter = quarter_of(here.clock().date())
    reach = here.app.writer.call(lambda store: store.reach.of((quarter, quarter[:4])))
    assert reach == ()


async def test_who_answered_before_is_thanked_and_counted_once(here: World) -> None:
    event = await opened(here)
    phone = here.visitor
    await phone.get(f"/s/{event.token}")
    await phone.send("Start")
    await phone.send("Start")
    await phone.send(pick=("Yes",))
    assert "nothing more for you to do" in phone.page.text
    assert "999" in phone.page.text
    assert kept(here) == ()
    assert (await phone.get(phone.page.url)).status == 404


async def test_not_sure_which_help_it_was_leaves_the_kind_open(here: World) -> None:
    event = await opened(here)
    phone = here.visitor
    await phone.get(f"/s/{event.token}")
    await phone.send("Start")
    await phone.send("Start")
    await phone.send(pick=("Not sure",))
    await phone.send(pick=("Not sure",))
    await phone.to_the_end()
    await phone.send("Send my answers")
    (one,) = kept(here)
    assert one.group is None


async def test_the_link_opens_on_its_days_only(here: World) -> None:
    tomorrow = await opened(here, days=1)
    phone = here.visitor
    await phone.get(f"/s/{tomorrow.token}")
    assert (await phone.send("Start")).status == 404
    here.clock.ahead += timedelta(days=1)
    await phone.get(f"/s/{tomorrow.token}")
    assert (await phone.send("Start")).status == 200
    here.clock.ahead += timedelta(days=1)
    await phone.get(f"/s/{tomorrow.token}")
    assert (await phone.send("Start")).status == 404
    await here.app.closing.tick(here.clock())
    assert await here.app.events.current() == ()


async def test_what_was_begun_before_the_end_can_be_finished(here: World) -> None:
    event = await opened(here)
    await begins(here.visitor, event)
    assert await here.app.events.end(event.id)
    assert not await here.app.events.end(event.id)
    await here.visitor.to_the_end()
    await here.visitor.send("Send my answers")
    assert len(kept(here)) == 1


async def test_what_was_not_sent_is_gone_after_a_day(here: World) -> None:
    event = await opened(here)
    await begins(here.visitor, event)
    here.clock.ahead += timedelta(days=2)
    await here.app.closing.tick(here.clock())
    left = here.app.writer.call(
        lambda store: store.database.number("SELECT count(*) FROM session")
    )
    assert left == 0


async def test_a_flood_of_openings_ends_by_itself(here: World) -> None:
    event = await opened(here, families=1)
    for _ in range(3):
        phone = here.another()
        await phone.get(f"/s/{event.token}")
        assert (await phone.send("Start")).status == 200
    await here.visitor.get(f"/s/{event.token}")
    assert (await here.visitor.send("Start")).status == 404


async def test_a_second_press_of_start_counts_once(here: World) -> None:
    event = await opened(here)
    page = await here.visitor.get(f"/s/{event.token}")
    first = await here.visitor.send("Start", page=page)
    again = await here.visitor.send("Start", page=page)
    assert first.url == again.url
    (now,) = await here.app.events.current()
    assert now.opened == 1


async def test_a_tent_is_not_taken_for_a_flood(here: World) -> None:
    """Three hundred phones behind one connection, as ordinary pages would not bear."""
    event = await opened(here, families=300)
    here.house.limits = Limits(pages=60, misses=60)
    for _ in range(100):
        phone = here.another()
        page = await phone.get(f"/s/{event.token}")
        assert page.status == 200
        assert (await phone.send("Start")).status == 200
    for _ in range(61):
        await here.visitor.get("/help")
    assert here.visitor.page.status == 429


async def test_one_connection_cannot_open_without_end(here: World) -> None:
    event = await opened(here, families=1_000)
    here.house.limits = Limits(pages=6_000, misses=60)
    page = await here.visitor.get(f"/s/{event.token}")
    for _ in range(OPENINGS):
        await here.visitor.send("Start", page=page, again=True)
    refused = await here.visitor.send("Start", page=page, again=True)
    assert refused.status == 429


# --- a tablet that many use -------------------------------------------------------


async def test_a_tablet_goes_back_to_a_clean_start(here: World) -> None:
    event = await opened(here)
    tablet = here.visitor
    await tablet.get(f"/s/{event.token}")
    clean = await tablet.follow("Is this a tablet for many people? Set it up for that")
    assert "Other people use this too" in clean.text
    await begins(tablet, event, "?shared=en")
    await tablet.to_the_end()
    check = tablet.page
    await tablet.send("Send my answers")
    last, code = tablet.page, tablet.code
    assert "so that the next person sees nothing" in last.text
    assert "Take back answers" not in last.links
    await tablet.follow("I have finished")
    assert tablet.page.url.endswith(f"/s/{event.token}?shared=en")
    again = await tablet.send("Send my answers", page=check)
    assert code not in again.text
    assert again.url.endswith("?shared=en")
    await answers(tablet, event, "?shared=en")
    assert len(kept(here)) == 2


async def test_a_tablet_that_is_left_alone_forgets_the_family(here: World) -> None:
    event = await opened(here)
    tablet = here.visitor
    await begins(tablet, event, "?shared=en")
    left = tablet.page
    assert '<noscript><meta http-equiv="refresh" content="300;url=/a/' in left.html
    here.clock.ahead += timedelta(minutes=6)
    page = await tablet.get(left.url)
    assert page.url.endswith(f"/s/{event.token}?shared=en")
    sessions = here.app.writer.call(
        lambda store: store.database.number("SELECT count(*) FROM session")
    )
    assert sessions == 0


async def test_what_the_next_person_presses_is_not_the_last_ones(here: World) -> None:
    event = await opened(here)
    tablet = here.visitor
    await begins(tablet, event, "?shared=en")
    left = tablet.page
    here.clock.ahead += timedelta(minutes=6)
    page = await tablet.send(pick=(next(iter(left.form.options)),), page=left)
    assert page.url.endswith(f"/s/{event.token}?shared=en")


async def test_leaving_a_tablet_in_a_hurry_deletes_at_once(here: World) -> None:
    event = await opened(here)
    tablet = here.visitor
    await begins(tablet, event, "?shared=en")
    async with tablet.http.get(
        tablet.page.url.rsplit("/", 1)[0] + "/leave", allow_redirects=False
    ) as gone:
        assert gone.status == 303
    page = await tablet.get(tablet.page.url)
    assert page.url.endswith(f"/s/{event.token}?shared=en")


async def test_somebodys_own_phone_is_no_tablet(here: World) -> None:
    event = await opened(here)
    phone = here.visitor
    await begins(phone, event)
    assert "http-equiv" not in phone.page.html
    async with phone.http.get(
        phone.page.url.rsplit("/", 1)[0] + "/next", allow_redirects=False
    ) as answer:
        assert answer.status == 404
    here.clock.ahead += timedelta(minutes=25)
    await phone.get(phone.page.url)
    await phone.send("Carry on")
    await phone.to_the_end()
    await phone.send("Send my answers")
    assert len(kept(here)) == 1


async def test_the_first_page_is_the_same_for_an_event_that_is_none(
    here: World,
) -> None:
    event = await opened(here)
    real = await here.visitor.get(f"/s/{event.token}")
    other = await here.visitor.get("/s/event-AAAAAAAAAAAAAAAAAAAAAA")
    assert (real.status, real.text) == (other.status, other.text)


async def test_young_people_are_not_asked_which_help_it_was(here: World) -> None:
    event = await opened(here, questionnaire="young-closure")
    phone = here.visitor
    page = await phone.get(f"/s/{event.token}")
    assert "help you got" in page.heading
    await phone.send("Start")
    await phone.send("Start")
    await phone.send(pick=("No",))
    assert "most of the help" not in phone.page.heading
