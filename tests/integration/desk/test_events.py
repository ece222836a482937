"""A coordinator opens, prints and ends an event on the signed-in pages."""

import re
from datetime import timedelta

import pytest

from bot.service.hours import local_day
from tests.integration.desk.staff import Clerk, Office, Page

LINK = re.compile(r"https://survey\.example(/s/event-[\w-]+)")


@pytest.fixture(autouse=True)
def _public(desk: Office) -> None:
    links = desk.app.closures.setup.links
    object.__setattr__(links, "web", "https://survey.example")


async def opening(clerk: Clerk, *pick: str, **typed: str) -> Page:
    await clerk.get("/desk/events")
    return await clerk.send("/desk/events", pick=pick or ("Charnwood",), typed=typed)


def events(desk: Office) -> int:
    return desk.number("SELECT count(*) FROM event")


async def test_an_event_is_opened_printed_and_ended(desk: Office) -> None:
    clerk = await desk.sign_in("coordinator")
    page = await opening(clerk)
    assert page.status == 200
    found = LINK.search(page.text)
    assert found is not None
    assert "<svg" in page.html
    for label, begins in (
        ("Poster to print, A4 (PDF)", b"%PDF-"),
        ("Card as a picture", b"\x89PNG"),
    ):
        await clerk.get(page.links[label])
        assert clerk.body.startswith(begins)
    family = desk.clerk()
    await family.get(found[1])
    await family.send("?", "Start")
    assert "/a/event-" in family.page.url
    page = await clerk.get(page.url)
    assert "Times opened: 1, of " in page.text
    path = page.url[page.url.index("/desk/events/") :]
    await clerk.send(path, "End it now")
    assert events(desk) == 0
    assert "None is planned" in clerk.page.text
    assert (await clerk.get(path)).status == 404


async def test_sent_twice_it_is_one_event(desk: Office) -> None:
    clerk = await desk.sign_in("coordinator")
    page = await clerk.get("/desk/events")
    first = await clerk.send("/desk/events", pick=("Charnwood",), page=page)
    second = await clerk.send("/desk/events", pick=("Charnwood",), page=page)
    assert first.url == second.url
    assert events(desk) == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"first": "soon"}, "Please write the days"),
        ({"families": "many"}, "Please write the days"),
        ({"families": "0"}, "from 1 to"),
        ({"until": "2020-01-01"}, "before the first"),
    ],
)
async def test_what_cannot_be_is_said_and_changes_nothing(
    desk: Office, typed: dict[str, str], said: str
) -> None:
    clerk = await desk.sign_in("coordinator")
    page = await opening(clerk, **typed)
    assert page.status == 422
    assert said in page.text
    assert events(desk) == 0


async def test_a_coordinator_of_one_district_sees_theirs_alone(desk: Office) -> None:
    whole = await desk.sign_in("coordinator")
    there = await opening(whole, "Melton")
    path = there.url[there.url.index("/desk/events/") :]
    clerk = await desk.sign_in("coordinator", name="other", scope="charnwood")
    page = await clerk.get("/desk/events")
    assert "Melton" not in page.text
    assert (await clerk.get(path)).status == 404
    csrf = page.form("/desk/events").csrf
    day = local_day(desk.clock() + timedelta(days=1)).isoformat()
    refused = await clerk.post(
        "/desk/events", [("csrf", csrf), ("first", day), ("district", "melton")]
    )
    assert refused.status == 403
    assert events(desk) == 1


async def test_a_keyworker_may_not(desk: Office) -> None:
    clerk = await desk.sign_in("keyworker")
    assert (await clerk.get("/desk/events")).status == 403
