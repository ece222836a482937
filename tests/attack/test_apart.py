"""Attacks on what stands apart from answers: wishes, the care queue, who answers.

A county asks who answers; families answer, say who they are, ask to be contacted; the
named person sees to some of it; a backup is made every evening. The attacker holds every
file, every backup, the key, and knows on which evening which family answered.
"""

import asyncio
import io
import json
import logging
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.app import App, build
from bot.area import example_area
from bot.keys import BACKUP, Keys, SealError, load_keys
from bot.service import simulate
from bot.service.about_you import _ticket
from bot.service.backups import back_up
from bot.service.care import PERSON
from bot.service.equality_pool import _LABEL, FOLDER, Pool
from bot.settings import Settings
from bot.store import Store
from bot.store.copies import unpack
from bot.store.database import Row
from tests.attack import council
from tests.attack.attacks import say
from tests.integration.store.thief import decrypted, files

APART = ("care_wait", "care_log", "contact_wish", "acted", "equality")
WISHES = (
    "Ring Wilhelmina Oxtoby on 07700 900461 on Tuesdays",
    "Email quillfeather@example.org, never ring",
    "Come to 14 Sparrow Road after school",
)
EVENINGS = 14
OPTIONS = ("asian", "black", "mixed", "traveller", "white_other", "other")
DAY = date(2026, 11, 2)
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("attack")]


@dataclass
class Loot:
    """What was taken, and what is true."""

    folder: Path
    logged: str = ""
    tickets: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)  # by evening, what the one family is


def rows_of(folder: Path, keys: Keys) -> Mapping[str, list[Row]]:
    store = Store.open(folder, keys.derive)
    tables = store.database.rows(
        "SELECT name FROM main.sqlite_master WHERE type = 'table' UNION ALL "
        "SELECT name FROM answers.sqlite_master WHERE type = 'table'"
    )
    names = [str(name) for (name,) in tables]
    found = {name: store.database.rows(f"SELECT * FROM {name}") for name in names}  # noqa: S608 # our own names
    store.close()
    return found


async def evening(app: App, number: int, found: Loot) -> None:
    """One family answers, says who it is, and may ask to be contacted."""
    now = council.NOW.replace(year=DAY.year, month=DAY.month, day=DAY.day) + timedelta(
        days=number
    )
    plan = simulate.Plan(1, 0, "2026-Q4", "maturing", number)
    await app.simulator.run(plan, now)
    option = OPTIONS[number * 5 % len(OPTIONS)]
    ticket = _ticket(app.keys, number.to_bytes(6, "big"), now)
    assert await app.about_you.take(ticket, {"ethnicity": option}, now)
    found.said.append(option)
    found.tickets.append(ticket)
    if number < len(WISHES):
        assert await app.wishes.ask(WISHES[number], now)


def asking(folder: Path) -> Loot:
    folder.mkdir(parents=True)
    text = example_area().replace("[equality]\non = false", "[equality]\non = true")
    (folder / "area.toml").write_text(text, encoding="utf-8")
    return Loot(folder)


async def filled(folder: Path) -> Loot:
    found, keys = asking(folder), load_keys(folder)
    with listening() as log:
        for number in range(EVENINGS):
            app = build(Settings(data=folder))
            await evening(app, number, found)
            if number == 2:
                now = council.NOW.replace(year=2026, month=11, day=5)
                (first, *_) = await app.wishes.waiting()
                await app.care.take(PERSON, now)
                await app.wishes.done(first.id, PERSON, now)
                await app.acted.publish("2026-Q3", "We hired three more people.")
            await app.close()
            back_up(folder, keys, folder / "backups", DAY + timedelta(days=number), 366)
    found.logged = log.getvalue()
    return found


@contextmanager
def listening() -> Iterator[io.StringIO]:
    """Take down everything that is logged."""
    log, root = io.StringIO(), logging.getLogger()
    handler, level = logging.StreamHandler(log), root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield log
    finally:
        root.removeHandler(handler)
        root.setLevel(level)


@pytest.fixture(scope="module")
def loot(tmp_path_factory: pytest.TempPathFactory) -> Loot:
    return asyncio.run(filled(tmp_path_factory.mktemp("apart") / "data"))


def pools(found: Loot) -> list[tuple[dict[str, bytes], int]]:
    """Return, by evening, what waited in the backup and how many were counted."""
    keys, seen = load_keys(found.folder), []
    for number, copy in enumerate(sorted((found.folder / "backups").glob("*.backup"))):
        place = found.folder.parent / f"copy-{number}"
        unpack(copy, keys.derive(BACKUP), place)
        tables = rows_of(place, keys)
        shutil.rmtree(place)
        waiting = {
            str(row[0]): row[2]
            for row in tables["equality_waiting"]
            if isinstance(row[2], bytes)
        }
        seen.append((waiting, sum(int(str(r[3])) for r in tables["equality"])))
    return seen


def read_off(found: Loot) -> int:
    """Return how many families' answers the backups, the disk and the key tell."""
    keys = [load_keys(found.folder)]
    keys += [
        Keys(path.read_bytes())
        for path in (found.folder / FOLDER).glob("*")
        if path.is_file()
    ]
    before: set[str] = set()
    right = 0
    for number, (waiting, _) in enumerate(pools(found)):
        new = waiting.keys() - before
        for entry in new:
            for key in keys:
                try:
                    option = key.unseal(_LABEL, waiting[entry]).decode().strip()
                except SealError:
                    continue
                right += option == found.said[number]
        before = set(waiting)
    return right


def test_evening_by_evening_no_backup_tells_who_answered(loot: Loot) -> None:
    seen = pools(loot)
    assert len(seen) == EVENINGS
    assert [counted for _, counted in seen] == [0] * 9 + [10] * 5
    # Those that wait now can be read by whoever also has the live disk: under ten.
    told = read_off(loot)
    say(f"attack apart: who answers, from {EVENINGS} backups and the disk: {told}")
    live = EVENINGS - 10
    assert told <= live
    aside = loot.folder / f"{FOLDER}-aside"
    (loot.folder / FOLDER).rename(aside)  # of backups alone, without the live disk
    try:
        assert read_off(loot) == 0
    finally:
        aside.rename(loot.folder / FOLDER)


def test_a_pool_under_the_master_key_would_tell_every_family(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def master(pool: Pool, question: str) -> bytes:
        assert question
        return load_keys(pool._folder.parent)._master

    monkeypatch.setattr(Pool, "_read", master)
    naive = asyncio.run(filled(tmp_path / "naive"))
    told = read_off(naive)
    say(f"attack apart: who answers, a pool under the master key: {told}")
    assert told >= EVENINGS - 1  # the tenth is counted at once


def test_no_byte_of_a_wish_is_anywhere(loot: Loot) -> None:
    planted = [*WISHES, "07700 900461", "07700900461", "quillfeather", "Sparrow"]
    for path in files(loot.folder):
        raw = path.read_bytes()
        assert not [p for p in planted if p.encode() in raw], path.name
    for name in ("identity.db", "answers.db"):
        clear = decrypted(loot.folder, name)
        for one in planted:
            assert one.encode() not in clear, one
            assert one.encode("utf-16-le") not in clear
    assert not [one for one in planted if one in loot.logged]
    assert not [ticket for ticket in loot.tickets if ticket in loot.logged]


def test_nothing_apart_leads_to_a_response_or_to_an_hour(loot: Loot) -> None:
    tables = rows_of(loot.folder, load_keys(loot.folder))
    responses = {str(row[0]) for row in tables["response"]}
    assert len(responses) >= EVENINGS
    for name in (*APART, "equality_waiting"):
        assert tables[name] or name == "care_wait", name
        for row in tables[name]:
            assert responses.isdisjoint(str(value) for value in row), name
            text = json.dumps([str(value) for value in row])
            assert not re.search(r"\d{2}:\d{2}|20\d\d-\d\d-\d\d", text), name
    tickets = {*loot.tickets, *(t.encode().hex() for t in loot.tickets)}
    values = {str(v) for rows in tables.values() for row in rows for v in row}
    assert tickets.isdisjoint(values)
    # A wish has a day and no finer time; a used ticket is a mark for three days.
    assert {len(row) for row in tables["contact_wish"]} == {3}
