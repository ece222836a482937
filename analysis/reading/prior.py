"""What was asked, as a prior: an answer mostly stays with the question's theme.

The main road to a feature is the question: whoever is asked about her worker writes
about her worker. So what a clause suggests within the question's themes counts for
more, and what lies outside for less; nothing is added that the words do not suggest.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from analysis.reading.themes import Suggestion

VERSION: Final = "asked-1"  # stored readings name it
_AT_HOME: Final = 2.0  # odds of what belongs to the question's themes
_ABROAD: Final = 0.8  # of what does not
_MOST: Final = 0.99


def weigh(
    suggestions: Sequence[Suggestion], at_home: frozenset[str]
) -> tuple[Suggestion, ...]:
    """Return a clause's suggestions, weighed by what was asked, the likeliest first.

    Args:
        suggestions: What the words alone suggest.
        at_home: The features of the question's themes; none: nothing is weighed.
    """
    if not at_home:
        return tuple(suggestions)
    weighed = [
        replace(s, probability=_times(s.probability, s.feature in at_home))
        for s in suggestions
    ]
    return tuple(sorted(weighed, key=lambda s: -s.probability))


def _times(probability: float, at_home: bool) -> float:  # noqa: FBT001 - private
    odds = probability / (1 - min(probability, _MOST))
    odds *= _AT_HOME if at_home else _ABROAD
    return round(min(odds / (1 + odds), _MOST), 3)
