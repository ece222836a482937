"""Files of an earlier version, brought up to date with what was in them."""

import json
from pathlib import Path

import pytest
from sqlite_utils import Database

from analysis.model import Tally
from bot.keys import Keys, load_keys
from bot.service import submission
from bot.store import Store
from bot.store.migrations import QuietMigrations
from tests.integration.store.thief import decrypted

OLD = {"m002_counted", "m003_batches"}
CODE = "ABCD-EFGH-JKMN-PQRS"
PLACE = "a district that nobody may find again"
NOTE = {
    "response": "r1",
    "questionnaire": "f",
    "counted": [PLACE, "2026"],
    "reach": [],
}


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    return load_keys(tmp_path)


@pytest.fixture
def folder(tmp_path: Path, keys: Keys) -> Path:
    """Return a folder as the first version left it: counters, quotes, held words."""
    apply = QuietMigrations.apply
    with pytest.MonkeyPatch.context() as patch:

        def first_only(steps: QuietMigrations, db: Database) -> None:
            apply(steps, db, stop_before=OLD & steps.names or None)

        patch.setattr(QuietMigrations, "apply", first_only)
        store = Store.open(tmp_path, keys.derive)
    run = store.database.run
    with store.transaction():
        for number in range(300):
            option = f"an option {number}"
            run(
                "INSERT INTO tally VALUES ('f', 'Q1', ?, ?, '2026', 1)", (option, PLACE)
            )
        run(
            "INSERT INTO response VALUES "
            "('r1', 'f', 1, '2026-Q4', NULL, 'en', 'self', NULL, 1)"
        )
        run("INSERT INTO answer VALUES ('r1', 0, 'Q1', '[\"a\"]', NULL, NULL, 0)")
        run("INSERT INTO answer VALUES ('r1', 1, 'O1', '[]', NULL, 'Good.', 0)")
        for quote, state in (("q1", "waiting"), ("q2", "offered"), ("q3", "approved")):
            run("INSERT INTO quote VALUES (?, 'r1', 'O1', '[]', ?)", (quote, state))
        for held, kind in (("h1", "language"), ("h2", "care")):
            run(
                "INSERT INTO held VALUES (?, ?, 'r1', 'O2', x'00', '[]', '2027-Q1')",
                (held, kind),
            )
        note = keys.seal_for(CODE, json.dumps(NOTE).encode())
        store.receipts.add(keys.receipt(CODE), note, "2026-Q4")
    store.database.close()
    return tmp_path


def test_counters_that_could_be_dealt_out_go_with_every_byte(
    folder: Path, keys: Keys
) -> None:
    assert PLACE.encode() in decrypted(folder, "answers.db")
    store = Store.open(folder, keys.derive)
    assert store.tallies.of(("2026",)) == ()
    (kept,) = store.responses.of(("2026-Q4",))
    assert [a.question for a in kept.answers] == ["Q1", "O1"]  # they count on
    store.close()
    assert PLACE.encode() not in decrypted(folder, "answers.db")
    assert PLACE.encode() not in decrypted(folder, "identity.db")


def test_a_receipt_of_before_takes_the_response_back_and_nobody_elses_counts(
    folder: Path, keys: Keys
) -> None:
    store = Store.open(folder, keys.derive)
    another = Tally("f", "Q1", "a", PLACE, "2026", 1)
    with store.transaction():
        store.tallies.count(another)
        assert submission.withdraw(store, keys.receipt(CODE), keys.receipt_seal(CODE))
    assert store.responses.of(("2026-Q4",)) == ()
    assert store.tallies.of(("2026",)) == (another,)
    store.close()


def test_what_waited_for_its_batch_waits_on(folder: Path, keys: Keys) -> None:
    store = Store.open(folder, keys.derive)
    assert (store.quotes.waiting(), store.batches.waiting("language")) == (1, 1)
    assert [quote.id for quote in store.quotes.batch()] == ["q2"]
    assert [quote.id for quote in store.quotes.approved(("2026-Q4",))] == ["q3"]
    assert [held.id for held in store.held.waiting("care")] == ["h2"]
    assert store.held.waiting("language") == ()
    store.close()
