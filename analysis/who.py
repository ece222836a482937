"""Who answered, in words: the questions about people, beside the council's own figures.

Rule: everything here is read off what disclosure control has let through
(`analysis.equality`); nothing is added that it does not print.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from analysis import phrases
from analysis.equality import ShownChoice, ShownGroups
from analysis.release import Shown

NOTE: Final = (
    "Asked once the answers were sent, and kept apart from them: nobody knows which "
    "answers go with whom, nor which of these answers go together. A dash: fewer than "
    "ten people, or kept back so that those cannot be worked out. Not everybody "
    "answered these questions."
)
MISSING: Final = "rarer than among closings"


@dataclass(frozen=True, slots=True)
class WhoRow:
    """One answer: its share of those who answered, and of all closings.

    ``shown`` and ``stated`` are the same as numbers, for formats that hold those.
    """

    id: str
    label: str
    share: str
    interval: str
    closings: str
    reading: str
    shown: Shown
    stated: int | None


@dataclass(frozen=True, slots=True)
class Who:
    """One question about who answered."""

    id: str
    asks: str
    said: str
    rows: tuple[WhoRow, ...]


def told(groups: Iterable[ShownGroups]) -> tuple[Who, ...]:
    """Return every question as it is printed."""
    return tuple(_told(one) for one in groups)


def _told(one: ShownGroups) -> Who:
    if one.people is None:
        said = "Fewer than ten people have answered this, or none: nothing is shown."
        return Who(one.id, one.asks, said, ())
    rows = tuple(_row(choice) for choice in one.choices)
    said = phrases.sentence(f"Answered: {phrases.people(one.people)} people")
    missing = [choice.label for choice in one.choices if choice.missing]
    if missing:
        said += f" Missing from the voice: {'; '.join(missing)}."
    return Who(one.id, one.asks, said, rows)


def _row(choice: ShownChoice) -> WhoRow:
    shown = choice.shown
    dash = phrases.DASH
    return WhoRow(
        id=choice.id,
        label=choice.label,
        share=dash if shown.share is None else phrases.percent(shown.share),
        interval=dash if shown.low is None else phrases.between(shown),
        closings=dash if choice.stated is None else f"{choice.stated}%",
        reading=MISSING if choice.missing else dash,
        shown=shown,
        stated=choice.stated,
    )
