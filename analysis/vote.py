"""A room's vote becomes bars: all that may be shown of it.

Rule 1: nothing is shown of a row on which fewer than ten people voted.
Rule 2: the choices stand in an order, and what is coded is how many chose one of them
or an earlier one. Each such sum is told only as a run of at least two neighbouring
counts, at both ends too. So no count follows from the bars, not even "nobody" or
"everybody", and not for somebody who knows how many voted
(docs/adr/0072-a-vote-leaves-bars-and-no-ballots.md).
Rule 3: bars follow from the runs alone, in steps of 5%, and add up to 100.
"""

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import accumulate, pairwise
from typing import Any, Final

from analysis.model import Stage
from analysis.panel import LETTERS
from analysis.release import Policy

CANNOT_SAY: Final = "cannot_say"
CHOICES: Final = (*(stage.value for stage in Stage), CANNOT_SAY)
_STEP: Final = 5  # per cent
_NARROWEST: Final = 2  # counts in a run
_HALF, _CLEAR, _MOST, _BOTH = 50, 60, 70, 20  # per cent

Run = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Bar:
    """One choice's bar: a share in per cent, and how it is said."""

    choice: str
    share: int

    @property
    def says(self) -> str:
        """The share in words that reveal neither nobody nor everybody."""
        if self.share <= _STEP:
            return f"{_STEP}% or less"
        if self.share >= 100 - _STEP:
            return f"{100 - _STEP}% or more"
        return f"{self.share}%"


@dataclass(frozen=True, slots=True)
class Room:
    """What is shown of a row.

    Attributes:
        people: How many voted, in fives; None where they were too few, and then there
            are no bars.
        partners: In an open vote: per partner, how many chose what. Empty otherwise.
    """

    people: int | None = None
    bars: tuple[Bar, ...] = ()
    partners: Mapping[str, Mapping[str, int]] | None = None

    @property
    def leaning(self) -> str | None:
        """The letters that the room leans to; None where it leans to none.

        One stage with 60% of those who could say; else two neighbours with 70%, each
        with 20% or more; None where half could not say. It follows from the bars.
        """
        rated = {bar.choice: bar.share for bar in self.bars if bar.choice != CANNOT_SAY}
        could = sum(rated.values())
        if could < _HALF:
            return None
        best = max(Stage, key=lambda stage: rated[stage.value])
        if 100 * rated[best.value] >= _CLEAR * could:
            return _letters(best)
        for one, other in sorted(
            pairwise(Stage), key=lambda two: -sum(rated[stage.value] for stage in two)
        ):
            shares = (rated[one.value], rated[other.value])
            if 100 * sum(shares) >= _MOST * could and min(shares) >= _BOTH:
                return _letters(one, other)
        return None


def _letters(*stages: Stage) -> str:
    return next(letters for letters, means in LETTERS.items() if means == stages)


def runs(people: int) -> tuple[Run, ...]:
    """Cut 0…people into runs of neighbouring counts that are told as one.

    Each is as wide as 5% of the people, two at least, and they mirror each other about
    the middle, so that no side of a choice gains by them.
    """
    width = max(_NARROWEST, math.ceil(people * _STEP / 100))
    middle = 0 if people % 2 else width | 1
    number, rest = divmod((people + 1 - middle) // 2, width)
    side = [*[width] * (number - 1), width + rest]
    sizes = [*side, *([middle] if middle else []), *reversed(side)]
    ends = list(accumulate(sizes))
    return tuple((end - size, end - 1) for end, size in zip(ends, sizes, strict=True))


def shown(votes: Mapping[str, int], policy: Policy) -> Room:
    """Return what may be shown of a row's votes.

    Args:
        votes: How many chose what; a choice that is missing was nobody's.
        policy: Of disclosure control: how many are too few.
    """
    counts = [votes.get(choice, 0) for choice in CHOICES]
    people = sum(counts)
    if people < policy.fewest:
        return Room()
    coded = [_coded(total, people) for total in list(accumulate(counts))[:-1]]
    bars = tuple(
        Bar(choice, upper - lower)
        for choice, (lower, upper) in zip(
            CHOICES, pairwise((0, *coded, 100)), strict=True
        )
    )
    return Room(people // policy.base * policy.base, bars)


def _coded(total: int, people: int) -> int:
    """Return a sum as the per cent that its whole run is told as."""
    first, last = next(run for run in runs(people) if run[0] <= total <= run[1])
    if first == 0:
        return 0
    if last == people:
        return 100
    share = 50 * (first + last) / people
    return math.floor(share / _STEP + 0.5) * _STEP


def at_least(people: int, policy: Policy) -> int | None:
    """Return how many voted so far, in fives and never more; None under ten."""
    return None if people < policy.fewest else people // policy.base * policy.base


# --- as JSON ----------------------------------------------------------------------


def room_to_json(room: Room) -> dict[str, object]:
    """Write what is shown of a row, ready for `json.dumps`."""
    return {
        "people": room.people,
        "bars": {bar.choice: bar.share for bar in room.bars},
        "partners": None if room.partners is None else dict(room.partners),
    }


def room_from_json(data: Mapping[str, Any]) -> Room:
    """Read it back."""
    return Room(
        data["people"],
        tuple(Bar(c, data["bars"][c]) for c in CHOICES if c in data["bars"]),
        data["partners"],
    )


# --- what people read before they rate --------------------------------------------


@cache
def descriptors() -> Mapping[str, Mapping[str, str]]:
    """Return for each row and stage what it looks like, in a sentence or two."""
    file = files("analysis.data") / "descriptors-2016.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))
