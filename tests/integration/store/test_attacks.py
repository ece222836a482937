"""Attacks on what lies on the disk, with and without the stolen key.

Each test says in its first line which kind of attack it is: canaries, dictionary,
order, times, free pages, small groups, logs.
"""

import asyncio
import hashlib
import logging
import re
import shutil
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest

from analysis.model import Attestation
from bot.keys import load_keys, wave_mark
from bot.service.person import Person
from bot.store import Store
from surveys.events import BEGIN, Replied, Tapped
from tests.integration.store.thief import (
    DATABASES,
    decrypted,
    files,
    rank_correlation,
    sweep,
    values,
)
from tests.integration.store.world import (
    NOW,
    QUARTER,
    World,
    code_of,
    family,
    open_world,
    prompt_of,
    reading,
    talk,
)

CHAT, USERNAME = "7301948265", "kelly_watts_94"
NAME, PHONE, EMAIL = "Zebediah", "07700 900123", "z.quill@example.org"
POSTCODE, NHS = "LE11 5XQ", "943 476 5919"
WORDS = Replied(
    f"My worker {NAME} gave me {PHONE}, {EMAIL} and @{USERNAME}. We live at "
    f"{POSTCODE}, NHS number {NHS}. They really listened."
)
PLANTED = (CHAT, USERNAME, NAME, PHONE, EMAIL, POSTCODE, NHS)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    opened = open_world(tmp_path, pause=60)
    yield opened
    await opened.close()


async def someone(world: World) -> list[str]:
    """One family answers with everything that could give it away; return secrets."""
    made = await world.invite.create(
        "family-closure", "keyworker", "charnwood", now=NOW
    )
    person = Person("telegram", CHAT)
    effects = await world.respond.open(person, made.token, "910001", NOW)
    await world.respond.remember_message(person, "8812345", NOW)
    answers: tuple[str | Replied, ...] = ("a", WORDS, "y", "y")
    effects = await talk(world, person, effects, answers)
    return [made.token, code_of(effects)]


def test_the_sweep_finds_what_lies_open_in_any_shape(tmp_path: Path) -> None:
    load_keys(tmp_path)
    for name in DATABASES:
        (tmp_path / name).write_bytes(b"\0" * 4096)
    shapes = {
        "plain": b"...Zebediah...",
        "lower": b"zebediah",
        "utf16": "Zebediah".encode("utf-16-le"),
        "digits": b"+4407700900123",
        "base64": b"eHhaZWJlZGlhaCEh",
        "number": (7301948265).to_bytes(8, "big"),
    }
    for shape, content in shapes.items():
        (tmp_path / shape).write_bytes(content)
    found = {line.rpartition(" in ")[2] for line in sweep(tmp_path, PLANTED)}
    assert found == set(shapes)


def test_the_thief_really_reads_the_pages(tmp_path: Path) -> None:
    store = Store.open(tmp_path, load_keys(tmp_path).derive)
    with store.transaction():
        store.panel.attest(_attestation())
    store.close()
    found = sweep(tmp_path, ("Wilhelmina the director",))
    assert found == ["Wilhelmina the director in identity.db decrypted"]


def _attestation() -> Attestation:
    return Attestation("L-D1", "Wilhelmina the director", "Minutes", "2026-11-18")


async def test_after_submission_no_byte_leads_to_a_person(world: World) -> None:
    """Canaries, raw ids: every byte of every file, key stolen or not."""
    secrets = await someone(world)
    wave = await world.waves.open(
        "2026-Q4-check", "staff-check", now=NOW, until=date(2026, 12, 1)
    )
    grant = await world.accounts.grant("coordinator", now=NOW)
    await world.accounts.redeem(Person("telegram", CHAT), grant, NOW)
    planted = (*PLANTED, *secrets, wave.token, grant)
    assert sweep(world.folder, planted) == []
    await world.close()
    assert sweep(world.folder, planted) == []
    with reading(world.folder) as store:
        (kept,) = store.responses.of((QUARTER,))
        assert "They really listened." in (kept.answers[0].words or "")


async def test_in_mid_conversation_no_byte_leads_to_a_person(world: World) -> None:
    """Even the session, with words that no detector can read, lies sealed."""
    made = await world.invite.create("family-closure", None, None, now=NOW)
    person = Person("telegram", CHAT)
    effects = await world.respond.open(person, made.token, None, NOW)
    for event in (BEGIN, "a"):
        step = prompt_of(effects).step
        effects = await world.respond.receive(person, Tapped(step, event), None, NOW)
    words = Replied("Моя помощница очень помогла нашей семье")
    effects = await world.respond.receive(person, words, None, NOW)
    assert "помощница" in prompt_of(effects).text  # she sees it; the disk does not
    planted = (*PLANTED, made.token, "помощница", "помогла", "семье")
    assert sweep(world.folder, planted) == []


async def test_a_journal_left_by_a_kill_gives_nothing_away(
    world: World, tmp_path: Path
) -> None:
    """Hot journals and the super-journal hold encrypted pages and file names only."""
    await someone(world)
    database = world.store.database
    left = tmp_path.with_name("left")

    def stop_in_the_middle(store: Store) -> None:
        for schema in ("main", "answers"):
            database.run(f"PRAGMA {schema}.cache_size = 1")
        store.responses.purge((QUARTER,))
        store.database.run("DELETE FROM follow_up")
        shutil.copytree(world.folder, left)

    await world.writer.run(stop_in_the_middle)
    assert any(path.name.endswith("-journal") for path in files(left))
    assert sweep(left, PLANTED) == []


async def test_withdrawing_leaves_no_word_in_any_page(world: World) -> None:
    """Erasure: the words are gone from pages, free pages and journals."""
    words = Replied("The purple submarine helped most of all.")
    effects = await family(world, CHAT, ("a", words, "y", "n"))
    assert sweep(world.folder, ("purple submarine",)) == [
        "purple submarine in answers.db decrypted"
    ]
    assert await world.erase.withdraw(code_of(effects), NOW)
    assert sweep(world.folder, ("purple submarine",)) == []


async def test_no_free_page_and_no_journal_is_left(world: World) -> None:
    """Free pages."""
    for number in range(12):
        effects = await family(world, str(number))
    await world.erase.withdraw(code_of(effects), NOW)
    for schema in ("main", "answers"):
        count = await world.writer.run(
            lambda store, s=schema: store.database.number(f"PRAGMA {s}.freelist_count")  # type: ignore[misc]  # mypy cannot infer a default
        )
        assert count == 0
    await world.close()
    assert [p.name for p in files(world.folder)] == [
        "answers.db",
        "identity.db",
        "lock",
    ]


async def test_no_plain_hash_of_an_id_or_token_is_kept(world: World) -> None:
    """Dictionary: only keyed hashes, with a key that is not in the files."""
    secrets = await someone(world)
    grant = await world.accounts.grant("coordinator", now=NOW)
    await world.accounts.redeem(Person("telegram", CHAT), grant, NOW)
    words = [CHAT, *secrets, grant, "910001", "8812345", f"telegram:{CHAT}"]
    words += [f"telegram{CHAT}", f"telegram\0{CHAT}", f'["telegram", "{CHAT}"]']
    guesses = set()
    for name in ("md5", "sha1", "sha256", "sha512", "sha3_256", "blake2b", "blake2s"):
        for word in words:
            digest = hashlib.new(name, word.encode())
            guesses |= {digest.digest(), digest.hexdigest()}
            guesses |= {digest.digest()[:16], digest.hexdigest()[:32]}
    with reading(world.folder) as store:
        for schema in ("main", "answers"):
            for table, kept in values(store, schema).items():
                assert not kept & guesses, table


async def test_the_two_files_share_nothing_but_labels(world: World) -> None:
    """No key, id or hash joins the sides, and a wish to be asked again joins none."""
    for number in range(12):
        await family(world, str(number), ("a", Replied("Good."), "y", "y"))
    await world.respond.close()
    with reading(world.folder) as store:
        sides = [set().union(*values(store, s).values()) for s in ("main", "answers")]
    shared = {
        value for value in sides[0] & sides[1] if not isinstance(value, int | None)
    }
    pair = {value for value in shared if re.fullmatch("[0-9a-f]{32}", str(value))}
    assert len(pair) == 1  # the mark that says which two files belong together
    labels = {"family-closure", "keyworker", "charnwood", "2026", QUARTER, "en"}
    labels |= {"tier", "district"}  # kinds of group
    assert shared - pair <= labels | {"pair", "family-followup"}


async def test_nothing_on_the_answer_side_is_a_time(world: World) -> None:
    """Times: neither dates, nor seconds, nor day or hour numbers."""
    await someone(world)
    with reading(world.folder) as store:
        kept = values(store, "answers")
    numbers = {v for vs in kept.values() for v in vs if isinstance(v, int)}
    assert max(numbers) < 1000
    texts = {v for vs in kept.values() for v in vs if isinstance(v, str)}
    fine = re.compile(r"\d{4}-\d{2}|\d{2}:\d{2}|\d{2}/\d{2}|\d{8,}")
    assert [t for t in texts if fine.search(t) and len(t) < 30] == []


async def test_the_order_of_arrival_cannot_be_read_off(tmp_path: Path) -> None:
    """Order and ranks, by rows and by the bytes of the decrypted pages."""
    world = open_world(tmp_path, pause=60)
    token = (
        await world.waves.open(
            "2026-Q4-check", "staff-check", now=NOW, until=date(2026, 12, 1)
        )
    ).token
    grade = world.setup.area.grades[0].id
    partner = world.setup.area.partners[0].id
    arrived: list[str] = []
    for number in range(120):
        person = Person("telegram", str(number))
        effects = await world.respond.open(person, token, None, NOW)
        await talk(world, person, effects, (grade, partner, "a"))
        ids = await world.writer.run(
            lambda s: [r.id for r in s.responses.of(("2026-Q4-check",))]
        )
        arrived += [i for i in ids if i not in arrived]
    (wave,) = await world.waves.all()
    await world.close()
    with reading(tmp_path) as store:
        scanned = [r.id for r in store.responses.of(("2026-Q4-check",))]
        marks = [
            bytes(m)
            for (m,) in store.database.rows("SELECT mark FROM participation")
            if isinstance(m, bytes)
        ]
    pages = {name: decrypted(tmp_path, name) for name in DATABASES}
    order = range(len(arrived))
    in_rows = [scanned.index(i) for i in arrived]
    in_bytes = [pages["answers.db"].index(i.encode()) for i in arrived]
    # Whoever holds the wave's key while it is open knows everybody's mark.
    people = [("telegram", str(n)) for n in order]
    assert wave.secret is not None
    own = [wave_mark(wave.secret, *person) for person in people]
    assert set(own) == set(marks)
    took_part = [pages["identity.db"].index(m) for m in own]
    bound = 0.36  # four standard deviations of chance for 120 people
    assert abs(rank_correlation(order, in_rows)) < bound
    assert abs(rank_correlation(order, in_bytes)) < bound
    assert abs(rank_correlation(order, took_part)) < bound
    assert abs(rank_correlation(took_part, in_bytes)) < bound


async def test_before_tidying_a_page_would_tell_the_order(tmp_path: Path) -> None:
    """Why the files are rewritten: SQLite fills a page in the order of arrival."""
    world = open_world(tmp_path, pause=60)
    arrived: list[str] = []
    for number in range(12):
        await family(world, str(number))
        ids = await world.writer.run(
            lambda s: [r.id for r in s.responses.of((QUARTER,))]
        )
        arrived += [i for i in ids if i not in arrived]

    def place() -> float:
        page = decrypted(tmp_path, "answers.db")
        return rank_correlation(range(12), [page.index(i.encode()) for i in arrived])

    assert abs(place()) > 0.9
    await world.close()  # which tidies
    assert abs(place()) < 0.9


async def test_a_quiet_moment_tidies_by_itself(tmp_path: Path) -> None:
    world = open_world(tmp_path, pause=0.05)
    await family(world, "1")
    for _ in range(100):
        if not await world.writer.run(lambda s: s.database.is_untidy()):
            break
        await asyncio.sleep(0.1)
    else:
        pytest.fail("the files were never rewritten")
    await world.close()


async def test_logs_say_nothing_about_anybody(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """Logs, at the most talkative level and with a failure in the middle."""
    caplog.set_level(logging.DEBUG)
    secrets = await someone(world)
    await world.respond.open(Person("telegram", CHAT), secrets[0], None, NOW)
    for planted in (*PLANTED, *secrets):
        assert planted not in caplog.text
    assert CHAT not in repr(Person("telegram", CHAT))


async def test_closing_leaves_no_group_under_five(world: World) -> None:
    """Small groups."""
    tiers = ["keyworker"] * 7 + ["lead_worker"] * 4 + ["family_help"] * 2
    for number, tier in enumerate(tiers):
        await family(world, str(number), tier=tier)
    await world.closing.tick(NOW.replace(year=2027))
    with reading(world.folder) as store:
        found = store.responses.of((QUARTER,))
    groups = [(r.group, r.language, r.mode) for r in found]
    assert min(groups.count(group) for group in groups) >= 5
