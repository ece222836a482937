"""The channel alone against the emulator: acknowledgement, faults, order, stop."""

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import aiohttp
import pytest

from tests.integration.telegram.answering import BOT
from tests.integration.telegram.gateway import TOKEN, Fault
from tests.integration.telegram.running import World, world

MODES = ("polling", "webhook")


def answers(data: Path) -> dict[str, list[str]]:
    """Return what the stand-in stored, by person."""
    found: dict[str, list[str]] = {}
    path = data / "answers.jsonl"
    for line in path.read_text().splitlines() if path.exists() else []:
        row = json.loads(line)
        found.setdefault(row["key"], []).append(row["answer"])
    return found


async def until(true: Callable[[], object], within: float = 10.0) -> None:
    """Wait for something to become true."""
    deadline = asyncio.get_running_loop().time() + within
    while not true():
        assert asyncio.get_running_loop().time() < deadline, "it never came true"
        await asyncio.sleep(0.02)


async def converse(here: World, chat: int) -> None:
    """Answer both questions of the stand-in."""
    person = here.crowd.person(chat)
    await person.says("/start abc")
    first = await person.sees("Was it clear?")
    assert "Question 1 of 2" in first.text
    await person.taps(first, "No")
    await person.sees("What helped most?")
    await person.says(f"words of {chat}")
    await person.sees("Thank you. 2 answers.")


@pytest.mark.parametrize("mode", MODES)
async def test_a_conversation(tmp_path: Path, mode: str) -> None:
    async with world(tmp_path / "data", mode=mode) as here:
        await converse(here, 7001)
        assert answers(here.data) == {"7001": ["b", "words of 7001"]}
        await here.check()


@pytest.mark.parametrize("mode", MODES)
async def test_many_at_once_with_repeated_deliveries(tmp_path: Path, mode: str) -> None:
    async with world(tmp_path / "data", mode=mode) as here:
        here.gateway.duplicate_every = 3
        chats = range(7100, 7140 if mode == "polling" else 7115)
        await asyncio.gather(*(converse(here, chat) for chat in chats))
        assert answers(here.data) == {
            str(chat): ["b", f"words of {chat}"] for chat in chats
        }
        await here.check()


@pytest.mark.parametrize("mode", MODES)
async def test_a_tap_edits_the_message_and_typed_words_are_taken_off(
    tmp_path: Path, mode: str
) -> None:
    async with world(tmp_path / "data", mode=mode) as here:
        person = here.crowd.person(7002)
        await person.says("/start abc")
        first = await person.sees("Was it clear?")
        assert [b["text"] for b in first.buttons] == [
            "Yes & <clear>",
            "No",
            "Back",
            "Skip",
        ]
        assert [len(row) for row in first.rows] == [1, 1, 2]
        await person.taps(first, "Yes")
        second = await person.sees("What helped most?")
        assert second.id == first.id
        assert "Danger now: 999" in second.text
        await here.check()


@pytest.mark.parametrize("mode", MODES)
async def test_nothing_is_acknowledged_before_it_is_stored(
    tmp_path: Path, mode: str
) -> None:
    async with world(tmp_path / "data", mode=mode) as here:
        early: list[str] = []
        told: set[int] = set()

        def acknowledged(upto: int) -> None:
            stored = {a for given in answers(here.data).values() for a in given}
            for number, update in here.gateway.passed.items():
                if number == upto or (mode == "polling" and number < upto):
                    told.add(number)
                    said = update["message"]["text"]
                    if said.startswith("words") and said not in stored:
                        early.append(said)

        here.gateway.on_acknowledged = acknowledged
        people = [here.crowd.person(7400 + n) for n in range(15)]
        for person in people:
            await person.says("/start abc")
        await asyncio.gather(*(p.says(f"words of {p.id}") for p in people))
        for person in people:
            await person.sees("What helped most?")
        await until(lambda: told == set(here.gateway.passed))
        assert len(told) == 2 * len(people)
        assert early == []
        await here.check()


@contextmanager
def gate(data: Path, stored: int = 0) -> Iterator[None]:
    """Let the stand-in store so many answers in all, and hold the others meanwhile."""
    ready = data / "gate.new"
    ready.write_text(str(stored))
    path = ready.rename(data / "gate")
    try:
        yield
    finally:
        path.unlink()


def handed(here: World, part: str) -> set[str]:
    """Return who said or tapped something that the bot has been handed."""
    found = set()
    for update in here.gateway.passed.values():
        tap = update.get("callback_query", {})
        message = tap.get("message") or update["message"]
        if part in (tap.get("data") or update["message"]["text"]):
            found.add(str(message["chat"]["id"]))
    return found


@pytest.mark.parametrize("mode", MODES)
async def test_what_one_person_sends_is_handled_in_its_order(
    tmp_path: Path, mode: str
) -> None:
    async with world(tmp_path / "data", mode=mode) as here:
        person, other = here.crowd.person(7501), here.crowd.person(7502)
        says = []
        with gate(here.data):
            says.append(asyncio.create_task(person.says("first words")))
            await until(lambda: handed(here, "first words"))
            if mode == "polling":
                # Somebody else does not wait for what is held.
                await other.says("/start abc")
                await other.sees("Was it clear?")
            says.append(asyncio.create_task(person.says("second words")))
            if mode == "polling":
                await until(lambda: handed(here, "second words"))
            assert answers(here.data) == {}
        await asyncio.gather(*says)
        await person.sees("Thank you. 2 answers.")
        assert answers(here.data)["7501"] == ["first words", "second words"]
        await here.check()


async def test_an_answer_that_was_not_acknowledged_is_handled_once(
    tmp_path: Path,
) -> None:
    """Kill -9 with forty people in the middle; nobody's answer goes or doubles."""
    async with world(tmp_path / "data") as here:
        people = [here.crowd.person(7200 + n) for n in range(40)]
        for person in people:
            await person.says("/start abc")
        firsts = [await person.sees("Was it clear?") for person in people]
        with gate(here.data, 10):
            await asyncio.gather(
                *(p.taps(seen, "Yes") for p, seen in zip(people, firsts, strict=True))
            )
            await until(lambda: len(handed(here, "s:0:a")) == 40)
            await until(lambda: len(answers(here.data)) == 10)
            await here.bot.kill()
        assert len(answers(here.data)) == 10
        await here.bot.start()
        await until(lambda: len(answers(here.data)) == 40)
        for person in people:
            await person.sees("What helped most?")
        assert all(given == ["a"] for given in answers(here.data).values())
        await here.check()


@pytest.mark.parametrize("mode", MODES)
async def test_while_nothing_can_be_stored_updates_stay_with_telegram(
    tmp_path: Path, mode: str
) -> None:
    async with world(tmp_path / "data", mode=mode) as here:
        person = here.crowd.person(7003)
        await person.says("/start abc")
        await person.sees("Was it clear?")
        full = here.data / "full"
        full.touch()
        await person.says("first words")
        await person.says("second words")
        if mode == "webhook":
            await until(lambda: len(here.gateway.hook_answers) > 1)
            assert set(here.gateway.hook_answers[1:]) == {503}
        else:
            await until(lambda: len(handed(here, "words")) == 1)
        await asyncio.sleep(0.5)
        assert answers(here.data) == {}
        full.unlink()
        await here.gateway.deliver()
        await person.sees("Thank you. 2 answers.")
        assert answers(here.data) == {"7003": ["first words", "second words"]}
        await here.check()


async def test_a_failure_for_good_is_said_and_does_not_block(tmp_path: Path) -> None:
    async with world(tmp_path / "data") as here:
        broken = here.data / "broken"
        broken.touch()
        person = here.crowd.person(7004)
        await person.says("/start abc")
        await person.sees("did not work")
        broken.unlink()
        await person.says("/start abc")
        await person.sees("Was it clear?")
        await here.bot.terminate()
        log = here.bot.log.read_text()
        assert "RuntimeError" in log
        assert "planted" not in log
        await here.check()


async def test_somebody_who_blocked_the_bot_has_stopped(tmp_path: Path) -> None:
    async with world(tmp_path / "data") as here:
        person = here.crowd.person(7005)
        here.gateway.blocked(7005)
        await person.says("/start abc")
        await until((here.data / "gone").exists)
        await converse(here, 7006)
        refused = [c for c in here.gateway.calls if c.chat == 7005]
        assert [c.status for c in refused] == [403]
        await here.check()


async def test_blocking_by_hand_is_heard(tmp_path: Path) -> None:
    async with world(tmp_path / "data") as here:
        person = here.crowd.person(7007)
        here.gateway.raw["as member"] = {
            "my_chat_member": {
                "chat": {"id": 7007, "type": "private"},
                "from": {"id": 7007, "is_bot": False, "first_name": "Planted"},
                "date": 1,
                "old_chat_member": {"status": "member"},
                "new_chat_member": {"status": "kicked"},
            }
        }
        await person.says("as member")
        await until((here.data / "gone").exists)
        assert (here.data / "gone").read_text() == "7007\n"
        await here.check()


async def test_after_429_messages_wait_and_go_on_in_order(tmp_path: Path) -> None:
    async with world(tmp_path / "data") as here:
        person = here.crowd.person(7008)
        here.gateway.faults.append(Fault("429", chat=7008, times=2, retry_after=1))
        await person.says("/start abc")
        await person.says("one")
        await person.says("two")
        other = asyncio.ensure_future(converse(here, 7009))
        await asyncio.wait_for(other, 5)
        order = [(await person.sees()).text for _ in range(3)]
        assert "Was it clear?" in order[0]
        assert "What helped most?" in order[1]
        assert "Thank you" in order[2]
        await here.check()


@pytest.mark.parametrize("kind", ["500", "lost", "cut"])
async def test_a_send_without_an_answer_is_tried_again(
    tmp_path: Path, kind: str
) -> None:
    async with world(tmp_path / "data") as here:
        person = here.crowd.person(7010)
        here.gateway.faults.append(Fault(kind, chat=7010, times=2))
        await person.says("/start abc")
        first = await person.sees("Was it clear?")
        await person.taps(first, "Yes")
        await person.sees("What helped most?")
        assert answers(here.data) == {"7010": ["a"]}
        await here.check()


async def test_trouble_with_polling_itself_is_survived(tmp_path: Path) -> None:
    async with world(tmp_path / "data") as here:
        for kind in ("500", "429", "cut", "409"):
            here.gateway.faults.append(Fault(kind, methods=("getUpdates",)))
        await converse(here, 7011)
        await here.check()


@pytest.mark.parametrize("mode", MODES)
async def test_a_stop_finishes_what_was_begun(tmp_path: Path, mode: str) -> None:
    async with world(tmp_path / "data", mode=mode) as here:
        people = [
            here.crowd.person(7300 + n) for n in range(30 if mode == "polling" else 6)
        ]
        for person in people:
            await person.says("/start abc")
            await person.sees("Was it clear?")
        half = people[: len(people) // 2]
        with gate(here.data):
            says = [asyncio.create_task(person.says("words")) for person in half]
            await until(
                lambda: len(handed(here, "words")) >= (len(half), 1)[mode == "webhook"]
            )
            begun = handed(here, "words")
            assert answers(here.data) == {}
            # These come while it ends: taken now, or by the next one.
            says += [
                asyncio.create_task(person.says("words"))
                for person in people[len(half) :]
            ]
            end = asyncio.create_task(here.bot.terminate())
            await asyncio.sleep(0.2)  # the signal is there, and all is still held
            assert not end.done()
        assert await end < 10
        assert here.bot.process is not None
        assert here.bot.process.returncode == 0
        await asyncio.gather(*says, return_exceptions=True)
        assert begun <= set(answers(here.data))
        for key in answers(here.data):
            await here.crowd.people[int(key)].sees("What helped most?")
        await here.bot.start()
        await here.gateway.deliver()
        for person in people:
            if str(person.id) not in answers(here.data):
                await person.sees("What helped most?")
        await until(lambda: len(answers(here.data)) == len(people))
        assert all(given == ["words"] for given in answers(here.data).values())
        await here.check()


@pytest.mark.parametrize("mode", MODES)
async def test_unknown_and_broken_updates_are_dropped(
    tmp_path: Path, mode: str
) -> None:
    async with world(tmp_path / "data", mode=mode) as here:
        person = here.crowd.person(7012)
        odd: list[dict[str, object]] = [
            {"business_message": {"chat": {"id": 1}}},
            {"message": "not an object"},
            {"message": {"chat": {"id": "7012", "type": "private"}, "text": "x"}},
            {"message": {"message_id": True, "chat": None, "from": [], "text": 5}},
            {"callback_query": {"id": 5, "data": ["s:0:a"]}},
            {"poll_answer": {"poll_id": "1", "option_ids": [0]}},
            {"channel_post": {"chat": {"id": -100, "type": "channel"}, "text": "/x"}},
            {},
        ]
        for number, update in enumerate(odd):
            here.gateway.raw[f"odd {number}"] = update
            await person.says(f"odd {number}")
        await converse(here, 7013)
        assert set(answers(here.data)) == {"7013"}
        await here.check()


async def test_what_is_no_text_is_said_so_and_never_downloaded(
    tmp_path: Path,
) -> None:
    async with world(tmp_path / "data") as here:
        person = here.crowd.person(7014)
        for content in (
            {"sticker": {"file_id": "f"}},
            {"photo": [{"file_id": "f"}], "caption": "a caption with words"},
            {"voice": {"file_id": "f", "duration": 1}},
            {"contact": {"phone_number": "07700900123", "first_name": "Planted"}},
            {"location": {"latitude": 52.6, "longitude": -1.1}},
        ):
            await person.sends(**content)
            await person.sees("I can only read text.")
        here.gateway.raw["as edit"] = {
            "edited_message": person.message(text="other words")
        }
        await person.says("as edit")
        await person.sees("I can only read text.")
        assert here.gateway.of("getFile") == []
        assert answers(here.data) == {}
        await here.check()


async def test_in_a_group_it_asks_to_write_in_private(tmp_path: Path) -> None:
    async with world(tmp_path / "data") as here:
        person = here.crowd.person(7015)
        group = {"id": -900, "type": "supergroup", "title": "Planted group"}
        for text in ("/start abc", "hello everybody"):
            await here.gateway.enqueue(
                {"message": {**person.message(text=text), "chat": group}}
            )
        await until(lambda: here.crowd.groups.get(-900))
        await converse(here, 7016)
        assert len(here.crowd.groups[-900]) == 1
        assert "private" in here.crowd.groups[-900][0]
        assert "7015" not in answers(here.data)
        await here.check()


async def test_forged_buttons_store_nothing(tmp_path: Path) -> None:
    async with world(tmp_path / "data") as here:
        person = here.crowd.person(7017)
        await person.says("/start abc")
        first = await person.sees("Was it clear?")
        for data in ("", "s:1:a", "s:", "k:x:y:z", "\x00", "s:0:a b", "x" * 64, "🙂"):
            await person.taps_data(first, data)
        stranger = here.crowd.person(7018)
        query = f"q{next(here.crowd.numbers)}"
        here.crowd.queries.append(query)
        await here.gateway.enqueue(
            {
                "callback_query": {
                    "id": query,
                    "from": {"id": stranger.id, "is_bot": False, "first_name": "X"},
                    "data": "s:0:a",
                    "message": {
                        "message_id": first.id,
                        "date": 1,
                        "chat": {"id": 7017, "type": "private"},
                    },
                }
            }
        )
        await converse(here, 7019)
        assert set(answers(here.data)) == {"7019"}
        await here.check()


async def test_a_webhook_call_without_the_secret_is_refused(tmp_path: Path) -> None:
    async with world(tmp_path / "data", mode="webhook") as here:
        update = {"update_id": 1, "message": here.crowd.person(7020).message(text="x")}
        async with aiohttp.ClientSession() as client:
            for headers in ({}, {"X-Telegram-Bot-Api-Secret-Token": "guess"}):
                async with client.post(
                    here.gateway.hook_url, json=update, headers=headers
                ) as answer:
                    assert answer.status == 403
        assert answers(here.data) == {}
        assert TOKEN not in here.gateway.hook_url
        await converse(here, 7021)
        await here.check()


@pytest.mark.parametrize("mode", MODES)
async def test_a_log_at_its_loudest_names_nobody(tmp_path: Path, mode: str) -> None:
    async with world(tmp_path / "data", mode=mode) as here:
        here.gateway.faults.append(Fault("500", methods=("sendMessage",), times=2))
        here.gateway.faults.append(Fault("429", methods=("getUpdates",)))
        await converse(here, 7_654_321_098)
        await here.bot.terminate()
        log = here.bot.log.read_bytes()
        for planted in (TOKEN, "7654321098", "planted_", "Planted", "words of"):
            assert planted.encode() not in log
        await here.check()


async def test_a_refused_webhook_says_what_to_do(tmp_path: Path) -> None:
    async with world(
        tmp_path / "data", mode="webhook", command=BOT, start=False
    ) as here:
        here.gateway.faults.append(Fault("400", methods=("setWebhook",)))
        assert await here.bot.fails() == 1
        log = here.bot.log.read_text()
        assert "WEBHOOK_URL" in log
        assert "Traceback" not in log


async def test_a_wrong_token_ends_the_process_without_showing_it(
    tmp_path: Path,
) -> None:
    token = "999:WRONG-planted"
    async with world(
        tmp_path / "data", environment={"TELEGRAM_BOT_TOKEN": token}, start=False
    ) as here:
        assert await here.bot.fails() == 1
        log = here.bot.log.read_text()
        assert "TokenRefusedError" in log
        assert "planted" not in log
