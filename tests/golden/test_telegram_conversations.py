"""Every golden transcript, through raw updates and what Telegram would show."""

import html
import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bot.service.person import Person
from bot.telegram.callbacks import encode_tap
from bot.telegram.inbound import read as read_update
from bot.telegram.ports import Sent
from bot.telegram.render import Screen, Sendable
from bot.telegram.turns import Turns
from surveys.events import Effect, Event, Prompt, Replied, Say, Tapped, Unreadable
from tests.golden.runner import (
    Deed,
    Engine,
    Said,
    Transcript,
    in_order,
    play,
    read,
    transcripts,
)
from tests.integration.telegram.rules import html_mistakes, units

FILES = [pytest.param(path, id=path.stem) for path in transcripts()]
CHAT = {"id": 7_000_000_001, "type": "private"}


class Screens:
    """An outbox that keeps what would be sent."""

    def __init__(self) -> None:
        self.shown: list[Screen] = []
        self.replaced: list[int | None] = []
        self.removed: list[int] = []
        self.answered: list[str] = []

    def show(
        self,
        chat: int,
        things: Sequence[Sendable],
        replace: int | None = None,
        sent: Sent | None = None,
    ) -> None:
        del sent
        assert chat == CHAT["id"]
        self.shown += [thing for thing in things if isinstance(thing, Screen)]
        self.replaced.append(replace)

    def remove(self, chat: int, message: int) -> None:
        assert chat == CHAT["id"]
        self.removed.append(message)

    def answer(self, query: str) -> None:
        self.answered.append(query)


class Behind:
    """The service seam over the engine; it sees the events that came through."""

    def __init__(self, transcript: Transcript) -> None:
        self.engine = Engine(transcript)
        self.deed: Deed | None = None
        self.said: Said = ()

    async def open(
        self, person: Person, token: str, delivery: str | None, now: datetime
    ) -> tuple[Effect, ...]:
        raise AssertionError((person, token, delivery, now))

    async def receive(
        self, person: Person, event: Event, delivery: str | None, now: datetime
    ) -> tuple[Effect, ...]:
        assert person == Person("telegram", str(CHAT["id"]))
        assert delivery is not None
        assert now.tzinfo is not None
        assert self.deed is not None
        assert event == self.deed.event
        self.said = await self.engine(self.deed)
        return tuple(e for e in self.said if isinstance(e, Prompt | Say))

    async def page_link(
        self, person: Person, now: datetime, *, token: str = ""
    ) -> str | None:
        raise AssertionError((person, now, token))

    async def gone(self, person: Person, now: datetime) -> None:
        raise AssertionError((person, now))

    async def remember_message(
        self, person: Person, message: str, now: datetime
    ) -> None:
        raise AssertionError((person, message, now))

    async def speaks(self, person: Person, now: datetime) -> str | None:
        del person, now
        return None

    async def take_messages(self, person: Person) -> tuple[str, ...]:
        raise AssertionError(person)


class Telegram:
    """A deed becomes a raw update; what comes back becomes the text on the screen."""

    def __init__(self, transcript: Transcript) -> None:
        self.behind = Behind(transcript)
        self.screens = Screens()
        self.turns = Turns(self.behind, self.screens)
        self.number = 0

    async def __call__(self, deed: Deed) -> Said:
        self.number += 1
        self.behind.deed = deed
        self.screens.shown.clear()
        self.screens.replaced.clear()
        incoming = read_update(self.update(deed.event))
        assert incoming is not None
        await self.turns.take(incoming)
        self.check(deed.event)
        return self.behind.said

    def update(self, event: Event) -> dict[str, Any]:
        """Return the raw update that this event comes of."""
        number = {"update_id": self.number}
        message = {"message_id": self.number, "chat": CHAT, "from": CHAT}
        match event:
            case Tapped(step, button):
                tap = {"data": encode_tap(step, button), "message": message}
                query = {"id": f"q{self.number}", "from": CHAT, **tap}
                return {**number, "callback_query": query}
            case Replied(words):
                return {**number, "message": {**message, "text": words}}
            case Unreadable():
                return {**number, "message": {**message, "sticker": {"file_id": "x"}}}
            case _:
                return {**number, "message": {**message, "text": "/start"}}

    def check(self, event: Event) -> None:
        """Check what Telegram and the person can expect of any turn."""
        for screen in self.screens.shown:
            assert html_mistakes(screen.html) == []
            assert units(screen.html) <= 4096
        tapped = isinstance(event, Tapped)
        assert self.screens.replaced == [self.number if tapped else None]
        assert (f"q{self.number}" in self.screens.answered) is tapped
        if self.number in self.screens.removed:
            assert isinstance(event, Replied)

    @property
    def text(self) -> str:
        """What stands on the screen: texts without markup, then the buttons."""
        lines = []
        for screen in self.screens.shown:
            lines.append(html.unescape(re.sub(r"<[^<>]*>", "", screen.html)))
            lines += [" | ".join(key.label for key in row) for row in screen.rows]
        return "\n".join(lines)


@pytest.mark.parametrize("path", FILES)
async def test_telegram_shows_what_the_transcript_says(path: Path) -> None:
    transcript = read(path)
    telegram = Telegram(transcript)

    def shown(deed: str, block: str) -> None:
        assert in_order(block, telegram.text) is None, (deed, telegram.text)

    played = await play(transcript, telegram, shown)
    turns = "".join(f"> {deed}\n{seen}" for deed, seen in transcript.turns)
    assert played == transcript.head() + turns
