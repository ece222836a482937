"""The JSON API: what a case system can say, and what it never learns."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from bot.web.api import A_MINUTE, LARGEST
from tests.integration.api.desk import BY_TEXT, CLOSURE, Desk
from tests.integration.closures.stand_in import NOW, token_of
from tests.integration.store.world import talk


async def test_a_closure_gives_a_link_to_hand_over(desk: Desk) -> None:
    answer = await desk.close(CLOSURE)
    assert (answer.status, answer.kind) == (201, "application/json")
    assert answer.json["delivery"] == "link"
    assert answer.json["link"].startswith("https://survey.example/s/")
    assert answer.json["link"] in answer.json["message"]


async def test_where_a_message_is_sent_the_case_system_gets_no_link(desk: Desk) -> None:
    answer = await desk.close(BY_TEXT)
    assert (answer.status, answer.json) == (201, {"delivery": "sms"})
    await desk.council.ring(NOW + timedelta(days=1))
    assert desk.council.post.taken[0].address == "+447700900123"


async def test_the_same_again_makes_nothing_new(desk: Desk) -> None:
    first = await desk.close(CLOSURE, request="2026-same-0001")
    again = await desk.close(CLOSURE, request="2026-same-0001")
    other = await desk.close(CLOSURE)
    assert (first.status, again.status, other.status) == (201, 200, 200)
    assert first.json == again.json == other.json
    assert desk.council.store.status().invitations == 1


async def test_the_answer_is_the_same_once_the_family_has_answered(desk: Desk) -> None:
    first = await desk.close(CLOSURE)
    token = first.json["link"].rpartition("/")[2]
    from bot.service.person import Person  # noqa: PLC0415  # only here

    her = Person("web", "x")
    effects = await desk.council.respond.open(her, token, None, NOW)
    await talk(desk.council, her, effects, ("a", "skip", "y", "n"))  # type: ignore[arg-type]  # a council has the same verbs
    assert (await desk.close(CLOSURE)).json == first.json
    for action in ("hold", "release", "cancel"):
        for reference in (CLOSURE["reference"], "EH-2026-99999"):
            given = {"reference": reference, "action": action}
            answer = await desk.post("/api/v1/holds", given)
            assert (answer.status, answer.json) == (204, None)


async def test_twenty_at_once_make_one(desk: Desk) -> None:
    answers = await asyncio.gather(*(desk.close(CLOSURE) for _ in range(20)))
    assert sorted(a.status for a in answers) == [200] * 19 + [201]
    assert len({a.json["link"] for a in answers}) == 1


async def test_other_contents_are_a_conflict(desk: Desk) -> None:
    await desk.close(CLOSURE, request="2026-same-0001")
    changed = {**CLOSURE, "tier": "lead_worker"}
    for extra in ({}, {"request": "2026-same-0001"}):
        answer = await desk.close(changed, **extra)
        assert (answer.status, answer.kind) == (409, "application/problem+json")


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("reference", "smith-42", "looks like a name"),
        ("reference", "Aisha.Khan.7", "looks like a name"),
        ("reference", "12-03-1984", "date"),
        ("reference", "4010232137", "NHS number"),
        ("reference", "07700900123", "phone number"),
        ("reference", "LE4-5TH", "postcode"),
        ("reference", "AB123456C", "National Insurance"),
        ("reference", "two words", "shape"),
        ("reference", "x@example.org", "shape"),
        ("tier", "Sarah Jones", "one of"),
        ("district", "12 Mill Lane", "one of"),
        ("month", "2026-12", "one of"),
        ("month", "2026-11-22", "one of"),
        ("language", "klingon", "one of"),
        ("questionnaire", "staff-check", "one of"),
        ("phone", "0116 2323232", "shape"),
        ("email", "Sarah Jones <s@example.org>", "shape"),
        ("safe_to_contact", "yes", "write true"),
        ("name", "Sarah Jones", "Names"),
        ("dob", "1984-03-12", "dates of birth"),
        ("tier", 7, "as text"),
        ("tier", None, "as text"),
        ("reference", ["EH-1"], "as text"),
    ],
)
async def test_what_may_tell_who_it_is_is_refused_with_the_reason(
    desk: Desk, field: str, value: object, reason: str
) -> None:
    answer = await desk.close({**BY_TEXT, field: value})
    assert (answer.status, answer.kind) == (422, "application/problem+json")
    (mistake,) = [e for e in answer.json["errors"] if e["field"] == field]
    assert reason in mistake["reason"]
    assert str(value) not in json.dumps(answer.json)
    assert desk.council.store.status().invitations == 0


async def test_a_field_with_a_name_in_its_name_is_not_repeated(desk: Desk) -> None:
    answer = await desk.close({**CLOSURE, "Sarah Jones": 1})
    assert answer.status == 422
    assert "Sarah" not in json.dumps(answer.json)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({**CLOSURE, "phone": "07700900123"}, "safe_to_contact"),
        ({**CLOSURE, "phone": "07700900123", "safe_to_contact": False}, "safe_to"),
        ({**CLOSURE, "safe_to_contact": True}, "safe_to_contact"),
        ({**BY_TEXT, "email": "a@example.org"}, "email"),
        ({}, "tier"),
    ],
)
async def test_a_contact_comes_with_safe_to_contact_or_not_at_all(
    desk: Desk, given: dict[str, object], field: str
) -> None:
    answer = await desk.close(given)
    assert answer.status == 422
    assert any(e["field"].startswith(field) for e in answer.json["errors"])


async def test_what_is_no_number_hears_what_a_number_looks_like(desk: Desk) -> None:
    answer = await desk.close({**CLOSURE, "reference": "Smith family"})
    (mistake,) = answer.json["errors"]
    assert "no spaces, no name" in mistake["reason"]
    assert "Smith" not in json.dumps(answer.json)


async def test_every_mistake_is_named_at_once(desk: Desk) -> None:
    answer = await desk.close({"tier": "x", "district": "y", "reference": "smith-4"})
    fields = [e["field"] for e in answer.json["errors"]]
    assert fields == ["tier", "district", "month", "reference"]


@pytest.mark.parametrize(
    "key", ["", "x", "strandline_x", "é", "strandline_" + "a" * 43]
)
async def test_without_a_good_key_nothing_is_taken(desk: Desk, key: str) -> None:
    headers = {"Authorization": f"Bearer {key}"}
    answer = await desk.close(CLOSURE, headers=headers)
    assert answer.status == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"


async def test_a_key_is_for_its_verbs_and_its_district_and_can_be_revoked(
    desk: Desk,
) -> None:
    melton = await desk.access.make("melton-1", district="melton", now=NOW)
    holds = await desk.access.make("holds-1", scopes=("hold",), now=NOW)
    assert (await desk.close(CLOSURE, key=melton)).status == 403
    assert (await desk.close(CLOSURE, key=holds)).status == 403
    assert (
        await desk.close({**CLOSURE, "district": "melton"}, key=melton)
    ).status == 201
    (made,) = [k for k in await desk.access.all() if k.label == "melton-1"]
    assert await desk.access.revoke(made.id)
    assert not await desk.access.revoke(made.id)
    assert (await desk.close(CLOSURE, key=melton)).status == 401


async def test_a_key_of_one_district_cannot_end_the_links_of_another(
    desk: Desk,
) -> None:
    melton = await desk.access.make("melton-1", district="melton", now=NOW)
    await desk.close(CLOSURE)
    reference = CLOSURE["reference"]
    open_links = desk.council.store.invitations
    link = desk.council.store.database.rows("SELECT token FROM invitation")[0][0]
    assert isinstance(link, bytes)
    for action in ("hold", "cancel"):
        given = {"reference": reference, "action": action}
        answer = await desk.post("/api/v1/holds", given, key=melton)
        assert answer.status == 204  # as for a reference that there never was
        assert open_links.get(link) is not None
    given = {"reference": reference, "action": "cancel"}
    assert (await desk.post("/api/v1/holds", given)).status == 204
    assert open_links.get(link) is None


async def test_a_key_ends_after_a_year(desk: Desk) -> None:
    assert await desk.access.who(desk.key, NOW + timedelta(days=366))
    assert await desk.access.who(desk.key, NOW + timedelta(days=367)) is None


async def test_keys_are_not_in_the_files(desk: Desk) -> None:
    rows = desk.council.store.database.rows("SELECT * FROM api_key")
    assert desk.key not in str(rows)
    assert desk.key[11:] not in str(rows)


@pytest.mark.parametrize(
    ("extra", "status"),
    [
        ({"data": b"{", "headers": {"Content-Type": "application/json"}}, 400),
        ({"data": b"\xff\xfe", "headers": {"Content-Type": "application/json"}}, 400),
        ({"data": b"[" * 9000, "headers": {"Content-Type": "application/json"}}, 400),
        ({"data": b"[]", "headers": {"Content-Type": "application/json"}}, 422),
        ({"data": b"NaN", "headers": {"Content-Type": "application/json"}}, 422),
        ({"data": b"tier=keyworker"}, 415),
        (
            {
                "data": b"x" * (LARGEST + 1),
                "headers": {"Content-Type": "application/json"},
            },
            413,
        ),
        ({"json": CLOSURE, "headers": {"Idempotency-Key": "short"}}, 400),
        ({"json": CLOSURE, "headers": {"Idempotency-Key": "sarah-jones-1"}}, 400),
    ],
)
async def test_hostile_requests_are_refused_in_order(
    desk: Desk, extra: dict[str, Any], status: int
) -> None:
    answer = await desk.close(None, **extra)
    assert (answer.status, answer.kind) == (status, "application/problem+json")


async def test_a_body_that_never_says_how_long_it_is_is_cut_off(desk: Desk) -> None:
    async def flood() -> AsyncIterator[bytes]:
        for _ in range(100):
            yield b"x" * 1024

    headers = {"Content-Type": "application/json"}
    assert (await desk.close(None, data=flood(), headers=headers)).status == 413


async def test_other_methods_are_refused(desk: Desk) -> None:
    for method in ("GET", "PUT", "DELETE", "PATCH", "TRACE", "OPTIONS"):
        async with desk.http.request(
            method, desk.address + "/api/v1/closures"
        ) as answer:
            assert answer.status == 405
            assert answer.headers["Allow"] == "POST"


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api/", "/api/v1/closures/1"])
async def test_an_address_where_nothing_is_says_so_as_a_problem(
    path: str, desk: Desk
) -> None:
    async with desk.http.request("POST", desk.address + path) as answer:
        assert answer.status == 404
        assert answer.content_type == "application/problem+json"
        assert "openapi.json" in (await answer.json())["title"]


async def test_a_key_that_asks_too_often_has_to_wait(desk: Desk) -> None:
    answers = [await desk.close({}) for _ in range(A_MINUTE + 1)]
    assert [a.status for a in answers[-2:]] == [422, 429]
    assert answers[-1].headers["Retry-After"] == "60"


async def test_a_stop_link_asks_and_then_stops(desk: Desk) -> None:
    await desk.close(BY_TEXT)
    await desk.council.ring(NOW + timedelta(days=1))
    (message,) = desk.council.post.taken
    code = message.text.split("/stop/")[1].split()[0]
    async with desk.http.get(f"{desk.address}/stop/{code}") as page:
        words = await page.text()
    assert "Shall we stop?" in words
    assert "7700900123" not in words
    assert desk.council.store.contacts.count() == 1  # looking does nothing
    async with desk.http.post(f"{desk.address}/stop/{code}") as page:
        assert "no more messages" in await page.text()
    assert desk.council.store.contacts.count() == 0
    async with desk.http.get(f"{desk.address}/stop/strange") as page:
        assert page.status == 404
    assert token_of(message)


async def test_notify_tells_who_answered_stop(desk: Desk) -> None:
    await desk.close(BY_TEXT)
    told = {
        "id": "cba4b7d0-0000-4000-8000-000000000000",
        "source_number": "447700900123",
        "destination_number": "07900000000",
        "message": "STOP",
        "date_received": "2026-11-20T10:00:00.000000Z",
    }
    assert (await desk.post("/notify/received", told, key="wrong")).status == 401
    assert desk.council.store.contacts.count() == 1
    answer = await desk.post("/notify/received", told, key="c" * 24)
    assert answer.status == 204
    assert desk.council.store.contacts.count() == 0
    assert desk.council.store.database.number("SELECT count(*) FROM opt_out") == 1


async def test_notify_tells_of_an_address_that_does_not_exist(desk: Desk) -> None:
    await desk.close({**CLOSURE, "email": "A@Example.org", "safe_to_contact": True})
    told = {
        "to": "a@example.org",
        "status": "permanent-failure",
        "notification_type": "email",
        "reference": None,
    }
    for status in ("delivered", "temporary-failure"):
        given = {**told, "status": status}
        await desk.post("/notify/delivered", given, key="c" * 24)
    assert desk.council.store.contacts.count() == 1
    await desk.post("/notify/delivered", told, key="c" * 24)
    assert desk.council.store.contacts.count() == 0
    assert desk.council.store.database.number("SELECT count(*) FROM opt_out") == 0
