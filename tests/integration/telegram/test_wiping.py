"""A clean phone: the real bot deletes a conversation, whatever Telegram does."""

import asyncio
from datetime import timedelta
from pathlib import Path

from tests.integration.telegram.answering import (
    BOT,
    answer_all,
    clock,
    opened,
    prepare,
)
from tests.integration.telegram.gateway import Fault
from tests.integration.telegram.people import Person, Seen
from tests.integration.telegram.running import world

CHAT = 7_300_000_011
YES, NO, LAST = "Yes, delete it", "No, leave it", "Delete this message too"


def standing(person: Person) -> set[int]:
    """Return the ids of what stands in the chat now, of the bot and of the person."""
    return {*person.screen, *person.typed} - set(person.deleted)


async def answered(person: Person, token: str) -> Seen:
    """Answer everything, and return the offer to delete the conversation."""
    await answer_all(person, token, words="They were kind to us.")
    return await person.sees("Shall I delete this conversation?")


async def until(person: Person, left: set[int]) -> None:
    for _ in range(200):
        if standing(person) == left:
            return
        await asyncio.sleep(0.05)
    raise AssertionError(standing(person))


async def kept(data: Path) -> tuple[int, int]:
    """Return how many ids are kept, and how many requests."""
    app = await opened(data)
    number = "SELECT count(*) FROM {}"
    found = await app.writer.run(
        lambda store: tuple(
            store.database.number(number.format(table)) for table in ("message", "wipe")
        )
    )
    await app.close()
    return found[0], found[1]


async def test_after_sending_the_whole_conversation_can_be_deleted(
    tmp_path: Path,
) -> None:
    data = tmp_path / "data"
    (token,) = (await prepare(data, 1)).tokens
    async with world(data, command=BOT) as here:
        person = here.crowd.person(CHAT)
        await person.says("/privacy")
        await person.sees("What we keep")
        offer = await answered(person, token)
        assert "Your code" in "".join(seen.text for seen in person.screen.values())
        assert len(standing(person)) > 4
        await person.taps(offer, YES)
        await person.sees("I am deleting it now")
        last = await person.sees("Done. What we wrote here is deleted.")
        assert last.id == offer.id
        assert "hold your finger on this chat" in last.text
        await until(person, {offer.id})
        (call,) = here.gateway.of("deleteMessages", CHAT)
        assert call.status == 200
        await person.taps(last, LAST)
        await until(person, set())
        assert here.gateway.violations == []
        await here.bot.terminate()
    assert await kept(data) == (0, 0)


async def test_whoever_leaves_it_can_still_ask_later(tmp_path: Path) -> None:
    data = tmp_path / "data"
    (token,) = (await prepare(data, 1)).tokens
    async with world(data, command=BOT) as here:
        person = here.crowd.person(CHAT)
        offer = await answered(person, token)
        await person.taps(offer, NO)
        await person.sees("write /wipe")
        assert here.gateway.of("deleteMessages", CHAT) == []
        await person.says("/wipe")
        again = await person.sees("Shall I delete")
        await person.taps(again, YES)
        await person.sees("Done.")
        await until(person, {again.id})


async def test_in_the_middle_the_answers_stay_and_the_words_go(tmp_path: Path) -> None:
    data = tmp_path / "data"
    (token,) = (await prepare(data, 1)).tokens
    async with world(data, command=BOT) as here:
        person = here.crowd.person(CHAT)
        await answer_all(person, token, words="It was", stop_after=4)
        person.forget()
        await person.says("/wipe")
        offer = await person.sees("Shall I delete")
        await person.taps(offer, YES)
        await person.sees("Done.")
        await until(person, {offer.id})
        await person.says("/start")
        await person.sees("Welcome back")


async def test_telegram_makes_us_wait(tmp_path: Path) -> None:
    data = tmp_path / "data"
    (token,) = (await prepare(data, 1)).tokens
    async with world(data, command=BOT) as here:
        person = here.crowd.person(CHAT)
        offer = await answered(person, token)
        methods = ("deleteMessages",)
        here.gateway.faults.append(Fault("429", methods, CHAT, times=2))
        here.gateway.faults.append(Fault("500", methods, CHAT, times=2))
        here.gateway.faults.append(Fault("lost", methods, CHAT, times=1))
        await person.taps(offer, YES)
        await person.sees("Done.")
        await until(person, {offer.id})
        assert here.gateway.violations == []


async def test_what_cannot_be_deleted_is_said(tmp_path: Path) -> None:
    """Telegram refuses the whole batch, and then each message of it."""
    data = tmp_path / "data"
    (token,) = (await prepare(data, 1)).tokens
    async with world(data, command=BOT) as here:
        person = here.crowd.person(CHAT)
        offer = await answered(person, token)
        before = standing(person)
        here.gateway.faults.append(Fault("400", ("deleteMessages",), CHAT))
        here.gateway.faults.append(Fault("400", ("deleteMessage",), CHAT, times=99))
        await person.taps(offer, YES)
        last = await person.sees("Telegram did not let me delete everything")
        assert "You can delete all of it yourself" in last.text
        assert standing(person) == before


async def test_a_server_without_that_method_deletes_one_by_one(tmp_path: Path) -> None:
    data = tmp_path / "data"
    (token,) = (await prepare(data, 1)).tokens
    async with world(data, command=BOT) as here:
        here.gateway.many = False
        person = here.crowd.person(CHAT)
        offer = await answered(person, token)
        await person.taps(offer, YES)
        await person.sees("Done.")
        await until(person, {offer.id})


async def test_pressed_twice_it_is_done_once_and_does_no_harm(tmp_path: Path) -> None:
    data = tmp_path / "data"
    (token,) = (await prepare(data, 1)).tokens
    async with world(data, command=BOT) as here:
        person = here.crowd.person(CHAT)
        offer = await answered(person, token)
        await person.taps(offer, YES)
        await person.taps(offer, YES)
        await person.sees("Done.")
        await until(person, {offer.id})
        await asyncio.sleep(1)
        assert standing(person) == {offer.id}
        assert here.gateway.violations == []


async def test_a_kill_in_the_middle_forgets_nothing(tmp_path: Path) -> None:
    data = tmp_path / "data"
    (token,) = (await prepare(data, 1)).tokens
    async with world(data, command=BOT) as here:
        person = here.crowd.person(CHAT)
        offer = await answered(person, token)
        fault = Fault("429", ("deleteMessages",), CHAT, times=9, retry_after=30)
        here.gateway.faults.append(fault)
        await person.taps(offer, YES)
        await person.sees("I am deleting it now")
        await asyncio.sleep(3)  # Telegram has been told that the tap arrived
        await here.bot.kill()
        assert (await kept(data))[1] == 1
        here.gateway.faults.clear()
        here.gateway.forgive()
        await here.bot.start()
        await person.sees("Done.")
        await until(person, {offer.id})
        await here.bot.terminate()
    assert (await kept(data))[1] == 0


async def test_ids_are_kept_for_two_days(tmp_path: Path) -> None:
    data = tmp_path / "data"
    (token,) = (await prepare(data, 1)).tokens
    async with world(data, command=BOT) as here:
        await answered(here.crowd.person(CHAT), token)
        await here.bot.terminate()
    assert (await kept(data))[0] > 0
    app = await opened(data)
    await app.closing.tick(clock() + timedelta(hours=50))
    await app.close()
    assert await kept(data) == (0, 0)


async def test_who_blocks_us_is_forgotten_at_once(tmp_path: Path) -> None:
    data = tmp_path / "data"
    (token,) = (await prepare(data, 1)).tokens
    async with world(data, command=BOT) as here:
        person = here.crowd.person(CHAT)
        offer = await answered(person, token)
        here.gateway.blocked(CHAT)
        await person.taps(offer, YES)
        await asyncio.sleep(2)
        await here.bot.terminate()
    assert await kept(data) == (0, 0)
