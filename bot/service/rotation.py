"""A new master key without losing anything, and erasing everything by its key.

Rule 1: both files are copied, the copies get the new key and are checked, and all
that changes is then put in place in one step (`bot.store.using.replace`).
Rule 2: the secret behind marks and seals stays, inside the encrypted files: sessions,
links, receipts and opt-outs hold. Whoever has only the old key reads nothing of it.
Rule 3: without its key no file and no backup can be read by anybody; so destroying
the key destroys every copy there is.
"""

import os
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path

from bot.keys import DATABASES, KEY_FILE, Keys
from bot.service.backups import left_aside, opened, ready, workplace
from bot.service.errors import ServiceError
from bot.service.withdrawals import NAME
from bot.store import Store
from bot.store.carry import keep_root
from bot.store.copies import check, rekey
from bot.store.using import alone, clear, finish, replace, sync


@dataclass(frozen=True, slots=True)
class Erased:
    """What is gone, and whether the key was ours to destroy."""

    files: tuple[str, ...]
    key_destroyed: bool


def rotate(folder: Path, old: Keys, new: bytes, *, key_file: bool) -> None:
    """Encrypt everything with a new master key, or leave everything as it was.

    Args:
        folder: STRANDLINE_DATA; nobody may be using it.
        old: The keys in use.
        new: The new master key.
        key_file: The key lies in the folder: replace that file in the same step.

    Raises:
        StoreError: It cannot be done; nothing was changed.
    """
    finish(folder)
    with alone(folder), workplace(folder, "rotate") as work:
        clear(folder, but=work)
        store, old = opened(folder, old)  # heals what a kill left
        store.close()
        staged = work / "pair"
        staged.mkdir(mode=0o700)
        for name in DATABASES:
            shutil.copyfile(folder / name, staged / name)
            (staged / name).chmod(0o600)
        keys = Keys(new, old.root)
        rekey(staged, old.derive, keys.derive)
        fresh = Store.open(staged, keys.derive)
        try:
            with fresh.transaction():
                keep_root(fresh, old.root)
            check(fresh)
        finally:
            fresh.database.close()
        names = list(DATABASES)
        if key_file:
            names.append(str(KEY_FILE))
            _write_key(staged / KEY_FILE, new)
        replace(folder, ready(folder, staged), names, None)


def erase_all(folder: Path, *, key_given: bool) -> Erased:
    """Destroy the key that lies in the folder, and then the files.

    Raises:
        ServiceError: There is nothing here.
        InUseError: The service or a command is running on them.
    """
    with alone(folder):
        clear(folder)
        key = folder / KEY_FILE
        destroyed = not key_given and key.exists()
        files = [
            path
            for name in (*DATABASES, NAME)
            for path in sorted(folder.glob(f"{name}*"))
        ]
        if not files and not key.exists():
            raise ServiceError(f"There is nothing to erase in {folder}.")
        if key.exists():
            _overwrite(key)
        for path in files:
            path.unlink()
        for left in left_aside(folder):
            shutil.rmtree(left)
        sync(folder)
    return Erased(tuple(path.name for path in files), destroyed)


def _write_key(path: Path, key: bytes) -> None:
    path.parent.mkdir(mode=0o700)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(key.hex() + "\n")


def _overwrite(path: Path) -> None:
    """Overwrite a key before deleting it, for disks that write in place."""
    with path.open("r+b") as file:
        size = len(file.read())
        file.seek(0)
        file.write(secrets.token_hex(size)[:size].encode())
        file.flush()
        os.fsync(file.fileno())
    path.unlink()
    sync(path.parent)
