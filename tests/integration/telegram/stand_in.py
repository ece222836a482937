"""The channel alone, as a process, with a service that tests can make fail.

It asks two questions and writes each answer down with fsync, once a delivery.
While the file ``full`` stands in its folder, nothing can be stored; while
``broken`` stands there, every call fails for good; while ``gate`` stands there, as
many answers as it says are stored and the others wait before it. The whole bot is
tested with the real service in the other files of this folder.
"""

import asyncio
import json
import os
import signal
import sys
from datetime import datetime
from pathlib import Path

from bot.service.person import Person
from bot.telegram import quiet
from bot.telegram.channel import Account, TelegramChannel
from surveys.events import (
    Button,
    Effect,
    Event,
    Prompt,
    Replied,
    Say,
    Tapped,
    Unreadable,
)

QUESTIONS = ("Was it clear?", "What helped most?")


class FullError(Exception):
    """Nothing can be stored at the moment."""


class Ledger:
    """Answers in one file of lines; the present question is how many there are."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "answers.jsonl"
        self.seen: set[str] = set()
        self.answers: dict[str, list[str]] = {}
        self.messages: dict[str, list[str]] = {}
        if self.path.exists():
            for line in self.path.read_text().splitlines():
                self._take(json.loads(line))

    def _take(self, row: dict[str, str]) -> None:
        self.seen.add(row["delivery"])
        self.answers.setdefault(row["key"], []).append(row["answer"])

    def write(self, row: dict[str, str]) -> None:
        with self.path.open("a") as file:
            file.write(json.dumps(row) + "\n")
            file.flush()
            os.fsync(file.fileno())
        self._take(row)

    async def open(
        self, person: Person, token: str, delivery: str | None, now: datetime
    ) -> tuple[Effect, ...]:
        del token, delivery, now
        self._check()
        return (self._prompt(person),)

    async def receive(
        self, person: Person, event: Event, delivery: str | None, now: datetime
    ) -> tuple[Effect, ...]:
        del now
        self._check()
        assert delivery is not None
        await asyncio.sleep(0.02)
        match event:
            case Tapped(step, button) if step == self._step(person):
                answer = button
            case Replied(words):
                answer = words
            case Unreadable():
                return (Say("I can only read text."),)
            case _:
                return (self._prompt(person),)
        if delivery not in self.seen:
            await self._gate()
            self.write({"delivery": delivery, "key": person.key, "answer": answer})
        return (self._prompt(person),)

    async def page_link(
        self, person: Person, now: datetime, *, token: str = ""
    ) -> str | None:
        del person, now, token
        return None

    async def gone(self, person: Person, now: datetime) -> None:
        del now
        with (self.folder / "gone").open("a") as file:
            file.write(person.key + "\n")

    async def remember_message(
        self, person: Person, message: str, now: datetime
    ) -> None:
        del now
        self.messages.setdefault(person.key, []).append(message)

    async def speaks(self, person: Person, now: datetime) -> str | None:
        del person, now
        return None

    async def take_messages(self, person: Person) -> tuple[str, ...]:
        return tuple(self.messages.pop(person.key, ()))

    async def _gate(self) -> None:
        """Wait while the gate holds; from its opening to the write nobody gets in."""
        gate = self.folder / "gate"
        while gate.exists() and len(self.seen) >= int(gate.read_text()):  # noqa: ASYNC110  # a file has no event
            await asyncio.sleep(0.01)

    def _check(self) -> None:
        if (self.folder / "full").exists():
            raise FullError
        if (self.folder / "broken").exists():
            raise RuntimeError("planted words that no log may show")

    def _step(self, person: Person) -> str:
        return str(len(self.answers.get(person.key, [])))

    def _prompt(self, person: Person) -> Prompt | Say:
        step = len(self.answers.get(person.key, []))
        if step >= len(QUESTIONS):
            return Say(f"Thank you. {step} answers.")
        return Prompt(
            str(step),
            QUESTIONS[step],
            (Button("a", "Yes & <clear>"), Button("b", "No")),
            (Button("back", "Back"), Button("skip", "Skip")),
            progress=(step + 1, len(QUESTIONS)),
            free_text=step == 1,
            care=("Danger now: 999",) if step == 1 else (),
        )


async def serve(folder: Path) -> None:
    account = Account(
        os.environ["TELEGRAM_BOT_TOKEN"],
        os.environ["TELEGRAM_API_BASE_URL"],
        os.environ.get("BOT_USERNAME"),
        os.environ.get("BOT_MODE") == "webhook",
        int(os.environ.get("WEBHOOK_PORT", "0")),
    )
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    quiet.quiet_loop(loop)
    channel = TelegramChannel(
        account,
        Ledger(folder),
        passing=(FullError,),
    )
    await channel.run(stop)


if __name__ == "__main__":
    quiet.install(10)
    asyncio.run(serve(Path(sys.argv[1])))
