"""Attacks beyond the list: counters by district or grade against responses.

District and grade stand on no response; answers are counted by them. Whoever holds
files and key knows how many answered in each group, what was counted there, and what
stands on each response. Three ways to deal the responses out to the groups again:

- *programming*: integer programming, so that every sum of answers comes true;
- *relaxed*: its linear relaxation from many sides, and the group that most agree on;
- *ranked*: the most contented responses to the group that sounds most contented.

The first two would join a response to its group; they may do no better than dealing at
random hardly ever does, which `sure` says. The third joins nothing, it infers: whoever
is content in one answer is likelier to be so in the next. What that is worth is measured
over many towns in `tests/attack/test_counters.py`.
"""

import importlib
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

import numpy as np

from tests.attack.loot import Loot, Table

optimize: Any = importlib.import_module("scipy.optimize")  # it ships no types
sparse: Any = importlib.import_module("scipy.sparse")

Key = tuple[str, str]  # a question and an option
Group = tuple[str, str]  # a group and the period that it was counted in
_NOBODY = "(none)"
_HARDLY = 0.999  # what chance exceeds in one dealing of a thousand
_DEALINGS = 4_000
_SIDES = 24


@dataclass(frozen=True, slots=True)
class Puzzle:
    """What the attacker has, and the truth against which they are measured.

    Attributes:
        chosen: What stands on each response.
        periods: The period of each response.
        sizes: How many answered in each group.
        counters: What was counted in each group.
        true: The group of each response of which we know it.
    """

    chosen: Mapping[str, frozenset[Key]]
    periods: Mapping[str, str]
    sizes: Mapping[Group, int]
    counters: Mapping[Group, Mapping[Key, int]]
    true: Mapping[str, str]

    @property
    def shared(self) -> frozenset[Key]:
        """Answers that are both on responses and in counters."""
        counted = {key for own in self.counters.values() for key in own}
        return frozenset(counted & {key for own in self.chosen.values() for key in own})

    def right(self, dealt: Mapping[str, str]) -> int:
        """Count the responses that were given their true group."""
        return sum(dealt.get(r) == group for r, group in self.true.items())


def puzzle_of(
    loot: Loot, questionnaire: str, kind: str, true: Mapping[str, str]
) -> Puzzle:
    """Return what the tables say about one questionnaire and one sort of group."""
    responses = [
        one
        for one in records(loot.tables["response"])
        if one["questionnaire"] == questionnaire
    ]
    chosen: dict[str, set[Key]] = {str(one["id"]): set() for one in responses}
    for one in records(loot.tables["answer"]):
        if (response := str(one["response"])) in chosen:
            for option in json.loads(str(one["options"])):
                chosen[response].add((str(one["question"]), option))
    counters: dict[Group, dict[Key, int]] = defaultdict(dict)
    for one in records(loot.tables["tally"]):
        if (one["questionnaire"], one["kind"]) == (questionnaire, kind):
            group = (str(one["place"]), str(one["period"]))
            key = (str(one["question"]), str(one["option"]))
            counters[group][key] = int(str(one["count"]))
    return puzzle(
        {r: frozenset(keys) for r, keys in chosen.items()},
        {str(one["id"]): str(one["period"]) for one in responses},
        counters,
        {r: group for r, group in true.items() if r in chosen},
    )


def puzzle(
    chosen: Mapping[str, frozenset[Key]],
    periods: Mapping[str, str],
    counters: Mapping[Group, Mapping[Key, int]],
    true: Mapping[str, str],
) -> Puzzle:
    """Add to a puzzle how many answered in each group; the rest are in none."""
    sizes = {}
    for group, own in counters.items():
        asked: Counter[str] = Counter()
        for (question, _), count in own.items():
            asked[question] += count
        sizes[group] = max(asked.values(), default=0)
    for period in {group[1] for group in counters}:
        there = sum(p.startswith(period) for p in periods.values())
        placed = sum(n for group, n in sizes.items() if group[1] == period)
        if there > placed:
            sizes[_NOBODY, period] = there - placed
    return Puzzle(chosen, periods, sizes, counters, true)


def records(table: Table) -> Iterable[Mapping[str, object]]:
    """Yield each row of a table by column."""
    for row in table.rows:
        yield dict(zip(table.columns, row, strict=True))


# --- the attacks -----------------------------------------------------------------


class Sums:
    """The puzzle as equations: one unknown for each response and group."""

    def __init__(self, it: Puzzle, drawn: float = 1.0) -> None:
        """Write them down; ``drawn`` is the share of answers that was counted."""
        self.responses, self.groups = sorted(it.chosen), sorted(it.sizes)
        self.wide = len(self.groups)
        keys = sorted(it.shared)
        rows: list[tuple[list[int], float]] = [
            ([i * self.wide + g for g in range(self.wide)], 1.0)
            for i in range(len(self.responses))
        ]
        for g, group in enumerate(self.groups):
            own = [i * self.wide + g for i in range(len(self.responses))]
            rows.append((own, float(it.sizes[group])))
        self.exact = len(rows)
        for g, group in enumerate(self.groups):
            if group not in it.counters:
                continue
            for key in keys:
                with_it = [
                    i * self.wide + g
                    for i, response in enumerate(self.responses)
                    if key in it.chosen[response]
                ]
                rows.append((with_it, it.counters[group].get(key, 0) / drawn))
        matrix = sparse.lil_matrix((len(rows), self.size))
        for row, (columns, _) in enumerate(rows):
            matrix[row, columns] = 1
        self.matrix = matrix.tocsr()
        self.totals = np.array([total for _, total in rows])
        top = np.zeros(self.size)
        for i, response in enumerate(self.responses):
            for g, (_, period) in enumerate(self.groups):
                fits = it.periods[response].startswith(period)
                top[i * self.wide + g] = float(fits)
        self.top = top

    @property
    def size(self) -> int:
        """How many unknowns there are."""
        return len(self.responses) * self.wide

    def solve(
        self,
        costs: Any,  # noqa: ANN401  # scipy ships no types
        seconds: float,
        *,
        whole: bool,
        loose: bool = False,
    ) -> Any:  # noqa: ANN401  # scipy ships no types
        """Return the unknowns as a table, or None where none was found in time."""
        slack = len(self.totals) - self.exact if loose else 0
        low, high = self.totals.copy(), self.totals.copy()
        matrix = self.matrix
        if loose:  # the sums need only be near: pay for every answer off them
            block = sparse.vstack(
                [sparse.csr_matrix((self.exact, slack)), sparse.identity(slack)]
            )
            under = sparse.hstack([matrix, block])
            over = sparse.hstack([matrix, -block])
            matrix = sparse.vstack([under, over])
            high = np.concatenate([self.totals, self.totals])
            low = high.copy()
            low[len(self.totals) + self.exact :] = -np.inf
            high[self.exact : len(self.totals)] = np.inf
        found = optimize.milp(
            np.concatenate([costs, np.ones(slack)]),
            constraints=optimize.LinearConstraint(matrix, low, high),
            integrality=np.concatenate([np.full(self.size, whole), np.zeros(slack)]),
            bounds=optimize.Bounds(
                0, np.concatenate([self.top, np.full(slack, np.inf)])
            ),
            options={"time_limit": seconds},
        )
        if found.x is None:
            return None
        return found.x[: self.size].reshape(len(self.responses), self.wide)

    def named(self, table: Any) -> dict[str, str]:  # noqa: ANN401  # scipy ships no types
        """Return the group that each response has most of."""
        best = table.argmax(axis=1)
        return {
            response: self.groups[int(g)][0]
            for response, g in zip(self.responses, best, strict=True)
        }


def programming(it: Puzzle, seconds: float = 20.0, drawn: float = 1.0) -> int:
    """Deal the responses out so that every sum comes true; count the right ones."""
    sums = Sums(it, drawn)
    found = sums.solve(np.zeros(sums.size), seconds, whole=True, loose=drawn < 1.0)
    return 0 if found is None else it.right(sums.named(found))


def relaxed(it: Puzzle, seed: int = 5) -> int:
    """Look at the same sums from many sides, without whole numbers, and average."""
    sums, rng = Sums(it), np.random.default_rng(seed)
    total = np.zeros((len(sums.responses), sums.wide))
    for _ in range(_SIDES):
        found = sums.solve(rng.random(sums.size), 10.0, whole=False)
        if found is not None:
            total += found
    return it.right(sums.named(total))


def ranked(it: Puzzle) -> int:
    """Give the most contented responses to the most contented groups."""
    usual = _usual([*it.chosen.values()])
    content = {
        r: sum(key in usual for key in keys) / max(len(keys), 1)
        for r, keys in it.chosen.items()
    }
    counted = _usual(
        [
            frozenset({key})
            for own in it.counters.values()
            for key, n in own.items()
            for _ in range(n)
        ]
    )
    mood = {
        group: sum(n for key, n in it.counters[group].items() if key in counted)
        / max(sum(it.counters[group].values()), 1)
        if group in it.counters
        else 0.5
        for group in it.sizes
    }
    dealt: dict[str, str] = {}
    for period in {group[1] for group in it.sizes}:
        waiting = sorted(
            (r for r, p in it.periods.items() if p.startswith(period)),
            key=lambda r: (-content[r], r),
        )
        own = sorted((g for g in it.sizes if g[1] == period), key=lambda g: -mood[g])
        for group in own:
            for response in waiting[: it.sizes[group]]:
                dealt[response] = group[0]
            del waiting[: it.sizes[group]]
    return it.right(dealt)


def _usual(answers: Sequence[frozenset[Key]]) -> frozenset[Key]:
    """Return the answer that most give, question by question."""
    count: Counter[Key] = Counter(key for keys in answers for key in keys)
    best: dict[str, Key] = {}
    for key in sorted(count):
        if key[0] not in best or count[key] > count[best[key[0]]]:
            best[key[0]] = key
    return frozenset(best.values())


JOINS: Mapping[str, Callable[[Puzzle], int]] = {
    "programming": programming,
    "relaxed": relaxed,
}


# --- what chance gives -------------------------------------------------------------


def sure(it: Puzzle, seed: int = 11) -> tuple[float, int]:
    """Return what dealing at random gets right: on average, and hardly ever more."""
    lot = Random(seed)  # noqa: S311 - a measurement
    rights = []
    for _ in range(_DEALINGS):
        dealt: dict[str, str] = {}
        for period in sorted({group[1] for group in it.sizes}):
            waiting = sorted(r for r, p in it.periods.items() if p.startswith(period))
            lot.shuffle(waiting)
            for group in sorted(g for g in it.sizes if g[1] == period):
                for response in waiting[: it.sizes[group]]:
                    dealt[response] = group[0]
                del waiting[: it.sizes[group]]
        rights.append(it.right(dealt))
    rights.sort()
    return sum(rights) / len(rights), rights[int(_HARDLY * len(rights))]
