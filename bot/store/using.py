"""Who uses a data folder, and putting new files in place of old ones in one step.

Rule 1: whoever opens the store shares the file ``in-use``; whoever replaces the files
holds it alone. The kernel lets go of both when a process ends, however it ends.
Rule 2: files are replaced by a plan that is written down first. Up to then nothing
has changed; from then on `finish` brings it to its end, at the next start if need be.
Rule 3: an old file's journal leaves before the new file comes, or SQLite would play
it into the wrong file.
"""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic, sleep
from typing import Final

from bot.store.errors import BusyError, StoreError

_LOCK: Final = "in-use"
_PLAN: Final = "replacing.json"
_RUNNING: Final = "running"
_WAIT_SECONDS: Final = 10.0
_PAUSE_SECONDS: Final = 0.05


class InUseError(StoreError):
    """The service, or another command, is using this data folder: stop it first."""


class Using:
    """A share in a data folder, held until it is let go of."""

    def __init__(self, folder: Path) -> None:
        """Take a share, waiting a little for whoever holds the folder alone.

        Raises:
            BusyError: Its files are being replaced.
        """
        self._folder = folder
        self._handle = _open(folder)
        if not _lock(self._handle, fcntl.LOCK_SH, _WAIT_SECONDS):
            os.close(self._handle)
            raise BusyError

    def let_go(self) -> None:
        """Give the share back."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1


@contextmanager
def alone(folder: Path, wait: float = 0.0) -> Iterator[None]:
    """Hold a data folder alone.

    Raises:
        InUseError: Somebody else uses it.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = _open(folder)
    try:
        if not _lock(handle, fcntl.LOCK_EX, wait):
            raise InUseError
        yield
    finally:
        os.close(handle)


def clear(folder: Path, but: Path | None = None) -> None:
    """Remove the workplaces of commands that were killed; the folder is held alone."""
    for kind in ("backup", "verify", "restore", "rotate", "ready"):
        for left in folder.glob(f".{kind}-*"):
            if left != but:
                shutil.rmtree(left, ignore_errors=True)


def settle(folder: Path) -> Using:
    """Take a share in a folder, after bringing to its end what a kill interrupted."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    finish(folder)
    with suppress(InUseError), alone(folder):
        clear(folder)
    return Using(folder)


def began(folder: Path) -> bool:
    """Note that the service runs; return whether the last one ended in order."""
    mark = folder / _RUNNING
    orderly = not mark.exists()
    write_durably(mark, b"")
    return orderly


def ended(folder: Path) -> None:
    """Note that the service ended in order."""
    (folder / _RUNNING).unlink(missing_ok=True)


def replace(
    folder: Path, staged: Path, names: Sequence[str], aside: str | None
) -> None:
    """Put the staged files in place of those in ``folder``; all of them for certain.

    Args:
        folder: STRANDLINE_DATA, held alone.
        staged: A folder inside it, with the new files. It is gone afterwards.
        names: The files, relative to either folder.
        aside: The name of a folder for the old files; None deletes them.
    """
    for name in names:
        sync(staged / name)
        sync((staged / name).parent)
    plan = {"staged": staged.name, "names": list(names), "aside": aside}
    write_durably(folder / _PLAN, json.dumps(plan).encode())
    _carry_out(folder)


def finish(folder: Path) -> bool:
    """Bring a replacement to its end that a kill interrupted; say if there was one."""
    if not (folder / _PLAN).exists():
        return False
    with alone(folder, _WAIT_SECONDS):
        if (folder / _PLAN).exists():
            _carry_out(folder)
    return True


def write_durably(path: Path, body: bytes) -> None:
    """Write a file whole or not at all, so that it outlasts a loss of power."""
    part = path.with_name(f".{path.name}.part")
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise
    sync(path.parent)


def sync(path: Path) -> None:
    """Make what was written to a file or folder durable."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _carry_out(folder: Path) -> None:
    plan = json.loads((folder / _PLAN).read_text(encoding="utf-8"))
    staged, aside = folder / plan["staged"], plan["aside"]
    for name in plan["names"]:
        new, old = staged / name, folder / name
        if not new.exists():
            continue  # this one was done before the kill
        old.parent.mkdir(mode=0o700, exist_ok=True)
        # Journals first: `-journal`, and the super-journals `-mj...`.
        for present in (*sorted(old.parent.glob(f"{old.name}-*")), old):
            _take_away(present, None if aside is None else folder / aside)
        new.replace(old)
        sync(old.parent)
    (folder / _PLAN).unlink()
    sync(folder)
    shutil.rmtree(staged, ignore_errors=True)


def _take_away(path: Path, aside: Path | None) -> None:
    if not path.exists():
        return
    if aside is None:
        path.unlink()
    else:
        aside.mkdir(mode=0o700, exist_ok=True)
        path.replace(aside / path.name)
        sync(aside)
    sync(path.parent)


def _open(folder: Path) -> int:
    return os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)


def _lock(handle: int, kind: int, seconds: float) -> bool:
    deadline = monotonic() + seconds
    while True:
        try:
            fcntl.flock(handle, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            if monotonic() >= deadline:
                return False
            sleep(_PAUSE_SECONDS)
        else:
            return True
