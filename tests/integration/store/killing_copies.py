"""Kill a backup, a restore and a change of key at every change of a file.

Run as a program, so that it may fork: ``python -m
tests.integration.store.killing_copies FOLDER KIND EVERY``. It prints one line of JSON.
"""

import asyncio
import sys
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

from bot.keys import Keys, load_keys
from bot.service import backups, rotation
from bot.service.backups import opened
from bot.store import WrongKeyError
from bot.store.using import settle
from tests.integration.killing import at_each_change, told
from tests.integration.store.killing import submitted, to_review
from tests.integration.store.tracing import Run

DAY = date(2026, 11, 18)
NEW = b"n" * 32
Work = Callable[[Path], None]


def responses(folder: Path, keys: Keys) -> int:
    """Start as the service does, and count; the code in ``code`` must still open."""
    settle(folder).let_go()
    store, keys = opened(folder, keys)
    try:
        for schema in ("main", "answers"):
            assert store.database.rows(f"PRAGMA {schema}.integrity_check") == [("ok",)]
            assert not store.database.rows(f"PRAGMA {schema}.cipher_integrity_check")
        number = store.database.number("SELECT count(*) FROM response")
        if number:
            code = (folder / "code").read_text()
            assert store.receipts.quarter(keys.receipt(code)) is not None
        return number
    finally:
        store.database.close()


def prepare(folder: Path) -> Path:
    """One family has answered, a backup was made before; return the backup."""
    step = asyncio.run(to_review(folder))
    made = backups.back_up(folder, load_keys(folder), folder.parent / "copies", DAY, 35)
    code = asyncio.run(submitted(folder, step))
    (folder / "code").write_text(code)
    return made.path


def killed(
    folder: Path, work: Work, judge: Callable[[Path], str], every: int
) -> Counter[str]:
    """Kill a piece of work at its changes; a life to the end has done all of it."""

    def judged(copy: Path, outcome: Run) -> str:
        verdict = judge(copy)
        assert outcome.killed or verdict == "after", verdict
        return verdict

    return at_each_change(folder, lambda copy, _: work(copy), judged, every)


def kill_backups(folder: Path, every: int) -> Counter[str]:
    """The service's files are as they were; a backup is there whole or not at all."""
    prepare(folder)
    keys = load_keys(folder)

    def work(copy: Path) -> None:
        backups.back_up(copy, load_keys(copy), copy / "made", DAY, 35)

    def judge(copy: Path) -> str:
        assert responses(copy, keys) == 1
        found = (
            list((copy / "made").glob("*.backup")) if (copy / "made").exists() else []
        )
        for path in found:
            backups.verify_backup(path, keys, copy)
        assert not list(copy.glob(".backup-*")), "a workplace was left"
        return "after" if found else "before"

    return killed(folder, work, judge, every)


def kill_restores(folder: Path, every: int) -> Counter[str]:
    """The present pair or the restored pair, never one file of each."""
    made = prepare(folder)
    keys = load_keys(folder)

    def work(copy: Path) -> None:
        backups.restore(copy, load_keys(copy), made, DAY, 35)

    def judge(copy: Path) -> str:
        return "before" if responses(copy, keys) == 1 else "after"

    return killed(folder, work, judge, every)


def kill_rotations(folder: Path, every: int) -> Counter[str]:
    """All of it opens with the old key, or all of it with the new; nothing is lost."""
    prepare(folder)

    def work(copy: Path) -> None:
        rotation.rotate(copy, load_keys(copy), NEW, key_file=True)

    def judge(copy: Path) -> str:
        settle(copy).let_go()
        keys = load_keys(copy)
        new = keys.derive("identity.db") == Keys(NEW).derive("identity.db")
        assert responses(copy, keys) == 1
        if new:
            try:
                opened(copy, load_keys(folder))
            except WrongKeyError:
                return "after"
            raise AssertionError("the old key still opens it")
        return "before"

    return killed(folder, work, judge, every)


KINDS = {"backup": kill_backups, "restore": kill_restores, "rotate": kill_rotations}

if __name__ == "__main__":
    told(KINDS, sys.argv[1:])
