"""Attacks 16 to 29: on what is handed out, shown and printed.

What a reader of all publications can work out is attacked by
`tests.attack.disclosure.attacks`; here it is run on what the real service recorded,
and on the documents themselves, format by format.
"""

import csv
import io
import json
import re
import struct
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from typing import Any

from analysis.disclosure.cells import parse_cell
from tests.attack.disclosure import attacks
from tests.attack.loot import Loot, bound, order_of

FEWEST = 10
_PEOPLE = re.compile(
    r"\b([1-9]) (?:people|famil|answers?\b|responses?\b|staff|respondents?|workers?|"
    r"comments?\b)",
    re.IGNORECASE,
)
_NUMBERS = {"n", "people", "respondents", "count", "supporting", "answers"}


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._quiet = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._quiet += tag in {"style", "script"}
        self.words += [
            value
            for name, value in attrs
            if value and name in {"alt", "title", "aria-label", "data-n", "desc"}
        ]

    def handle_endtag(self, tag: str) -> None:
        self._quiet -= tag in {"style", "script"}

    def handle_data(self, data: str) -> None:
        if not self._quiet:
            self.words.append(data)


def parts_of(name: str, body: bytes) -> dict[str, bytes]:
    """Return a document's parts: the files inside a Word file, else itself."""
    if not body.startswith(b"PK"):
        return {name: body}
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return {f"{name}/{part}": archive.read(part) for part in archive.namelist()}


def words_of(name: str, body: bytes) -> str:
    """Return everything in a document that is read, titles and alt texts included."""
    found = []
    for part, content in parts_of(name, body).items():
        if part.endswith((".png", ".jpg", ".ttf")):
            continue
        text = content.decode("utf-8-sig", "replace")
        if part.endswith((".html", ".svg")):
            parser = _Words()
            parser.feed(text)
            text = " ".join(parser.words)
        elif part.endswith(".xml"):
            descriptions = re.findall(r'(?:descr|title|w:val)="([^"]{3,})"', text)
            runs = re.sub(r"<w:(?:p|tc)[ >]", " <", text)
            text = re.sub(r"<[^>]+>", "", runs) + " ".join(descriptions)
        found.append(text)
    return " ".join(found)


# --- small numbers ------------------------------------------------------------------


def small_cells(loot: Loot) -> list[str]:
    """16: numbers of 1 to 9 people, in any format, or behind a share or a mean."""
    found = attacks.small_cells(loot.history)
    for name, body in loot.exports.items():
        found += [
            f"{name}: {hit[0]!r}" for hit in _PEOPLE.finditer(words_of(name, body))
        ]
        if name.endswith(".csv"):
            found += [f"{name}: {hit}" for hit in _small_rows(body)]
        if name.endswith(".json"):
            found += [f"{name}: {hit}" for hit in _small_keys(json.loads(body), "")]
    return found


def _small_rows(body: bytes) -> Iterator[str]:
    rows = csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline=""))
    for row in rows:
        for column, value in row.items():
            if column in _NUMBERS and value and value.isdigit() and 0 < int(value) < 10:
                yield f"{column} = {value}"


def _small_keys(value: Any, where: str) -> Iterator[str]:  # noqa: ANN401  # JSON
    if isinstance(value, dict):
        for key, one in value.items():
            small = isinstance(one, int | float) and 0 < one < FEWEST
            if key in _NUMBERS and small and not isinstance(one, bool):
                yield f"{where}.{key} = {one}"
            if key == "respondents_by" and isinstance(one, dict):
                yield from (
                    f"{where}.{key}.{k} = {n}"
                    for k, n in one.items()
                    if 0 < (n or 0) < 10
                )
            yield from _small_keys(one, f"{where}.{key}")
    elif isinstance(value, list):
        for number, one in enumerate(value):
            yield from _small_keys(one, f"{where}[{number}]")


def complementary(loot: Loot) -> list[str]:
    """17: linear programming over all tables for cells that are withheld."""
    return attacks.programmed(loot.history) + attacks.summed(loot.history)


def linked(loot: Loot) -> list[str]:
    """18: totals of county, year, quarter, tier, district against their parts."""
    return attacks.linked_remainders(loot.history)


def differencing(loot: Loot) -> list[str]:
    """19: two exports with one more answer between them, byte for byte."""
    return _differences(*loot.one_more) + attacks.successive_differences(loot.history)


def _differences(first: Mapping[str, bytes], second: Mapping[str, bytes]) -> list[str]:
    return [
        f"{name} differs in {sum(a != b for a, b in zip(_lines(one), _lines(two), strict=False))} lines"
        for name, one in first.items()
        if (two := second.get(name, b"")) != one
    ]


def _lines(body: bytes) -> list[bytes]:
    return [line for part in parts_of("", body).values() for line in part.split(b"\n")]


def nested(loot: Loot) -> list[str]:
    """20: any two published groups, one inside the other, that differ by 1 to 9."""
    numbers = {field: set(found) for field, found in _numbers(loot).items()}
    return [
        f"{whole} as {n} less {part} as {m}"
        for whole, several in numbers.items()
        for part, others in numbers.items()
        if part != whole and _inside(part, whole)
        for n in several
        for m in others
        if 0 < n - m < FEWEST
    ]


def _numbers(loot: Loot) -> dict[tuple[str, str, str, str], set[int]]:
    found: dict[tuple[str, str, str, str], set[int]] = {}
    for entry in loot.history.register:
        pieces = entry.cell.split("|")
        if len(pieces) == 4 and parse_cell(entry.cell) is not None:
            asked = pieces[3].partition("=")[0]
            key = (pieces[0], pieces[1], pieces[2], asked)
            found.setdefault(key, set()).add(entry.n)
    return found


def _inside(part: tuple[str, str, str, str], whole: tuple[str, str, str, str]) -> bool:
    if (part[0], part[3]) != (whole[0], whole[3]) or whole[2] != "all":
        return False
    inside = part[1] == whole[1] or part[1].startswith(f"{whole[1]}-Q")
    return inside and (part[1], part[2]) != (whole[1], whole[2])


def every_filter(loot: Loot) -> list[str]:
    """21: every combination that commands and bot allow; none but the fixed cuts.

    ``filters`` holds what each way of asking can be narrowed by. What all
    combinations released together is in the history, which the other attacks read.
    """
    allowed = {"row", "period", "kind", "out"}
    found = [
        f"{asking} can be narrowed by {name}"
        for asking, names in loot.filters.items()
        for name in names
        if name not in allowed
    ]
    cuts = {"tier:quarter", "district:year", "mode:year", "all:quarter", "all:year"}
    cuts |= {f"{kind}:wave" for kind in ("all", "grade", "partner")}
    for field in _numbers(loot):
        kind = field[2].partition(":")[0]
        span = "year" if len(field[1]) == 4 else "quarter"
        if re.fullmatch(r"\d{4}(-Q\d)?-.*", field[1]) and not re.fullmatch(
            r"\d{4}-Q\d", field[1]
        ):
            span = "wave"
        if f"{kind}:{span}" not in cuts:
            found.append(f"a table of {kind} by {span}")
    return sorted(set(found))


def unanimous(loot: Loot) -> list[str]:
    """22: shares of nought or a hundred, and prints that only unanimity explains."""
    found = attacks.inverted_counts(loot.history)
    found += attacks.inverted_with_known_people(loot.history)
    for name, body in loot.exports.items():
        if name.endswith((".html", ".docx")):
            text = _RANGE.sub(" ", words_of(name, body))
            found += [f"{name}: {hit}" for hit in _ALL_OR_NONE.findall(text)]
        if name.endswith(".csv"):
            rows = csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline=""))
            found += [
                f"{name}: a share of {row['share']}"
                for row in rows
                if row.get("share") in {"0", "100", "0.0", "1.0", "100.0"}
            ]
    return found


# Not shares of people: the ends of a range, and chances worked out from numbers alone.
_RANGE = re.compile(r"\d+% (?:to|and) \d+%|the chance of reaching[^.]*\.")
_ALL_OR_NONE = re.compile(r"(?<!\d)(?:100|0)\s?%")


def dominance(loot: Loot) -> list[str]:
    """23: sums and means of numbers that one or two people make up (2, 90%)."""
    found = []
    for name, body in loot.exports.items():
        if name.endswith(".csv"):
            head = body.decode("utf-8-sig").splitlines()[0].split(",")
            found += [f"{name}: {c}" for c in head if c in {"mean", "sum", "total"}]
        if name.endswith(".json"):
            found += [
                f"{name}: {key}"
                for key in ("mean", "average", "sum")
                if f'"{key}"' in body.decode()
            ]
    return found


# --- quotes and people --------------------------------------------------------------


def quotes(loot: Loot) -> list[str]:
    """24: quotes with a label, in the order of arrival, of a small group, refused."""
    found = []
    for name, body in loot.exports.items():
        if not name.endswith(".json"):
            continue
        for quote in _quotes(json.loads(body)):
            extra = set(quote) - {"row", "theme", "words", "other_way"}
            found += [f"{name}: a quote with {key}" for key in sorted(extra)]
    answered = loot.known.answered
    for name, body in loot.exports.items():
        text = words_of(name, body)
        for kind in sorted({p.kind for p in answered}):
            own = [p.words for p in answered if p.kind == kind]
            places = sorted((text.find(w), n) for n, w in enumerate(own) if w in text)
            rho = order_of([n for _, n in places]) if len(places) > 5 else 0.0
            if abs(rho) > min(bound(len(places)), 0.9):
                found.append(f"{name}: {len(places)} quotes as they came, {rho:.2f}")
            if 0 < len(places) < FEWEST and kind == "family-closure":
                found.append(f"{name}: quotes of only {len(places)} people")
        found += [f"{name}: refused: {w[:30]}" for w in loot.known.refused if w in text]
    return found


def _quotes(value: Any) -> Iterator[Mapping[str, Any]]:  # noqa: ANN401  # JSON
    if isinstance(value, dict):
        for key, one in value.items():
            if key == "quotes" and isinstance(one, list):
                yield from one
            else:
                yield from _quotes(one)
    elif isinstance(value, list):
        for one in value:
            yield from _quotes(one)


def participation(loot: Loot) -> list[str]:
    """25: whether one family answered, from a screen before and after it did."""
    return [
        f"{what}: {' / '.join(_moved(before, after))}"
        for what, before, after in loot.screens
        if before != after
    ]


def _moved(before: str, after: str) -> list[str]:
    old = set(before.splitlines())
    return [" ".join(line.split()) for line in after.splitlines() if line not in old]


_WORKER = re.compile(r"worker_?(?:id|name|by)|keyworker_?(?:id|name)|^by$|team|author")


def workers(loot: Loot) -> list[str]:
    """26: a figure, label or word about one worker."""
    found = [
        f"column {table.name}.{column}"
        for table in loot.tables.values()
        for column in table.columns
        if _WORKER.search(column)
    ]
    responses = {table.name for table, _ in loot.tables_of_responses()}
    for one in loot.known.workers:
        found += [
            f"{one} in {name}"
            for name, body in loot.exports.items()
            if one in words_of(name, body)
        ]
        found += [
            f"{one} in {name}"
            for name in responses
            if any(one in (str(v) for v in row) for row in loot.tables[name].rows)
        ]
    return found


# --- documents ----------------------------------------------------------------------


def suppression(loot: Loot) -> list[str]:
    """27: two counties that differ only in what is withheld, byte for byte."""
    return _differences(*loot.hidden)


_STAMP = re.compile(r"20\d\d-\d\d-\d\dT\d\d:\d\d")
_PNG = {b"IHDR", b"IDAT", b"IEND", b"PLTE", b"sRGB", b"gAMA", b"pHYs", b"tRNS"}


def metadata(loot: Loot) -> list[str]:
    """28: names, times and hidden parts inside the files."""
    found = []
    for name, body in loot.exports.items():
        if body.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(body)) as archive:
                times = {info.date_time for info in archive.infolist()}
                if times - {(1980, 1, 1, 0, 0, 0)}:
                    found.append(f"{name}: times of its parts {max(times)}")
        for part, content in parts_of(name, body).items():
            found += [f"{part}: {hit}" for hit in _hidden(part, content)]
    return found


def _hidden(part: str, content: bytes) -> Iterator[str]:
    if re.search(r"custom\.xml|comments|people\.xml|printerSettings|pivot", part):
        yield "a hidden part"
    if part.endswith(".png"):
        kinds = set(_chunks(content))
        yield from (f"chunk {kind.decode()}" for kind in kinds - _PNG)
        return
    text = content.decode("utf-8", "replace")
    if part.endswith("core.xml"):
        for field in ("creator", "lastModifiedBy", "description", "keywords"):
            said = re.search(rf"<[a-z]+:{field}[^>]*>([^<]+)<", text)
            if said and not said[1].startswith(("Strandline", "Leicestershire")):
                yield f"{field} {said[1]}"
    if re.search(r"<w:vanish/>|<w:(?:ins|del) ", text):
        yield "hidden or tracked words"
    stamp = _STAMP.search(text)
    if stamp and not stamp[0].startswith(("2000-", "1980-")):
        yield f"a time, {stamp[0]}"


def _chunks(content: bytes) -> Iterator[bytes]:
    place = 8
    while place + 8 <= len(content):
        length, kind = struct.unpack(">I4s", content[place : place + 8])
        yield kind
        place += 12 + length


def averaging(loot: Loot) -> list[str]:
    """29: asking again gives another rounding."""
    found = []
    for again in loot.again:
        found += _differences(again, {k: loot.exports.get(k, b"") for k in again})
    return found


def formats(loot: Loot) -> Counter[str]:
    """Return how many documents of each format were read."""
    return Counter(name.rpartition(".")[2] for name in loot.exports)
