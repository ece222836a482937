"""Where answers about who answers wait, so that a row of copies tells nothing either.

Whoever holds two copies of the files, and the key, sees what came between them. If one
family answered on that day, its five answers would lie beside its response. So each
answer waits in a pool of its question until ten are together; and the pool is sealed
under a key that no copy holds.

Rule 1: a question's pool has a key in a file of its own beside the databases; backups
do not take it, and it is deleted, and made anew, whenever the pool has been counted.
Rule 2: the file is made, read and deleted inside a transaction of the store, so that
two processes never hold different keys.
Rule 3: what the present key does not open (a backup was put back) is dropped: fewer
than ten answers a question, and no promise was made for them.
"""

import os
import secrets
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from bot.keys import Keys, SealError, new_id
from bot.store import Store

FOLDER: Final = "equality-pool"
_KEY: Final = 32  # bytes
_LENGTH: Final = 64  # bytes of every answer, whatever it says
_LABEL: Final = "equality"


class Pool:
    """The pools of every question; each verb is called inside a transaction."""

    def __init__(self, folder: Path) -> None:
        """Work with the pools of a data folder (STRANDLINE_DATA)."""
        self._folder = folder / FOLDER

    def add(self, store: Store, question: str, option: str) -> None:
        """Let an answer wait."""
        keys = Keys(self._read(question) or self._make(question))
        plain = option.encode().ljust(_LENGTH)
        store.equality.wait(new_id(), question, keys.seal(_LABEL, plain))

    def flush(self, store: Store, question: str, year: str, batch: int) -> bool:
        """Count what waits if it is enough; return whether it was.

        The key stays until `renew`, in case this transaction does not commit.
        """
        key = self._read(question)
        waiting = store.equality.waiting(question)
        found = {} if key is None else _opened(Keys(key), waiting)
        if lost := waiting.keys() - found.keys():
            store.equality.drop(sorted(lost))
        if len(found) < batch:
            return False
        store.equality.count(question, year, Counter(found.values()))
        store.equality.drop(found)
        return True

    def renew(self, store: Store, question: str) -> None:
        """Delete the key of a pool in which nothing waits any more."""
        path = self._path(question)
        if store.equality.waiting(question) or not path.exists():
            return
        with path.open("r+b") as file:  # overwritten before its name goes
            file.write(secrets.token_bytes(_KEY))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()

    def _path(self, question: str) -> Path:
        return self._folder / question

    def _read(self, question: str) -> bytes | None:
        try:
            key = self._path(question).read_bytes()
        except FileNotFoundError:
            return None
        return key if len(key) == _KEY else None

    def _make(self, question: str) -> bytes:
        """Write a fresh key, durably, before anything is sealed under it."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        key, path = secrets.token_bytes(_KEY), self._path(question)
        draft = path.with_suffix(".draft")
        draft.unlink(missing_ok=True)
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(key)
            file.flush()
            os.utime(file.fileno(), (0, 0))  # no time says when somebody answered
            os.fsync(file.fileno())
        draft.replace(path)
        folder = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        return key


def _opened(keys: Keys, waiting: Mapping[str, bytes]) -> dict[str, str]:
    found = {}
    for entry, sealed in waiting.items():
        try:
            found[entry] = keys.unseal(_LABEL, sealed).decode().rstrip()
        except SealError:
            continue
    return found
