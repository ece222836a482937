"""People's own words, counted: who says what of which feature, once a person ticked it.

Rule 1: people are counted, not clauses; whoever says the same twice counts once, and
    whoever says both counts on both sides.
Rule 2: only those count whose words have all been gone through, by the machine and,
    where it suggested anything, by a person; everybody else is counted as waiting.
Rule 3: instruments are never pooled; of staff the leading wave speaks.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from analysis.model import CountedWords, Evidence, Feature, Instrument, Ticked
from analysis.status import objectors
from analysis.tally import FAMILY, STAFF, Book, supports
from surveys.model import Response

SUPPORTS: Final = "supports"
CONTRADICTS: Final = "contradicts"
UNCLEAR: Final = "unclear"
STANCES: Final = (SUPPORTS, CONTRADICTS, UNCLEAR)
# Why words wait, the gravest first: a person is counted under one of them.
WAITING: Final = ("care", "language", "unread", "undecided")
READ_ROWS: Final = ("family", "culture", "workforce")
_FAMILIES: Final = (*FAMILY, Instrument.YOUNG)
_OPPOSITE: Final = {SUPPORTS: CONTRADICTS, CONTRADICTS: SUPPORTS}


def against(*, deficit: bool) -> str:
    """Return the stance that speaks against a feature's being met."""
    return SUPPORTS if deficit else CONTRADICTS


def count_words(
    evidence: Evidence, book: Book, features: Sequence[Feature]
) -> tuple[CountedWords, ...]:
    """Count what people's words say of a row's features, an asking each.

    Askings that nobody answered are left out, and so is every row that words are not
    read for.
    """
    if features[0].strand not in READ_ROWS:
        return ()
    known = {f.id: f for f in features}
    ticks = [t for t in evidence.ticks if t.feature in known]
    return tuple(
        _count(instrument, evidence, book, known, ticks)
        for instrument in Instrument
        if book.of(instrument)
    )


def _count(
    instrument: Instrument,
    evidence: Evidence,
    book: Book,
    features: Mapping[str, Feature],
    ticks: Iterable[Ticked],
) -> CountedWords:
    responses = {r.id: r for r in book.of(instrument)}
    words = {i: why for i, why in evidence.words.items() if i in responses}
    said = {
        (t.response, t.feature, t.stance)
        for t in ticks
        if words.get(t.response) == "" and t.stance in STANCES
    }
    waits = Counter(why for why in words.values() if why)
    return CountedWords(
        instrument=instrument,
        period=book.lead(instrument) or evidence.period,
        people=sum(not why for why in words.values()),
        said=Counter((feature, stance) for _, feature, stance in said),
        apart=Counter(_apart(said, responses, features, instrument)),
        waiting={why: waits[why] for why in WAITING},
        against=objectors(_commenters(instrument, evidence, book)),
    )


def _apart(
    said: Iterable[tuple[str, str, str]],
    responses: Mapping[str, Response],
    features: Mapping[str, Feature],
    instrument: Instrument,
) -> Iterator[tuple[str, str]]:
    """Yield a feature and what was ticked, for each who wrote the opposite."""
    for response, feature, stance in said:
        ticked = ticked_by(responses[response], features[feature], instrument)
        if ticked is not None and stance == _OPPOSITE[ticked]:
            yield feature, ticked


def ticked_by(
    response: Response, feature: Feature, instrument: Instrument
) -> str | None:
    """Return what somebody's own taps say of a feature.

    ``supports`` where all valid answers do, ``contradicts`` where none does; None
    where they are divided, or where the feature was not asked outright.
    """
    answers = {a.question: a for a in response.answers if not a.skipped}
    found = {
        supports(answers[m.question], m)
        for m in feature.measures
        if m.instrument is instrument
        and not (m.part or m.corroborates)
        and m.question in answers
        and not m.of.isdisjoint(answers[m.question].options)
    }
    if len(found) != 1:
        return None
    return SUPPORTS if found.pop() else CONTRADICTS


def _commenters(instrument: Instrument, evidence: Evidence, book: Book) -> int:
    """Return how many families, or staff, wrote anything: who objectors are among.

    Those whose words are held back altogether are not: they cannot object yet.
    """
    same = _FAMILIES if instrument in _FAMILIES else STAFF
    return sum(
        r.id in evidence.words and any(a.words for a in r.answers)
        for i in same
        for r in book.responses.get(i, ())
    )
