"""People with a role: codes, links to hand over, documents; and everybody else."""

import io
import json
import re
import zipfile
from pathlib import Path

import pytest

from tests.integration.telegram.answering import (
    BOT,
    Prepared,
    answer_all,
    clock,
    opened,
    prepare,
)
from tests.integration.telegram.people import Person, Seen
from tests.integration.telegram.running import World, world

NAME = {"BOT_USERNAME": "strandline_test_bot"}


async def joined(here: World, chat: int, prepared: Prepared, role: str) -> Person:
    """Return somebody who has redeemed the code of a role."""
    person = here.crowd.person(chat)
    await person.says(f"/join {prepared.roles[role]}")
    await person.sees(f"set up as {role}")
    return person


async def closed(person: Person, tier: str, district: str) -> Seen:
    """Tap through `/close`; returns the dialogue's last screen."""
    await person.says("/close")
    for choice in ("How was the help", tier, district):
        await person.taps(await person.sees("?"), choice)
    return await person.sees("for one family")


def link_of(text: str) -> str:
    """Return the token of the link in a message."""
    found = re.search(r"start=([A-Za-z0-9_-]{1,64})|/start ([A-Za-z0-9_-]+)", text)
    assert found is not None, text
    return found[1] or found[2]


async def test_a_keyworker_hands_over_a_link_that_a_family_answers(
    tmp_path: Path,
) -> None:
    data = tmp_path / "data"
    prepared = await prepare(data)
    async with world(data, command=BOT, environment=NAME) as here:
        keyworker = await joined(here, 8_000_000_001, prepared, "keyworker")
        await closed(keyworker, "Keyworker", "Charnwood")
        card = await keyworker.sees("Scan this")
        ((name, png),) = card.files.values()
        assert name.endswith(".png")
        assert png.startswith(b"\x89PNG")
        handed = await keyworker.sees("what it was like for your family")
        assert "https://t.me/strandline_test_bot?start=" in handed.text
        family = here.crowd.person(8_000_000_002)
        await answer_all(family, link_of(handed.text), words="fine")
        await keyworker.hears_nothing(0.5)
        app = await opened(data)
        reach = await app.writer.run(lambda store: store.reach.of((str(clock().year),)))
        await app.close()
        (district,) = [r for r in reach if r.kind == "district"]
        assert (district.group, district.sent, district.answered) == ("charnwood", 1, 1)
        await here.check()


async def test_one_dialogue_makes_one_link_however_often_it_is_tapped(
    tmp_path: Path,
) -> None:
    data = tmp_path / "data"
    prepared = await prepare(data)
    async with world(data, command=BOT, environment=NAME) as here:
        keyworker = await joined(here, 8_100_000_001, prepared, "keyworker")
        await keyworker.says("/close")
        await keyworker.taps(await keyworker.sees("Which questions"), "How was")
        await keyworker.taps(await keyworker.sees("kind of help"), "Keyworker")
        last = await keyworker.sees("Where do they live")
        await keyworker.taps(last, "Melton")
        first = await keyworker.sees("what it was like")
        await keyworker.taps(last, "Melton")
        second = await keyworker.sees("what it was like")
        assert link_of(first.text) == link_of(second.text)
        again = keyworker.screen[last.id]
        await keyworker.taps(again, "Make another link")
        begun = await keyworker.sees("Which questions")
        assert begun.id != last.id
        await keyworker.taps(begun, "Cancel")
        await keyworker.sees("nothing was done")
        await here.check()


async def test_without_a_name_the_link_is_a_command(tmp_path: Path) -> None:
    data = tmp_path / "data"
    prepared = await prepare(data)
    async with world(data, command=BOT, start=False) as here:
        here.gateway.username = None
        await here.bot.start()
        keyworker = await joined(here, 8_200_000_001, prepared, "keyworker")
        await closed(keyworker, "Keyworker", "Blaby")
        bare = await keyworker.sees("There is no link")
        handed = await keyworker.sees("what it was like")
        assert link_of(bare.text) == link_of(handed.text)
        family = here.crowd.person(8_200_000_002)
        await answer_all(family, link_of(handed.text), words="fine")
        assert "BOT_USERNAME" in here.bot.log.read_text()
        assert here.gateway.of("sendPhoto") == []
        await here.check()


async def test_after_ten_wrong_role_codes_a_right_one_is_not_looked_up(
    tmp_path: Path,
) -> None:
    data = tmp_path / "data"
    prepared = await prepare(data)
    async with world(data, command=BOT, environment=NAME) as here:
        guesser = here.crowd.person(8_350_000_001)
        for _ in range(10):
            await guesser.says("/join AAAA-BBBB-CCCC-DDDD")
            await guesser.sees("cannot help with that here")
        await guesser.says(f"/join {prepared.roles['keyworker']}")
        await guesser.sees("too many wrong codes")
        # Nobody used the code up: it is good for whoever it was made for.
        await joined(here, 8_350_000_002, prepared, "keyworker")
        await here.check()


async def test_everybody_else_is_refused_and_learns_nothing(tmp_path: Path) -> None:
    data = tmp_path / "data"
    prepared = await prepare(data)
    async with world(data, command=BOT, environment=NAME) as here:
        stranger = here.crowd.person(8_300_000_001)
        said = set()
        for text in (
            "/close",
            "/evidence",
            "/status",
            "/join AAAA-BBBB-CCCC-DDDD",
            "/join nonsense",
        ):
            await stranger.says(text)
            said.add((await stranger.sees()).text)
        assert len(said) == 1
        keyworker = await joined(here, 8_300_000_002, prepared, "keyworker")
        for text in ("/evidence", "/status"):
            await keyworker.says(text)
            said.add((await keyworker.sees()).text)
        assert len(said) == 1
        await stranger.says(f"/join {prepared.roles['keyworker']}")
        said.add((await stranger.sees()).text)
        assert len(said) == 1
        await keyworker.says("/close")
        first = await keyworker.sees("Which questions")
        data_of_tap = first.buttons[0]["callback_data"]
        await stranger.taps_data(first, data_of_tap)
        said.add((await stranger.sees()).text)
        assert len(said) == 1
        assert here.gateway.of("sendDocument") == []
        await here.check()


async def test_forged_choices_make_no_link(tmp_path: Path) -> None:
    data = tmp_path / "data"
    prepared = await prepare(data)
    async with world(data, command=BOT, environment=NAME) as here:
        keyworker = await joined(here, 8_400_000_001, prepared, "keyworker")
        for forged in ("k:AAAAAA:BBBBBB:CCCCCC", "k:AAAAAA", "k:a:b:c:d", "k:x:y"):
            await keyworker.says("/close")
            first = await keyworker.sees("Which questions")
            await keyworker.taps_data(first, forged)
            await keyworker.sees("list has changed")
        app = await opened(data)
        status = await app.writer.run(lambda store: store.status())
        await app.close()
        assert status.invitations == 0
        await here.check()


@pytest.mark.slow
async def test_a_coordinator_gets_the_document_in_the_chat(tmp_path: Path) -> None:
    data = tmp_path / "data"
    prepared = await prepare(data)
    async with world(data, command=BOT, environment=NAME) as here:
        person = await joined(here, 8_500_000_001, prepared, "coordinator")
        await person.says("/status")
        await person.sees("releases so far")
        for kind, opens in (("DOCX", _is_word), ("JSON", json.loads)):
            await person.says("/evidence")
            await person.taps(await person.sees("Which strand"), "Families")
            quarter = f"{clock().year}-Q{(clock().month + 2) // 3}"
            await person.taps(await person.sees("Which period"), quarter)
            await person.taps(await person.sees("kind of file"), kind)
            await person.sees("One moment")
            sent = await person.sees(quarter, within=60)
            ((name, content),) = sent.files.values()
            assert name == f"strandline-family-{quarter}.{kind.lower()}"
            opens(content)
        await here.check()


def _is_word(content: bytes) -> None:
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert "word/document.xml" in names


async def test_help_names_the_commands_of_a_role(tmp_path: Path) -> None:
    data = tmp_path / "data"
    prepared = await prepare(data)
    async with world(data, command=BOT, environment=NAME) as here:
        person = here.crowd.person(8_600_000_001)
        await person.says("/help")
        seen = await person.sees("How this works")
        assert "999" in seen.text
        assert "/close" not in seen.text
        await person.says(f"/start {prepared.roles['keyworker']}")
        await person.sees("set up as keyworker")
        await person.says("/help")
        assert "/close" in (await person.sees("How this works")).text
        scopes = [
            json.loads(call.fields["scope"])["type"]
            for call in here.gateway.of("setMyCommands")
        ]
        assert scopes == ["all_private_chats", "all_group_chats", "chat"]
        await here.check()


async def test_whoever_has_a_role_gets_a_link_to_the_signed_in_pages(
    tmp_path: Path,
) -> None:
    data = tmp_path / "data"
    prepared = await prepare(data)
    pages = {**NAME, "STRANDLINE_PUBLIC_URL": "https://survey.example"}
    async with world(data, command=BOT, environment=pages) as here:
        stranger = here.crowd.person(8_900_000_002)
        await stranger.says("/web")
        assert "/desk/in/" not in (await stranger.sees("cannot")).text
        keyworker = await joined(here, 8_900_000_001, prepared, "keyworker")
        await keyworker.says("/web")
        seen = await keyworker.sees("signs you in")
        found = re.search(
            r"https://survey\.example/desk/in/([A-Za-z0-9_-]+)", seen.text
        )
        assert found is not None, seen.text
        app = await opened(data)
        signed = await app.sign_ins.enter(found[1], clock())
        again = await app.sign_ins.enter(found[1], clock())
        await app.close()
        assert signed is not None
        assert signed.account.role == "keyworker"
        assert again is None
        await here.check()
