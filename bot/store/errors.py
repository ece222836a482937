"""What can go wrong with the two files, and the next step for each.

The messages are for the person who runs the service; they never carry a value.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlcipher3 import dbapi2 as sqlite


class StoreError(Exception):
    """The store could not do what was asked; nothing was changed."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or " ".join((self.__doc__ or "").split()))


class PassingError(StoreError):
    """The store cannot be written at the moment; trying again later may help."""


class FullError(PassingError):
    """The disk is full: nothing was stored. Make room; the service then goes on."""


class ReadOnlyError(PassingError):
    """The data files cannot be written: let this account write in the data folder."""


class BusyError(PassingError):
    """Another process has held the data files for too long: end it, or wait."""


class DiskError(PassingError):
    """The disk reported an error: nothing was stored. Check the disk and its mount."""


class CorruptError(StoreError):
    """A data file is damaged. Stop the service and restore the last backup.

    The command is: strandline restore FILE
    """


class WrongKeyError(StoreError):
    """The data files do not open with this key.

    Give the key that they were made with, in STRANDLINE_KEY or in
    keys/strandline.key; if the key is right, a file is damaged: restore the last
    backup.
    """


class MismatchError(StoreError):
    """The two data files do not belong together: restore both from one backup."""


class NewerError(StoreError):
    """The data files were made by a newer version: install that version again."""


class ConflictError(StoreError):
    """Something else changed the same record first; read it anew and try again."""


class ClosedError(StoreError):
    """The store is being closed; nothing more can be written."""


# Primary result codes of SQLite, https://sqlite.org/rescode.html
_BY_CODE: Final[dict[int, type[StoreError]]] = {
    5: BusyError,
    6: BusyError,
    8: ReadOnlyError,
    10: DiskError,
    11: CorruptError,
    13: FullError,
    14: ReadOnlyError,
    26: WrongKeyError,
}


@contextmanager
def translated() -> Iterator[None]:
    """Turn the driver's exceptions into store errors that name the next step.

    sqlcipher3 has exception classes of its own; they are no sqlite3 exceptions.
    """
    try:
        yield
    except sqlite.Error as wrong:  # type: ignore[attr-defined]  # a compiled module
        code = getattr(wrong, "sqlite_errorcode", None)
        known = _BY_CODE.get(code & 0xFF) if isinstance(code, int) else None
        if known is not None:
            raise known from wrong
        raise StoreError(f"the store refused a statement: {wrong}") from wrong
