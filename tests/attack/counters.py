"""An attack beyond the list: counters by district against responses, by programming.

District never stands on a response; answers are only counted by district. But every
response lies beside the counters with all its answers, and each counter is a sum over
the district's responses: with many questions there is often one way only to deal the
responses out to the districts so that all the sums come true.
"""

import importlib
import json
from collections import defaultdict
from typing import Any

import numpy as np

from tests.attack.loot import Loot

optimize: Any = importlib.import_module("scipy.optimize")  # it ships no types
sparse: Any = importlib.import_module("scipy.sparse")


def districts(loot: Loot, seconds: float = 20.0) -> tuple[int, int]:
    """Return how many responses were given their true district, and of how many."""
    chosen = _chosen(loot)
    counters = _counters(loot)
    true = {p.response: p.district for p in loot.known.answered}
    responses, places = sorted(chosen), sorted(counters)
    asked = sorted({key for own in counters.values() for key in own})
    wide = len(places)
    sums = sparse.lil_matrix(
        (len(responses) + len(asked) * wide, len(responses) * wide)
    )
    totals = [1.0] * len(responses)
    for i in range(len(responses)):
        sums[i, i * wide : (i + 1) * wide] = 1
    for place, name in enumerate(places):
        for key in asked:
            row = len(totals)
            for i, response in enumerate(responses):
                if key in chosen[response]:
                    sums[row, i * wide + place] = 1
            totals.append(counters[name].get(key, 0))
    found = optimize.milp(
        np.zeros(len(responses) * wide),
        constraints=optimize.LinearConstraint(sums.tocsr(), totals, totals),
        integrality=np.ones(len(responses) * wide),
        bounds=optimize.Bounds(0, 1),
        options={"time_limit": seconds},
    )
    known = [i for i, response in enumerate(responses) if response in true]
    if found.x is None:
        return 0, len(known)
    dealt = found.x.reshape(len(responses), wide).argmax(axis=1)
    right = sum(true[responses[i]] == places[dealt[i]] for i in known)
    return right, len(known)


def _chosen(loot: Loot) -> dict[str, set[tuple[str, str]]]:
    table, kinds = loot.tables["answer"], loot.tables["response"]
    place = [table.columns.index(c) for c in ("response", "question", "options")]
    family = {str(r[0]) for r in kinds.rows if r[1] == "family-closure"}
    found: dict[str, set[tuple[str, str]]] = {response: set() for response in family}
    for row in table.rows:
        response, question, options = (str(row[i]) for i in place)
        if response in family:
            found[response] |= {(question, option) for option in json.loads(options)}
    return found


def _counters(loot: Loot) -> dict[str, dict[tuple[str, str], int]]:
    table = loot.tables["tally"]
    found: dict[str, dict[tuple[str, str], int]] = defaultdict(dict)
    for row in table.rows:
        one = dict(zip(table.columns, row, strict=True))
        if one["questionnaire"] == "family-closure":
            key = (str(one["question"]), str(one["option"]))
            found[str(one["place"])][key] = int(str(one["count"]))
    return found
