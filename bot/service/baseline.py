"""TextBlob's view of the comments, as it may stand beside the evidence.

Rule 1: it changes no status, contradiction or figure; it is printed by its name.
Rule 2: only about closed periods, worked out once: what was printed stays.
Rule 3: nothing about fewer than ten comments of a kind, twenty in all.
"""

from collections.abc import Iterable

from analysis.disclosure.coding import nearest, rate
from analysis.method import Baseline
from analysis.release import Policy, Share
from bot.models.sentiment import Polarity, polarity
from surveys.model import Response


def comments_of(responses: Iterable[Response], questionnaire: str) -> tuple[str, ...]:
    """Return what people wrote in answer to one questionnaire."""
    return tuple(
        answer.words
        for response in responses
        if response.questionnaire == questionnaire
        for answer in response.answers
        if answer.words
    )


def baseline_of(comments: Iterable[str], policy: Policy) -> Baseline | None:
    """Return what may be printed of TextBlob's view, or None."""
    return coded(polarity(comments), policy)


def coded(found: Polarity, policy: Policy) -> Baseline | None:
    """Return counts of comments as they may be printed, or None about too few."""
    neither = found.comments - found.positive - found.negative
    if found.comments < 2 * policy.fewest or 0 < neither < policy.fewest:
        return None
    positive = rate(found.positive, found.comments, policy)
    negative = rate(found.negative, found.comments, policy)
    if positive is None or negative is None:
        return None
    return Baseline(nearest(found.comments, policy.base), positive, negative)


def baseline_to_json(baseline: Baseline) -> dict[str, object]:
    """Return the baseline as it is kept with a publication."""
    return {
        "comments": baseline.comments,
        "positive": [baseline.positive.value, baseline.positive.bound],
        "negative": [baseline.negative.value, baseline.negative.bound],
    }


def baseline_from_json(kept: dict[str, object]) -> Baseline:
    """Return the baseline that `baseline_to_json` wrote.

    Raises:
        ValueError: It is none.
    """
    match kept:
        case {
            "comments": int(comments),
            "positive": [int(positive), str() | None as more],
            "negative": [int(negative), str() | None as less],
        }:
            return Baseline(comments, Share(positive, more), Share(negative, less))
    raise ValueError("this is no baseline")
