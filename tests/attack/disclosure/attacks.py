"""What a reader with pencil, paper and patience can work out from all publications.

Every attack returns what it recovered, as sentences; an empty list is a failed attack.
Attacks on numbers of people assume the worst: a reader who knows the exact number
behind every printed figure, not only the fives. Attacks on counts know the coding
(it is published) and, where they say so, the exact number of people too.
"""

import importlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np

from analysis.disclosure.cells import Field, parse_cell
from analysis.disclosure.coding import show
from analysis.disclosure.form import shown_from_json, shown_to_json
from analysis.model import Bars
from analysis.release import Entry, Policy, Shown
from analysis.wilson import figure
from tests.attack.disclosure.naive import _shown as naive_shown
from tests.attack.disclosure.world import History

FEWEST = 10
BARS, POLICY = Bars(), Policy()
optimize: Any = importlib.import_module("scipy.optimize")  # it ships no types
Printed = Mapping[str, Any]


def figures_of(printed: Printed) -> Iterator[tuple[str, Printed]]:
    """Yield every figure that a release prints, with where it stands."""
    for feature in printed["features"]:
        yield feature["id"], feature
    for one in printed["contradictions"]:
        for side in one["sides"]:
            yield f"{one['kind']} {side['side']}", side
    for cut in printed["cuts"]:
        for question, shown in cut["figures"].items():
            yield f"{cut['kind']}:{cut['group']} {question}", shown


def words_of(printed: Printed) -> Iterator[tuple[str, Printed]]:
    """Yield every figure of people's ticked words, with where it stands."""
    for words in printed["words"]:
        for one in words["said"]:
            place = f"{words['instrument']} {one['feature']}"
            for stance in ("supports", "contradicts", "unclear"):
                yield f"{place} {stance}", one[stance]
            for ticked, shown in one["apart"].items():
                yield f"{place} ticked {ticked}", shown


# --- small groups ---------------------------------------------------------------


def small_cells(history: History) -> list[str]:
    """Find figures and numbers that are about fewer than ten people."""
    found = []
    for publication in history.publications:
        for where, shown in figures_of(publication.printed):
            if shown["n"] is None:
                told = [
                    k
                    for k in ("share", "low", "high", "supporting", "left_out")
                    if shown[k] is not None
                ]
                found += [f"{where}: {told} without a number"] if told else []
            elif shown["n"] < FEWEST:
                found.append(f"{where}: about {shown['n']} people")
        found += [
            f"{entry.cell}: {entry.n} people stand behind it"
            for entry in publication.entries
            if parse_cell(entry.cell) and entry.n < FEWEST
        ]
    return found


def words_apart(history: History) -> list[str]:
    """Find successive prints of words about people who differ by fewer than ten.

    Also prints without a number of people, and parts that are printed as the whole:
    all who wrote it ticked the opposite.
    """
    found: list[str] = []
    seen: dict[tuple[str, str], list[tuple[int, Printed]]] = defaultdict(list)
    behind: dict[str, int] = {}
    for publication in history.publications:
        behind |= {e.cell: e.n for e in publication.entries if "words" in e.cell}
        for where, shown in words_of(publication.printed):
            if shown["n"] is None or shown["n"] < FEWEST:
                found.append(f"{publication.period} {where}: {shown}")
            if " ticked " in where and shown["share"]["bound"] is not None:
                found.append(f"{publication.period} {where}: {shown}")
            asking = where.split()[0]
            n = behind[f"{asking}|{publication.period}|all|words=all"]
            for people, before in seen[(publication.period, where)]:
                if people != n and abs(people - n) < FEWEST and before != shown:
                    found.append(f"{publication.period} {where}: {people} then {n}")
            seen[(publication.period, where)].append((n, shown))
    return found


def unregistered(history: History) -> list[str]:
    """Find figures of questions that were printed and never went to the register."""
    known: set[str] = set()
    found = []
    for publication in history.publications:
        known |= {repr(_printed(e)) for e in publication.entries}
        for where, shown in figures_of(publication.printed):
            alone = shown_to_json(shown_from_json(shown))
            if shown["n"] is not None and repr(alone) not in known:
                found.append(f"{publication.period} {where}: {alone}")
    return found


def _printed(entry: Entry) -> Printed:
    return {k: v for k, v in entry.shown.items() if k != "counts"}


# --- inverting one print ------------------------------------------------------------


@lru_cache(maxsize=64)
def _codebook(*, naive: bool, last: int) -> Mapping[Shown, tuple[tuple[int, int], ...]]:
    """Return what could stand behind each print, for groups of 10 to ``last``."""
    book: dict[Shown, list[tuple[int, int]]] = defaultdict(list)
    for n in range(FEWEST, last + 1):
        for k in range(n + 1):
            true = figure(k, n)
            shown = naive_shown(true) if naive else show(true, BARS, POLICY)
            book[_bare(shown)].append((n, k))
    return {print_: tuple(behind) for print_, behind in book.items()}


def _bare(shown: Shown) -> Shown:
    return Shown(shown.n, shown.share, shown.low, shown.high, shown.supporting)


def inverted_counts(history: History, *, naive: bool = False) -> list[str]:
    """Find prints that only one count, or only unanimity, can stand behind."""
    return [
        f"{where}: {sorted(possible)}"
        for where, entry, possible in _possible(history, naive=naive)
        if len({k for _, k in possible}) == 1
        or all(k == n for n, k in possible)
        or all(k == 0 for n, k in possible)
        if (entry.n, entry.supporting) in possible
    ]


def inverted_with_known_people(history: History, *, naive: bool = False) -> list[str]:
    """The same for a reader who knows how many answered, in groups under fifty.

    Prints that are coarser for the sake of a sum stand for the run that the register
    notes; a reader who knows everything else could work that run out.
    """
    found = []
    for where, entry, possible in _possible(history, naive=naive):
        counts = {k for n, k in possible if n == entry.n} or set(_run(entry))
        if entry.n < POLICY.small and len(counts) == 1:
            found.append(f"{where}: {entry.supporting} of {entry.n}")
    return found


def _run(entry: Entry) -> range:
    counts: Any = entry.shown["counts"]
    return range(counts[0], counts[1] + 1)


def summed(history: History, *, exactly: bool = False) -> list[str]:
    """Add counts up along every sum of published figures, number of people known.

    Quarters into years, tiers into quarters, one publication into the next; whoever
    is left over, too. Recovered is a count that a print did not tell by itself, or
    what everybody left over said. ``exactly``: by linear programming, slower.
    """
    found = []
    cells: dict[tuple[str, str, str], dict[Field, list[Entry]]] = {}
    for entry in filter(_is_figure, history.register):
        cell = parse_cell(entry.cell)
        if cell is not None:
            asked = (cell.field.instrument, cell.field.asked, cell.supports)
            cells.setdefault(asked, {}).setdefault(cell.field, []).append(entry)
    for fields in cells.values():
        counts = _Counts(fields)
        if counts.consistent():
            found += counts.told(counts.programmed() if exactly else counts.runs)
    return found


class _Counts:
    """The possible counts behind all publications of one answer to one question."""

    def __init__(self, fields: Mapping[Field, Sequence[Entry]]) -> None:
        self.runs: dict[str, tuple[int, int]] = {}
        self.people: dict[str, int] = {}
        self.true: dict[str, int] = {}
        self.sums: list[tuple[str, list[str]]] = []
        for field, entries in fields.items():
            for entry in entries:
                name = f"{field} of {entry.n}"
                self._put(name, (_run(entry)[0], _run(entry)[-1]), entry.n)
                self.true[name] = entry.supporting
            ordered = sorted(entries, key=lambda e: e.n)
            for less, more in pairwise(ordered):
                self._add(f"{field} of {more.n}", [f"{field} of {less.n}"])
        last = {
            field: f"{field} of {entries[-1].n}" for field, entries in fields.items()
        }
        for whole in fields:
            for kind in ("quarter", "tier", "district", "mode", "grade", "partner"):
                parts = [last[p] for p in fields if _kind_under(p, whole) == kind]
                if parts:
                    self._add(last[whole], parts)
        self.alone = dict(self.runs)

    def _put(self, name: str, run: tuple[int, int], people: int) -> None:
        self.runs[name], self.people[name] = run, people

    def _add(self, whole: str, parts: list[str]) -> None:
        rest = self.people[whole] - sum(self.people[p] for p in parts)
        if rest > 0:
            parts = [*parts, f"rest of {whole} beside {len(parts)} {parts[0]}"]
            self._put(parts[-1], (0, rest), rest)
        if rest >= 0:
            self.sums.append((whole, parts))

    def consistent(self) -> bool:
        """Pass bounds along until nothing moves; false if somebody withdrew."""
        for _ in range(100):
            before = dict(self.runs)
            for whole, parts in self.sums:
                low = sum(self.runs[p][0] for p in parts)
                high = sum(self.runs[p][1] for p in parts)
                self._narrow(whole, low, high)
                a, b = self.runs[whole]
                for part in parts:
                    c, d = self.runs[part]
                    self._narrow(part, a - high + d, b - low + c)
            if any(a > b for a, b in self.runs.values()):
                return False
            if before == self.runs:
                break
        return all(
            self.runs[n][0] <= k <= self.runs[n][1] for n, k in self.true.items()
        )

    def _narrow(self, name: str, low: int, high: int) -> None:
        a, b = self.runs[name]
        self.runs[name] = (max(a, low), min(b, high))

    def programmed(self) -> dict[str, tuple[int, int]]:
        names = {name: i for i, name in enumerate(self.runs)}
        matrix = np.zeros((len(self.sums), len(names)))
        for row, (whole, parts) in enumerate(self.sums):
            matrix[row, names[whole]] += 1
            for part in parts:
                matrix[row, names[part]] -= 1
        found = {}
        for name, column in names.items():
            aim = np.zeros(len(names))
            aim[column] = 1.0
            ends = [
                optimize.linprog(
                    sign * aim,
                    A_eq=matrix,
                    b_eq=np.zeros(len(self.sums)),
                    bounds=list(self.alone.values()),
                ).fun
                for sign in (1, -1)
            ]
            found[name] = (round(ends[0]), round(-ends[1]))
        return found

    def told(self, runs: Mapping[str, tuple[int, int]]) -> list[str]:
        """Return what a run of one count, that was none by itself, tells."""
        return [
            f"{name}: {a} of {self.people[name]}"
            for name, (a, b) in runs.items()
            if a == b and self.alone[name][0] < self.alone[name][1]
        ]


def _possible(
    history: History, *, naive: bool
) -> Iterator[tuple[str, Entry, tuple[tuple[int, int], ...]]]:
    cells = [e for e in history.register if _is_figure(e)]
    book = _codebook(naive=naive, last=max((e.n for e in cells), default=FEWEST) + 5)
    for entry in cells:
        shown = _bare(shown_from_json(entry.shown))
        yield entry.cell, entry, book.get(shown, ())


def _is_figure(entry: Entry) -> bool:
    cell = parse_cell(entry.cell)
    return cell is not None and "share" in entry.shown


def inverted_left_out(history: History) -> list[str]:
    """Find shares of people left out that tell how many, n and asked in fives."""
    found = []
    for publication in history.publications:
        for where, shown in figures_of(publication.printed):
            out = shown["left_out"]
            if shown["n"] is None or out is None:
                continue
            possible = {
                left
                for n in range(max(FEWEST, shown["n"] - 2), shown["n"] + 3)
                for left in range(12 * n)
                if shown_to_json(show(figure(0, n, left), BARS, POLICY))["left_out"]
                == out
            }
            if len(possible) < 2:
                found.append(f"{where}: {possible} left out")
    return found


def inverted_rates(history: History, sent: Mapping[tuple[str, str], int]) -> list[str]:
    """Find response rates that tell how many answered, by a reader who knows the sent."""
    found = []
    for publication in history.publications:
        rate = publication.printed["response_rate"]
        known = sum(
            n
            for (quarter, _), n in sent.items()
            if quarter.startswith(publication.period)
        )
        if rate is None or known < FEWEST:
            continue
        step = 5 * round(known / 5)
        possible = [
            n
            for n in range(FEWEST, known + 1)
            if _coded(100 * (5 * ((n + 2) // 5)) / step, known) == rate["value"]
        ]
        if len(possible) == 1:
            found.append(f"{publication.period}: {possible[0]} of {known} answered")
    return found


def _coded(share: float, people: int) -> int:
    edge = 5 if people >= 20 else 10
    return min(100 - edge, max(edge, 5 * int(share / 5 + 0.5)))


# --- subtracting ---------------------------------------------------------------------


def successive_differences(history: History) -> list[str]:
    """Find two publications of one figure that differ by fewer than ten people."""
    found = []
    versions: dict[Field, list[tuple[int, str, int]]] = defaultdict(list)
    for entry in history.register:
        cell = parse_cell(entry.cell)
        if cell is None:
            continue
        for n, supports, k in versions[cell.field]:
            apart = abs(n - entry.n)
            changed = supports == cell.supports and k != entry.supporting
            if 0 < apart < FEWEST or (apart == 0 and changed):
                found.append(f"{cell}: {n} then {entry.n}")
        versions[cell.field].append((entry.n, cell.supports, entry.supporting))
    return found


def linked_remainders(history: History) -> list[str]:
    """Find sums of published parts that leave fewer than ten people of a whole."""
    numbers = _numbers(history)
    found = []
    for whole, versions in numbers.items():
        for kind in ("quarter", "tier", "district", "mode", "grade", "partner"):
            totals = {0}
            for part in numbers:
                if _kind_under(part, whole) == kind:
                    below = {0} | numbers[part] | _below(part, numbers)
                    totals = {a + b for a in totals for b in below}
            found += [
                f"{whole} as {n} minus parts by {kind} as {total}"
                for n in versions
                for total in totals
                if 0 < abs(n - total) < FEWEST
            ]
    return found


def _below(whole: Field, numbers: Mapping[Field, set[int]]) -> set[int]:
    totals = {0}
    for part in numbers:
        if _kind_under(part, whole) == "tier":
            totals = {a + b for a in totals for b in {0} | numbers[part]}
    return totals


def _kind_under(part: Field, whole: Field) -> str | None:
    """Return how one field is directly part of another, worked out from its spelling."""
    if (part.instrument, part.asked) != (whole.instrument, whole.asked):
        return None
    if whole.cut != "all":
        return None
    if part.period == whole.period and part.cut != "all":
        return part.cut.split(":")[0]
    quarterly = part.instrument in {"closing", "follow_up"}
    if part.cut == "all" and quarterly and part.period.startswith(f"{whole.period}-Q"):
        return "quarter"
    return None


def _numbers(history: History) -> dict[Field, set[int]]:
    numbers: dict[Field, set[int]] = defaultdict(set)
    for entry in history.register:
        cell = parse_cell(entry.cell)
        if cell is not None:
            numbers[cell.field].add(entry.n)
    return numbers


def programmed(history: History) -> list[str]:
    """Solve for every unpublished part of a published whole by linear programming.

    Unknowns are the true numbers of people in every part, and in the rest that no
    part names; equations are all publications of one question, numbers known exactly.
    A part of one to nine people is recovered when its least and its greatest possible
    number are the same.
    """
    found = []
    numbers = _numbers(history)
    for asked in {(f.instrument, f.asked) for f in numbers}:
        fields = {f: v for f, v in numbers.items() if (f.instrument, f.asked) == asked}
        found += _solve(fields)
    return found


def _solve(fields: Mapping[Field, set[int]]) -> list[str]:
    system = _System()
    for whole in sorted(fields, key=str):
        for kind in ("quarter", "tier", "district", "mode", "grade", "partner"):
            parts = [p for p in fields if _kind_under(p, whole) == kind]
            if parts:
                rest = f"{whole} rest by {kind}"
                system.equal([str(whole)], [*map(str, parts), rest])
    for field, versions in fields.items():
        newest = max(versions)
        system.fix(str(field), newest)
        for older in versions - {newest}:
            system.fix(f"{field} as {older}", older)
            system.equal(
                [str(field)], [f"{field} as {older}", f"{field} since {older}"]
            )
    return [
        f"{name} is {low:.0f}"
        for name, low, high in system.bounds()
        if high - low < 0.5 and 0.5 < low < FEWEST - 0.5
    ]


class _System:
    """Equations between numbers of people, none of them negative."""

    def __init__(self) -> None:
        self.names: dict[str, int] = {}
        self.rows: list[tuple[dict[int, float], float]] = []
        self.fixed: set[str] = set()

    def _column(self, name: str) -> int:
        return self.names.setdefault(name, len(self.names))

    def equal(self, left: Iterable[str], right: Iterable[str]) -> None:
        row: dict[int, float] = defaultdict(float)
        for name in left:
            row[self._column(name)] += 1
        for name in right:
            row[self._column(name)] -= 1
        self.rows.append((row, 0.0))

    def fix(self, name: str, value: int) -> None:
        self.rows.append(({self._column(name): 1.0}, float(value)))
        self.fixed.add(name)

    def bounds(self) -> Iterator[tuple[str, float, float]]:
        matrix = np.zeros((len(self.rows), len(self.names)))
        for i, (row, _) in enumerate(self.rows):
            for column, value in row.items():
                matrix[i, column] = value
        sums = [value for _, value in self.rows]
        for name, column in self.names.items():
            if name in self.fixed:
                continue
            aim = np.zeros(len(self.names))
            aim[column] = 1.0
            least = optimize.linprog(aim, A_eq=matrix, b_eq=sums, bounds=(0, None))
            most = optimize.linprog(-aim, A_eq=matrix, b_eq=sums, bounds=(0, None))
            if least.status == 0 and most.status == 0:
                yield name, least.fun, -most.fun


# --- exports one after the other ---------------------------------------------------------


def changes(before: Printed, after: Printed) -> list[str]:
    """Find what moved between two exports, in figures, statuses and results."""
    return [
        f"{key}: {before.get(key)} became {after.get(key)}"
        for key in sorted({*before, *after})
        if before.get(key) != after.get(key)
    ]


def averaged(prints: Sequence[Printed]) -> list[str]:
    """Find whether asking again gives another rounding to average over."""
    return [
        line for before, after in pairwise(prints) for line in changes(before, after)
    ]


def moved_after_closing(history: History) -> list[str]:
    """Find closed releases whose figures moved."""
    last: dict[tuple[str, str], Printed] = {}
    found = []
    for publication in history.publications:
        key = (publication.row, publication.period)
        if publication.closed and key in last:
            found += [
                f"{key}: {line}" for line in changes(last[key], publication.printed)
            ]
        if publication.closed:
            last[key] = publication.printed
    return found


def tables_of_open_periods(history: History) -> list[str]:
    """Find tables by group that were shown while their period was open."""
    return [
        f"{p.row} {p.period}: {cut['kind']}"
        for p in history.publications
        if not p.closed
        for cut in p.printed["cuts"]
    ]
