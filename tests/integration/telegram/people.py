"""Simulated people: they type, tap what they see, and read what the bot sent."""

import asyncio
import itertools
import json
from dataclasses import dataclass, field

from tests.integration.telegram.gateway import Call, Gateway, Json, markup_of

PATIENCE = 40.0


@dataclass
class Seen:
    """A message as the person has it on the screen now."""

    id: int
    text: str
    rows: list[list[Json]]
    files: dict[str, tuple[str, bytes]]

    @property
    def buttons(self) -> list[Json]:
        return [button for row in self.rows for button in row]

    def button(self, label: str) -> Json:
        for button in self.buttons:
            if label.lower() in button["text"].lower():
                return button
        raise AssertionError(
            f"no button {label!r} among {[b['text'] for b in self.buttons]}"
        )


@dataclass
class Person:
    """One private chat with the bot."""

    crowd: "Crowd"
    id: int
    name: str
    username: str
    screen: dict[int, Seen] = field(default_factory=dict)
    inbox: asyncio.Queue[Seen] = field(default_factory=asyncio.Queue)
    typed: list[int] = field(default_factory=list)
    deleted: list[int] = field(default_factory=list)

    @property
    def _from(self) -> Json:
        return {
            "id": self.id,
            "is_bot": False,
            "first_name": self.name,
            "username": self.username,
            "language_code": "en",
        }

    def message(self, **content: object) -> Json:
        """Return a message of this person, as Telegram describes it."""
        number = next(self.crowd.numbers)
        return {
            "message_id": number,
            "date": 1_790_000_000,
            "chat": {
                "id": self.id,
                "type": "private",
                "first_name": self.name,
                "username": self.username,
            },
            "from": self._from,
            **content,
        }

    async def says(self, text: str, **more: object) -> int:
        """Type something; returns the update's number."""
        message = self.message(text=text, **more)
        self.typed.append(message["message_id"])
        return await self.crowd.gateway.enqueue({"message": message})

    async def sends(self, **content: object) -> int:
        """Send something that is no text."""
        return await self.crowd.gateway.enqueue({"message": self.message(**content)})

    async def taps(self, seen: Seen, label: str) -> int:
        """Tap the button with that label."""
        return await self.taps_data(seen, seen.button(label)["callback_data"])

    async def taps_data(self, seen: Seen, data: str) -> int:
        """Tap a button with any data, as a forger would."""
        query = f"q{next(self.crowd.numbers)}"
        self.crowd.queries.append(query)
        return await self.crowd.gateway.enqueue(
            {
                "callback_query": {
                    "id": query,
                    "from": self._from,
                    "chat_instance": "1",
                    "data": data,
                    "message": {
                        "message_id": seen.id,
                        "date": 1,
                        "chat": {"id": self.id, "type": "private"},
                        "text": seen.text,
                    },
                }
            }
        )

    async def sees(self, part: str = "", within: float = PATIENCE) -> Seen:
        """Wait for the next message or edit that contains ``part``."""
        deadline = asyncio.get_running_loop().time() + within
        skipped: list[str] = []
        while True:
            left = deadline - asyncio.get_running_loop().time()
            try:
                seen = await asyncio.wait_for(self.inbox.get(), max(left, 0.01))
            except TimeoutError:
                raise AssertionError(f"{part!r} never came; saw {skipped}") from None
            if part.lower() in seen.text.lower():
                return seen
            skipped.append(seen.text[:80])

    async def hears_nothing(self, for_seconds: float) -> None:
        """Check that nothing comes for a while."""
        try:
            seen = await asyncio.wait_for(self.inbox.get(), for_seconds)
        except TimeoutError:
            return
        raise AssertionError(f"unexpected: {seen.text[:80]!r}")

    def forget(self) -> None:
        """Empty the inbox."""
        while not self.inbox.empty():
            self.inbox.get_nowait()


@dataclass
class Crowd:
    """All simulated people of a test."""

    gateway: Gateway
    people: dict[int, Person] = field(default_factory=dict)
    queries: list[str] = field(default_factory=list)
    numbers: "itertools.count[int]" = field(
        default_factory=lambda: itertools.count(500_001)
    )
    groups: dict[int, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.gateway.on_sent = self._sent

    def person(self, chat: int, name: str = "Planted") -> Person:
        """Return a new person with that Telegram id."""
        found = Person(self, chat, name, f"planted_{chat}_handle")
        self.people[chat] = found
        return found

    def unanswered(self) -> set[str]:
        """Return the taps that the bot never confirmed."""
        answered = {
            str(call.fields["callback_query_id"])
            for call in self.gateway.calls
            if call.method == "answerCallbackQuery"
        }
        return set(self.queries) - answered

    def _sent(self, call: Call, body: Json) -> None:
        if call.chat is None:
            return
        person = self.people.get(call.chat)
        if person is None:
            self.groups.setdefault(call.chat, []).append(call.text)
            return
        if call.method == "deleteMessage":
            person.deleted.append(int(call.fields["message_id"]))
        elif call.method == "deleteMessages":
            person.deleted += json.loads(call.fields["message_ids"])
        elif call.method in ("sendMessage", "sendPhoto", "sendDocument"):
            number = int(body["result"]["message_id"])
            seen = Seen(number, call.text, markup_of(call), call.files)
            person.screen[number] = seen
            person.inbox.put_nowait(seen)
        elif call.method == "editMessageText":
            number = int(call.fields["message_id"])
            seen = Seen(number, call.text, markup_of(call), {})
            person.screen[number] = seen
            person.inbox.put_nowait(seen)
