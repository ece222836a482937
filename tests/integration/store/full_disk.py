"""Fill a small disk through the writer; print what was said and whether it held."""

import sys
from functools import partial
from pathlib import Path

from analysis.model import Tally
from bot.keys import Keys
from bot.store import FullError, Store, Writer


def both(number: int, store: Store) -> None:
    """Write to both files, so that a half-done job would show."""
    store.follow_ups.opt_out(number.to_bytes(400, "big"))
    store.tallies.count(Tally("q", f"{number:0400d}", "a", "p", "2026", 1))


def main(folder: Path) -> None:
    keys = Keys(b"k" * 32)
    writer = Writer(Store.open(folder, keys.derive), pause=60)
    stored, refusal = 0, ""
    for number in range(100_000):
        try:
            writer.call(partial(both, number))
        except FullError as full:
            refusal = type(full).__name__
            break
        stored += 1
    found = writer.call(
        lambda store: (
            store.database.number("SELECT count(*) FROM opt_out"),
            len(store.tallies.of(("2026",))),
        )
    )
    print(refusal, "whole" if found == (stored, stored) else (stored, found))  # noqa: T201  # read by the test


if __name__ == "__main__":
    main(Path(sys.argv[1]))
