"""One row's assessment: from responses, records and named persons to stages.

Rule 1: pure. The same evidence gives the same assessment, in whatever order.
Rule 2: the figures here are true and must not be shown: `analysis.disclosure`
    makes a release of them, which may be.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from analysis.caps import Cap, find_caps, overall
from analysis.contradictions import contradictions
from analysis.cuts import cuts
from analysis.differences import compare, wave_change
from analysis.hearing import Case, Groups, beyond_reach, find
from analysis.model import (
    Assessment,
    Bars,
    Evidence,
    Feature,
    Finding,
    Instrument,
    MaturityModel,
    Stage,
)
from analysis.power import chances
from analysis.stages import Ladder, ladder
from analysis.tally import FAMILY, QUESTIONNAIRES, open_book
from analysis.ticks import count_words


def assess(
    evidence: Evidence,
    model: MaturityModel,
    row: str,
    *,
    bars: Bars | None = None,
    required_groups: Groups | None = None,
) -> Assessment:
    """Return what the evidence supports for one row.

    Args:
        evidence: All responses and records of the period, families' and staff's.
        model: The maturity model.
        row: One of the model's rows.
        bars: The area's thresholds.
        required_groups: By kind (tier, grade, partner) the groups that "every"
            means.

    Raises:
        KeyError: The model has no such row.
    """
    if row not in model.rows:
        raise KeyError(row)
    features = model.of_row(row)
    case = lay_out(evidence, bars or Bars(), required_groups or {})
    book, main = case.book, main_instrument(features)
    asking = asking_of(features)
    findings, clashes = zip(*(find(f, case) for f in features), strict=True)
    differences = compare(evidence, book, features, case.bars)
    findings = tuple(
        replace(f, change=wave_change(f.feature, book, case.bars, differences))
        for f in findings
    )
    places = _places(case, features, main) if main else {}
    held = any(book.of(i) for i in _instruments(features))
    beyond = tuple(f.feature.id for f in findings if beyond_reach(f, case, held=held))
    result = _climb(findings, beyond, tuple(places.values()))
    return Assessment(
        strand=row,
        period=evidence.period,
        model=model.title,
        bars=case.bars,
        respondents={i: len(book.of(i)) for i in _instruments(features)},
        reach=overall(evidence, book, asking) if asking else None,
        findings=findings,
        stages=result.stages,
        supported=result.supported,
        supported_so_far=result.supported_so_far,
        not_ruled_out=result.not_ruled_out,
        mixed_rating=result.mixed_rating,
        contradictions=contradictions(
            model, findings, clashes, differences, book, case.bars
        ),
        caps=tuple(dict.fromkeys(c.says for c in case.caps if _touches(c, features))),
        cuts=cuts(evidence, book, model, features, main) if main else (),
        cannot_reach=beyond,
        reachable=chances(findings, beyond, case.bars),
        theme_stages=result.theme_stages,
        leads={i: book.lead(i) or evidence.period for i in _instruments(features)},
        sourced=_sourced(findings),
        missing=result.missing,
        ruled_out_by=result.ruled_out_by,
        differences=differences,
        place_stages=places,
        words=count_words(evidence, book, features),
    )


def lay_out(evidence: Evidence, bars: Bars, required: Groups) -> Case:
    """Sort the evidence and find what holds it down."""
    book = open_book(evidence, bars.confidence)
    return Case(evidence, book, bars, find_caps(evidence, book, bars), required)


def main_instrument(features: Sequence[Feature]) -> Instrument | None:
    """Return the asking that decides most of a row's features, if any does."""
    deciding = Counter(
        m.instrument for f in features for m in f.measures if not m.corroborates
    )
    return max(Instrument, key=lambda i: deciding[i]) if deciding else None


def asking_of(features: Sequence[Feature]) -> Instrument | None:
    """Return the asking whose response a row reports; None where nobody is asked.

    The one that decides most; where the answers only stand beside what decides, the
    first that is asked at all.
    """
    return main_instrument(features) or next(iter(_instruments(features)), None)


def _instruments(features: Sequence[Feature]) -> tuple[Instrument, ...]:
    used = {m.instrument for f in features for m in f.measures}
    return tuple(i for i in Instrument if i in used)


def _touches(cap: Cap, features: Sequence[Feature]) -> bool:
    return any(
        m.instrument is cap.instrument and not m.corroborates and cap.holds(f)
        for f in features
        for m in f.measures
    )


def _sourced(findings: Sequence[Finding]) -> tuple[str, ...]:
    return tuple(f.feature.id for f in findings if f.records or f.attested)


def _climb(
    findings: Sequence[Finding],
    beyond: Sequence[str] = (),
    places: Sequence[Stage | None] = (),
) -> Ladder:
    return ladder(
        tuple(f.feature for f in findings),
        {f.feature.id: f.status for f in findings},
        cannot_reach=beyond,
        sourced=_sourced(findings),
        places=places,
    )


# --- place by place ---------------------------------------------------------------


def _places(
    case: Case, features: Sequence[Feature], main: Instrument
) -> dict[str, Stage | None]:
    """Return what each tier, or partner, with enough answers supports by itself.

    Its own answers stand with what is not asked by place: staff for families,
    records and named persons for all.
    """
    kind = "tier" if main in FAMILY else "partner"
    own = case.book.of(main)
    people = Counter(r.group for r in own if r.group is not None)
    return {
        f"{kind}:{group}": _stage_of(case, features, main, group)
        for group, n in sorted(people.items())
        if n >= case.bars.fewest
    }


def _stage_of(
    case: Case, features: Sequence[Feature], main: Instrument, group: str
) -> Stage | None:
    asked = [i for i in Instrument if (i in FAMILY) == (main in FAMILY)]
    questionnaires = {QUESTIONNAIRES[i] for i in asked}
    kind = "tier" if main in FAMILY else "partner"
    evidence = replace(
        case.evidence,
        responses=tuple(
            r
            for r in case.evidence.responses
            if r.questionnaire not in questionnaires or r.group == group
        ),
        tallies=tuple(
            t
            for t in case.evidence.tallies
            if t.questionnaire not in questionnaires
            or (t.kind, t.group) == (kind, group)
        ),
    )
    alone = lay_out(evidence, case.bars, {**case.required, kind: (group,)})
    findings = tuple(find(f, replace(alone, caps=case.caps))[0] for f in features)
    return _climb(findings).supported
