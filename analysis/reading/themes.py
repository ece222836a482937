"""What a clause is about, and whether it speaks for or against: suggestions, no more.

Rule 1: a suggestion is evidence only once a person has ticked it.
Rule 2: words tell aspects apart, not stages ("knows her worker" from "knew her from the
    start"), so an aspect suggests every feature that speaks of one thing, strengths and
    deficits alike, three at most a clause.
Rule 3: the stance is towards the feature as the model words it. A strength is supported
    when people report it; a deficit is supported when people report the failing, and
    contradicted when they say that they are free of it.
Rule 4: what cannot be placed is left empty.
Rule 5: every suggestion names the words of the clause that carried it.
"""

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from analysis.model import Polarity
from analysis.reading.phrasebook import Aspect, Hit, Way

Stance = Literal["supports", "contradicts", "unclear"]

MOST = 3  # suggestions a clause
NOWHERE = "none"  # the aspect of what cannot be placed

_TOLD = 2.0  # what a phrase that speaks adds to the log odds of its aspect, alone
_NAMED = 0.7  # what a phrase that only names the matter adds, alone
_TOLD_TOO, _NAMED_TOO = 0.5, 0.3  # and beside a model, which knows most of it already
_WAY = 0.7  # what a phrase adds to the way that it speaks
_WARY = 1.25  # a word against is missed less gladly than one too many is shown
_NEITHER = 2.0  # clauses that say neither are rare among those that models learn from
_PLACES = (1.0, 0.45, 0.25)  # what each further feature of one aspect adds
_NO_PLACE = 1.4  # how much likelier than every aspect "no place" has to be
_LEAST = 0.04  # a feature less likely than this is not suggested
_PLACED = 0.06  # an aspect less likely than this places nothing
_WHOLE = 0.7  # what the whole thought adds to what an unsure part of it is about
_WHOLE_WAY = 0.6  # and to which way any part of it speaks
_MOST_SURE = 0.99  # nothing is ever said to be surer

# How often a feature was right that came out this likely, on clauses that the models
# had not learnt from (docs/reading.md). Straight lines between; it never falls.
_RIGHT = (
    (0.0, 0.0),
    (0.06, 0.08),
    (0.1, 0.165),
    (0.14, 0.235),
    (0.18, 0.255),
    (0.225, 0.27),
    (0.275, 0.305),
    (0.345, 0.425),
    (0.445, 0.57),
    (0.55, 0.69),
    (0.65, 0.82),
    (0.75, 0.928),
    (0.845, 0.977),
    (0.93, 0.995),
    (1.0, 0.999),
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A feature that a clause may speak about.

    Attributes:
        feature: Its id in the maturity model.
        stance: Whether the clause supports or contradicts the feature, or names it
            without saying either.
        probability: How likely it is that a person would place the clause here:
            calibrated where a model read it, else only an order.
        because: The words that carried it, as they stand in the clause.
    """

    feature: str
    stance: Stance
    probability: float
    because: str


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a trained model makes of one clause.

    Attributes:
        aspects: The probability of each aspect, `NOWHERE` among them.
        ways: The probability that it speaks well, badly, or neither.
        words: For a likely aspect, the stretch of the clause that weighs most.
    """

    aspects: Mapping[str, float]
    ways: tuple[float, float, float]
    words: Mapping[str, tuple[int, int]]


class ThemeReader(Protocol):
    """Whatever reads clauses."""

    @property
    def name(self) -> str:
        """Return which reader it is, for settings and reports."""
        ...  # a protocol's body

    @property
    def version(self) -> str:
        """Return what identifies model, phrases and settings."""
        ...  # a protocol's body

    def read(
        self, clauses: Sequence[str], within: Sequence[str] | None = None
    ) -> list[tuple[Suggestion, ...]]:
        """Return what each clause suggests, in order. Never raises on any text.

        Args:
            clauses: The clauses as written.
            within: For each, the thought that it is part of (`clauses.thoughts`),
                which helps where a clause alone says too little; None where each
                stands alone.
        """
        ...  # a protocol's body


def in_context(part: Opinion, whole: Opinion) -> Opinion:
    """Return the opinion of a clause, helped by that of the thought it is part of.

    The less a clause says by itself, the more the whole counts: "nobody was
    interested" leans on "I had hopes for my son". Which way it speaks is read from
    both in any case: what turns round comes after a contrast, which ends a thought.
    """
    unsure = 1 - max(part.aspects.values(), default=0.0)
    about = _WHOLE * unsure
    aspects = {
        aspect: (1 - about) * chance + about * whole.aspects.get(aspect, 0.0)
        for aspect, chance in part.aspects.items()
    }
    well, badly, neither = (
        (1 - _WHOLE_WAY) * own + _WHOLE_WAY * other
        for own, other in zip(part.ways, whole.ways, strict=True)
    )
    return Opinion(aspects, (well, badly, neither), part.words)


def suggest(
    clause: str,
    opinion: Opinion | None,
    hits: Sequence[Hit],
    aspects: Mapping[str, Aspect],
    polarities: Mapping[str, Polarity],
) -> tuple[Suggestion, ...]:
    """Return the suggestions of one clause, the likeliest first.

    Args:
        clause: The words as written.
        opinion: What the model makes of it; None leaves the phrases alone.
        hits: What the phrases make of it.
        aspects: Every aspect by id.
        polarities: The polarity of each feature of the maturity model.
    """
    chances = _chances(opinion, hits)
    placed = {a: p for a, p in chances.items() if a != NOWHERE}
    if not placed:
        return ()
    best = max(placed, key=lambda aspect: placed[aspect])
    if chances.get(NOWHERE, 0.0) > _NO_PLACE * placed[best] or placed[best] < _PLACED:
        return ()
    chosen = sorted(_ranked(placed, aspects, polarities), key=lambda c: -c[1])[:MOST]
    suggestions = [
        Suggestion(
            feature,
            _stance(_way(opinion, hits, aspect), polarities[feature]),
            round(min(likely if opinion is None else _right(likely), _MOST_SURE), 3),
            _because(clause, opinion, hits, aspect),
        )
        for feature, _, likely, aspect in chosen
        if likely >= _LEAST
    ]
    return tuple(sorted(suggestions, key=lambda s: -s.probability))


def _right(likely: float) -> float:
    """Return how often a feature that comes out this likely is right."""
    for (low, below), (high, above) in itertools.pairwise(_RIGHT):
        if likely <= high:
            return below + (above - below) * (likely - low) / (high - low)
    return _RIGHT[-1][1]


def _ranked(
    placed: Mapping[str, float],
    aspects: Mapping[str, Aspect],
    polarities: Mapping[str, Polarity],
) -> Iterator[tuple[str, float, float, str]]:
    """Yield each feature once: its rank, how likely it is, and by which aspect.

    The third feature of one aspect adds less than the first of another: it ranks
    lower than its likelihood.
    """
    seen: dict[str, tuple[float, float, str]] = {}
    for aspect, chance in placed.items():
        for at, (feature, weight) in enumerate(aspects[aspect].features):
            likely = chance * weight
            rank = likely * _PLACES[min(at, len(_PLACES) - 1)]
            if feature in polarities and rank > seen.get(feature, (0.0, 0.0, ""))[0]:
                seen[feature] = (rank, likely, aspect)
    for feature, (rank, likely, aspect) in seen.items():
        yield feature, rank, likely, aspect


def _chances(opinion: Opinion | None, hits: Sequence[Hit]) -> dict[str, float]:
    """Return the probability of each aspect, phrases and model together."""
    alone = opinion is None
    speaking = any(hit.way is not Way.ABOUT for hit in hits)
    told, named = (_TOLD, _NAMED) if alone else (_TOLD_TOO, _NAMED_TOO)
    if speaking and not alone:
        named = 0.0
    added: dict[str, float] = {}
    for hit in hits:
        worth = named if hit.way is Way.ABOUT else told
        added[hit.aspect] = max(added.get(hit.aspect, 0.0), worth)
    if opinion is None:
        powers = {aspect: math.exp(worth) for aspect, worth in added.items()}
        total = sum(powers.values()) + math.exp(_NAMED) / 2
    else:
        powers = {
            aspect: chance * math.exp(added.get(aspect, 0.0))
            for aspect, chance in opinion.aspects.items()
        }
        total = sum(powers.values()) or 1.0
    return {aspect: power / total for aspect, power in powers.items()}


_WAYS = (Way.WELL, Way.BADLY, Way.ABOUT)
_READILY = {Way.WELL: 1.0, Way.BADLY: _WARY, Way.ABOUT: _NEITHER}


def _way(opinion: Opinion | None, hits: Sequence[Hit], aspect: str) -> Way:
    """Return which way the clause speaks about an aspect."""
    own = {hit.way for hit in hits if hit.aspect == aspect}
    told = own & {Way.WELL, Way.BADLY}
    if not told:
        told = {hit.way for hit in hits} & {Way.WELL, Way.BADLY}
        told = told if len(told) == 1 else set()
        worth = _WAY / 3
    else:
        worth = _WAY
    if opinion is None:
        return next(iter(told)) if len(told) == 1 else Way.ABOUT
    weighed = [
        chance
        * math.exp(worth if way in told and len(told) == 1 else 0.0)
        * _READILY[way]
        for way, chance in zip(_WAYS, opinion.ways, strict=True)
    ]
    return _WAYS[weighed.index(max(weighed))]


def _stance(way: Way, polarity: Polarity) -> Stance:
    if way is Way.ABOUT:
        return "unclear"
    well = way is Way.WELL
    return "supports" if well is (polarity is Polarity.STRENGTH) else "contradicts"


def _because(
    clause: str, opinion: Opinion | None, hits: Sequence[Hit], aspect: str
) -> str:
    own = [hit for hit in hits if hit.aspect == aspect]
    if own:
        longest = max(
            own, key=lambda hit: (hit.way is not Way.ABOUT, hit.end - hit.start)
        )
        return clause[longest.start : longest.end]
    start, end = (opinion.words if opinion else {}).get(aspect, (0, len(clause)))
    return clause[start:end]
