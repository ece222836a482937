"""How many cases were closed in a period, as a case system sends it: counts, no cases.

Rule 1: a count is of a quarter and a tier, or of a year and a district; later counts
replace earlier ones, so that sending the same again changes nothing.
Rule 2: all mistakes are found at once, and one of them stops all of the counts.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from bot.service.closure_fields import CLOSURE, Mistake
from bot.service.closure_files import MOST_CLOSED, count_mistakes
from bot.service.closures import Count
from bot.service.setup import FOLLOW_UP, Setup
from surveys.model import Audience, Questionnaire

MOST: Final = 200  # counts in one request
QUARTER: Final = "^20[0-9]{2}-Q[1-4]$"
YEAR: Final = "^20[0-9]{2}$"
_NAMES: Final = ("period", "tier", "district", "questionnaire", "closed")
Read = tuple[tuple[Count, ...], tuple[Mistake, ...]]


def read_counts(given: Mapping[str, object], setup: Setup) -> Read:
    """Return the counts that were sent, or everything that is wrong with them."""
    rows = given.get("counts")
    strange = [
        Mistake("?", "this is no field here: leave it out")
        for name in given
        if name != "counts"
    ]
    if not isinstance(rows, list) or not 1 <= len(rows) <= MOST:
        return (), (*strange, Mistake("counts", f"send a list of 1 to {MOST}"))
    found: list[Count] = []
    mistakes = list(strange)
    for number, row in enumerate(rows):
        count, wrong = _read(row, setup)
        mistakes += [Mistake(f"counts[{number}].{m.field}", m.reason) for m in wrong]
        if count is not None:
            found.append(count)
    if not mistakes:
        mistakes += _twice(found)
    return ((), tuple(mistakes)) if mistakes else (tuple(found), ())


def counts_schema(setup: Setup) -> Mapping[str, object]:
    """Return the JSON schema of what is taken here."""
    area = setup.area
    shapes = [
        _shape("tier", [one.id for one in area.tiers], QUARTER, setup),
        _shape("district", [one.id for one in area.districts], YEAR, setup),
    ]
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["counts"],
        "properties": {
            "counts": {
                "type": "array",
                "minItems": 1,
                "maxItems": MOST,
                "items": {"oneOf": shapes},
            }
        },
    }


def _shape(
    kind: str, places: Sequence[str], period: str, setup: Setup
) -> Mapping[str, object]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["period", kind, "closed"],
        "properties": {
            "period": {"type": "string", "pattern": period},
            kind: {"type": "string", "enum": list(places)},
            "questionnaire": {"type": "string", "enum": sorted(_asked(setup))},
            "closed": {"type": "integer", "minimum": 0, "maximum": MOST_CLOSED - 1},
        },
    }


def _asked(setup: Setup) -> Iterator[str]:
    for questionnaire in setup.definitions.values():
        if _closes(questionnaire):
            yield questionnaire.id


def _closes(questionnaire: Questionnaire) -> bool:
    return (
        questionnaire.audience is not Audience.STAFF and questionnaire.id != FOLLOW_UP
    )


def _read(
    row: Any,  # noqa: ANN401 # whatever was sent
    setup: Setup,
) -> tuple[Count | None, tuple[Mistake, ...]]:
    if not isinstance(row, Mapping):
        return None, (Mistake("?", "send an object"),)
    if not set(row) <= set(_NAMES):
        return None, (Mistake("?", f"it has {', '.join(_NAMES)} and nothing else"),)
    closed = row.get("closed")
    if type(closed) is float and closed.is_integer():  # 3.0 is an integer in JSON
        closed = int(closed)
    texts = {name: row[name] for name in _NAMES[:-1] if name in row}
    if type(closed) is not int or not all(
        isinstance(text, str) and text for text in texts.values()
    ):
        return None, (Mistake("closed", "write a whole number, and the rest as text"),)
    cells = {name: str(text) for name, text in texts.items()}
    wrong = tuple(count_mistakes({**cells, "closed": str(closed)}, setup))
    if wrong:
        return None, wrong
    kind = "tier" if "tier" in cells else "district"
    asked = cells.get("questionnaire", CLOSURE)
    return Count(asked, kind, cells[kind], cells["period"], closed), ()


def _twice(counts: Sequence[Count]) -> list[Mistake]:
    places = [(c.questionnaire, c.kind, c.place, c.period) for c in counts]
    if len(set(places)) == len(places):
        return []
    return [Mistake("counts", "two of them are of the same place and period")]


def within(counts: Sequence[Count], district: str) -> bool:
    """Say whether counts are of one district alone, as a key limited to it may send."""
    return not district or all(
        (count.kind, count.place) == ("district", district) for count in counts
    )
