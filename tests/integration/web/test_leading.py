"""From a chat to a page: the same invitation, once, and nothing that joins the two."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.service.closure_fields import Closure
from bot.service.contacts import address_mark
from bot.service.notify import SMS, TELEGRAM
from bot.service.opening import new_link
from bot.service.person import Person
from bot.service.setup import STAFF_MARK, YOUNG_MARK, month_after
from bot.store import Store
from bot.store.contacts import Contacts
from surveys.events import BACK, BEGIN, LANGUAGE, STOP, Effect, Prompt, Say, Tapped
from surveys.session import Session
from tests.integration.store.thief import sweep, values
from tests.integration.web.test_asking_again import NOTIFY
from tests.integration.web.visitor import Visitor, World, world

PAGE = "https://survey.example.gov.uk"
KEY = "7300000417"
CHAT, OTHER = Person("telegram", KEY), Person("telegram", "7300000999")
NO_USE = "this link cannot be used here"
SHUT = "not open"


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path / "data", public_url=PAGE) as found:
        yield found


async def opened(here: World, token: str, person: Person = CHAT) -> tuple[Effect, ...]:
    return await here.app.respond.open(person, token, None, here.clock())


async def led(here: World, token: str, person: Person = CHAT) -> str:
    """Open a link in Telegram; return the path that leads to a page from there."""
    assert prompt(await opened(here, token, person)) is not None
    link = await here.app.respond.page_link(person, here.clock(), token=token)
    assert link is not None
    assert link.startswith(f"{PAGE}/s/")
    return link.removeprefix(PAGE)


def prompt(effects: tuple[Effect, ...]) -> Prompt | None:
    return next((e for e in effects if isinstance(e, Prompt)), None)


def said(effects: tuple[Effect, ...]) -> str:
    return " ".join(e.text for e in effects if isinstance(e, Say))


async def tap(here: World, button: str, step: str = "") -> tuple[Effect, ...]:
    event = Tapped(step, button)
    return await here.app.respond.receive(CHAT, event, None, here.clock())


async def family(here: World, questionnaire: str = "family-closure") -> str:
    return (await here.link(questionnaire)).removeprefix("/s/")


async def start(visitor: Visitor, path: str) -> Visitor:
    await visitor.get(path)
    await visitor.send("Start")
    return visitor


def sessions(here: World) -> int:
    count = here.app.writer.call(lambda store: store.status().sessions)
    assert isinstance(count, int)
    return count


def contacts(here: World) -> int:
    count = here.app.writer.call(lambda store: store.contacts.count())
    assert isinstance(count, int)
    return count


async def test_the_invitation_goes_on_on_the_page_and_ends_in_the_chat(
    here: World,
) -> None:
    token = await family(here)
    path = await led(here, token)
    assert (contacts(here), sessions(here)) == (1, 1)
    visitor = await start(here.visitor, path)
    assert "/a/" in visitor.page.url
    assert path.removeprefix("/s/") not in visitor.page.url
    assert (contacts(here), sessions(here)) == (0, 1)
    assert "no survey open here" in said(await tap(here, BEGIN))  # an old button
    assert NO_USE in said(await opened(here, token))
    assert NO_USE in said(await opened(here, token, OTHER))  # who passed it on
    assert SHUT in (await start(here.another(), f"/s/{token}")).page.text
    await visitor.send("Start")
    await visitor.to_the_end()
    await visitor.send("Send my answers")
    assert visitor.code
    assert (here.stored(), sessions(here)) == (1, 0)
    assert NO_USE in said(await opened(here, token))
    assert SHUT in (await start(here.another(), path)).page.text


async def test_looking_at_the_link_changes_nothing(here: World) -> None:
    token = await family(here)
    path = await led(here, token)
    page = await here.visitor.get(path)
    other = await here.another().get(f"/s/{token}")
    assert page.heading == other.heading
    first = prompt(await tap(here, ""))
    assert first is not None
    assert any(button.id == BEGIN for button in first.buttons)


async def test_sent_twice_it_counts_once_and_no_other_phone_gets_in(
    here: World,
) -> None:
    path = await led(here, await family(here))
    visitor = here.visitor
    await visitor.get(path)
    first = await visitor.send("Start", again=True)
    again = await visitor.send("Start", again=True)
    assert first.url == again.url
    assert SHUT in (await start(here.another(), path)).page.text
    assert sessions(here) == 1


async def test_opened_twice_in_the_chat_either_link_leads_there_once(
    here: World,
) -> None:
    token = await family(here)
    paths = [await led(here, token), await led(here, token)]
    assert paths[0] != paths[1]  # nothing can be told from the link
    assert "/a/" in (await start(here.visitor, paths[0])).page.url
    assert SHUT in (await start(here.another(), paths[1])).page.text


async def test_after_start_the_chat_keeps_its_answers(here: World) -> None:
    token = await family(here)
    path = await led(here, token)
    first = prompt(await opened(here, token))
    assert first is not None
    asked = prompt(await tap(here, BEGIN, first.step))
    assert asked is not None
    found = await here.app.respond.page_link(CHAT, here.clock(), token=token)
    assert found is None
    assert SHUT in (await start(here.visitor, path)).page.text
    still = prompt(await tap(here, ""))
    assert still is not None
    assert still.text == asked.text
    assert (contacts(here), sessions(here)) == (1, 1)


async def test_whoever_goes_back_to_the_first_page_keeps_the_answers(
    here: World,
) -> None:
    token = await family(here)
    path = await led(here, token)
    step = prompt(await opened(here, token))
    assert step is not None
    step = prompt(await tap(here, BEGIN, step.step))
    assert step is not None
    step = prompt(await tap(here, step.buttons[0].id, step.step))
    while step is not None and BEGIN not in {button.id for button in step.buttons}:
        step = prompt(await tap(here, BACK, step.step))
    assert step is not None  # the first page again, with one answer behind it
    found = await here.app.respond.page_link(CHAT, here.clock(), token=token)
    assert found is None
    assert SHUT in (await start(here.visitor, path)).page.text
    assert (contacts(here), sessions(here)) == (1, 1)


async def test_the_language_of_the_chat_goes_along(here: World) -> None:
    await led(here, await family(here))
    keys = here.app.keys

    def choose(store: Store) -> None:
        row = store.sessions.get(keys.pseudonym(TELEGRAM, KEY))
        assert row is not None
        session = Session.from_json(keys.unseal("session", row.state).decode())
        chosen = replace(session, language="pl").to_json().encode()
        store.sessions.save(replace(row, state=keys.seal("session", chosen)))

    here.app.writer.call(choose)
    link = await here.app.respond.page_link(CHAT, here.clock())
    assert link is not None
    assert link.endswith("?lang=pl")


@pytest.mark.parametrize("button", [LANGUAGE, STOP])
async def test_on_the_way_to_another_screen_it_can_still_be_moved(
    here: World, button: str
) -> None:
    path = await led(here, await family(here))
    assert prompt(await tap(here, button)) is not None
    assert "/a/" in (await start(here.visitor, path)).page.url


async def test_young_people_come_to_their_own_first_page(here: World) -> None:
    path = await led(here, await family(here, "young-closure"))
    assert path.startswith(f"/s/{YOUNG_MARK}page-")
    assert "/a/" in (await start(here.visitor, path)).page.url


async def test_a_code_of_staff_goes_on_there_and_counts_once(here: World) -> None:
    now = here.clock()
    wave = f"{now.year}-check"
    until = (now + timedelta(days=9)).date()
    await here.app.waves.open(wave, "staff-check", now=now, until=until)
    (code,) = await here.app.waves.codes(wave, 1, now=now)
    token = STAFF_MARK + code.replace("-", "")
    path = await led(here, token)
    assert path.startswith(f"/s/{STAFF_MARK}page-")
    visitor = await start(here.visitor, path)
    assert NO_USE in said(await opened(here, token, OTHER))
    await visitor.send("Start")
    await visitor.to_the_end()
    await visitor.send("Send my answers")
    assert visitor.code
    assert SHUT in (await start(here.another(), path)).page.text
    assert here.stored() == 1


async def test_a_link_for_many_leads_to_the_page_as_it_is(here: World) -> None:
    now = here.clock()
    until = (now + timedelta(days=9)).date()
    wave = await here.app.waves.open(
        f"{now.year}-check", "staff-check", now=now, until=until
    )
    assert await led(here, wave.token) == f"/s/{wave.token}"
    assert await here.app.respond.page_link(CHAT, now) is None


async def test_a_partners_link_which_has_answered_whose_it_is_leads_there_too(
    here: World,
) -> None:
    now = here.clock()
    until = (now + timedelta(days=9)).date()
    wave = f"{now.year}-check"
    await here.app.waves.open(wave, "staff-check", now=now, until=until)
    partner, token = here.app.area.partners[0].id, f"{STAFF_MARK}of-a-partner"
    link = new_link(here.app.keys, wave, partner, token)
    await here.app.writer.run(lambda store: store.plans.add_link(link))
    assert await led(here, token) == f"/s/{token}"


async def test_a_held_or_ended_link_moves_nothing(here: World) -> None:
    token = await family(here)
    path = await led(here, token)
    mark = here.app.keys.token(token)
    here.app.writer.call(lambda store: store.invitations.hold(mark, held=True))
    assert SHUT in (await start(here.visitor, path)).page.text
    assert (contacts(here), sessions(here)) == (1, 1)
    here.app.writer.call(lambda store: store.invitations.hold(mark, held=False))
    assert "/a/" in (await start(here.visitor, path)).page.url


async def test_what_fails_on_the_way_has_moved_nothing(
    here: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last write of the move fails: all of it is as it was."""
    path = await led(here, await family(here))

    def full(contacts: Contacts, token: bytes) -> bool:
        raise OSError(contacts, token)

    with monkeypatch.context() as broken:
        broken.setattr(Contacts, "forget", full)
        assert (await start(here.visitor, path)).page.status >= 500
    assert (contacts(here), sessions(here)) == (1, 1)
    first = prompt(await tap(here, ""))
    assert first is not None
    assert any(button.id == BEGIN for button in first.buttons)
    assert "/a/" in (await start(here.visitor, path)).page.url
    assert (contacts(here), sessions(here)) == (0, 1)


async def test_who_stops_in_the_chat_has_stopped(here: World) -> None:
    token = await family(here)
    path = await led(here, token)
    await here.app.respond.gone(CHAT, here.clock())
    assert SHUT in (await start(here.visitor, path)).page.text
    assert sessions(here) == 0


async def test_a_link_that_was_changed_leads_nowhere(here: World) -> None:
    path = await led(here, await family(here))
    at = len("/s/page-") + 5
    changed = path[:at] + ("A" if path[at] != "A" else "B") + path[at + 1 :]
    for wrong in (changed, path[:-7], f"{path}A", "/s/page-", "/s/page-%C3%A9"):
        assert SHUT in (await start(here.another(), wrong)).page.text
    assert "/a/" in (await start(here.visitor, path)).page.url


async def test_who_was_sent_a_message_is_still_reminded_that_way(
    tmp_path: Path,
) -> None:
    """As on any page: the number stays till the answers come, and can stop them."""
    async with world(tmp_path / "data", **NOTIFY) as here:
        month = month_after(here.clock(), 0)
        closure = Closure(
            "family-closure", "keyworker", "charnwood", month, phone="07700900417"
        )
        closed = await here.app.closures.close(closure, now=here.clock())
        token = closed.invitation.token
        visitor = await start(here.visitor, await led(here, token))
        mark = here.app.keys.token(token)
        found = here.app.writer.call(lambda store: store.contacts.of(mark))
        assert found is not None
        assert found.channel == SMS
        assert here.app.writer.call(lambda store: store.sendings.of(mark)) != ()
        await visitor.send("Start")
        await visitor.to_the_end()
        await visitor.send("Send my answers")
        assert contacts(here) == 0


async def test_nothing_of_the_chat_is_left_when_it_has_moved(tmp_path: Path) -> None:
    """With the key in hand: neither its number nor a mark that is made from it."""
    folder = tmp_path / "data"
    async with world(folder, public_url=PAGE) as here:
        token = await family(here)
        path = await led(here, token)
        keys = here.app.keys
        marks = {
            keys.pseudonym(TELEGRAM, KEY),
            keys.mark("binding", TELEGRAM, KEY),
            address_mark(keys, TELEGRAM, KEY),
        }
        before = here.app.writer.call(lambda store: kept(store) & marks)
        assert before == marks
        assert unsealed(here, KEY) == ["contact"]
        visitor = await start(here.visitor, path)
        address = visitor.page.url.split("/a/")[1].split("/")[0]
        assert here.app.writer.call(lambda store: kept(store) & marks) == set()
        assert unsealed(here, KEY) == []
        assert KEY not in path
    planted = [KEY, token, path.removeprefix("/s/"), address]
    assert sweep(folder, planted) == []


def kept(store: Store) -> set[object]:
    """Return every value of both files."""
    found: set[object] = set()
    for schema in ("main", "identity", "answers"):
        if schema in {row[1] for row in store.database.rows("PRAGMA database_list")}:
            for column in values(store, schema).values():
                found |= column
    return found


def unsealed(here: World, planted: str) -> list[str]:
    """Return the seals that whoever has the key opens and finds something in."""
    found = []
    for value in here.app.writer.call(kept):
        if not isinstance(value, bytes):
            continue
        for label in ("session", "contact", "message", "wipe"):
            try:
                plain = here.app.keys.unseal(label, value)
            except Exception:  # noqa: BLE001, S112  most values are no seal of this sort
                continue
            if planted.encode() in plain:
                found.append(label)
    return found
