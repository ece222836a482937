"""The panel's own rating, as people typed it: beside the evidence, never over it.

Rule 1: nothing here changes what the evidence supports; where the rating is above it,
    the summary says so in words, with the panel's reason beside it.
Rule 2: the letters are those of the toolkit; a mixed rating names two neighbours.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from analysis import phrases
from analysis.model import Stage
from analysis.release import Release

LETTERS: Mapping[str, tuple[Stage, ...]] = {
    "E": (Stage.EARLY,),
    "E D": (Stage.EARLY, Stage.DEVELOPING),
    "D": (Stage.DEVELOPING,),
    "D M": (Stage.DEVELOPING, Stage.MATURING),
    "M": (Stage.MATURING,),
    "M Mature": (Stage.MATURING, Stage.MATURE),
    "Mature": (Stage.MATURE,),
}
COLOURS = ("red", "amber", "green")
_ORDER = list(Stage)


@dataclass(frozen=True, slots=True)
class PanelRating:
    """What the partnership says about one row and period.

    Attributes:
        letters: One of `LETTERS`.
        rag: One of `COLOURS`; the tool never sets it.
        reason: Why, in the panel's words; printed.
        steps: What the panel will do next, each a sentence.
        by: Who agreed it: a body, or name and post.
        on: ISO date.
    """

    letters: str
    rag: str
    reason: str
    steps: tuple[str, ...]
    by: str
    on: str


def beside(release: Release, rating: PanelRating) -> str:
    """Say how a rating stands to the evidence, in one sentence."""
    highest = LETTERS[rating.letters][-1]
    if _above(highest, release.not_ruled_out):
        return (
            f"The panel's rating is above what the evidence leaves open: "
            f"{phrases.STAGES[highest]} is ruled out. It relies on the reason given."
        )
    if _above(highest, release.supported or Stage.EARLY):
        reached = (
            "no stage yet"
            if release.supported is None
            else (phrases.STAGES[release.supported])
        )
        return (
            f"The panel's rating is above the survey evidence, which supports "
            f"{reached}. It relies on the reason given."
        )
    return "The evidence supports the panel's rating."


def _above(one: Stage, other: Stage) -> bool:
    return _ORDER.index(one) > _ORDER.index(other)
