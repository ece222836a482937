"""Counts how well words of harm are noticed: precision and recall, and what was missed.

    .venv/bin/python tools/measure_care.py [--show]

The texts are invented (`tests/data/care_texts.tsv`). Half of them were looked at while
the list was written (`tuned`); of the others (`kept`) only the totals were. ``--show``
prints what goes wrong in the tuned half; whoever looks at the kept half spends it.
"""

import argparse
from dataclasses import dataclass
from pathlib import Path

from surveys.care import notice

TEXTS = Path(__file__).parents[1] / "tests" / "data" / "care_texts.tsv"
HALVES = ("tuned", "kept")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text, which half it is of, and whether it speaks of harm."""

    half: str
    alarm: bool
    words: str


@dataclass(frozen=True, slots=True)
class Score:
    """What the finder did with the texts of one half."""

    found: int
    missed: int
    mistaken: int
    calm: int

    @property
    def recall(self) -> float:
        """The share of the texts that speak of harm that was noticed."""
        return self.found / (self.found + self.missed)

    @property
    def precision(self) -> float:
        """The share of what was noticed that does speak of harm."""
        return self.found / (self.found + self.mistaken)


def labelled() -> tuple[Labelled, ...]:
    """Return all texts."""
    lines = TEXTS.read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if not line.startswith("#"))
    return tuple(Labelled(half, kind == "alarm", words) for half, kind, words in rows)


def wrong(half: str) -> tuple[Labelled, ...]:
    """Return the texts of a half that the finder takes for what they are not."""
    return tuple(
        text
        for text in labelled()
        if text.half == half and (notice(text.words, "en") is not None) != text.alarm
    )


def score(half: str) -> Score:
    """Return how the finder does on one half."""
    texts = [text for text in labelled() if text.half == half]
    mistakes = wrong(half)
    missed = sum(text.alarm for text in mistakes)
    alarming = sum(text.alarm for text in texts)
    return Score(
        found=alarming - missed,
        missed=missed,
        mistaken=len(mistakes) - missed,
        calm=len(texts) - alarming,
    )


def main() -> None:
    """Print the figures."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--show", action="store_true", help="the tuned half's")
    asked = arguments.parse_args()
    for half in HALVES:
        found = score(half)
        print(
            f"care {half}: recall {found.recall:.3f}"
            f" ({found.found} of {found.found + found.missed}),"
            f" precision {found.precision:.3f}"
            f" ({found.mistaken} of {found.calm} calm texts mistaken)"
        )
    if asked.show:
        for text in wrong(HALVES[0]):
            print("missed  " if text.alarm else "mistaken", text.words)


if __name__ == "__main__":
    main()
