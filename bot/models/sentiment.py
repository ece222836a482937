"""TextBlob's polarity of words: a named baseline and nothing else.

Rule 1: the only home of TextBlob.
Rule 2: what comes out stands beside the evidence under its own name; it changes no
status, contradiction or figure. On real comments about services it calls two
unhappy people in five happy, so nobody should read it as what people feel.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Polarity:
    """How many of the comments TextBlob takes for positive and for negative."""

    comments: int
    positive: int
    negative: int


def polarity(words: Iterable[str]) -> Polarity:
    """Count what TextBlob makes of the comments: above zero, below zero, neither."""
    from textblob import TextBlob  # noqa: PLC0415 # takes seconds; few commands need it

    signs = [TextBlob(comment).sentiment.polarity for comment in words]
    return Polarity(
        comments=len(signs),
        positive=sum(sign > 0 for sign in signs),
        negative=sum(sign < 0 for sign in signs),
    )
