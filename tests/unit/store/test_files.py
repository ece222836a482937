"""The two files: opened, paired, refused, and what SQLite was told about them."""

import re
import sqlite3
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from bot.keys import Keys
from bot.store import (
    CorruptError,
    MismatchError,
    NewerError,
    ReadOnlyError,
    Store,
    StoreError,
    WrongKeyError,
)
from bot.store.database import Database

KEYS = Keys(b"k" * 32)
FILES = ("identity.db", "answers.db")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path, KEYS.derive)
    yield opened
    opened.close()


def test_plain_sqlite_refuses_both_files(store: Store, tmp_path: Path) -> None:
    assert store.status().sessions == 0
    for name in FILES:
        plain = sqlite3.connect(tmp_path / name)
        with pytest.raises(sqlite3.DatabaseError, match="not a database"):
            plain.execute("SELECT * FROM sqlite_master")
        plain.close()
        assert not (tmp_path / name).read_bytes().startswith(b"SQLite")


@pytest.mark.parametrize("wrong", [b"j" * 32, b"k" * 31 + b"l"])
def test_another_key_is_refused_and_the_message_says_what_to_do(
    tmp_path: Path, wrong: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    Store.open(tmp_path, KEYS.derive).close()
    with pytest.raises(WrongKeyError, match="STRANDLINE_KEY"):
        Store.open(tmp_path, Keys(wrong).derive)
    assert capfd.readouterr().err == ""  # SQLCipher does not chatter either


def test_each_file_has_a_key_of_its_own(tmp_path: Path) -> None:
    def one_key_for_both(label: str) -> bytes:
        return KEYS.derive("identity.db" if "answers" in label else label)

    Store.open(tmp_path, KEYS.derive).close()
    with pytest.raises(WrongKeyError):
        Store.open(tmp_path, one_key_for_both)


def test_what_is_deleted_is_overwritten_and_commits_are_durable(store: Store) -> None:
    for schema in ("main", "answers"):
        found = {
            name: store.database.one(f"PRAGMA {schema}.{name}")
            for name in ("secure_delete", "journal_mode", "synchronous", "auto_vacuum")
        }
        assert found == {
            "secure_delete": (1,),
            "journal_mode": ("delete",),
            "synchronous": (3,),  # EXTRA: the folder is synced as well
            "auto_vacuum": (1,),
        }
    assert store.database.one("PRAGMA temp_store") == (2,)  # memory


def test_a_build_without_secure_delete_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver = import_module("sqlcipher3.dbapi2")
    connect = driver.connect

    class Deaf:
        """A build that does not know secure_delete."""

        def __init__(self, *args: object, **kwargs: object) -> None:
            self.real = connect(*args, **kwargs)

        def __getattr__(self, name: str) -> object:
            return getattr(self.real, name)

        def execute(self, statement: str, *values: object) -> object:
            if "secure_delete" in statement:
                return self.real.execute("SELECT 0")
            return self.real.execute(statement, *values)

    monkeypatch.setattr(driver, "connect", Deaf)
    with pytest.raises(StoreError, match="does not keep secure_delete"):
        Store.open(tmp_path, KEYS.derive)


def _tables(store: Store) -> list[tuple[str, str, int]]:
    return [
        (str(schema), str(name), int(str(without_rowid)))
        for schema, name, without_rowid in store.database.rows(
            "SELECT schema, name, wr FROM pragma_table_list "
            "WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        )
    ]


def test_no_table_has_a_rowid(store: Store) -> None:
    tables = _tables(store)
    assert len(tables) > 25
    assert [name for _, name, without_rowid in tables if not without_rowid] == []


def test_no_column_of_the_answer_side_is_a_time(store: Store) -> None:
    columns = {
        (name, str(column))
        for schema, name, _ in _tables(store)
        if schema == "answers"
        for (column,) in store.database.rows(
            "SELECT name FROM pragma_table_info(?, 'answers')", (name,)
        )
    }
    assert ("response", "period") in columns
    telling = re.compile(r"time|date|day|hour|created|updated|stamp|_at$|order|serial")
    assert [c for c in columns if telling.search(c[1])] == []


def test_no_statistics_or_sequences_are_kept(store: Store) -> None:
    store.database.tidy()
    rows = store.database.rows(
        "SELECT name FROM main.sqlite_master UNION SELECT name FROM answers.sqlite_master"
    )
    assert not {str(name) for (name,) in rows} & {"sqlite_sequence", "sqlite_stat1"}


def test_opening_again_migrates_nothing_twice(tmp_path: Path) -> None:
    for _ in range(3):
        store = Store.open(tmp_path, KEYS.derive)
        assert store.status().releases == 0
        store.close()


def test_files_of_two_installations_do_not_go_together(tmp_path: Path) -> None:
    for name in ("one", "two"):
        Store.open(tmp_path / name, KEYS.derive).close()
    (tmp_path / "two" / "answers.db").replace(tmp_path / "one" / "answers.db")
    with pytest.raises(MismatchError, match="restore both"):
        Store.open(tmp_path / "one", KEYS.derive)


@pytest.mark.parametrize("lost", FILES)
def test_one_file_alone_is_refused(tmp_path: Path, lost: str) -> None:
    Store.open(tmp_path, KEYS.derive).close()
    (tmp_path / lost).unlink()
    with pytest.raises(MismatchError, match="restore both"):
        Store.open(tmp_path, KEYS.derive)


def test_files_of_a_newer_version_are_refused(tmp_path: Path) -> None:
    store = Store.open(tmp_path, KEYS.derive)
    store.database.run("INSERT INTO migration (name) VALUES ('m999_later')")
    store.close()
    with pytest.raises(NewerError, match="newer version"):
        Store.open(tmp_path, KEYS.derive)


def test_a_folder_that_cannot_be_used_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("in the way")
    with pytest.raises(ReadOnlyError, match="STRANDLINE_DATA"):
        Store.open(tmp_path / "data", KEYS.derive)


def test_a_damaged_page_is_noticed_and_the_way_out_is_named(tmp_path: Path) -> None:
    store = Store.open(tmp_path, KEYS.derive)
    with store.transaction():
        for number in range(200):
            store.tallies._database.run(
                "INSERT INTO tally VALUES ('q', ?, 'a', 'tier', 'p', '2026', 1)",
                (f"Q{number:04d}" * 20,),
            )
    store.close()
    file = tmp_path / "answers.db"
    content = bytearray(file.read_bytes())
    for offset in range(5 * 4096 + 100, len(content), 4096):
        content[offset] ^= 0xFF
    file.write_bytes(content)

    def read() -> None:
        broken = Store.open(tmp_path, KEYS.derive)
        try:
            broken.tallies.of(("2026",))
        finally:
            broken.close()

    with pytest.raises(StoreError) as noticed:
        read()
    assert isinstance(noticed.value, CorruptError | WrongKeyError), noticed.value
    assert "backup" in str(noticed.value)


def test_a_refused_statement_is_a_store_error(store: Store) -> None:
    with pytest.raises(StoreError, match="refused a statement"):
        store.database.run("INSERT INTO nowhere VALUES (1)")


def test_a_transaction_holds_for_both_files(store: Store) -> None:
    def both(database: Database, *, then_fail: bool = False) -> None:
        database.run("INSERT INTO opt_out VALUES (x'00')")
        database.run("INSERT INTO receipt VALUES (x'00', x'00', '2026-Q4')")
        if then_fail:
            raise ValueError("after both")

    with pytest.raises(ValueError, match="after both"), store.transaction():
        both(store.database, then_fail=True)
    assert store.database.number("SELECT count(*) FROM opt_out") == 0
    assert store.database.number("SELECT count(*) FROM receipt") == 0
    with store.transaction(), store.transaction():
        both(store.database)
    assert store.database.number("SELECT count(*) FROM opt_out") == 1
    assert store.database.number("SELECT count(*) FROM receipt") == 1


def test_a_part_of_a_transaction_can_fail_alone(store: Store) -> None:
    def fail() -> None:
        store.database.run("INSERT INTO opt_out VALUES (x'02')")
        raise ValueError("part")

    with store.transaction():
        store.database.run("INSERT INTO opt_out VALUES (x'01')")
        with pytest.raises(ValueError, match="part"), store.transaction():
            fail()
    assert store.database.rows("SELECT hex(mark) FROM opt_out") == [("01",)]
