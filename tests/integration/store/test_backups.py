"""Backups, restores, new keys and the end of everything, over the real files."""

# ruff: noqa: ASYNC221, ASYNC240  # the tests look at files between awaits; nobody waits

import asyncio
import os
import shutil
import subprocess
import sys
import threading
from datetime import date, timedelta
from pathlib import Path

import pytest

from analysis.release import Entry
from bot.keys import KEY_FILE, KeyFileError, Keys, given_keys, load_keys
from bot.service import backups, rotation
from bot.service.backups import TooOldError, back_up, opened, restore, verify_backup
from bot.service.erase import Erase
from bot.service.errors import ServiceError
from bot.service.followup import Wishes
from bot.service.person import Person
from bot.service.withdrawals import NAME, Journal, JournalError, Withdrawals, read
from bot.store import CorruptError, FullError, Store, StoreError, WrongKeyError, using
from bot.store.copies import FILES, BackupError
from bot.store.using import InUseError, Using, alone
from surveys.events import Started, Tapped
from tests.integration.store.world import (
    NOW,
    QUARTER,
    World,
    code_of,
    family,
    open_world,
    prompt_of,
)

DAY = date(2026, 11, 18)
KEEP = 35
MONTH = timedelta(days=30)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


async def answered(folder: Path, *people: str) -> list[str]:
    """Let families answer; return their receipt codes."""
    world = open_world(folder)
    codes = [code_of(await family(world, person)) for person in people]
    await world.close()
    return codes


def made(folder: Path, target: Path | None = None, day: date = DAY) -> Path:
    place = target or folder.parent / "copies"
    return back_up(folder, load_keys(folder), place, day, KEEP).path


def put_back(folder: Path, path: Path, day: date = DAY) -> backups.Restored:
    return restore(folder, given_keys(folder), path, day, KEEP)


async def withdrawn(folder: Path, code: str, *copies: Path) -> None:
    """Withdraw as the service does, with the journal."""
    keys = load_keys(folder)
    world = open_world(folder)
    erase = Erase(world.writer, keys, Withdrawals(keys, folder, copies))
    assert await erase.withdraw(code, NOW)
    await world.close()


def counts(folder: Path) -> tuple[int, int, int]:
    """Return how many responses, receipts and counted answers there are."""
    store, _ = opened(folder, load_keys(folder))
    number = store.database.number
    found = (
        number("SELECT count(*) FROM response"),
        number("SELECT count(*) FROM receipt"),
        number("SELECT coalesce(sum(count), 0) FROM tally WHERE kind = 'tier'"),
    )
    store.close()
    return found


def lose(folder: Path) -> None:
    for name in FILES:
        (folder / name).unlink()


# --- there and back ------------------------------------------------------------------


async def test_what_was_backed_up_comes_back_and_the_old_files_stand_aside(
    folder: Path,
) -> None:
    await answered(folder, "1", "2")
    path = made(folder)
    await answered(folder, "3")
    assert counts(folder)[0] == 3
    done = put_back(folder, path)
    assert done.manifest.day == "2026-11-18"
    assert counts(folder) == (2, 2, 2)
    assert done.aside is not None
    assert {p.name for p in done.aside.iterdir()} == set(FILES)
    assert backups.left_aside(folder) == (done.aside,)
    for name in FILES:  # the old files are whole: moved back, they hold all three
        (done.aside / name).replace(folder / name)
    assert counts(folder)[0] == 3


async def test_receipts_and_conversations_of_a_restored_backup_work(
    folder: Path,
) -> None:
    (code,) = await answered(folder, "1")
    world = open_world(folder)
    invitation = await world.invite.create(
        "family-closure", "keyworker", "charnwood", now=NOW
    )
    person = Person("telegram", "2")
    await world.respond.open(person, invitation.token, None, NOW)
    await world.close()
    path = made(folder)
    lose(folder)
    put_back(folder, path)
    world = open_world(folder)
    assert prompt_of(await world.respond.receive(person, Started(), None, NOW))
    assert await world.erase.withdraw(code, NOW)
    await world.close()


async def test_a_backup_can_be_restored_on_a_new_machine(
    folder: Path, tmp_path: Path
) -> None:
    await answered(folder, "1")
    keys = load_keys(folder)
    path = made(folder)
    other = tmp_path / "new machine"
    done = restore(other, keys, path, DAY, KEEP)
    assert (done.aside, done.published, done.withdrawn) == (None, None, 0)
    store, _ = opened(other, keys)
    assert store.responses.count(QUARTER) == 1
    store.close()


def test_without_a_key_nothing_is_restored_and_no_key_is_made(
    tmp_path: Path,
) -> None:
    with pytest.raises(KeyFileError, match="There is no key"):
        given_keys(tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()


# --- while the service runs ----------------------------------------------------------


async def test_backups_under_load_are_each_one_moment_of_both_files(
    folder: Path, tmp_path: Path
) -> None:
    """Each response has its receipt and its counter, in every single backup."""
    world = open_world(folder, pause=0.05)
    keys = world.keys
    stop = threading.Event()
    taken: list[Path] = []

    def copying() -> None:
        while not stop.is_set() or len(taken) < 3:
            taken.append(made(folder, tmp_path / "copies"))

    copier = asyncio.create_task(asyncio.to_thread(copying))
    for start in range(0, 24, 4):
        await asyncio.gather(*(family(world, str(start + n)) for n in range(4)))
        await asyncio.sleep(0.2)  # people pause; a lock is given to whoever asks then
    stop.set()
    await copier
    await world.close()
    seen = set()
    for number, path in enumerate(taken):
        there = tmp_path / f"there-{number}"
        restore(there, keys, path, DAY, KEEP)
        store, _ = opened(there, keys)
        one = store.database.number
        responses = one("SELECT count(*) FROM response")
        seen.add(responses)
        # One file counts who answered, the other holds what: they must agree.
        assert one("SELECT count(*) FROM receipt") == responses
        for kind in ("tier", "district", "mode"):
            counted = "SELECT coalesce(sum(count), 0) FROM tally WHERE kind = ?"
            assert one(counted, (kind,)) == responses
        assert one("SELECT coalesce(sum(answered), 0) FROM reach") == 2 * responses
        store.close()
    assert len(seen) >= 2, "no backup fell into the middle of it"


def test_two_copies_without_the_lock_would_not_fit_together(tmp_path: Path) -> None:
    """What the lock is for: a pair copied file by file disagrees with itself."""
    folder = tmp_path / "data"
    asyncio.run(answered(folder, "1"))
    there = tmp_path / "there"
    there.mkdir()
    shutil.copy(folder / "identity.db", there)
    asyncio.run(answered(folder, "2"))
    shutil.copy(folder / "answers.db", there)
    store = Store.open(there, load_keys(folder).derive)
    one = store.database.number
    assert one("SELECT count(*) FROM response") == 2
    assert one("SELECT coalesce(sum(answered), 0) FROM reach") == 2  # of one family
    store.database.close()


async def test_a_restore_waits_for_nobody_and_touches_nothing_that_is_in_use(
    folder: Path,
) -> None:
    await answered(folder, "1")
    path = made(folder)
    before = {name: (folder / name).read_bytes() for name in FILES}
    service = Using(folder)
    try:
        with pytest.raises(InUseError, match="stop it first"):
            put_back(folder, path)
        with pytest.raises(InUseError):
            rotation.rotate(folder, load_keys(folder), b"n" * 32, key_file=True)
        with pytest.raises(InUseError):
            rotation.erase_all(folder, key_given=False)
    finally:
        service.let_go()
    assert {name: (folder / name).read_bytes() for name in FILES} == before


def test_whoever_comes_during_a_replacement_waits_for_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.mkdir()
    monkeypatch.setattr(using, "_WAIT_SECONDS", 0.1)
    with alone(folder), pytest.raises(StoreError):
        Using(folder)
    Using(folder).let_go()


# --- nothing readable, nothing half ---------------------------------------------------


async def test_a_backup_shows_nothing_to_whoever_has_no_key(folder: Path) -> None:
    codes = await answered(folder, "1")
    path = made(folder)
    body = path.read_bytes()
    for planted in (b"They listened", b"SQLite format", b"charnwood", b"pair", b"2026"):
        assert planted not in body
    assert codes[0].encode() not in body
    assert path.stat().st_mode & 0o077 == 0
    left = {p.name for p in folder.iterdir() if p.name.startswith(".")}
    assert left == set(), "a workplace was left behind"


async def test_two_backups_of_the_same_moment_share_no_bytes(
    folder: Path, tmp_path: Path
) -> None:
    await answered(folder, "1")
    first, second = (made(folder, tmp_path / f"{n}.backup") for n in "ab")
    a, b = first.read_bytes()[20:], second.read_bytes()[20:]
    same = sum(x == y for x, y in zip(a, b, strict=True))
    assert same < len(a) / 100


@pytest.mark.parametrize("what", ["cut", "flip", "moved", "longer", "head", "empty"])
async def test_a_damaged_backup_is_refused_and_nothing_is_changed(
    folder: Path, what: str
) -> None:
    await answered(folder, *"12345678")
    path = made(folder)
    body = path.read_bytes()
    middle = len(body) // 2
    path.write_bytes(
        {
            "cut": body[:middle],
            "flip": body[:middle] + bytes([body[middle] ^ 1]) + body[middle + 1 :],
            "moved": body[:-200] + body[-100:] + body[-200:-100],
            "longer": body + b"\0",
            "head": b"?" + body[1:],
            "empty": b"",
        }[what]
    )
    before = {name: (folder / name).read_bytes() for name in FILES}
    with pytest.raises(BackupError, match="Nothing was changed"):
        put_back(folder, path)
    with pytest.raises(BackupError, match=str(path)):
        verify_backup(path, load_keys(folder), folder)
    assert {name: (folder / name).read_bytes() for name in FILES} == before
    assert backups.left_aside(folder) == ()


async def test_every_length_of_a_cut_backup_is_noticed(folder: Path) -> None:
    await answered(folder, "1")
    path = made(folder)
    body = path.read_bytes()
    keys = load_keys(folder)
    for length in range(0, len(body), 4_099):
        path.write_bytes(body[:length])
        with pytest.raises(BackupError):
            verify_backup(path, keys, folder)


async def test_another_key_is_refused_clearly(folder: Path) -> None:
    await answered(folder, "1")
    path = made(folder)
    with pytest.raises(BackupError, match="does not open with this key"):
        restore(folder, Keys(b"x" * 32), path, DAY, KEEP)


async def test_a_damaged_database_is_not_backed_up(folder: Path) -> None:
    await answered(folder, *"1234")
    damage(folder / "answers.db")
    with pytest.raises(CorruptError, match="strandline restore"):
        made(folder)
    assert not list((folder.parent / "copies").iterdir())


def damage(path: Path, page: int = 5) -> None:
    with path.open("r+b") as file:
        file.seek(4096 * page + 1000)
        old = file.read(8)
        file.seek(4096 * page + 1000)
        file.write(bytes(b ^ 0xFF for b in old))


async def test_a_full_disk_leaves_no_half_backup(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await answered(folder, "1")
    monkeypatch.setattr(
        shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(100, 100, 0)
    )
    with pytest.raises(FullError, match="no room"):
        made(folder)
    assert not list((folder.parent / "copies").iterdir())


async def test_a_file_size_limit_in_mid_backup_leaves_no_half_backup(
    folder: Path,
) -> None:
    """The kernel refuses to write on (as a full disk does) half way through."""
    await answered(folder, *"123456")
    path = made(folder)
    target = folder.parent / "limited.backup"
    script = (
        "import resource, signal, sys; from pathlib import Path\n"
        "from datetime import date\n"
        "from bot.keys import load_keys; from bot.service.backups import back_up\n"
        "from bot.store import FullError\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({path.stat().st_size - 4096},) * 2)\n"
        "folder, target = map(Path, sys.argv[1:])\n"
        "try: back_up(folder, load_keys(folder), target, date(2026, 11, 18), 35)\n"
        "except FullError as full: print(full)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(folder), str(target)],
        capture_output=True, text=True, check=False, cwd=Path(__file__).parents[3],
    )  # fmt: skip
    assert "The disk is full" in done.stdout, done.stderr
    assert not target.exists()
    assert {p.name for p in folder.parent.iterdir()} <= {"data", "copies"}
    assert counts(folder)[0] == 6


# --- age --------------------------------------------------------------------------------


async def test_an_old_backup_is_not_put_back_by_accident(folder: Path) -> None:
    await answered(folder, "1")
    path = made(folder)
    with pytest.raises(TooOldError, match="--older-anyway"):
        put_back(folder, path, DAY + timedelta(days=KEEP + 1))
    put_back(folder, path, DAY + timedelta(days=KEEP))
    keys = load_keys(folder)
    restore(folder, keys, path, DAY + 3 * MONTH, KEEP, older_anyway=True)
    assert counts(folder)[0] == 1


async def test_backups_over_the_limit_are_removed_when_the_next_is_made(
    folder: Path, tmp_path: Path
) -> None:
    await answered(folder, "1")
    place = tmp_path / "copies"
    first = made(folder, place)
    (place / "strandline-notes.backup").write_text("mine")
    second = made(folder, place, DAY + timedelta(days=KEEP))
    assert first.exists()
    done = back_up(
        folder, load_keys(folder), place, DAY + timedelta(days=KEEP + 1), KEEP
    )
    assert done.removed == (first,)
    assert second.exists()
    assert (place / "strandline-notes.backup").exists()
    with pytest.raises(FileExistsError):
        made(folder, second)


# --- withdrawals come along -----------------------------------------------------------


async def test_what_was_withdrawn_after_the_backup_does_not_come_back(
    folder: Path,
) -> None:
    code, _ = await answered(folder, "1", "2")
    path = made(folder)
    await withdrawn(folder, code)
    assert counts(folder) == (1, 1, 1)
    lose(folder)
    done = put_back(folder, path)
    assert (done.withdrawn, done.known) == (1, True)
    assert counts(folder) == (1, 1, 1)
    done = put_back(folder, path)  # and again
    assert done.withdrawn == 1
    assert counts(folder) == (1, 1, 1)


async def test_with_the_whole_disk_lost_the_copy_beside_the_backup_serves(
    folder: Path, tmp_path: Path
) -> None:
    keys = load_keys(folder)
    (code,) = await answered(folder, "1")
    place = tmp_path / "other disk"
    path = made(folder, place)
    await withdrawn(folder, code, place)
    shutil.rmtree(folder)
    done = restore(folder, keys, path, DAY, KEEP)
    assert done.withdrawn == 1
    # The journal is back in the data folder too, for the restore after this one.
    assert read(keys, (folder / NAME,)).receipts


async def test_without_any_journal_the_restore_says_so(
    folder: Path, tmp_path: Path
) -> None:
    await answered(folder, "1")
    path = made(folder, tmp_path / "alone.backup")
    (folder / NAME).unlink()
    (tmp_path / NAME).unlink()
    assert not put_back(folder, path).known


async def test_an_unreadable_journal_stops_the_restore(folder: Path) -> None:
    await answered(folder, "1")
    path = made(folder)
    (folder / NAME).write_bytes(b"nonsense")
    with pytest.raises(JournalError, match="cannot be read"):
        put_back(folder, path)
    assert backups.left_aside(folder) == ()


async def test_an_opt_out_after_the_backup_holds(folder: Path) -> None:
    await answered(folder, "1")
    path = made(folder)
    keys = load_keys(folder)
    world = open_world(folder)
    wishes = Wishes(world.writer, keys, world.setup, Withdrawals(keys, folder))
    await wishes.opt_out(Person("telegram", "9"))
    await world.close()
    lose(folder)
    put_back(folder, path)
    store = Store.open(folder, keys.derive)
    assert store.follow_ups.opted_out(keys.mark("opt-out", "telegram", "9"))
    store.close()


async def test_a_journal_that_cannot_be_written_withdraws_nothing(
    folder: Path,
) -> None:
    """The journal comes first: nobody is told of what a backup could bring back."""
    (code,) = await answered(folder, "1")
    keys = load_keys(folder)
    world = open_world(folder)
    gone = Withdrawals(keys, folder / "no such folder")
    with pytest.raises(StoreError):
        await Erase(world.writer, keys, gone).withdraw(code, NOW)
    await world.close()
    assert counts(folder)[0] == 1
    await withdrawn(folder, code, folder / "no such disk either")
    assert counts(folder)[0] == 0


def test_the_journal_tells_neither_order_nor_time(tmp_path: Path) -> None:
    keys = Keys(b"k" * 32)
    entries = [("2026-Q4", os.urandom(32), os.urandom(32)) for _ in range(20)]
    bodies = []
    for name, order in (("a", entries), ("b", entries[::-1])):
        (tmp_path / name).mkdir()
        journal = Withdrawals(keys, tmp_path / name)
        for entry in order:
            journal.note(*entry)
        bodies.append(keys.unseal("withdrawals", (tmp_path / name / NAME).read_bytes()))
    assert bodies[0] == bodies[1]
    assert b"2026-Q4" not in (tmp_path / "a" / NAME).read_bytes()


def test_the_journal_forgets_quarters_whose_answers_are_gone(tmp_path: Path) -> None:
    keys = Keys(b"k" * 32)
    journal = Withdrawals(keys, tmp_path)
    journal.note("2026-Q3", b"a", b"b")
    journal.note("2026-Q4", b"c", b"d")
    journal.opt_out(b"e")
    journal.forget(["2026-Q3"])
    found = read(keys, (tmp_path / NAME,))
    assert found == Journal(frozenset({("2026-Q4", b"c", b"d")}), frozenset({b"e"}))


async def test_an_unknown_code_leaves_no_trace_in_the_journal(folder: Path) -> None:
    await answered(folder, "1")
    keys = load_keys(folder)
    world = open_world(folder)
    erase = Erase(world.writer, keys, Withdrawals(keys, folder))
    assert not await erase.withdraw("AAAA-BBBB-CCCC-DDDD", NOW)
    await world.close()
    assert not (folder / NAME).exists()


# --- what was published stays published ---------------------------------------------


async def test_figures_published_after_the_backup_stay_in_the_register(
    folder: Path,
) -> None:
    await answered(folder, "1")
    publish(folder, 10)
    path = made(folder)
    publish(folder, 25)
    done = put_back(folder, path)
    assert done.published == 2  # an entry and its publication
    store, _ = opened(folder, load_keys(folder))
    assert [entry.n for entry in store.releases.register()] == [10, 25]
    assert store.releases.count() == 2
    store.close()
    lose(folder)
    assert put_back(folder, path).published is None


def publish(folder: Path, n: int) -> None:
    store, _ = opened(folder, load_keys(folder))
    with store.transaction():
        store.releases.record(
            "family", QUARTER, [Entry("c", n, 1, {"value": n}, closed=False)], "{}",
            closed=False,
        )  # fmt: skip
    store.close()


# --- a new key ------------------------------------------------------------------------


async def test_a_new_key_keeps_sessions_links_receipts_and_opt_outs(
    folder: Path,
) -> None:
    (code,) = await answered(folder, "1")
    world = open_world(folder)
    links = [
        await world.invite.create("family-closure", "keyworker", "charnwood", now=NOW)
        for _ in range(2)
    ]
    begun, fresh = Person("telegram", "2"), Person("telegram", "3")
    effects = await world.respond.open(begun, links[0].token, None, NOW)
    step = prompt_of(effects).step
    await world.invite.opt_out(Person("telegram", "9"))
    await world.close()
    old = load_keys(folder)
    for new in (None, b"2" * 32):  # twice: the root is carried on
        rotation.rotate(folder, load_keys(folder), new or os.urandom(32), key_file=True)
    with pytest.raises(WrongKeyError):
        Store.open(folder, old.derive)
    world = rotated_world(folder)
    assert prompt_of(await world.respond.receive(begun, Started(), None, NOW))
    effects = await world.respond.receive(begun, Tapped(step, "begin"), None, NOW)
    assert prompt_of(await world.respond.open(fresh, links[1].token, None, NOW))
    assert await world.erase.withdraw(code, NOW)
    mark = world.keys.mark("opt-out", "telegram", "9")
    assert await world.writer.run(lambda s: s.follow_ups.opted_out(mark))
    await world.close()
    assert list(folder.glob(".*")) == []


def rotated_world(folder: Path) -> World:
    """Open the service with the root that was kept, as `bot.app` does."""
    store, keys = opened(folder, load_keys(folder))
    store.close()
    world = open_world(folder)
    fresh = type(world.respond)(world.writer, keys, world.setup)
    world.respond, world.keys = fresh, keys
    world.erase = Erase(world.writer, keys)
    return world


async def test_a_backup_made_before_a_new_key_opens_with_the_old_one(
    folder: Path,
) -> None:
    await answered(folder, "1")
    old = load_keys(folder)
    before = made(folder)
    rotation.rotate(folder, old, b"n" * 32, key_file=True)
    after = made(folder)
    with pytest.raises(BackupError, match="does not open with this key"):
        put_back(folder, before)
    put_back(folder, after)
    assert counts(folder)[0] == 1
    restore(folder, old, before, DAY, KEEP)
    Store.open(folder, old.derive).close()


async def test_withdrawals_before_a_new_key_are_replayed_after_it(
    folder: Path,
) -> None:
    code, _ = await answered(folder, "1", "2")
    rotation.rotate(folder, load_keys(folder), b"1" * 32, key_file=True)
    path = made(folder)
    store, keys = opened(folder, load_keys(folder))
    store.close()
    world = open_world(folder)
    erase = Erase(world.writer, keys, Withdrawals(keys, folder))
    assert await erase.withdraw(code, NOW)
    await world.close()
    assert put_back(folder, path).withdrawn == 1
    assert counts(folder)[0] == 1


# --- the end of everything -------------------------------------------------------------


async def test_with_the_key_destroyed_no_copy_can_be_read(
    folder: Path, tmp_path: Path
) -> None:
    await answered(folder, "1")
    path = made(folder)
    stolen = tmp_path / "stolen"
    shutil.copytree(folder, stolen)
    written = (folder / KEY_FILE).read_text().strip()
    (stolen / KEY_FILE).unlink()
    done = rotation.erase_all(folder, key_given=False)
    assert done.key_destroyed
    assert set(FILES) <= set(done.files)
    rest = [p for p in folder.rglob("*") if p.is_file()]
    assert all(p.stat().st_size == 0 for p in rest), rest
    assert written.encode() not in b"".join(p.read_bytes() for p in rest)
    with pytest.raises(KeyFileError, match="nobody can read"):
        given_keys(folder)
    with pytest.raises(KeyFileError, match="no key"):
        load_keys(stolen)
    for guess in (b"\0" * 32, os.urandom(32)):
        with pytest.raises(WrongKeyError):
            Store.open(stolen, Keys(guess).derive)
        with pytest.raises(BackupError):
            verify_backup(path, Keys(guess), tmp_path / "scratch")
    with pytest.raises(ServiceError, match="nothing to erase"):
        rotation.erase_all(folder, key_given=False)


async def test_a_key_that_lies_elsewhere_is_not_said_to_be_destroyed(
    folder: Path,
) -> None:
    await answered(folder, "1")
    (folder / KEY_FILE).unlink()
    assert not rotation.erase_all(folder, key_given=True).key_destroyed


# --- replacing files -------------------------------------------------------------------


@pytest.fixture
def staged(folder: Path) -> Path:
    folder.mkdir()
    for name in FILES:
        (folder / name).write_text("old")
        (folder / f"{name}-journal").write_text("old journal")
    place = folder / ".ready-x"
    place.mkdir()
    for name in FILES:
        (place / name).write_text("new")
    return place


@pytest.mark.parametrize("aside", [None, "kept"])
def test_an_old_journal_never_stays_beside_a_new_file(
    folder: Path, staged: Path, aside: str | None
) -> None:
    using.replace(folder, staged, FILES, aside)
    assert [(folder / name).read_text() for name in FILES] == ["new", "new"]
    assert not list(folder.glob("*-journal"))
    assert not staged.exists()
    if aside is not None:
        assert len(list((folder / aside).iterdir())) == 4


def test_what_a_kill_interrupted_is_brought_to_its_end(
    folder: Path, staged: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(using, "_carry_out", lambda _: None)  # killed here
        using.replace(folder, staged, FILES, "kept")
    assert [(folder / name).read_text() for name in FILES] == ["old", "old"]
    using.settle(folder).let_go()
    assert [(folder / name).read_text() for name in FILES] == ["new", "new"]
    assert not using.finish(folder)
