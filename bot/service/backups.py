"""Backups: made while the service runs, checked, and put back.

Rule 1: a backup older than the limit is not put back without being asked for.
Rule 2: what was withdrawn since the backup is withdrawn again before anybody sees the
files; figures that were published since stay in the register.
Rule 3: nothing in the data folder changes before the new files are whole, checked and
ready; the old ones are then set aside, not deleted.
"""

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from analysis import phrases
from bot.keys import BACKUP, DATABASES, Keys, SealError
from bot.service import submission
from bot.service.errors import ServiceError
from bot.service.withdrawals import NAME, Journal, Withdrawals, present, read
from bot.store import Store, StoreError
from bot.store.carry import carry_register, root_of
from bot.store.copies import (
    Manifest,
    check,
    manifest_of,
    measured,
    pack,
    take,
    unpack,
)
from bot.store.using import Using, alone, clear, finish, replace

SUFFIX: Final = ".backup"
ASIDE: Final = "replaced"


class TooOldError(ServiceError):
    """The backup is older than backups may be; the message says what that means."""


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was made, and the old ones that its making removed."""

    path: Path
    manifest: Manifest
    removed: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did.

    Attributes:
        withdrawn: How many responses were withdrawn again.
        known: Whether a record of withdrawals was there at all.
        published: How many entries of the register came over; None if the present
            files could not be read.
        aside: Where the old files are; None if there were none.
    """

    manifest: Manifest
    withdrawn: int
    known: bool
    published: int | None
    aside: Path | None


def opened(folder: Path, keys: Keys) -> tuple[Store, Keys]:
    """Open the store, and return it with the keys that its marks were made with."""
    store = Store.open(folder, keys.derive)
    try:
        return store, keys.with_root(root_of(store))
    except BaseException:
        store.database.close()
        raise


def back_up(
    folder: Path, keys: Keys, target: Path, today: date, keep_days: int
) -> Made:
    """Copy the pair of files into one sealed file, while others may use them.

    Args:
        folder: STRANDLINE_DATA.
        keys: The installation's.
        target: A file to make, or a folder to make one in. In a folder, backups
            older than ``keep_days`` are removed.
        today: The day that the backup says it was made on.
        keep_days: The age limit of backups.

    Raises:
        StoreError: It cannot be made; nothing was changed.
    """
    into = target.parent if target.suffix == SUFFIX else target
    into.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = _free_name(into, today) if into == target else target
    finish(folder)
    share = Using(folder)
    store, keys = opened(folder, keys)
    try:
        with workplace(folder, "backup") as work:
            manifest = take(store, work / "pair", today)
            copy = Store.open(work / "pair", keys.derive)
            try:
                check(copy)
            finally:
                copy.close()  # which takes the order of arrival away
            manifest = measured(manifest, work / "pair")
            pack(work / "pair", manifest, keys.derive(BACKUP), path)
        # Under the write lock, as every entry of the journal is made.
        with store.transaction():
            Withdrawals(keys, folder, (into,)).copy()
    finally:
        store.database.close()
        share.let_go()
    removed = _too_old(into, today, keep_days) if into == target else ()
    for old in removed:
        old.unlink()
    return Made(path, manifest, removed)


def verify_backup(path: Path, keys: Keys, scratch: Path) -> Manifest:
    """Read a whole backup, and look at every page of the files in it.

    ``scratch`` is a folder for the (encrypted) files in the meantime.

    Raises:
        StoreError: It cannot be used; the message says why.
    """
    scratch.mkdir(mode=0o700, parents=True, exist_ok=True)
    with workplace(scratch, "verify") as work:
        manifest = unpack(path, keys.derive(BACKUP), work / "pair")
        store = Store.open(work / "pair", keys.derive)
        try:
            check(store)
        finally:
            store.database.close()
    return manifest


def verify_data(folder: Path, keys: Keys) -> None:
    """Look at every page of the present files.

    Raises:
        StoreError: Something is damaged; the message names the next step.
    """
    missing = [name for name in DATABASES if not (folder / name).exists()]
    if missing:
        raise ServiceError(f"There is no {' and no '.join(missing)} in {folder}.")
    store = Store.open(folder, keys.derive)
    try:
        check(store)
    finally:
        store.database.close()


def restore(
    folder: Path, keys: Keys, path: Path, today: date, keep_days: int,
    journals: tuple[Path, ...] = (), *, older_anyway: bool = False,
) -> Restored:  # fmt: skip
    """Put a backup in place of the present files.

    Args:
        folder: STRANDLINE_DATA; nobody may be using it.
        keys: Made from the key that was in use when the backup was made.
        path: The backup.
        today: To tell its age.
        keep_days: The age limit of backups.
        journals: Folders, beside the data and the backup's, that may hold a copy of
            the journal of withdrawals.
        older_anyway: Put it back although it is older than the limit.

    Raises:
        TooOldError: It is older than the limit.
        StoreError: It cannot be used. Nothing was changed.
    """
    key = keys.derive(BACKUP)
    age = today - manifest_of(path, key).made
    if age > timedelta(days=keep_days) and not older_anyway:
        raise TooOldError(
            f"{path} is {phrases.count(age.days, 'day')} old, and backups are kept for"
            f" {keep_days} (STRANDLINE_BACKUP_DAYS). It may hold answers that have been"
            " deleted since because their time was over. To put it back nevertheless,"
            " add --older-anyway; what is overdue is deleted when the service next"
            " runs."
        )
    finish(folder)
    files = tuple(p / NAME for p in dict.fromkeys((folder, path.parent, *journals)))
    with alone(folder), workplace(folder, "restore") as work:
        clear(folder, but=work)
        staged = work / "pair"
        manifest = unpack(path, key, staged)
        store, keys = opened(staged, keys)
        try:
            check(store)
            journal = read(keys, files)
            with store.transaction():
                withdrawn = _replay(store, journal)
                store.sign_ins.forget()  # some may have been ended since
            published = _carry(folder, keys, store)
        finally:
            store.close()
        known = present(files)
        if known:
            Withdrawals(keys, folder).merge(journal)
        had = any((folder / name).exists() for name in DATABASES)
        aside = _aside(folder, today)
        replace(folder, ready(folder, staged), DATABASES, aside.name)
    return Restored(manifest, withdrawn, known, published, aside if had else None)


def left_aside(folder: Path) -> tuple[Path, ...]:
    """Return the folders of old files that a restore set aside."""
    return tuple(sorted(p for p in folder.glob(f"{ASIDE}-*") if p.is_dir()))


def _replay(store: Store, journal: Journal) -> int:
    """Withdraw again; return how many responses went."""
    gone = 0
    for _, receipt, seal in sorted(journal.receipts):
        try:
            gone += submission.withdraw(store, receipt, seal)
        except SealError as wrong:
            raise ServiceError(
                "A withdrawal cannot be repeated on this backup: its receipt does not"
                " open. Nothing was changed."
            ) from wrong
    for mark in sorted(journal.opt_outs):
        store.follow_ups.opt_out(mark)
        store.contacts.forget_address(mark)
        store.plans.forget_address(mark)
    store.sendings.all_doubtful(0)  # they may have gone since
    store.group_sendings.all_doubtful(0)
    store.plans.all_doubtful()
    return gone


def _carry(folder: Path, keys: Keys, older: Store) -> int | None:
    """Take over the register of the present files, if they can be read."""
    if not all((folder / name).exists() for name in DATABASES):
        return None
    try:
        now = Store.open(folder, keys.derive)
    except StoreError:
        return None
    try:
        with older.transaction():
            return carry_register(now, older)
    except StoreError:
        return None
    finally:
        now.database.close()


def ready(folder: Path, staged: Path) -> Path:
    """Move new files out of their workplace, which is removed at its end."""
    place = folder / f".ready-{secrets.token_hex(4)}"
    staged.rename(place)
    return place


def _aside(folder: Path, today: date) -> Path:
    number = 1
    while (path := folder / f"{ASIDE}-{today}-{number}").exists():
        number += 1
    return path


def _free_name(folder: Path, today: date) -> Path:
    path, number = folder / f"strandline-{today}{SUFFIX}", 2
    while path.exists():
        path = folder / f"strandline-{today}-{number}{SUFFIX}"
        number += 1
    return path


def _too_old(folder: Path, today: date, keep_days: int) -> tuple[Path, ...]:
    """Return the backups, by the day in their names, that are over the limit."""
    found = []
    for path in sorted(folder.glob(f"strandline-*{SUFFIX}")):
        try:
            day = date.fromisoformat(path.name[len("strandline-") :][:10])
        except ValueError:
            continue
        if today - day > timedelta(days=keep_days):
            found.append(path)
    return tuple(found)


@contextmanager
def workplace(folder: Path, name: str) -> Iterator[Path]:
    """Give a folder to work in that is gone afterwards (`using.clear` after a kill)."""
    work = folder / f".{name}-{secrets.token_hex(4)}"
    work.mkdir(mode=0o700)
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)
