"""What outlives a database that is replaced by an older copy of itself.

Figures that were published stay published: the register goes over to the older copy,
or a later figure could be subtracted from one that nobody remembers.
"""

from typing import Final

from bot.store.store import Store

_ROOT: Final = "root"
_PUBLISHED: Final = (
    ("register", ("cell", "version", "n", "supporting", "shown", "closed")),
    ("publication", ("number", "strand", "period", "closed", "body")),
)


def carry_register(present: Store, older: Store) -> int:
    """Add to ``older`` what was published since; return how many entries came.

    Files of another installation add nothing.
    """
    if _pair(present) != _pair(older):
        return 0
    added = 0
    for table, columns in _PUBLISHED:
        rows = present.database.rows(f"SELECT {', '.join(columns)} FROM {table}")  # noqa: S608  # our own names
        for row in rows:
            added += older.database.run(
                f"INSERT OR IGNORE INTO {table} ({', '.join(columns)}) "  # noqa: S608  # our own names
                f"VALUES ({', '.join('?' * len(columns))})",
                row,
            )
    return added


def root_of(store: Store) -> bytes | None:
    """Return the secret that the marks in these files are made with, if it is kept.

    It is kept once the master key has been changed; until then it is the master key.
    """
    row = store.database.one("SELECT value FROM meta WHERE key = ?", (_ROOT,))
    return None if row is None else bytes.fromhex(str(row[0]))


def keep_root(store: Store, root: bytes) -> None:
    """Keep that secret inside the encrypted file, so that marks stay what they are."""
    store.database.run(
        "INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", (_ROOT, root.hex())
    )


def _pair(store: Store) -> object:
    return store.database.one("SELECT value FROM meta WHERE key = 'pair'")
