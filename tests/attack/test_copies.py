"""Attacks on what lies beside the databases: backups, journals, files put aside.

A council answers; a backup is made; one family withdraws and others answer; another
backup is made; the first is put back. Then everything in the data folder is taken:
`backups/`, both copies of `withdrawals.sealed`, `replaced-*`, and the files themselves,
raw and with the key.
"""

import asyncio
import json
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from bot.keys import BACKUP, Keys, load_keys
from bot.service.backups import back_up, restore
from bot.service.withdrawals import NAME
from bot.store.copies import unpack
from tests.attack import council
from tests.attack.attacks import attack, say
from tests.attack.loot import Loot, bound, order_of
from tests.attack.storage import swept
from tests.integration.store.thief import DATABASES, IV, PAGE, RESERVED, SALT, files

KEEP = 35
DAY = council.NOW.date()
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("attack")]


async def filled(folder: Path) -> Loot:
    async with council.opened(folder, "copies") as there:
        first = council.NOW - timedelta(hours=8)
        await there.answer(await there.families(26, first, 0.2))
        await council.drafts(there, council.NOW - timedelta(days=9))
        back_up(folder, load_keys(folder), folder / "backups", DAY, KEEP)
        gone = there.known.people[7]
        assert await there.app.erase.withdraw(gone.code, council.NOW)
        there.known.erased += [gone.code, gone.response, gone.words]
        gone.response = ""
        await there.answer(
            await there.families(14, council.NOW - timedelta(hours=2), 0.05)
        )
        back_up(folder, load_keys(folder), folder / "backups", DAY, KEEP)
    older = min((folder / "backups").glob("*.backup"), key=lambda p: (len(p.name), p))
    done = restore(folder, load_keys(folder), older, DAY, KEEP)
    assert done.withdrawn == 1
    assert done.aside is not None
    council.rob(there)
    there.loot.files = dict(_everything(folder))
    return there.loot


def _everything(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield every file raw, and in the clear whatever the stolen key opens."""
    keys = load_keys(folder)
    for path in files(folder):
        name = str(path.relative_to(folder))
        yield name, path.read_bytes()
        if path.name in DATABASES:
            yield f"{name} decrypted", _pages(path, keys)
        elif path.name == NAME:
            yield f"{name} opened", keys.unseal("withdrawals", path.read_bytes())
        elif path.suffix == ".backup":
            pair = folder.parent / "pair"
            unpack(path, keys.derive(BACKUP), pair)
            for part in DATABASES:
                yield f"{name}/{part} decrypted", _pages(pair / part, keys)
            shutil.rmtree(pair)


def _pages(path: Path, keys: Keys) -> bytes:
    content, key, found = path.read_bytes(), keys.derive(path.name), []
    for start in range(0, len(content), PAGE):
        page = content[start : start + PAGE]
        body, iv = page[SALT if start == 0 else 0 : -RESERVED], page[-RESERVED:][:IV]
        opened = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
        found.append(opened.update(body) + opened.finalize())
    return b"".join(found)


@pytest.fixture(scope="module")
def loot(tmp_path_factory: pytest.TempPathFactory) -> Loot:
    return asyncio.run(filled(tmp_path_factory.mktemp("copies") / "data"))


def test_there_are_copies_to_attack(loot: Loot) -> None:
    names = set(loot.files)
    assert sum(name.endswith(".backup") for name in names) == 2
    assert {f"{NAME} opened", f"backups/{NAME} opened"} <= names
    assert sum("replaced-" in name for name in names) >= 4
    kept = [p for p in loot.known.answered if p.words]
    for part in ("answers.db decrypted",):
        there = [name for name in names if name.endswith(part)]
        assert len(there) == 4  # in place, put aside, and in two backups
        assert all(
            any(p.words.encode() in loot.files[name] for p in kept) for name in there
        )


@pytest.mark.parametrize("number", [1, 6, 10, 11, 15])
def test_no_copy_gives_anybody_away(number: int, loot: Loot) -> None:
    assert attack(number, loot) == []


def test_without_the_key_no_copy_says_anything(loot: Loot) -> None:
    raw = Loot("copies, raw")
    raw.files = {
        name: body
        for name, body in loot.files.items()
        if not name.endswith((" decrypted", " opened"))
    }
    words = [p.words for p in loot.known.people]
    ids = [p.response for p in loot.known.answered]
    assert swept(raw, [*words, *ids, "family-closure", "CREATE TABLE"]) == []


def test_what_was_withdrawn_is_in_older_backups_alone(loot: Loot) -> None:
    found = swept(loot, loot.known.erased)
    say(f"attack 30 erasure: copies: {len(found)} in older backups")
    places = {one.rpartition(" in ")[2] for one in found}
    assert {place.partition("/")[0] for place in places} <= {"backups"}
    assert len({place.rpartition("/")[0] for place in places}) == 1, places


def test_the_journal_names_no_response(loot: Loot) -> None:
    opened = loot.files[f"{NAME} opened"]
    assert opened == loot.files[f"backups/{NAME} opened"]
    journal = json.loads(opened)
    assert len(journal["receipts"]) == 1
    ids = [p.response for p in loot.known.answered] + loot.known.erased
    assert not any(one.encode() in opened for one in ids)
    assert journal["receipts"] == sorted(journal["receipts"])


def test_no_copy_keeps_the_order_of_arrival(loot: Loot) -> None:
    people = loot.known.answered
    for name, content in loot.pages.items():
        own = [p.response for p in people if p.response.encode() in content]
        if len(own) < 20:
            continue
        rho = order_of([content.find(response.encode()) for response in own])
        say(f"attack 7 insertion order: {name}: {rho:.2f} of {len(own)}")
        assert abs(rho) < bound(len(own)), name
