"""The journal of withdrawals and opt-outs, which outlives the databases.

A backup brings back what was withdrawn after it was made; the journal lets a restore
take it away again.

Rule 1: it holds keyed hashes alone: of a receipt's code, and of whoever never wants
to be written to. By itself it says nothing about any answer.
Rule 2: no order, no time. Entries are sorted by their hash; a withdrawal stands under
the quarter that the *response* belonged to, so that it can go when that quarter's
answers would have gone anyway.
Rule 3: it is written, and durable, before the commit that it speaks of.
Rule 4: a second copy is kept with the backups, where they are on another disk.
"""

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.keys import Keys, SealError
from bot.service.errors import ServiceError
from bot.store import DiskError
from bot.store.using import write_durably

NAME: Final = "withdrawals.sealed"
OPT_OUTS: Final = "opt-out"
_LABEL: Final = "withdrawals"


class JournalError(ServiceError):
    """The journal of withdrawals cannot be read; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Journal:
    """What must not come back.

    Attributes:
        receipts: By quarter, the mark of each receipt with what opens it.
        opt_outs: The mark of each person who never wants to be written to.
    """

    receipts: frozenset[tuple[str, bytes, bytes]] = frozenset()
    opt_outs: frozenset[bytes] = frozenset()

    def __or__(self, other: "Journal") -> "Journal":
        return Journal(self.receipts | other.receipts, self.opt_outs | other.opt_outs)


class Withdrawals:
    """Keeps the journal; inside the writer's transaction, so by one at a time."""

    def __init__(self, keys: Keys, folder: Path, copies: Iterable[Path] = ()) -> None:
        """Keep it in ``folder`` (STRANDLINE_DATA), with copies in further folders."""
        self._keys = keys
        self._file = folder / NAME
        self._copies = tuple(copy / NAME for copy in copies)

    def note(self, quarter: str, receipt: bytes, seal: bytes) -> None:
        """Note a withdrawal; doing so twice changes nothing."""
        self.merge(Journal(receipts=frozenset({(quarter, receipt, seal)})))

    def opt_out(self, mark: bytes) -> None:
        """Note that somebody never wants to be written to again."""
        self.merge(Journal(opt_outs=frozenset({mark})))

    def forget(self, quarters: Iterable[str]) -> None:
        """Drop what belonged to quarters whose answers have gone."""
        gone = set(quarters)
        found = read(self._keys, (self._file,))
        kept = frozenset(entry for entry in found.receipts if entry[0] not in gone)
        if kept != found.receipts:
            self._write(Journal(kept, found.opt_outs))

    def copy(self) -> None:
        """Bring the further copies up to date, where their disks are there."""
        self._write(read(self._keys, (self._file, *self._copies)))

    def merge(self, new: Journal) -> None:
        """Add entries; those that are there already change nothing."""
        found = read(self._keys, (self._file,))
        if found | new != found:
            self._write(found | new)

    def _write(self, journal: Journal) -> None:
        body = self._keys.seal(_LABEL, _to_json(journal))
        try:
            write_durably(self._file, body)
        except OSError as wrong:
            raise DiskError from wrong
        for copy in self._copies:
            try:
                if copy.parent.is_dir():
                    write_durably(copy, body)
            except OSError:
                # A disk for backups that is away must not stop a withdrawal; the
                # next entry and the next backup bring the copy up to date.
                continue


def read(keys: Keys, files: Iterable[Path]) -> Journal:
    """Return everything that these journals hold together; a missing one is empty.

    Raises:
        JournalError: One of them cannot be read.
    """
    found = Journal()
    for path in files:
        if not path.exists():
            continue
        try:
            found |= _from_json(keys.unseal(_LABEL, path.read_bytes()))
        except (SealError, ValueError, KeyError, OSError) as wrong:
            raise JournalError(
                f"The record of withdrawals {path} cannot be read: it is damaged or"
                " belongs to another key. Bring a copy of it from where backups are"
                " kept. If there is none, move it away; answers that were withdrawn"
                " after a backup then come back with that backup."
            ) from wrong
    return found


def present(files: Iterable[Path]) -> bool:
    """Say whether any of these journals is there."""
    return any(os.path.lexists(path) for path in files)


def _to_json(journal: Journal) -> bytes:
    rows = sorted([quarter, a.hex(), b.hex()] for quarter, a, b in journal.receipts)
    marks = sorted(mark.hex() for mark in journal.opt_outs)
    return json.dumps({"receipts": rows, OPT_OUTS: marks}).encode()


def _from_json(body: bytes) -> Journal:
    found = json.loads(body)
    return Journal(
        frozenset(
            (str(quarter), bytes.fromhex(a), bytes.fromhex(b))
            for quarter, a, b in found["receipts"]
        ),
        frozenset(bytes.fromhex(mark) for mark in found[OPT_OUTS]),
    )
