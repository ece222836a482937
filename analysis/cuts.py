"""The fixed cuts, and no others: the same questions for one group at a time.

Families: tier by quarter or year, district by year, mode by year; young people by
quarter and year, apart from parents, whole county only. Staff: grade by
wave, partner by wave, and all staff by each earlier wave. A cut shows the favourable
share of each question that its row uses, whatever the number: disclosure control
decides what of it may be seen.
"""

from collections.abc import Iterator, Mapping, Sequence

from analysis.caps import overall
from analysis.model import (
    Asked,
    Cut,
    Evidence,
    Feature,
    Figure,
    Instrument,
    MaturityModel,
    Reach,
    Tally,
)
from analysis.tally import (
    FAMILY,
    QUESTIONNAIRES,
    WHOLE,
    YOUNG,
    Book,
    count,
    favourable,
    tallied,
)
from surveys.model import Mode, Response

_YEAR = 4  # characters of a year


def cuts(
    evidence: Evidence,
    book: Book,
    model: MaturityModel,
    features: Sequence[Feature],
    instrument: Instrument,
) -> tuple[Cut, ...]:
    """Return the fixed cuts of one row's main asking."""
    used = {m.question for f in features for m in f.measures}
    asked = [
        a for a in model.questions if a.instrument is instrument and a.question in used
    ]
    if instrument in FAMILY:
        families = _families(evidence, book, asked, instrument)
        return (*families, *_young(evidence, book, model))
    return tuple(_staff(evidence, book, asked, instrument))


def _families(
    evidence: Evidence, book: Book, asked: Sequence[Asked], instrument: Instrument
) -> Iterator[Cut]:
    responses = book.of(instrument)
    for tier in sorted({r.group for r in responses if r.group is not None}):
        own = [r for r in responses if r.group == tier]
        yield _of_responses(evidence, book, asked, own, ("tier", tier, evidence.period))
    if len(evidence.period) != _YEAR:
        return
    yield from _of_tallies(evidence, book, asked, ("district", evidence.period))
    for mode in Mode:
        own = [r for r in responses if r.mode is mode]
        if own:
            yield _of_responses(
                evidence, book, asked, own, ("mode", mode, evidence.period)
            )


def _young(evidence: Evidence, book: Book, model: MaturityModel) -> Iterator[Cut]:
    """Return what young people answered, as a group of its own: never pooled."""
    responses = book.of(Instrument.YOUNG)
    asked = [a for a in model.questions if a.instrument is Instrument.YOUNG]
    if responses:
        found = {
            a.question: count(responses, favourable(a), book.confidence) for a in asked
        }
        yield Cut(
            kind=YOUNG,
            group="all",
            period=evidence.period,
            respondents=len(responses),
            figures=_known(found),
            reach=overall(evidence, book, Instrument.YOUNG),
        )


def _staff(
    evidence: Evidence, book: Book, asked: Sequence[Asked], instrument: Instrument
) -> Iterator[Cut]:
    wave = book.lead(instrument)
    if wave is None:
        return
    yield from _of_tallies(evidence, book, asked, ("grade", wave))
    responses = book.of(instrument)
    for partner in sorted({r.group for r in responses if r.group is not None}):
        own = [r for r in responses if r.group == partner]
        yield _of_responses(evidence, book, asked, own, ("partner", partner, wave))
    for earlier in book.waves[instrument][:-1]:
        own = list(book.of(instrument, earlier))
        yield _of_responses(evidence, book, asked, own, ("wave", "all", earlier))


def _of_responses(
    evidence: Evidence,
    book: Book,
    asked: Sequence[Asked],
    responses: Sequence[Response],
    place: tuple[str, str, str],
) -> Cut:
    kind, group, period = place
    instrument = asked[0].instrument if asked else Instrument.CLOSING
    loose = _loose(book, instrument, place)
    found = {
        a.question: count(responses, favourable(a), book.confidence, loose)
        for a in asked
    }
    return Cut(
        kind=kind,
        group=group,
        period=period,
        respondents=len(responses),
        figures=_known(found),
        reach=_reach(evidence, instrument, place),
    )


def _loose(
    book: Book, instrument: Instrument, place: tuple[str, str, str]
) -> tuple[Tally, ...]:
    """Return the answers of one group that stand on no response."""
    kind, group, period = place
    if kind == "wave":
        return book.loose(instrument, WHOLE[instrument], period=period)
    return book.loose(instrument, kind, group)


def _of_tallies(
    evidence: Evidence, book: Book, asked: Sequence[Asked], place: tuple[str, str]
) -> Iterator[Cut]:
    if not asked:
        return
    (kind, period), instrument = place, asked[0].instrument
    groups = {t.group for t in book.loose(instrument, kind, period=period)}
    for group in sorted(groups):
        figures = _known(
            {
                a.question: tallied(book, favourable(a), kind, group, period)
                for a in asked
                if not a.many  # ticks are not people
            }
        )
        reach = _reach(evidence, instrument, (kind, group, period))
        people = max((f.n + f.left_out for f in figures.values()), default=0)
        yield Cut(
            kind=kind,
            group=group,
            period=period,
            respondents=max(people, reach.answered if reach else 0),
            figures=figures,
            reach=reach,
        )


def _known(found: Mapping[str, Figure | None]) -> dict[str, Figure]:
    return {q: f for q, f in found.items() if f is not None}


def _reach(
    evidence: Evidence, instrument: Instrument, place: tuple[str, str, str]
) -> Reach | None:
    """Add up the reach of one group over the quarters or the wave of a period."""
    kind, group, period = place
    rows = [
        r
        for r in evidence.reach
        if (r.questionnaire, r.kind, r.group)
        == (QUESTIONNAIRES[instrument], kind, group)
        and r.period.startswith(period)
    ]
    if not rows:
        return None
    sent, closed = [r.sent for r in rows], [r.closed for r in rows]
    return Reach(
        questionnaire=QUESTIONNAIRES[instrument],
        period=period,
        group=group,
        kind=kind,
        sent=None if None in sent else sum(s or 0 for s in sent),
        answered=sum(r.answered for r in rows),
        closed=None if None in closed else sum(c or 0 for c in closed),
    )
