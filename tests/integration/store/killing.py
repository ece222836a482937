"""Kill the service at every boundary of a step, and look at what is left.

Run as a program, so that it may fork: ``python -m tests.integration.store.killing
FOLDER KIND EVERY [JOURNAL]``, with OPENBLAS_NUM_THREADS=1. It prints one line of
JSON with what it found, or fails.
"""

import asyncio
import json
import os
import shutil
import signal
import sys
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from random import Random
from time import sleep

from bot.keys import load_keys
from bot.service.clean import Clean
from bot.service.events import Events, Opening
from bot.service.person import Person
from bot.store import Store, database
from surveys.events import (
    BEGIN,
    KEEP,
    SEND,
    Effect,
    Prompt,
    Replied,
    Started,
    Tapped,
)
from surveys.session import Session
from tests.integration.killing import (
    Judge,
    Say,
    at_each_change,
    healed,
    served,
    told,
)
from tests.integration.store.tracing import Run, fork
from tests.integration.store.world import (
    NOW,
    QUARTER,
    World,
    code_of,
    open_world,
    prompt_of,
    talk,
)

PERSON = Person("telegram", "4711")
HEARD = Replied("They listened.")
Step = Callable[[World, Say], Coroutine[None, None, None]]


@dataclass(frozen=True, slots=True)
class Found:
    """What the two files say after a kill."""

    session: int
    invitation: int
    response: int
    answers: int
    receipts: int
    tallies: int
    answered: int
    quotes: int


BEFORE = Found(1, 1, 0, 0, 0, 0, 0, 0)
AFTER = Found(0, 0, 1, 1, 1, 3, 2, 1)
GONE = Found(0, 0, 0, 0, 0, 0, 0, 0)
# At an event nobody is invited, so nobody counts as answered of those invited.
AT_EVENT = Found(1, 0, 0, 0, 0, 0, 0, 0)
AFTER_EVENT = Found(0, 0, 1, 1, 1, 3, 0, 1)


def look(folder: Path) -> Found:
    """Open the files, which heals them, and count."""
    with healed(folder) as database:
        number = database.number
        return Found(
            session=number("SELECT count(*) FROM session"),
            invitation=number("SELECT count(*) FROM invitation"),
            response=number("SELECT count(*) FROM response"),
            answers=number("SELECT count(*) FROM answer"),
            receipts=number("SELECT count(*) FROM receipt"),
            tallies=number("SELECT coalesce(sum(count), 0) FROM tally"),
            answered=number("SELECT coalesce(sum(answered), 0) FROM reach"),
            quotes=number("SELECT count(*) FROM quote"),
        )


async def to_review(folder: Path) -> str:
    """Answer everything up to the review; return its step."""
    world = open_world(folder, pause=60)
    invitation = await world.invite.create(
        "family-closure", "keyworker", "charnwood", now=NOW
    )
    return await reviewed(world, invitation.token, ["a", HEARD, "y", "n"])


async def to_review_at_event(folder: Path) -> str:
    """Answer an event's link up to the review; return its step."""
    world = open_world(folder, pause=60)
    events, today = Events(world.writer, world.keys, world.setup), NOW.date()
    event = await events.open(Opening("charnwood", today, today), now=NOW)
    answers: list[str | Replied] = ["n", "keyworker", "a", HEARD, "y"]
    return await reviewed(world, event.token, answers)


async def reviewed(world: World, token: str, answers: list[str | Replied]) -> str:
    effects = await world.respond.open(PERSON, token, None, NOW)
    while True:
        prompt = prompt_of(effects)
        there = {button.id for button in prompt.buttons}
        if SEND in there:
            await world.close()
            return prompt.step
        move = next((m for m in (BEGIN, KEEP) if m in there), None)
        answer = move or answers.pop(0)
        event = Tapped(prompt.step, answer) if isinstance(answer, str) else answer
        effects = await world.respond.receive(PERSON, event, None, NOW)


async def submitted(folder: Path, step: str) -> str:
    """Submit what was prepared, and return the receipt code."""
    world = open_world(folder, pause=60)
    effects = await world.respond.receive(PERSON, Tapped(step, SEND), "d1", NOW)
    await world.close()
    return code_of(effects)


def step_killed(folder: Path, step: Step, judge: Judge, every: int = 1) -> Counter[str]:
    """Kill a step in a service; what it says at its end must have been durable."""

    def judged(copy: Path, outcome: Run) -> str:
        verdict = judge(copy, outcome)
        assert outcome.killed or durable_before_said(outcome.calls), outcome.calls
        return verdict

    def open_it(copy: Path, _: Say) -> World:
        return open_world(copy, pause=60)

    return at_each_change(folder, served(open_it, step), judged, every)


def durable_before_said(calls: tuple[str, ...]) -> bool:
    """Say whether every change was synced, and its journal gone, when it was said."""
    before = calls[: calls.index("say")]
    last_write = max(n for n, call in enumerate(before) if call == "write")
    return {"sync", "delete"} <= set(before[last_write:])


def kill_submissions(folder: Path, every: int) -> Counter[str]:
    """A submission is there whole or not at all, and for certain once it was said."""
    step = asyncio.run(to_review(folder))
    return _kill_submissions(folder, every, step, (BEFORE, AFTER))


def kill_at_event(folder: Path, every: int) -> Counter[str]:
    """So is one that was given at an event, by a link that others use too."""
    step = asyncio.run(to_review_at_event(folder))
    return _kill_submissions(folder, every, step, (AT_EVENT, AFTER_EVENT))


def _kill_submissions(
    folder: Path, every: int, step: str, states: tuple[Found, Found]
) -> Counter[str]:
    before, after = states

    async def submit(world: World, say: Say) -> None:
        tap = Tapped(step, SEND)
        effects = await world.respond.receive(PERSON, tap, "d1", NOW)
        say(code_of(effects).encode())

    def judge(copy: Path, outcome: Run) -> str:
        found = look(copy)
        assert found in states, found
        if outcome.said:
            assert found == after, "an acknowledged submission is missing"
        if found == before:  # Telegram delivers it again, and it goes through once
            code = asyncio.run(submitted(copy, step))
            assert look(copy) == after
        else:  # the same delivery again doubles nothing
            asyncio.run(again(copy, step))
            assert look(copy) == after
            code = outcome.said.decode()
        if code:
            asyncio.run(withdrawn(copy, code))
        return "after" if found == after else "before"

    return step_killed(folder, submit, judge, every)


async def again(folder: Path, step: str) -> None:
    """Deliver the same tap once more, to a new process."""
    world = open_world(folder, pause=60)
    await world.respond.receive(PERSON, Tapped(step, SEND), "d1", NOW)
    await world.close()


async def withdrawn(folder: Path, code: str) -> None:
    """The code that was shown opens its receipt, once."""
    world = open_world(folder, pause=60)
    assert await world.erase.withdraw(code, NOW)
    assert not await world.erase.withdraw(code, NOW)
    await world.close()
    assert look(folder) == GONE


def kill_turns(folder: Path, every: int) -> Counter[str]:
    """An answer that was acknowledged is in the session; the person can go on."""
    step, first = asyncio.run(to_first_question(folder))

    async def answer(world: World, say: Say) -> None:
        effects = await world.respond.receive(PERSON, Tapped(step, "a"), "d1", NOW)
        say(prompt_of(effects).text.encode())

    def judge(copy: Path, outcome: Run) -> str:
        second, end = asyncio.run(redelivered(copy, step))
        assert second != first
        if outcome.said:
            assert second == outcome.said.decode()
        assert look(copy) == AFTER, end
        return "judged"

    return step_killed(folder, answer, judge, every)


async def to_first_question(folder: Path) -> tuple[str, str]:
    world = open_world(folder, pause=60)
    invitation = await world.invite.create(
        "family-closure", "keyworker", "charnwood", now=NOW
    )
    effects = await world.respond.open(PERSON, invitation.token, None, NOW)
    step = prompt_of(effects).step
    effects = await world.respond.receive(PERSON, Tapped(step, BEGIN), None, NOW)
    await world.close()
    return prompt_of(effects).step, prompt_of(effects).text


async def redelivered(folder: Path, step: str) -> tuple[str, tuple[Effect, ...]]:
    """Deliver the same tap again after the kill, then answer the rest."""
    world = open_world(folder, pause=60)
    effects = await world.respond.receive(PERSON, Tapped(step, "a"), "d1", NOW)
    assert any(isinstance(e, Prompt) for e in effects), "nothing was shown"
    text = prompt_of(effects).text
    end = await talk(world, PERSON, effects, (Replied("They listened."), "y", "n"), NOW)
    await world.close()
    return text, end


def kill_withdrawals(folder: Path, every: int) -> Counter[str]:
    """A withdrawal takes all of a response back or nothing."""
    step = asyncio.run(to_review(folder))
    code = asyncio.run(submitted(folder, step))

    async def withdraw(world: World, say: Say) -> None:
        assert await world.erase.withdraw(code, NOW)
        say(b"gone")

    def judge(copy: Path, outcome: Run) -> str:
        found = look(copy)
        assert found in (AFTER, GONE), found
        if outcome.said:
            assert found == GONE, "an acknowledged withdrawal is undone"
        return "after" if found == GONE else "before"

    return step_killed(folder, withdraw, judge, every)


def kill_stops(folder: Path, every: int) -> Counter[str]:
    """Whoever blocks us is forgotten with their link, or still there with both."""
    asyncio.run(to_review(folder))

    async def stop(world: World, say: Say) -> None:
        await world.respond.gone(PERSON, NOW)
        say(b"gone")

    def judge(copy: Path, outcome: Run) -> str:
        found = look(copy)
        assert found in (BEFORE, GONE), found
        if outcome.said:
            assert found == GONE
        return "after" if found == GONE else "before"

    return step_killed(folder, stop, judge, every)


def kill_wipes(folder: Path, every: int) -> Counter[str]:
    """Whoever wants a conversation deleted has it noted whole, or can ask again."""

    async def prepare() -> None:
        world = open_world(folder, pause=60)
        await Clean(world.writer, world.keys).note(PERSON, range(1, 8), NOW)
        await world.close()

    asyncio.run(prepare())

    async def ask(world: World, say: Say) -> None:
        await Clean(world.writer, world.keys).ask(PERSON, 7, "en", NOW)
        say(b"asked")

    async def asked_again(copy: Path) -> None:
        world = open_world(copy, pause=60)
        clean = Clean(world.writer, world.keys)
        await clean.ask(PERSON, 7, "en", NOW)
        (wiping,) = await clean.waiting()
        assert wiping.messages == tuple(range(1, 7))
        assert wiping.person == PERSON
        await clean.done(wiping)
        assert await clean.waiting() == ()
        await world.close()

    def judge(copy: Path, outcome: Run) -> str:
        found = counted(copy)
        assert found in ((7, 0), (0, 1)), found
        if outcome.said:
            assert found == (0, 1), "what was acknowledged is missing"
        asyncio.run(asked_again(copy))
        assert counted(copy) == (0, 0)
        return "after" if found == (0, 1) else "before"

    return step_killed(folder, ask, judge, every)


def counted(folder: Path) -> tuple[int, int]:
    """Return how many ids of messages are kept, and how many requests."""
    store = Store.open(folder, load_keys(folder).derive)
    try:
        number = store.database.number
        messages = number("SELECT count(*) FROM message")
        return messages, number("SELECT count(*) FROM wipe")
    finally:
        store.database.close()


def kill_tidying(folder: Path, every: int) -> Counter[str]:
    """Rewriting the files in the order of their keys loses nothing."""
    step = asyncio.run(to_review(folder))
    asyncio.run(submitted(folder, step))
    keys = load_keys(folder)
    store = Store.open(folder, keys.derive)
    with store.transaction():
        store.database.untidy()
    store.database.close()

    def tidy(copy: Path, _: Say) -> None:
        assert Store.open(copy, keys.derive).database.tidy()

    def judge(copy: Path, _: Run) -> str:
        assert look(copy) == AFTER
        return "judged"

    return at_each_change(folder, tidy, judge, every)


def kill_making(folder: Path, every: int) -> Counter[str]:
    """Files that were killed while they were being made are made the next time."""
    folder.mkdir()

    def make(copy: Path, _: Say) -> None:
        Store.open(copy / "new", load_keys(copy / "new").derive)

    def judge(copy: Path, _: Run) -> str:
        store = Store.open(copy / "new", load_keys(copy / "new").derive)
        assert store.responses.of((QUARTER,)) == ()
        store.close()
        return "judged"

    return at_each_change(folder, make, judge, every)


# --- at random moments, under load -------------------------------------------------

FAMILIES = 16
ANSWERS: tuple[str | Replied, ...] = ("a", Replied("They listened."), "y", "n")


def kill_at_random(folder: Path, kills: int) -> Counter[str]:
    """Families answer side by side; the process is killed again and again."""
    seen: Counter[str] = Counter()
    rng = Random(kills)  # noqa: S311  # moments, not secrets
    while seen["kills"] < kills:
        world_folder = folder.with_name(f"{folder.name}-{seen['rounds']}")
        tokens = asyncio.run(invited(world_folder))
        said: dict[int, int] = {}
        codes: dict[int, str] = {}
        while len(codes) < FAMILIES:
            moment = rng.randrange(60), rng.uniform(0, 0.01)
            lines, killed = one_life(world_folder, tokens, *moment)
            seen["kills"] += killed
            for line in lines:
                family, answers, code = json.loads(line)
                said[family] = max(answers, said.get(family, 0))
                if code:
                    assert codes.setdefault(family, code) == code, "stored twice"
            seen["acknowledged"] += len(lines)
            check_load(world_folder, said, codes)
            if not killed:
                break
        found = look(world_folder)
        assert (found.session, found.invitation) == (0, 0), found
        assert (found.response, found.receipts) == (FAMILIES, FAMILIES), found
        assert (found.tallies, found.answered) == (3 * FAMILIES, 2 * FAMILIES), found
        asyncio.run(take_back(world_folder, list(codes.values())))
        seen["rounds"] += 1
        shutil.rmtree(world_folder)
    return seen


async def invited(folder: Path) -> list[str]:
    world = open_world(folder, pause=0.05)
    tokens = []
    for number in range(FAMILIES):
        invitation = await world.invite.create(
            "family-closure", "keyworker", "charnwood", now=NOW
        )
        await world.respond.open(
            Person("telegram", str(number)), invitation.token, None, NOW
        )
        tokens.append(invitation.token)
    await world.close()
    return tokens


def one_life(
    folder: Path, tokens: list[str], after: int, delay: float
) -> tuple[list[str], bool]:
    """Let a process answer, and kill it a moment after it has said so many lines."""
    reader, writer = os.pipe()
    child = fork()
    if child == 0:
        try:
            asyncio.run(everybody(folder, tokens, writer))
        finally:
            os._exit(0)
    os.close(writer)
    heard = b""
    while heard.count(b"\n") < after and (more := os.read(reader, 65536)):
        heard += more
    sleep(delay)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    while more := os.read(reader, 65536):
        heard += more
    os.close(reader)
    whole = heard[: heard.rfind(b"\n") + 1].decode().splitlines()
    return whole, os.WIFSIGNALED(status)


async def everybody(folder: Path, tokens: list[str], pipe: int) -> None:
    world = open_world(folder, pause=0.05)
    await asyncio.gather(
        *(one_family(world, number, pipe) for number in range(len(tokens)))
    )


async def one_family(world: World, number: int, pipe: int) -> None:
    """Go on wherever this family was, and say after every turn how far it got."""
    person = Person("telegram", str(number))
    effects = await world.respond.receive(person, Started(), None, NOW)
    turn = 0
    while any(isinstance(e, Prompt) for e in effects):
        prompt = prompt_of(effects)
        effects = await world.respond.receive(
            person, reaction(prompt), f"{number}-{prompt.step}-{turn}", NOW
        )
        turn += 1
        code = "" if any(isinstance(e, Prompt) for e in effects) else code_of(effects)
        progress = prompt_of(effects).progress if not code else None
        answered = 99 if code else progress[0] - 1 if progress else 0
        os.write(pipe, (json.dumps([number, answered, code]) + "\n").encode())


def reaction(prompt: Prompt) -> Tapped | Replied:
    """Answer whatever is on the screen."""
    there = [button.id for button in prompt.buttons]
    for move in (BEGIN, KEEP, SEND):
        if move in there:
            return Tapped(prompt.step, move)
    if prompt.free_text:
        return Replied("They listened.")
    return Tapped(prompt.step, "n" if "n" in there else there[0])


def check_load(folder: Path, said: dict[int, int], codes: dict[int, str]) -> None:
    """Nothing that was acknowledged is missing, and nothing is there twice."""
    keys = load_keys(folder)
    store = Store.open(folder, keys.derive)
    try:
        number = store.database.number
        sessions = number("SELECT count(*) FROM session")
        responses = number("SELECT count(*) FROM response")
        assert sessions + responses == FAMILIES, (sessions, responses)
        assert number("SELECT count(*) FROM invitation") == sessions
        assert number("SELECT count(*) FROM receipt") == responses
        for family, answers in said.items():
            row = store.sessions.get(keys.pseudonym("telegram", str(family)))
            if family in codes:
                mark = keys.receipt(codes[family])
                assert number("SELECT count(*) FROM receipt WHERE mark = ?", (mark,))
                assert row is None
            elif row is not None:
                state = keys.unseal("session", row.state).decode()
                assert len(Session.from_json(state).answers) >= min(answers, 4)
    finally:
        store.database.close()


async def take_back(folder: Path, codes: list[str]) -> None:
    world = open_world(folder, pause=0.05)
    for code in codes:
        assert await world.erase.withdraw(code, NOW)
    await world.close()


KINDS = {
    "submit": kill_submissions,
    "turn": kill_turns,
    "withdraw": kill_withdrawals,
    "stop": kill_stops,
    "event": kill_at_event,
    "wipe": kill_wipes,
    "tidy": kill_tidying,
    "make": kill_making,
    "random": kill_at_random,
}


if __name__ == "__main__":
    arguments, journal = sys.argv[1:4], sys.argv[4:]
    if journal:  # to show that these tests can fail
        database._SETTINGS["journal_mode"] = journal[0]
    told(KINDS, arguments)
