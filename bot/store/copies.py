"""Copies of the pair of files: taken, packed, unpacked, checked, given a new key.

Rule 1: a copy is taken under the write lock of both files, so it is one moment of
both; readers go on, and writers wait for as long as a plain copy takes.
Rule 2: what is copied is what lies on the disk, which is encrypted; nothing readable
is written anywhere, and what is packed is encrypted once more.
Rule 3: a damaged file is neither backed up nor put in place.
"""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

from sqlcipher3 import dbapi2 as sqlite

from bot.store import migrations
from bot.store.database import ANSWERS, IDENTITY, Derive, _as_key
from bot.store.errors import (
    CorruptError,
    FullError,
    NewerError,
    StoreError,
    WrongKeyError,
    translated,
)
from bot.store.sealed_file import (
    DamagedError,
    OtherKeyError,
    Sealer,
    StrangeError,
    frames,
)
from bot.store.store import Store
from bot.store.using import sync

FILES: Final = (IDENTITY, ANSWERS)
_FORMAT: Final = 1
_PIECE: Final = 1 << 20
_SPARE: Final = 8 << 20


class BackupError(StoreError):
    """A backup cannot be used; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself, sealed with it.

    Attributes:
        pair: The random name that both files share.
        day: When it was made, ``2026-11-22``.
        schema: The steps that the files have been through.
        sizes: Bytes of each file.
    """

    pair: str
    day: str
    schema: tuple[str, ...]
    sizes: tuple[tuple[str, int], ...]
    format: int = _FORMAT

    @property
    def made(self) -> date:
        """The day as a date."""
        return date.fromisoformat(self.day)


def take(store: Store, into: Path, day: date) -> Manifest:
    """Copy both files as they are at one moment, while others may be using them.

    Raises:
        CorruptError: One of them is damaged.
        FullError: There is no room for a copy.
    """
    folder = store.database.folder
    into.mkdir(mode=0o700)
    _want_room(folder, sum((folder / name).stat().st_size for name in FILES))
    handles = []
    store.database.begin()
    try:
        # Closing any handle of a file gives up this process's locks on it, so all
        # are kept open until the transaction is over.
        for name in FILES:
            handles.append(os.open(folder / name, os.O_RDONLY))
            _copy(handles[-1], into / name)
    finally:
        store.database.roll_back()
        for handle in handles:
            os.close(handle)
    pair = store.database.one("SELECT value FROM meta WHERE key = 'pair'")
    applied = store.database.rows(
        "SELECT name FROM main.migration UNION SELECT name FROM answers.migration"
    )
    return Manifest(
        pair=str((pair or ("",))[0]),
        day=day.isoformat(),
        schema=tuple(sorted(str(name) for (name,) in applied)),
        sizes=tuple((name, (into / name).stat().st_size) for name in FILES),
    )


def measured(manifest: Manifest, taken: Path) -> Manifest:
    """Return the manifest with the sizes that the copied files have now."""
    sizes = tuple((name, (taken / name).stat().st_size) for name in FILES)
    return replace(manifest, sizes=sizes)


def pack(taken: Path, manifest: Manifest, key: bytes, target: Path) -> None:
    """Write a copy into one sealed file, whole or not at all.

    Raises:
        FullError: There is no room for it.
        FileExistsError: The target is there already.
    """
    if target.exists():
        raise FileExistsError(17, "it is there already", str(target))
    part = target.with_name(f".{target.name}.part")
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            sealer = Sealer(file, key)
            sealer.more(json.dumps(asdict(manifest)).encode())
            for name in FILES:
                for piece in _pieces(taken / name):
                    sealer.more(piece)
            sealer.last(b"")
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
        sync(target.parent)
    except OSError as wrong:
        part.unlink(missing_ok=True)
        raise _of_disk(wrong) from wrong


def manifest_of(path: Path, key: bytes) -> Manifest:
    """Return what a backup says of itself.

    Raises:
        BackupError: It is damaged, of another key, or no backup.
    """
    return _manifest(next(_frames(path, key)))


def unpack(path: Path, key: bytes, into: Path) -> Manifest:
    """Write the files of a backup into a new folder, still encrypted.

    Raises:
        BackupError: It is damaged, of another key, or no backup.
        FullError: There is no room for it.
    """
    content = _frames(path, key)
    manifest = _manifest(next(content))
    unknown = set(manifest.schema) - known_steps()
    if unknown or manifest.format > _FORMAT:
        raise NewerError
    into.mkdir(mode=0o700)
    _want_room(into, sum(size for _, size in manifest.sizes))
    try:
        rest = b""
        for name, size in manifest.sizes:
            if name not in FILES:
                raise BackupError(f"{path} holds a file that does not belong there.")
            rest = _fill(into / name, size, rest, content, path)
        if rest or any(content):
            raise _damaged(path)
    except OSError as wrong:
        raise _of_disk(wrong) from wrong
    return manifest


def known_steps() -> set[str]:
    """Return the names of every migration that this version knows."""
    return {*migrations.identity.names, *migrations.answers.names}


def check(store: Store) -> None:
    """Look at every page of both files and at what they hold together.

    Raises:
        CorruptError: Something is damaged; it names the file.
    """
    for schema, name in (("main", IDENTITY), ("answers", ANSWERS)):
        bad = store.database.rows(f"PRAGMA {schema}.cipher_integrity_check")
        if bad:
            raise CorruptError(
                f"{name} is damaged ({len(bad)} of its pages are not as they were"
                " written). Stop the service and restore the last backup with:"
                " strandline restore FILE"
            )
        (whole, *_) = store.database.rows(f"PRAGMA {schema}.integrity_check") or [()]
        if whole != ("ok",):
            raise CorruptError


def rekey(folder: Path, old: Derive, new: Derive) -> None:
    """Encrypt both files of a folder that nobody uses with other keys."""
    for name in FILES:
        with translated(), closing(_raw(folder / name, old(name))) as connection:
            answer = connection.execute(
                f'PRAGMA rekey = "{_as_key(new(name))}"'
            ).fetchall()
            if answer != [("ok",)]:
                raise StoreError(f"{name} could not be given its new key.")
        with translated(), closing(_raw(folder / name, new(name))) as connection:
            if connection.execute("PRAGMA cipher_integrity_check").fetchall():
                raise CorruptError


def _raw(path: Path, key: bytes) -> sqlite.Connection:  # type: ignore[name-defined]  # a compiled module
    connection = sqlite.connect(str(path), isolation_level=None)  # type: ignore[attr-defined]  # a compiled module
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute(f'PRAGMA key = "{_as_key(key)}"')
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute("SELECT count(*) FROM sqlite_master")
    return connection


def _want_room(folder: Path, size: int) -> None:
    if shutil.disk_usage(folder).free < size + _SPARE:
        raise FullError(
            f"The disk under {folder} has no room for a copy of {size >> 20} MB:"
            " nothing was changed. Make room and try again."
        )


def _copy(handle: int, target: Path) -> None:
    try:
        with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as new:
            while piece := os.read(handle, _PIECE):
                new.write(piece)
    except OSError as wrong:
        raise _of_disk(wrong) from wrong


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece


def _frames(path: Path, key: bytes) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            yield from frames(file, key)
    except StrangeError as wrong:
        raise BackupError(
            f"{path} is no backup of Strandline, or its beginning is damaged."
            " Nothing was changed."
        ) from wrong
    except OtherKeyError as wrong:
        raise BackupError(
            f"{path} does not open with this key. Give the key that was in use when"
            " it was made, as STRANDLINE_KEY. Nothing was changed."
        ) from wrong
    except DamagedError as wrong:
        raise _damaged(path) from wrong


def _damaged(path: Path) -> BackupError:
    return BackupError(
        f"{path} is cut off or damaged: it cannot be used. Take another copy of it, or"
        " the backup before it. Nothing was changed."
    )


def _manifest(body: bytes) -> Manifest:
    found = json.loads(body)
    return Manifest(
        pair=found["pair"],
        day=found["day"],
        schema=tuple(found["schema"]),
        sizes=tuple((str(name), int(size)) for name, size in found["sizes"]),
        format=found["format"],
    )


def _fill(
    target: Path, size: int, rest: bytes, content: Iterator[bytes], path: Path
) -> bytes:
    """Write ``size`` bytes into a file; return what came beyond them."""
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as new:
        while size > len(rest):
            new.write(rest)
            size -= len(rest)
            rest = next(content, b"")
            if not rest:
                raise _damaged(path)
        new.write(rest[:size])
        new.flush()
        os.fsync(new.fileno())
    return rest[size:]


def _of_disk(wrong: OSError) -> Exception:
    if isinstance(wrong, FileExistsError):
        return wrong
    if wrong.errno in (27, 28, 122):  # too large, no space, over quota
        return FullError()
    return wrong


__all__ = [
    "FILES",
    "BackupError",
    "Manifest",
    "WrongKeyError",
    "check",
    "manifest_of",
    "pack",
    "rekey",
    "take",
    "unpack",
]
