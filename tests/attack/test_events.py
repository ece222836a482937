"""Attacks on events and clean phones: what the files say of who was there.

Six families answer at an event and three at a smaller one, on pages; then every
byte of both files, decrypted, is searched for what would tie their answers together or
to the event. A conversation that waits to be deleted is looked for in the same way.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.app import build
from bot.service.close import close_quarter
from bot.service.events import Event, Opening
from bot.service.hours import local_day
from bot.service.periods import quarter_of
from bot.service.person import Person
from bot.settings import Settings
from bot.store import Store
from surveys.model import Mode
from tests.attack.attacks import say
from tests.attack.loot import Loot
from tests.attack.storage import swept
from tests.attack.test_web import logged
from tests.integration.store.thief import DATABASES, decrypted, files
from tests.integration.web.visitor import World, world

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("attack")]
FAMILIES, SMALL = 6, 3
CHAT, MESSAGES = 7_311_000_417, (8_120_000_431, 8_120_000_777)


async def opened(pages: World, district: str) -> Event:
    today = local_day(pages.clock())
    return await pages.app.events.open(
        Opening(district, today, today), now=pages.clock()
    )


async def answered(pages: World, event: Event) -> tuple[str, str]:
    """Answer at the event; return the private address and the receipt's code."""
    visitor = pages.another()
    await visitor.get(f"/s/{event.token}?shared=en")
    await visitor.send("Start")
    address = visitor.page.url.split("/a/")[1].split("/")[0]
    await visitor.send("Start")
    await visitor.send(pick=("No",))
    await visitor.to_the_end()
    await visitor.send("Send my answers")
    return address, visitor.code


def loot_of(folder: Path, name: str, log: str = "") -> Loot:
    loot = Loot(name)
    loot.files = {path.name: path.read_bytes() for path in files(folder)}
    loot.files |= {f"{one} decrypted": decrypted(folder, one) for one in DATABASES}
    loot.log = log
    return loot


async def test_nothing_ties_answers_to_an_event_or_together(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with logged() as log:
        async with world(folder) as pages:
            event = await opened(pages, "charnwood")
            found = [await answered(pages, event) for _ in range(FAMILIES)]
            mark = pages.app.keys.token(event.token)
            sides = pages.app.writer.call(_sides)
        loot = loot_of(folder, "an event", log.getvalue())
    secrets = {event.token, *(one for pair in found for one in pair)}
    parts = {address.rsplit("~", 1)[1] for address, _ in found}
    recovered = swept(loot, secrets | parts)
    say(f"attack events: {len(secrets)} secrets: {len(recovered)} recovered")
    assert recovered == []
    identity, answers = sides
    # What names the event stands in its own row, and on no answer.
    assert any(mark in row for row in identity["event"])
    for table, rows in answers.items():
        assert not any({mark, event.id} & set(row) for row in rows), table
    for table, rows in identity.items():
        named = any({mark, event.id} & set(row) for row in rows)
        assert named is (table == "event"), table
    assert identity["session"] == identity["reach"] == []
    labels = {row[1:9] for row in answers["response"]}
    assert len({label[-3] for label in labels}) == 1  # the mode, and nothing finer
    kinds = {row[3:6] for row in answers["tally"]}
    year = quarter_of(datetime.now(UTC).date())[:4]
    assert ("mode", "event", year) in kinds
    assert {kind for kind, _, _ in kinds} == {"tier", "mode", "district"}


async def test_a_handful_of_answers_lose_the_mark_of_the_event(tmp_path: Path) -> None:
    async with world(tmp_path / "data") as pages:
        event = await opened(pages, "melton")
        for _ in range(SMALL):
            await answered(pages, event)
        quarter = quarter_of(pages.clock().date())
        before = pages.app.writer.call(lambda store: store.responses.of((quarter,)))
        pages.app.writer.call(lambda store: close_quarter(store, quarter))
        after = pages.app.writer.call(lambda store: store.responses.of((quarter,)))
    assert {one.mode for one in before} == {Mode.EVENT}
    assert {one.mode for one in after} == {Mode.SELF}


async def test_enough_answers_keep_it(tmp_path: Path) -> None:
    async with world(tmp_path / "data") as pages:
        event = await opened(pages, "melton")
        for _ in range(FAMILIES):
            await answered(pages, event)
        quarter = quarter_of(pages.clock().date())
        pages.app.writer.call(lambda store: close_quarter(store, quarter))
        after = pages.app.writer.call(lambda store: store.responses.of((quarter,)))
    assert {one.mode for one in after} == {Mode.EVENT}


async def test_a_conversation_that_waits_to_be_deleted_is_nobodys(
    tmp_path: Path,
) -> None:
    folder, now = tmp_path / "data", datetime.now(UTC)
    app = build(Settings(data=folder))
    person = Person("telegram", str(CHAT))
    await app.clean.note(person, MESSAGES, now)
    await app.clean.ask(person, MESSAGES[-1], "en", now)
    await app.clean.note(person, (MESSAGES[0] + 1,), now)
    await app.close()
    loot = loot_of(folder, "a wipe")
    planted = {str(CHAT), *map(str, MESSAGES), str(MESSAGES[0] + 1)}
    recovered = swept(loot, planted)
    say(f"attack wipes: {len(planted)} planted: {len(recovered)} recovered")
    assert recovered == []
    app = build(Settings(data=folder))
    (wiping,) = await app.clean.waiting()
    assert wiping.messages == MESSAGES[:1]
    await app.closing.tick(now + timedelta(hours=50))
    assert await app.clean.waiting() == ()
    await app.close()


Rows = dict[str, list[tuple[object, ...]]]


def _sides(store: Store) -> tuple[Rows, Rows]:
    """Return every row of every table, of the identity side and of the answer side."""
    return _side(store, "main"), _side(store, "answers")


def _side(store: Store, schema: str) -> Rows:
    rows = store.database.rows
    names = rows(f"SELECT name FROM {schema}.sqlite_schema WHERE type = 'table'")  # noqa: S608  # our own names
    found: Rows = {}
    for (name,) in names:
        assert isinstance(name, str)
        found[name] = list(rows(f'SELECT * FROM {schema}."{name}"'))  # noqa: S608  # our own names
    return found
