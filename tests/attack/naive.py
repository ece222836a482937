"""The design as one would build it at first: what every attack has to break.

One SQLite file with ordinary tables; chat ids or plain hashes of them; times kept;
drafts overwritten in place; a log that says who did what; a dashboard that can be
narrowed by anything, prints what there is, and is made anew for every request.
"""

import csv
import hashlib
import io
import json
import random
import sqlite3
import zipfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.attack.disclosure.naive import naive as naive_disclosure
from tests.attack.disclosure.world import busy_year
from tests.attack.loot import Known, Loot, Someone, Table

TIERS, DISTRICTS = ("keyworker", "lead_worker"), ("blaby", "charnwood", "melton")
FIRST = datetime(2026, 7, 1, 9, tzinfo=UTC)
_TABLES = (
    "CREATE TABLE invites (code TEXT, worker_id TEXT, redeemed_at TEXT)",
    (
        "CREATE TABLE responses (id TEXT PRIMARY KEY, person TEXT, chat_id INTEGER, "
        "tier TEXT, district TEXT, month TEXT, worker_id TEXT, created_at TEXT)"
    ),
    "CREATE TABLE answers (response TEXT, question TEXT, options TEXT, words TEXT)",
    "CREATE TABLE user_data (chat_id INTEGER, message_id INTEGER, draft TEXT)",
)


def filled(folder: Path) -> Loot:
    """Fill the naive service, and take everything away."""
    lot = random.Random(5)  # noqa: S311 - a story, no secret
    loot = Loot("naive", Known())
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "survey.db"
    database = sqlite3.connect(file)
    database.execute("PRAGMA secure_delete = 0")
    for statement in _TABLES:
        database.execute(statement)
    log = []
    for number in range(90):
        person = _someone(number, lot)
        loot.known.people.append(person)
        loot.known.transport.append(str(800_000 + number))
        _store(database, person, lot)
        log.append(f"INFO chat {person.key} sent {person.words!r}")
    erased = loot.known.people[5]
    database.commit()
    database.execute("DELETE FROM answers WHERE response = ?", (erased.response,))
    loot.known.erased += [erased.words]
    loot.known.drafts += ["a draft of person 7 x"]
    database.execute("UPDATE user_data SET draft = ''")
    database.execute("DELETE FROM user_data WHERE rowid > 40")
    database.commit()
    loot.known.workers = ["W1", "W2"]
    loot.known.refused = [loot.known.people[0].words]
    loot.tables = dict(_read(database))
    database.close()
    loot.files = {"survey.db": file.read_bytes()}
    loot.log = "\n".join([*log, "GET https://api.telegram.org/bot123:TOKEN/getUpdates"])
    _publish(loot, lot)
    return loot


def _someone(number: int, lot: random.Random) -> Someone:
    at = FIRST + timedelta(hours=20 * number + lot.randrange(10))
    first = ("Zebediah", "Wilhelmina", "Thaddeus")[number % 3]
    phone = f"07700 {900000 + number}"
    return Someone(
        number,
        str(7_300_000_000 + lot.randrange(10**9)),
        f"invite-{lot.getrandbits(40):x}",
        TIERS[number % 2],
        DISTRICTS[number % 3],
        "family-closure",
        at,
        planted=(first, phone),
        words=f"[PERSON_{number % 30}] helped us, a draft of person {number} x, {first}"
        f" rang {phone}",
        code=f"receipt-{number}",
        response=f"{int(at.timestamp() * 1000):012x}{lot.getrandbits(64):016x}",
    )


def _store(database: sqlite3.Connection, person: Someone, lot: random.Random) -> None:
    at = person.at + timedelta(minutes=3)
    worker = f"W{person.number % 9}"
    hashed = hashlib.sha256(person.key.encode()).hexdigest()
    database.execute(
        "INSERT INTO invites VALUES (?, ?, ?)", (person.token, worker, at.isoformat())
    )
    labels = (person.tier, person.district, f"{at:%Y-%m}", worker, at.isoformat())
    database.execute(
        "INSERT INTO responses VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (person.response, hashed, int(person.key), *labels),
    )
    database.execute(
        "INSERT INTO answers VALUES (?, 'Q1', ?, ?)",
        (person.response, json.dumps([lot.choice("aab")]), person.words),
    )
    database.execute(
        "INSERT INTO answers VALUES (?, 'Q2', '[\"a\"]', NULL)", (person.response,)
    )
    database.execute(
        "INSERT INTO user_data VALUES (?, ?, ?)",
        (int(person.key), 800_000 + person.number, person.words),
    )


def _read(database: sqlite3.Connection) -> list[tuple[str, Table]]:
    found = []
    made = database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
    for name, sql in made.fetchall():
        rows = database.execute(f"SELECT * FROM {name}")  # noqa: S608  # names from the schema
        columns = tuple(str(column[0]) for column in rows.description)
        found.append((name, Table(name, sql, columns, tuple(rows.fetchall()))))
    return found


# --- a dashboard -------------------------------------------------------------------


def _publish(loot: Loot, lot: random.Random) -> None:
    everybody = loot.known.people
    loot.exports = dashboard(everybody, lot)
    loot.again = [dashboard(everybody, lot)]
    loot.one_more = (dashboard(everybody[:-1], lot), dashboard(everybody, lot))
    loot.hidden = (dashboard(everybody[:9], lot), dashboard(everybody[9:18], lot))
    loot.history = busy_year(0, naive_disclosure).history
    loot.filters = {"dashboard": ("period", "tier", "district", "month", "worker_id")}
    loot.screens = [
        ("a family sent its answers", "41 answers so far", "42 answers so far")
    ]


def dashboard(people: Sequence[Someone], lot: random.Random) -> Mapping[str, bytes]:
    """Return what the dashboard exports about these people."""
    written = io.StringIO()
    rows = csv.writer(written)
    rows.writerow(["tier", "district", "n", "share", "mean"])
    for tier in TIERS:
        for district in DISTRICTS:
            own = [p for p in people if (p.tier, p.district) == (tier, district)]
            shown = [len(own[:7]), 100, round(50 + lot.random(), 2)]  # random rounding
            rows.writerow([tier, district, *shown])
    quoted = [
        {"id": p.response, "words": p.words, "tier": p.tier, "district": p.district}
        for p in people
    ]
    body = json.dumps({"n": len(people), "quotes": quoted, "team W1": {"n": 4}})
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(
            "docProps/core.xml",
            "<c><dc:creator>A. Analyst</dc:creator>2026-10-02T09:14</c>",
        )
        archive.writestr("docProps/custom.xml", "<c/>")
    return {
        "figures.csv": written.getvalue().encode(),
        "figures.json": body.encode(),
        "figures.docx": packed.getvalue(),
    }
