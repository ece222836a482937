"""An event in Telegram: opened by a coordinator, answered by many families."""

import random
from pathlib import Path

from bot.service.events import Opening
from bot.service.hours import local_day
from bot.service.periods import quarter_of
from surveys.model import Mode
from tests.integration.telegram.answering import (
    BOT,
    CODE,
    Given,
    clock,
    opened,
    prepare,
    react,
)
from tests.integration.telegram.people import Person
from tests.integration.telegram.running import world
from tests.integration.telegram.test_desk import NAME, joined

PAGE = "https://survey.example.gov.uk"


async def test_a_coordinator_opens_an_event_and_gets_its_poster(tmp_path: Path) -> None:
    data = tmp_path / "data"
    prepared = await prepare(data)
    environment = {**NAME, "STRANDLINE_PUBLIC_URL": PAGE}
    async with world(data, command=BOT, environment=environment) as here:
        person = await joined(here, 8_200_000_001, prepared, "coordinator")
        await person.says("/event")
        await person.taps(await person.sees("No event is planned"), "Open an event")
        when = await person.sees("When is it?")
        await person.taps(when, when.buttons[0]["text"])
        await person.taps(await person.sees("Where is it?"), "Charnwood")
        length = await person.sees("For how long?")
        await person.taps(length, "Two days")
        made = await person.sees("One link for many families")
        assert f"{PAGE}/s/event-" in made.text
        files = [await person.sees("event-"), await person.sees("event-")]
        bodies = [body for one in files for _, body in one.files.values()]
        assert bodies[0].startswith(b"\x89PNG")
        assert bodies[1].startswith(b"%PDF")
        await person.taps(length, "Two days")  # the same button once more
        await person.sees("event-")  # its poster once more
        app = await opened(data)
        assert len(await app.events.current()) == 1
        await app.close()
        person.forget()
        await person.taps(made, "End it now")
        await person.taps(await person.sees("before its time"), "Yes, end it")
        await person.sees("It is over")
        app = await opened(data)
        assert await app.events.current() == ()
        await app.close()
        await here.check()


async def test_nobody_else_can_open_one(tmp_path: Path) -> None:
    data = tmp_path / "data"
    prepared = await prepare(data)
    async with world(data, command=BOT, environment=NAME) as here:
        keyworker = await joined(here, 8_200_000_002, prepared, "keyworker")
        stranger = here.crowd.person(8_200_000_003)
        for person in (keyworker, stranger):
            await person.says("/event")
            await person.sees("cannot help with that")


async def test_families_answer_by_one_link_and_start_afresh(tmp_path: Path) -> None:
    data = tmp_path / "data"
    await prepare(data)
    app = await opened(data)
    today = local_day(clock())
    event = await app.events.open(Opening("charnwood", today, today), now=clock())
    await app.close()
    environment = {**NAME, "STRANDLINE_PUBLIC_URL": PAGE}
    async with world(data, command=BOT, environment=environment) as here:
        first, second = (here.crowd.person(8_200_000_010 + n) for n in range(2))
        await first.says(f"/start {event.token}")
        seen = await first.sees("How was the help")
        assert f"open this: {PAGE}/s/{event.token}" in seen.text
        await first.taps(seen, "Start")
        await first.taps(await first.sees("answered these questions before"), "No")
        await first.sees("most of the help")
        await first.says(f"/start {event.token}")  # another family, on the same phone
        await first.taps(await first.sees("How was the help"), "Start")
        await first.taps(await first.sees("answered these questions before"), "Yes")
        await first.sees("nothing more for you to do")
        await second.says(f"/start {event.token}")
        await to_the_end(second)
        app = await opened(data)
        quarter = quarter_of(clock().date())
        kept = await app.writer.run(lambda store: store.responses.of((quarter,)))
        sessions = await app.writer.run(lambda store: store.status().sessions)
        await app.close()
        assert [one.mode for one in kept] == [Mode.EVENT]
        assert sessions == 0
        await here.check()


async def to_the_end(person: Person) -> None:
    """Answer to the end, as somebody who has not answered before."""
    lot = random.Random(5)  # noqa: S311  a made-up person's choices
    while True:
        seen = await person.sees()
        if CODE.search(seen.text):
            return
        labels = [button["text"] for button in seen.buttons]
        if "No" in labels and "answered these questions before" in seen.text:
            await person.taps(seen, "No")
        elif seen.buttons:
            await react(person, seen, Given(person.id), "They were kind to us.", lot)
