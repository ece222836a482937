"""Attacks 1 to 15 and 30: on what lies on the disk, key stolen, and in the logs.

Each returns what it recovered, as short sentences; an empty list is a failed attack.
"""

import base64
import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

import numpy as np

from tests.attack.loot import Loot, Table, Value, bound, order_of
from tests.attack.printed import parts_of
from tests.integration.store.thief import encodings

FEWEST = 5
_EPOCH = (
    datetime(2020, 1, 1, tzinfo=UTC).timestamp(),
    datetime(2035, 1, 1, tzinfo=UTC).timestamp(),
)


# --- stored text ----------------------------------------------------------------


def canaries(loot: Loot) -> list[str]:
    """1: planted names, numbers and links in every byte, in several encodings."""
    planted = [t for p in loot.known.people for t in (*p.planted, p.token, p.code)]
    return swept(loot, {*planted, *loot.known.secrets} - {""})


def swept(loot: Loot, planted: Iterable[str]) -> list[str]:
    """Return which planted texts lie in which file, log or document."""
    places = {**loot.files, "the log": loot.log.encode()}
    for document, body in loot.exports.items():
        places |= parts_of(document, body)
    shapes = [(text, shape) for text in sorted(planted) for shape in encodings(text)]
    long = [(text, shape) for text, shape in shapes if len(shape) >= _WINDOW]
    short = [(text, shape) for text, shape in shapes if len(shape) < _WINDOW]
    marks = _marks(b"".join(shape[:_WINDOW] for _, shape in long))[::_WINDOW]
    found = []
    for name, content in places.items():
        there = np.zeros(1 << _BITS, dtype=bool)
        there[_marks(content)] = True
        maybe = [long[i] for i in np.flatnonzero(there[marks])] + short
        found += sorted(
            {f"{text} in {name}" for text, shape in maybe if shape in content}
        )
    return found


_WINDOW, _BITS = 6, 24


def _marks(content: bytes) -> "np.ndarray[Any, np.dtype[np.uint64]]":
    """Return a mark for each six bytes, to say quickly what is *not* there."""
    plain = np.frombuffer(content, dtype=np.uint8).astype(np.uint64)
    count = max(len(plain) - _WINDOW + 1, 0)
    mixed = np.zeros(count, dtype=np.uint64)
    for place in range(_WINDOW):
        mixed = mixed * np.uint64(0x100000001B3) + plain[place : place + count]
    return (mixed * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(64 - _BITS)


_STRUCTURED = {
    "an email": re.compile(r"[^\s@]+@[^\s@]+\.[a-z]{2,}", re.IGNORECASE),
    "a handle": re.compile(r"(?<!\w)@\w{3,}"),
    "an address": re.compile(r"https?://|www\."),
    "a phone": re.compile(r"(?:\+44|\b0)[\s().-]*(?:\d[\s().-]*){9,10}\b"),
    "a postcode": re.compile(
        r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[ABD-HJLNP-UW-Z]{2}\b", re.IGNORECASE
    ),
    "an NHS number": re.compile(r"\b\d{3}[ -]?\d{3}[ -]?\d{4}\b"),
    "a national insurance number": re.compile(
        r"\b[A-CEGHJ-PR-TW-Z]{2}\s?(?:\d\s?){6}[A-D]\b", re.IGNORECASE
    ),
    "a date of birth": re.compile(
        r"\b\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)?\d{2}\b"
        r"|\b(?:19|20)\d{2}-\d{2}-\d{2}\b"
    ),
    "a street": re.compile(
        r"\b\d+[a-z]?,?\s+\w+\s+(?:road|street|avenue|close|lane|drive)\b",
        re.IGNORECASE,
    ),
}


def second_detector(loot: Loot) -> list[str]:
    """2: what a detector that is not used in redaction finds in stored texts.

    Patterns for what has a shape; for names, every word that somebody planted,
    misspelt by up to one letter.
    """
    names = {
        word.lower()
        for person in loot.known.people
        for text in person.planted
        if " " not in text and text.isalpha()
        for word in re.findall(r"[A-Za-z]{5,}", text)
    }
    found = []
    for text in loot.texts():
        found += [
            f"{kind}: {hit[0]}"
            for kind, pattern in _STRUCTURED.items()
            if (hit := pattern.search(text))
        ]
        words = set(re.findall(r"[a-z]{4,}", text.lower()))
        found += [f"a name: {w}" for w in words if any(_near(w, n) for n in names)]
    return found


def _near(word: str, name: str) -> bool:
    if word == name:
        return True
    if abs(len(word) - len(name)) > 1 or min(len(word), len(name)) < 6:
        return False
    shorter, longer = sorted((word, name), key=len)
    if len(shorter) == len(longer):
        return sum(a != b for a, b in zip(word, name, strict=True)) <= 1
    return any(longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer)))


def stable_pseudonyms(loot: Loot) -> list[str]:
    """4: placeholders that carry a number, a letter or a length, or link two texts."""
    marks = Counter(
        mark
        for text in loot.texts()
        for mark in set(
            re.findall(r"\[[^\]\s]*\d+[^\]\s]*\]|\b[0-9a-f]{8,}\b|[*_█]{3,}", text)
        )
    )
    return [f"{mark} in {count} texts" for mark, count in marks.items()]


# --- the structure of the databases ----------------------------------------------


def _values(loot: Loot) -> Iterator[tuple[str, Value]]:
    for table in loot.tables.values():
        for row in table.rows:
            for column, value in zip(table.columns, row, strict=True):
                yield f"{table.name}.{column}", value
                if isinstance(value, str) and value[:1] in "[{":
                    yield from (
                        (f"{table.name}.{column}", one) for one in _inside(value)
                    )


def _inside(text: str) -> Iterator[Value]:
    try:
        left = [json.loads(text)]
    except ValueError:
        return
    while left:
        one = left.pop()
        if isinstance(one, dict):
            left += [*one.keys(), *one.values()]
        elif isinstance(one, list):
            left += one
        elif isinstance(one, str | int):
            yield one


def raw_ids(loot: Loot) -> list[str]:
    """5: ids, handles, phones and links in any column, also inside JSON."""
    known = {t.lower() for p in loot.known.people for t in (p.key, *p.planted, p.token)}
    known |= {text.lower() for text in loot.known.secrets}
    return [
        f"{value!r} in {where}"
        for where, value in _values(loot)
        if isinstance(value, str | int) and str(value).lower() in known
    ]


_HASHES = ("md5", "sha1", "sha256", "sha512", "sha3_256", "blake2b", "blake2s")


def guesses(words: Iterable[str]) -> dict[Value, str]:
    """Return every plain hash that these words may be stored as."""
    found: dict[Value, str] = {}
    for word in words:
        for name in _HASHES:
            digest = hashlib.new(name, word.encode())
            for length in (32, 20, 16, 12, 8, 64):
                cut = digest.digest()[:length]
                shapes: tuple[Value, ...] = (
                    cut,
                    cut.hex(),
                    cut.hex().upper(),
                    base64.b64encode(cut).decode(),
                    base64.urlsafe_b64encode(cut).decode().rstrip("="),
                    int.from_bytes(cut[:8]) >> 1,
                )
                found |= dict.fromkeys(shapes, f"{name} of {word}")
    return found


def dictionary(loot: Loot) -> list[str]:
    """6: plain hashes of every known id, link and code, against every column."""
    plain = {t for p in loot.known.people for t in (p.key, p.token, p.code, *p.planted)}
    plain |= {*loot.known.secrets, *loot.known.transport}
    words = {
        shape
        for one in plain - {""}
        for shape in (
            one,
            one.lower(),
            one.replace("-", ""),
            f"telegram:{one}",
            f"telegram{one}",
            f"{one}:telegram",
            f'["telegram", "{one}"]',
        )
    }
    known = guesses(words)
    return [
        f"{where} is {known[value]}"
        for where, value in _values(loot)
        if value is not None and value in known
    ]


def insertion_order(loot: Loot) -> list[str]:
    """7: the order of arrival, by scan, by hidden row number, by key and by byte."""
    people = loot.known.answered
    found = [
        f"{table.name} has a hidden row number"
        for table in loot.tables.values()
        if "WITHOUT ROWID" not in table.sql.upper() and table.sql
    ]
    for kind in sorted({p.kind for p in people}):
        own = [p.response for p in people if p.kind == kind]
        limit = bound(len(own))
        for name, places in _orders(loot, own):
            rho = order_of(places)
            if len(own) > 20 and abs(rho) > limit:
                found.append(f"{kind}: rho {rho:.2f} by {name} of {len(own)}")
    return found


def _orders(loot: Loot, ids: list[str]) -> Iterator[tuple[str, list[int]]]:
    """Yield each way in which these ids are laid out, as the place of each."""
    for table, column in loot.tables_of_responses():
        first: dict[Value, int] = {}
        for place, row in enumerate(table.rows):
            first.setdefault(row[column], place)
        if all(i in first for i in ids):
            yield f"the rows of {table.name}", [first[i] for i in ids]
    ranked = sorted(ids)
    yield "the ids themselves", [ranked.index(i) for i in ids]
    for name, content in loot.pages.items():
        places = [content.find(i.encode()) for i in ids]
        if min(places) >= 0:
            yield f"the bytes of {name}", places


def correlations(loot: Loot) -> dict[str, float]:
    """Return the strongest correlation with arrival for each way of laying out."""
    people = [p.response for p in loot.known.answered if p.kind == "family-closure"]
    return {name: order_of(places) for name, places in _orders(loot, people)}


def timestamps(loot: Loot) -> list[str]:
    """8: a time beside a response, joined to the list of closures."""
    closures = sorted((p.at.timestamp(), p.response) for p in loot.known.answered)
    truth = {response: place for place, (_, response) in enumerate(closures)}
    found = []
    for table, column in loot.tables_of_responses():
        for time in range(len(table.columns)):
            whens = {
                str(row[column]): when
                for row in table.rows
                if row[column] in truth and (when := _time(row[time])) is not None
            }
            if len(set(whens.values())) < max(4, 0.05 * len(truth)):
                continue
            right = sum(
                _nearest(when, closures) == truth[response]
                for response, when in whens.items()
            )
            found.append(
                f"{table.name}.{table.columns[time]}: {right} of {len(truth)} linked"
            )
    return found


def _nearest(when: float, closures: list[tuple[float, str]]) -> int:
    return min(range(len(closures)), key=lambda i: abs(closures[i][0] - when))


def _time(value: Value) -> float | None:
    """Return what may be a time as seconds: text, seconds, hours or days."""
    if isinstance(value, str):
        try:
            when = datetime.fromisoformat(value)
        except ValueError:
            return None
        return (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp()
    if isinstance(value, int | float):
        for unit in (1, 1000, 1 / 3600, 1 / 86400):
            if _EPOCH[0] < value / unit < _EPOCH[1]:
                return value / unit
        ordinal = (value - 719163) * 86400.0  # date.toordinal()
        if _EPOCH[0] < ordinal < _EPOCH[1]:
            return ordinal
    return None


def rank_join(loot: Loot) -> list[str]:
    """9: two tables without a common key, joined by the rank of their rows.

    For each table in which people can be told apart (by key, handle or a hash that
    opens), in each of its orders; against each order of the responses.
    """
    opened = guesses({p.token for p in loot.known.people})
    opened |= {p.token: f"plain of {p.token}" for p in loot.known.people}
    people = loot.known.answered
    number = {p.token: n for n, p in enumerate(people)}
    found = []
    for table in loot.tables.values():
        for how, order in _ranked(table, opened, number):
            if len(order) < 0.9 * len(people):
                continue
            for way, places in _orders(loot, [p.response for p in people]):
                by_place = sorted(range(len(people)), key=places.__getitem__)
                right = sum(a == b for a, b in zip(order, by_place, strict=False))
                if right > 0.1 * len(people):
                    found.append(
                        f"{table.name} by {how} and {way}: {right} of {len(people)}"
                    )
    return found


def _ranked(
    table: Table, opened: dict[Value, str], number: dict[str, int]
) -> Iterator[tuple[str, list[int]]]:
    """Yield people in the order of each column of a table that names them."""
    for column in range(len(table.columns)):
        rows = [
            (row, number[token])
            for row in table.rows
            if row[column] in opened
            and (token := opened[row[column]].rpartition(" of ")[2]) in number
        ]
        if not rows:
            continue
        yield "scan", [person for _, person in rows]
        for by in range(len(table.columns)):
            if all(isinstance(row[by], str | int | float) for row, _ in rows):
                ordered = sorted(rows, key=lambda pair, by=by: str(pair[0][by]))  # type: ignore[misc]  # mypy cannot infer a default
                yield table.columns[by], [person for _, person in ordered]


def residue(loot: Loot) -> list[str]:
    """10: words of conversations that were stopped, sent or ran out."""
    return swept(loot, loot.known.drafts)


def free_pages(loot: Loot) -> list[str]:
    """11: free pages, journals, samples of the planner, search tables, stray copies."""
    found = []
    for name, content in loot.pages.items():
        free = int.from_bytes(_header(content)[36:40])
        if free:
            found.append(f"{name}: {free} free pages")
    for name, content in loot.files.items():
        stray = name.endswith(("-wal", "-journal", "-shm", ".bak", ".tmp", ".part"))
        if stray and content:
            found.append(f"{name}: {len(content)} bytes")
    found += [
        f"table {name}"
        for name in loot.tables
        if re.search(r"stat[134]|_fts|_content|sqlite_sequence", name)
    ]
    return found


def _header(content: bytes) -> bytes:
    """Return a file's header; decrypted pages lack the 16 bytes that hold the salt."""
    return content if content.startswith(b"SQLite format 3") else bytes(16) + content


def _groups(loot: Loot, columns: set[str]) -> dict[str, Counter[tuple[Value, ...]]]:
    found = {}
    for table, column in loot.tables_of_responses():
        if len({row[column] for row in table.rows}) < len(table.rows):
            continue  # several rows a response: answers, not labels
        used = [i for i, name in enumerate(table.columns) if name in columns]
        found[table.name] = Counter(tuple(r[i] for i in used) for r in table.rows)
    return found


QUASI = {
    "questionnaire", "period", "month", "quarter", "place", "tier", "district",
    "partner", "grade", "language", "postcode", "ward", "wave", "household",
}  # fmt: skip
MORE = QUASI | {"mode", "worker_present"}


def small_groups(loot: Loot, columns: set[str] = QUASI) -> list[str]:
    """12: responses that are alone, or nearly, with their labels.

    Labels are made coarser when a period closes; an open one is a stated limit.
    """
    return [
        f"{table} {labels}: {count}"
        for table, groups in _groups(loot, columns).items()
        for labels, count in groups.items()
        if count < FEWEST and not loot.open & {str(label) for label in labels}
    ]


def homogeneous(loot: Loot) -> list[str]:
    """13: groups in which everybody gave the same answer, so that labels tell it."""
    labels: dict[str, tuple[Value, ...]] = {}
    answers: dict[tuple[tuple[Value, ...], str], Counter[str]] = defaultdict(Counter)
    tables = loot.tables_of_responses()
    for table, column in tables:
        used = [i for i, name in enumerate(table.columns) if name in QUASI]
        if used and len({r[column] for r in table.rows}) == len(table.rows):
            labels |= {str(r[column]): tuple(r[i] for i in used) for r in table.rows}
    for table, column in tables:
        if not {"question", "options"} <= set(table.columns):
            continue
        question = table.columns.index("question")
        options = table.columns.index("options")
        for row in table.rows:
            said = str(row[options])
            if said not in {"[]", ""} and str(row[column]) in labels:
                key = (labels[str(row[column])], str(row[question]))
                answers[key][said] += 1
    return [
        f"{question} of {group}: all {total} said {next(iter(said))}"
        for (group, question), said in answers.items()
        if len(said) == 1 and (total := sum(said.values())) > 1
    ]


# --- logs and transport ------------------------------------------------------------


def logs(loot: Loot) -> list[str]:
    """14: tokens, ids, names and words in what was logged."""
    planted = {t for p in loot.known.people for t in (p.key, p.token, *p.planted)}
    planted |= {p.code for p in loot.known.people} | set(loot.known.secrets)
    lower = loot.log.lower()
    found = [text for text in planted - {""} if text.lower() in lower]
    words = [p.words for p in loot.known.people if len(p.words) > 12]
    return found + [text for text in words if text.lower()[:40] in lower]


_TRANSPORT = re.compile(
    r"update_?id|message_?id|chat_?id|user_?id|user_?name|first_?name|last_?name|phone"
    r"|photo|profile|language_?code|^date$|_at$|time|ip_?address|user_?agent|number$"
)
_OURS = {"publication.number", "answer.number"}  # of releases, and a numeric answer


def transport(loot: Loot) -> list[str]:
    """15: what only the transport knew: ids of updates and messages, names, dates."""
    known = {str(one) for one in loot.known.transport}
    found = [
        f"column {table.name}.{column}"
        for table in loot.tables.values()
        for column in table.columns
        if _TRANSPORT.search(column) and f"{table.name}.{column}" not in _OURS
    ]
    return found + [f"{v!r} in {w}" for w, v in _values(loot) if str(v) in known]


def erasure(loot: Loot) -> list[str]:
    """30: words and ids of people who withdrew, in every byte that is left."""
    return swept(loot, loot.known.erased)
