"""Writing to people of our own accord: the reminder's button opens their link."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from bot.service.notify import Fate, Message
from bot.service.person import Person
from bot.telegram.channel import Account, TelegramChannel
from surveys.events import Effect
from tests.integration.telegram.gateway import TOKEN, Gateway
from tests.integration.telegram.people import Crowd
from tests.integration.telegram.running import EMULATOR
from tests.integration.telegram.stand_in import Ledger

CHAT = 9_000_000_001


def reminder(token: str) -> Message:
    return Message(
        channel="telegram",
        address=str(CHAT),
        reference="r",
        kind="follow_up",
        language="en",
        subject="",
        text="",
        token=token,
    )


class Opened(Ledger):
    """The stand-in, which also says which links were opened."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.tokens: list[str] = []

    async def open(
        self, person: Person, token: str, delivery: str | None, now: datetime
    ) -> tuple[Effect, ...]:
        self.tokens.append(token)
        return await super().open(person, token, delivery, now)


@asynccontextmanager
async def running(
    service: Opened,
) -> AsyncIterator[tuple[Gateway, Crowd, TelegramChannel]]:
    """Run the channel in this process against the emulator."""
    address, token = await asyncio.to_thread(EMULATOR.queue)
    async with Gateway(address, token) as gateway:
        stop, ready = asyncio.Event(), asyncio.Event()
        channel = TelegramChannel(
            Account(TOKEN, gateway.url), service, ready=lambda _: ready.set()
        )
        run = asyncio.create_task(channel.run(stop))
        await asyncio.wait_for(ready.wait(), 20)
        yield gateway, Crowd(gateway), channel
        stop.set()
        await asyncio.wait_for(run, 12)


async def test_a_reminder_brings_a_button_that_opens_the_link(tmp_path: Path) -> None:
    service = Opened(tmp_path)
    async with running(service) as (gateway, crowd, channel):
        person = crowd.person(CHAT)
        assert await channel.send(reminder("follow-up_token")) is Fate.SENT
        seen = await person.sees("Three months ago")
        await person.taps(seen, "Start")
        first = await person.sees("Was it clear?")
        assert first.id == seen.id
        assert service.tokens == ["follow-up_token"]
        assert gateway.violations == []


async def test_somebody_who_blocked_us_is_not_reminded_again(tmp_path: Path) -> None:
    service = Opened(tmp_path)
    async with running(service) as (gateway, crowd, channel):
        crowd.person(CHAT)
        gateway.blocked(CHAT)
        assert await channel.send(reminder("token")) is Fate.NEVER
        assert (tmp_path / "gone").exists()
        tried = [call for call in gateway.calls if call.chat == CHAT]
        assert [call.status for call in tried] == [403]


async def test_a_person_of_the_staff_can_be_told_something(tmp_path: Path) -> None:
    async with running(Opened(tmp_path)) as (gateway, crowd, channel):
        person = crowd.person(CHAT)
        channel.tell(Person("telegram", str(CHAT)), "Words & <signs> wait for you.")
        assert "Words &amp; &lt;signs&gt; wait" in (await person.sees("wait")).text
        assert gateway.violations == []
