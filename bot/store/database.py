"""One connection over two encrypted files, and transactions that hold for both.

Rule 1: identity.db is the main file and answers.db is attached. Both keep rollback
journals, so SQLite's super-journal makes one commit over both atomic
(docs/adr/0001-two-files-one-transaction.md).
Rule 2: what is deleted is overwritten; this is asked for and then checked.
Rule 3: rewriting the files (`tidy`) takes away the order in which rows came, which
pages would otherwise keep.
"""

import fcntl
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection
from typing import Final, cast

from sqlcipher3 import dbapi2 as sqlite
from sqlite_utils import Database as Tables

from bot.store import migrations
from bot.store.errors import (
    BusyError,
    MismatchError,
    NewerError,
    ReadOnlyError,
    StoreError,
    translated,
)

Derive = Callable[[str], bytes]
Value = str | int | bytes | None
Row = tuple[Value, ...]

IDENTITY: Final = "identity.db"
ANSWERS: Final = "answers.db"
_WAIT_MS: Final = 10_000
_SETTINGS: Final = {"journal_mode": "delete", "synchronous": 3, "secure_delete": 1}


class Database:
    """Runs statements. The modules beside this one hold every statement there is."""

    def __init__(self, folder: Path, derive: Derive) -> None:
        """Open the two files in ``folder``, making or migrating them where needed.

        Args:
            folder: STRANDLINE_DATA.
            derive: Gives the 32-byte key of a label (`bot.keys.Keys.derive`).

        Raises:
            StoreError: They cannot be used; the message names the next step.
        """
        self.folder = folder
        identity_key, answers_key = derive("identity.db"), derive("answers.db")
        with _folder_lock(folder), translated():
            _migrate(folder / ANSWERS, answers_key, migrations.answers)
            _migrate(folder / IDENTITY, identity_key, migrations.identity)
            self._connection = _connect(folder / IDENTITY, identity_key)
            self._connection.execute(
                "ATTACH DATABASE ? AS answers KEY ?",
                (str(folder / ANSWERS), _as_key(answers_key)),
            )
            _set_up(self._connection, "answers")
            self._tables = Tables(self._connection)
            self._pair()

    def _pair(self) -> None:
        """Make sure that the two files were made together."""
        with self.transaction():
            here = self.one("SELECT value FROM meta WHERE key = 'pair'")
            there = self.one("SELECT value FROM fact WHERE key = 'pair'")
            if here is None and there is None:
                self.run("INSERT INTO meta SELECT 'pair', lower(hex(randomblob(16)))")
                self.run("INSERT INTO meta VALUES ('untidy', '0')")
                self.run("INSERT INTO fact SELECT * FROM meta WHERE key = 'pair'")
            elif here != there:
                raise MismatchError

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open (a failing disk can end one by itself)."""
        return self._connection.in_transaction

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Do everything inside or nothing; inside another transaction, a part of it."""
        if self.in_transaction:
            with translated(), self._tables.atomic():
                yield
            return
        self.begin()
        try:
            yield
            self.commit()
        except BaseException:
            self.roll_back()
            raise

    def begin(self) -> None:
        """Take the write lock of both files."""
        with translated():
            self._connection.execute("BEGIN IMMEDIATE")

    def commit(self) -> None:
        """Write both files durably, or leave both as they were."""
        with translated():
            self._connection.execute("COMMIT")

    def roll_back(self) -> None:
        """Undo the open transaction, if there is one."""
        if self.in_transaction:
            with translated():
                self._connection.execute("ROLLBACK")

    def run(self, statement: str, values: Sequence[Value] = ()) -> int:
        """Run one statement and return how many rows it changed."""
        with translated():
            return self._tables.execute(statement, tuple(values)).rowcount

    def rows(self, statement: str, values: Sequence[Value] = ()) -> list[Row]:
        """Return every row of a query."""
        with translated():
            found = self._tables.execute(statement, tuple(values)).fetchall()
        return cast("list[Row]", found)

    def one(self, statement: str, values: Sequence[Value] = ()) -> Row | None:
        """Return the first row of a query, or None."""
        rows = self.rows(statement, values)
        return rows[0] if rows else None

    def number(self, statement: str, values: Sequence[Value] = ()) -> int:
        """Return the one whole number that a query gives."""
        row = self.one(statement, values)
        return int(cast("int", row[0])) if row else 0

    def untidy(self) -> None:
        """Note, inside the transaction, that the files should be rewritten soon."""
        self.run("UPDATE meta SET value = '1' WHERE key = 'untidy' AND value = '0'")

    def is_untidy(self) -> bool:
        """Say whether rows came or went since the files were last rewritten."""
        return (
            self.one("SELECT 1 FROM meta WHERE key = 'untidy' AND value = '1'")
            is not None
        )

    def tidy(self) -> bool:
        """Rewrite both files in the order of their keys, if rows came or went.

        Returns:
            Whether it was done; another process's lock only puts it off.
        """
        if not self.is_untidy():
            return False
        try:
            with translated():
                self._connection.execute("VACUUM answers")
                self._connection.execute("VACUUM main")
        except BusyError:
            return False
        self.run("UPDATE meta SET value = '0' WHERE key = 'untidy'")
        return True

    def close(self) -> None:
        """Let go of both files."""
        with translated():
            self._connection.close()


@contextmanager
def _folder_lock(folder: Path) -> Iterator[None]:
    """Let one process at a time make or migrate the files."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = os.fdopen(os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600), "a")
        os.fchmod(lock.fileno(), 0o600)  # older folders have a wider one
    except OSError as wrong:
        raise ReadOnlyError(
            f"{folder} cannot be used for the data: {wrong.strerror}. Let this account "
            "write there, or name another folder in STRANDLINE_DATA."
        ) from wrong
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _as_key(key: bytes) -> str:
    """Return a raw SQLCipher key, which needs no slow derivation."""
    return f"x'{key.hex()}'"


def _connect(path: Path, key: bytes) -> Connection:
    path.touch(mode=0o600)
    connection = sqlite.connect(  # type: ignore[attr-defined]  # a compiled module
        str(path), isolation_level=None, check_same_thread=False
    )
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute(f'PRAGMA key = "{_as_key(key)}"')
    connection.execute(f"PRAGMA busy_timeout = {_WAIT_MS}")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute("SELECT count(*) FROM sqlite_master")  # the first real read
    _set_up(connection, "main")
    return cast("Connection", connection)


def _set_up(connection: Connection, schema: str) -> None:
    connection.execute(f"PRAGMA {schema}.auto_vacuum = FULL")
    for name, value in _SETTINGS.items():
        connection.execute(f"PRAGMA {schema}.{name} = {value}")
        (found,) = connection.execute(f"PRAGMA {schema}.{name}").fetchone()
        if found != value:
            raise StoreError(
                f"This SQLite does not keep {name} = {value} ({schema} says {found}). "
                "Install the sqlcipher3 version of requirements.lock."
            )


def _migrate(path: Path, key: bytes, steps: migrations.QuietMigrations) -> None:
    connection = _connect(path, key)
    try:
        tables = Tables(connection)
        unknown = {step.name for step in steps.applied(tables)} - steps.names
        if unknown:
            raise NewerError
        steps.apply(tables)
    finally:
        connection.close()
