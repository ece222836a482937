"""The whole bot: families and staff answer, and nothing of them stays behind."""

import asyncio
from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.service.periods import quarter_of
from tests.integration.store.thief import encodings, sweep
from tests.integration.telegram.answering import (
    BOT,
    Given,
    answer_all,
    clock,
    opened,
    prepare,
)
from tests.integration.telegram.gateway import TOKEN, Fault
from tests.integration.telegram.people import Person, Seen
from tests.integration.telegram.running import World, world

MODES = ("polling", "webhook")
# The emulator delivers to a webhook one by one, so there are fewer people there.
CROWD = {"polling": (50, 30), "webhook": (6, 4)}
NAME = "Wilhelmina Oxtoby-Planted"
WORDS = f"My worker {NAME} rang me on 07700 900123 every week"
BOTS_NAME = "strandline_test_bot"


async def counted(data: Path) -> tuple[int, int]:
    """Return how many responses of families and of staff are stored."""
    app = await opened(data)
    now = clock()
    families = await app.writer.run(
        lambda store: store.responses.of((quarter_of(now.date()),))
    )
    staff = await app.writer.run(
        lambda store: store.responses.of((f"{now.year}-check",))
    )
    await app.close()
    return len(families), len(staff)


def traces(here: World, planted: Iterable[str]) -> list[str]:
    """Return which planted texts are found, with the key, in files and logs."""
    log = here.bot.log.read_bytes()
    heard = [text for text in planted if any(f in log for f in encodings(text))]
    return [*sweep(here.data, planted), *(f"{text} in the log" for text in heard)]


@pytest.mark.slow
@pytest.mark.parametrize("mode", MODES)
async def test_families_and_staff_answer_all_at_once_and_leave_no_trace(
    tmp_path: Path, mode: str
) -> None:
    data = tmp_path / "data"
    families, staff = CROWD[mode]
    prepared = await prepare(data, families)
    async with world(
        data, mode=mode, command=BOT, environment={"BOT_USERNAME": BOTS_NAME}
    ) as here:
        here.gateway.duplicate_every = 5
        chats = [7_000_000_001 + 37 * n for n in range(families + staff)]
        people = [here.crowd.person(chat, NAME.split(maxsplit=1)[0]) for chat in chats]
        links = [*prepared.tokens, *[prepared.wave] * staff]
        given = await asyncio.gather(
            *(
                answer_all(person, link, words=WORDS, seed=person.id)
                for person, link in zip(people, links, strict=True)
            )
        )
        assert len({one.code for one in given}) == families + staff
        assert await counted(data) == (families, staff)
        await here.check()
        for person in people:
            assert set(person.deleted) & set(person.typed)
        seconds = await here.bot.terminate()
        assert seconds < 10
        planted = [
            TOKEN,
            NAME,
            "Wilhelmina",
            "Oxtoby",
            "07700 900123",
            *(str(chat) for chat in chats),
            *(person.username for person in people),
            *prepared.tokens,
            prepared.wave,
            *(one.code for one in given),
        ]
        assert traces(here, planted) == []
        await nothing_left(data)


async def until(true: Callable[[], object], within: float = 20.0) -> None:
    """Wait for something to become true."""
    async with asyncio.timeout(within):
        while not true():  # noqa: ASYNC110  # what it looks at has no event
            await asyncio.sleep(0.02)


async def until_nothing_is_left(data: Path, within: float = 20.0) -> None:
    """Wait until nobody's session or link is left."""
    app = await opened(data)
    async with asyncio.timeout(within):
        while (await app.writer.run(lambda s: s.status())).sessions:  # noqa: ASYNC110  # another process works
            await asyncio.sleep(0.05)
    await app.close()
    await nothing_left(data)


async def nothing_left(data: Path) -> None:
    """Check that nobody's session or link is left."""
    app = await opened(data)
    found = await app.writer.run(lambda store: store.status())
    later = clock() + timedelta(hours=50)
    await app.closing.tick(later)  # what could still be deleted, until then
    number = "SELECT (SELECT count(*) FROM message) + (SELECT count(*) FROM wipe)"
    messages = await app.writer.run(lambda store: store.database.number(number))
    await app.close()
    assert messages == 0
    assert (found.sessions, found.invitations) == (0, 0)


@pytest.mark.parametrize("mode", MODES)
async def test_a_kill_in_mid_conversation_loses_and_doubles_nothing(
    tmp_path: Path, mode: str
) -> None:
    data = tmp_path / "data"
    count = 12 if mode == "polling" else 3
    prepared = await prepare(data, count)
    async with world(data, mode=mode, command=BOT) as here:
        people = [here.crowd.person(7_100_000_001 + n) for n in range(count)]
        halfway = asyncio.gather(
            *(
                answer_all(p, t, words=WORDS, seed=p.id, stop_after=5 + p.id % 5)
                for p, t in zip(people, prepared.tokens, strict=True)
            )
        )
        begun = await halfway
        # They tap on, and the machine stops in the middle of it.
        taps = [
            asyncio.ensure_future(person.taps_data(one.screens[-1], _first(one)))
            for person, one in zip(people, begun, strict=True)
        ]
        await asyncio.sleep(0.05)
        await here.bot.kill()
        await asyncio.gather(*taps)
        for person in people:
            person.forget()
        await here.bot.start()
        await here.gateway.deliver()
        finished = await asyncio.gather(
            *(
                answer_all(p, t, words=WORDS, seed=p.id + 1)
                for p, t in zip(people, prepared.tokens, strict=True)
            )
        )
        assert len({one.code for one in finished}) == count
        assert await counted(data) == (count, 0)
        await here.check()


def _first(given: Given) -> str:
    return str(given.screens[-1].buttons[0]["callback_data"])


async def test_a_family_goes_back_skips_asks_for_help_and_stops(
    tmp_path: Path,
) -> None:
    data = tmp_path / "data"
    prepared = await prepare(data, 1)
    async with world(data, command=BOT) as here:
        person = here.crowd.person(7_200_000_001)
        await person.says(f"/start {prepared.tokens[0]}")
        welcome = await person.sees("Before you start")
        assert "Telegram can read what is written here" in welcome.text
        await person.taps(welcome, "Start")
        first = await person.sees("Question 1 of")
        await person.says("/skip")
        second = await person.sees("Question 2 of")
        assert second.id != first.id
        await person.says("/back")
        await person.sees("Question 1 of")
        await person.says("/help")
        await person.sees("999")
        await person.sees("Question 1 of")
        await person.says("/privacy")
        await person.sees("What we keep, and what we never keep")
        await person.says("/stop")
        sure = await person.sees("Do you want to stop?")
        await person.taps(sure, "Stop and delete it all")
        await person.sees("deleted")
        await person.says("hello?")
        await person.sees("no survey open")
        assert await counted(data) == (0, 0)
        await nothing_left(data)
        await here.check()


async def test_old_buttons_show_where_the_person_is(tmp_path: Path) -> None:
    data = tmp_path / "data"
    prepared = await prepare(data, 1)
    async with world(data, command=BOT) as here:
        person = here.crowd.person(7_300_000_001)
        await person.says(f"/start {prepared.tokens[0]}")
        welcome = await person.sees("Before you start")
        await person.taps(welcome, "Start")
        first = await person.sees("Question 1 of")
        await person.taps(first, first.buttons[0]["text"])
        await person.sees("Question 2 of")
        await person.taps_data(first, first.buttons[1]["callback_data"])
        await person.sees("Here is where we are now.")
        await here.check()


async def test_a_link_works_for_one_person_once(tmp_path: Path) -> None:
    data = tmp_path / "data"
    prepared = await prepare(data, 1)
    async with world(data, command=BOT) as here:
        mother, worker = (here.crowd.person(7_400_000_001 + n) for n in range(2))
        given = await answer_all(mother, prepared.tokens[0], words="fine")
        await mother.sees("delete this conversation")
        texts = []
        for link in (prepared.tokens[0], "no-such-link", "x" * 64):
            for person in (mother, worker):
                await person.says(f"/start {link}")
                texts.append((await person.sees()).text)
        assert len(set(texts)) == 1
        assert await counted(data) == (1, 0)
        await mother.says(f"/withdraw {given.code.lower()}")
        said = await mother.sees("are deleted")
        assert "already published stays as it is" in said.text
        assert await counted(data) == (0, 0)
        await mother.says(f"/withdraw {given.code}")
        await mother.sees("no answers for that code")
        await here.check()


async def test_after_ten_wrong_receipt_codes_a_right_one_is_not_looked_up(
    tmp_path: Path,
) -> None:
    data = tmp_path / "data"
    prepared = await prepare(data, 1)
    async with world(data, command=BOT) as here:
        mother, guesser = (here.crowd.person(7_450_000_001 + n) for n in range(2))
        given = await answer_all(mother, prepared.tokens[0], words="fine")
        for _ in range(10):
            await guesser.says("/withdraw AAAA-AAAA-AAAA-AAAA")
            await guesser.sees("no answers for that code")
        await guesser.says(f"/withdraw {given.code}")
        await guesser.sees("too many wrong codes. Please try again in ten minutes")
        assert await counted(data) == (1, 0)
        await guesser.says("/join AAAA-BBBB-CCCC-DDDD")  # one count for all codes
        await guesser.sees("too many wrong codes")
        await guesser.says("/start AAAA-BBBB-CCCC-DDDD")
        await guesser.sees("link")
        await mother.says(f"/withdraw {given.code}")  # nobody else is held up
        await mother.sees("are deleted")
        assert await counted(data) == (0, 0)
        await here.check()


async def test_long_turned_and_hidden_text_is_taken(tmp_path: Path) -> None:
    data = tmp_path / "data"
    odd = (
        "w" * 4096,
        "\u202egnp.exe \u2066x\u2069 مرحبا",
        "zero\u200bwidth\u200d\ufeff text <b>&amp;",
        "half \ud83d character",
        "👩‍👩‍👧‍👦" * 300,
    )
    prepared = await prepare(data, len(odd))
    async with world(data, command=BOT) as here:
        people = [here.crowd.person(7_500_000_001 + n) for n in range(len(odd))]
        await asyncio.gather(
            *(
                answer_all(person, token, words=words)
                for person, token, words in zip(
                    people, prepared.tokens, odd, strict=True
                )
            )
        )
        assert await counted(data) == (len(odd), 0)
        await here.check()


async def test_somebody_who_blocks_the_bot_leaves_nothing(tmp_path: Path) -> None:
    data = tmp_path / "data"
    prepared = await prepare(data, 1)
    async with world(data, command=BOT) as here:
        person = here.crowd.person(7_600_000_001)
        await answer_all(person, prepared.tokens[0], words="x", stop_after=4)
        here.gateway.blocked(person.id)
        await person.says("/back")
        await until(lambda: any(c.status == 403 for c in here.gateway.calls))
        await until_nothing_is_left(data)
        await here.check()


async def test_trouble_in_the_middle_doubles_no_answer(tmp_path: Path) -> None:
    data = tmp_path / "data"
    prepared = await prepare(data, 6)
    async with world(data, command=BOT) as here:
        for kind in ("500", "lost", "cut", "429") * 2:
            here.gateway.faults.append(
                Fault(kind, methods=("sendMessage", "editMessageText"))
            )
        people = [here.crowd.person(7_700_000_001 + n) for n in range(6)]
        given = await asyncio.gather(
            *(
                answer_all(person, token, words=WORDS, seed=person.id)
                for person, token in zip(people, prepared.tokens, strict=True)
            )
        )
        assert len({one.code for one in given}) == 6
        assert await counted(data) == (6, 0)
        await here.check()


def left_of(person: Person) -> list[Seen]:
    """Return what still stands on the person's screen."""
    return [seen for n, seen in person.screen.items() if n not in person.deleted]


async def test_one_question_at_a_time_stays_on_the_phone(tmp_path: Path) -> None:
    """Typed answers, and the questions above them, are taken off the screen."""
    data = tmp_path / "data"
    prepared = await prepare(data, 1)
    async with world(data, command=BOT) as here:
        person = here.crowd.person(7_800_000_001)
        given = await answer_all(person, prepared.tokens[0], words=WORDS)
        await person.sees("delete this conversation")
        await until(lambda: len(left_of(person)) == 3)
        await until(lambda: set(person.typed[1:]) <= set(person.deleted))
        typed = [number for number in person.typed[1:] if number in person.deleted]
        assert len(typed) == len(person.typed) - 1
        thanks, receipt, _ = left_of(person)
        assert thanks.text.startswith("Thank you.")
        assert given.code in receipt.text
        await person.says("/start")
        await person.sees("Hello. I ask people")
        assert {thanks.id, receipt.id} & set(person.deleted) == set()
        await here.check()


async def test_a_review_of_several_messages_goes_as_a_whole(tmp_path: Path) -> None:
    data = tmp_path / "data"
    prepared = await prepare(data, 1)
    long = "hard & slow & sad & loud & then it got better " * 22
    async with world(data, command=BOT) as here:
        person = here.crowd.person(7_900_000_001)
        given = await answer_all(person, prepared.tokens[0], words=long)
        await person.sees("delete this conversation")
        await until(lambda: len(left_of(person)) == 3)
        assert any(
            button["callback_data"].startswith("w:")
            for seen in given.screens
            for button in seen.buttons
        )
        thanks, receipt, offer = left_of(person)
        assert thanks.text.startswith("Thank you.")
        assert given.code in receipt.text
        assert "delete this conversation" in offer.text
        await here.check()
