"""What young people said: their own page, their own denominator.

Rule 1: young people are never added to parents and decide no feature. Their shares
    stand beside the strengths that parents were asked about in the same sense.
Rule 2: every figure here is a released one. Whether two of them lie apart is read off
    what is printed, so that it tells nothing more.
Rule 3: a difference is listed, never averaged; both sides stand.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from analysis import phrases
from analysis.findings import Line
from analysis.release import Release, Shown, ShownCut, ShownFeature
from analysis.tally import YOUNG
from analysis.words import Words

APART = 20  # points between two shares whose ranges do not touch

FROM_THIRTEEN = (
    "Young people of 13 and over may answer for themselves, by a link of their own. "
    "Their answers are counted apart: they are not added to their parents' and settle "
    "no feature by themselves."
)


@dataclass(frozen=True, slots=True)
class YoungRow:
    """One question to young people, and what parents said in the same sense."""

    question: str
    asks: str
    answers: str
    share: str
    interval: str
    beside: str
    reading: str


@dataclass(frozen=True, slots=True)
class Young:
    """The young people's page of a summary.

    Attributes:
        said: Who answered, or why nothing is shown.
        rows: A question a row; none where nothing may be shown.
        apart: Where they and parents lie far apart for sure.
        note: How to read it.
    """

    said: str
    rows: tuple[YoungRow, ...] = ()
    apart: tuple[Line, ...] = ()
    note: str = FROM_THIRTEEN


def heard(release: Release, words: Words) -> Young | None:
    """Return the young people's page of a row; None where they are not asked of it."""
    named = {f for features in words.beside.values() for f in features}
    if named.isdisjoint(f.id for f in release.features):
        return None
    cut = next((c for c in release.cuts if c.kind == YOUNG and not c.suppressed), None)
    if not release.closed:
        return Young("What young people said is shown once the period is over.")
    if cut is None or cut.respondents is None:
        return Young(
            "Nothing can be shown: fewer than ten young people have answered, or none "
            "were asked."
        )
    return Young(
        said=_who(cut),
        rows=tuple(_rows(cut, release, words)),
        apart=tuple(_apart(cut, release, words)),
    )


def _who(cut: ShownCut) -> str:
    rate = (
        "how many of the young people invited answered is not known"
        if cut.response_rate is None
        else f"of the young people invited, {phrases.percent(cut.response_rate)} "
        "answered"
    )
    return phrases.sentence(
        f"Answered: {phrases.people(cut.respondents)} young people; {rate}"
    )


def _rows(cut: ShownCut, release: Release, words: Words) -> Iterator[YoungRow]:
    for question in sorted(cut.figures, key=_in_order):
        shown = cut.figures[question]
        yield YoungRow(
            question=question,
            asks=words.question(question),
            answers=phrases.DASH if shown.n is None else str(shown.n),
            share=phrases.DASH if shown.share is None else phrases.percent(shown.share),
            interval=phrases.DASH if shown.low is None else phrases.between(shown),
            beside="; ".join(
                f"{f.id}: {phrases.percent(f.shown.share)}"
                for f in _beside(question, release, words)
            )
            or phrases.DASH,
            reading=phrases.listed(
                list(
                    dict.fromkeys(
                        _reading(shown, f.shown)
                        for f in _beside(question, release, words)
                    )
                )
            ),
        )


def _in_order(question: str) -> tuple[int, str]:
    return len(question), question


def _beside(question: str, release: Release, words: Words) -> list[ShownFeature]:
    named = words.beside.get(question, ())
    return [f for f in release.features if f.id in named and f.shown.share is not None]


def _reading(young: Shown, parents: Shown) -> str:
    if young.share is None or parents.share is None:
        return "not comparable"
    return "far apart" if _lie_apart(young, parents) else "no clear difference"


def _lie_apart(one: Shown, other: Shown) -> bool:
    """Say whether two printed shares are far apart and their ranges do not touch."""
    if one.share is None or other.share is None:
        return False
    if one.low is None or one.high is None or other.low is None or other.high is None:
        return False
    clear = one.high < other.low or other.high < one.low
    return clear and abs(one.share.value - other.share.value) >= APART


def _apart(cut: ShownCut, release: Release, words: Words) -> Iterator[Line]:
    for question in sorted(cut.figures, key=_in_order):
        shown = cut.figures[question]
        for feature in _beside(question, release, words):
            if _lie_apart(shown, feature.shown):
                yield Line(
                    f"Young people and parents see “{phrases.quoted(feature.text)}” "
                    f"differently: “{words.question(question)}” holds for "
                    f"{phrases.figure(shown)} young people, the feature for "
                    f"{phrases.figure(feature.shown)} parents",
                    f"{question} young people {phrases.between(shown)}; "
                    f"{feature.id} {phrases.between(feature.shown)}",
                    (feature.id,),
                )
