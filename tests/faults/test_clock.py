"""The machine's clock jumps by a day, forwards and backwards, in mid-conversation.

Time is an argument of the service, so the jump is made there; the clock's jobs run
after each jump, as they would.
"""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.service.person import Person
from surveys.events import BEGIN, KEEP, SEND, Effect, Prompt, Replied, Tapped
from tests.integration.store.world import (
    FAMILY_ANSWERS,
    NOW,
    QUARTER,
    World,
    code_of,
    open_world,
    prompt_of,
)

DAY = timedelta(days=1)
PERSON = Person("telegram", "1")


def next_event(prompt: Prompt, left: list[str | Replied]) -> Tapped | Replied:
    there = {button.id for button in prompt.buttons}
    move = next((m for m in (BEGIN, KEEP, SEND) if m in there), None)
    answer = move or left.pop(0)
    return Tapped(prompt.step, answer) if isinstance(answer, str) else answer


async def deliver(
    world: World, event: Tapped | Replied, number: int, now: datetime
) -> tuple[Effect, ...]:
    """Deliver an event, and once more with the clock moved the other way."""
    effects = await world.respond.receive(PERSON, event, f"d{number}", now)
    for jump in (DAY, -DAY):
        await world.closing.tick(now + jump)
        again = await world.respond.receive(PERSON, event, f"d{number}", now + jump)
        assert again == (), "a repeated delivery did something"
    return effects


@pytest.mark.parametrize("jumps", [(DAY,), (-DAY,), (DAY, -DAY), (-DAY, DAY)])
async def test_a_clock_that_jumps_by_a_day_loses_and_doubles_nothing(
    tmp_path: Path, jumps: tuple[timedelta, ...]
) -> None:
    world = open_world(tmp_path / "data")
    invitation = await world.invite.create(
        "family-closure", "keyworker", "charnwood", now=NOW
    )
    effects = await world.respond.open(PERSON, invitation.token, "d0", NOW)
    left, now, number = list(FAMILY_ANSWERS), NOW, 0
    while any(isinstance(effect, Prompt) for effect in effects):
        now += jumps[number % len(jumps)] if number in (2, 4) else timedelta(0)
        await world.closing.tick(now)
        number += 1
        event = next_event(prompt_of(effects), left)
        effects = await deliver(world, event, number, now)
    assert await world.writer.run(lambda store: store.responses.count(QUARTER)) == 1
    status = await world.writer.run(lambda store: store.status())
    assert (status.sessions, status.invitations) == (0, 0)
    assert await world.erase.withdraw(code_of(effects), now)
    await world.close()


async def test_a_jump_over_the_end_of_a_quarter_and_back_keeps_answers_apart(
    tmp_path: Path,
) -> None:
    """A quarter that was closed too early stays closed; the next one takes over."""
    world = open_world(tmp_path / "data")
    late = datetime(2026, 12, 31, 12, tzinfo=NOW.tzinfo)
    person = PERSON
    for number, now in enumerate((late, late + DAY, late)):
        await world.closing.tick(now)
        invitation = await world.invite.create(
            "family-closure", "keyworker", "charnwood", now=now
        )
        person = Person("telegram", str(number))
        effects = await world.respond.open(person, invitation.token, None, now)
        left = list(FAMILY_ANSWERS)
        while any(isinstance(effect, Prompt) for effect in effects):
            event = next_event(prompt_of(effects), left)
            effects = await world.respond.receive(person, event, None, now)
    counts = [
        await world.writer.run(lambda s, q=quarter: s.responses.count(q))  # type: ignore[misc]  # bound at once
        for quarter in ("2026-Q4", "2027-Q1")
    ]
    assert counts == [1, 2]
    await world.close()
