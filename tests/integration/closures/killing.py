"""Kill the service at every boundary of closing, sending and answering.

Run as a program, so that it may fork: ``python -m tests.integration.closures.killing
FOLDER KIND EVERY``, with OPENBLAS_NUM_THREADS=1. It prints one line of JSON with what
it found, or fails.
"""

import asyncio
import sys
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from bot.service.notify import Fate, Message
from bot.service.person import Person
from surveys.events import BEGIN, KEEP, SEND, Replied, Tapped
from tests.integration.closures.stand_in import (
    NOW,
    Council,
    Pillar,
    closure,
    open_council,
    token_of,
)
from tests.integration.killing import Say, at_each_change, healed, served, told
from tests.integration.store.tracing import Run
from tests.integration.store.world import prompt_of

CLOSURE = closure(reference="EH-2026-00412")
MORNING = NOW + timedelta(days=1)
HER = Person("web", "a private address")


@dataclass(frozen=True, slots=True)
class Found:
    """What the files say after a kill."""

    requests: int
    invitations: int
    contacts: int
    sendings: int
    invited: int
    responses: int
    answered: int


NOTHING = Found(0, 0, 0, 0, 0, 0, 0)
CLOSED = Found(1, 1, 1, 1, 2, 0, 0)
ANSWERED = Found(1, 0, 0, 0, 2, 1, 2)


def look(folder: Path) -> Found:
    """Open the files, which heals them, and count."""
    with healed(folder) as database:
        number = database.number
        return Found(
            requests=number("SELECT count(*) FROM request"),
            invitations=number("SELECT count(*) FROM invitation"),
            contacts=number("SELECT count(*) FROM contact"),
            sendings=number("SELECT count(*) FROM sending"),
            invited=number("SELECT coalesce(sum(sent), 0) FROM reach"),
            responses=number("SELECT count(*) FROM response"),
            answered=number("SELECT coalesce(sum(answered), 0) FROM reach"),
        )


@dataclass
class Speaking(Pillar):
    """A post that is told of to the parent: what it took outlives the process."""

    say: Say = field(default=lambda _: None)

    async def send(self, message: Message) -> Fate:
        self.say(message.reference.encode())
        return Fate.SENT


def open_speaking(folder: Path, say: Say) -> Council:
    """Open the service with a post that says what it took."""
    return open_council(folder, Speaking(say=say))


async def close_case(folder: Path) -> None:
    council = open_council(folder)
    await council.closures.close(CLOSURE, now=NOW)
    await council.close()


def kill_closing(folder: Path, every: int) -> Counter[str]:
    """A closure is there whole or not at all, and asked again it is there once."""
    asyncio.run(open_council(folder).close())

    async def close(council: Council, say: Say) -> None:
        await council.closures.close(CLOSURE, now=NOW)
        say(b"taken")

    def judge(copy: Path, outcome: Run) -> str:
        found = look(copy)
        assert found in (NOTHING, CLOSED), found
        if outcome.said:
            assert found == CLOSED, "an acknowledged closure is missing"
        asyncio.run(close_case(copy))
        assert look(copy) == CLOSED
        return "after" if found == CLOSED else "before"

    return at_each_change(folder, served(open_speaking, close), judge, every)


def kill_sending(folder: Path, every: int) -> Counter[str]:
    """A message goes once: where the process died, the post is asked first."""
    asyncio.run(close_case(folder))

    async def send(council: Council, _: Say) -> None:
        await council.reminders(MORNING)

    async def go_on(copy: Path, taken: bytes) -> str:
        post = Pillar()
        council = open_council(copy, post)
        told = [Message("sms", "", taken.decode(), "invite", "en", "", "", "")]
        post.taken += told if taken else []
        for minutes in (1, 16, 33, 50, 90):
            await council.reminders(MORNING + timedelta(minutes=minutes))
        assert len(post.taken) == 1, post.taken
        rows = council.store.database.rows("SELECT step, state FROM sending")
        await council.close()
        assert len(rows) == 1, rows
        assert rows[0][0] == 1, rows  # the first reminder, and no other
        return "went" if taken else "had not gone"

    def judge(copy: Path, outcome: Run) -> str:
        assert look(copy) == CLOSED
        return asyncio.run(go_on(copy, outcome.said))

    return at_each_change(folder, served(open_speaking, send), judge, every)


async def to_review(folder: Path) -> str:
    """Open the link of the text message and answer up to the review."""
    council = open_council(folder)
    await council.closures.close(CLOSURE, now=NOW)
    await council.reminders(MORNING)
    (message,) = council.post.taken
    effects = await council.respond.open(HER, token_of(message), None, NOW)
    answers: list[str | Replied] = ["a", Replied("They listened."), "y", "n"]
    while True:
        prompt = prompt_of(effects)
        there = {button.id for button in prompt.buttons}
        if SEND in there:
            await council.close()
            return prompt.step
        move = next((m for m in (BEGIN, KEEP) if m in there), None)
        answer = move or answers.pop(0)
        event = Tapped(prompt.step, answer) if isinstance(answer, str) else answer
        effects = await council.respond.receive(HER, event, None, NOW)


def kill_answering(folder: Path, every: int) -> Counter[str]:
    """Contact, reminder and invitation go in the commit in which the answers come."""
    step = asyncio.run(to_review(folder))

    async def submit(council: Council, say: Say) -> None:
        await council.respond.receive(HER, Tapped(step, SEND), "d1", NOW)
        say(b"thanks")

    def judge(copy: Path, outcome: Run) -> str:
        found = look(copy)
        assert found in (CLOSED, ANSWERED), found
        if outcome.said:
            assert found == ANSWERED, "an acknowledged submission is missing"
        return "after" if found == ANSWERED else "before"

    return at_each_change(folder, served(open_speaking, submit), judge, every)


KINDS = {"close": kill_closing, "send": kill_sending, "answer": kill_answering}

if __name__ == "__main__":
    told(KINDS, sys.argv[1:])
