"""One row's assessment: from responses, records and named persons to stages.

Rule 1: pure. The same evidence gives the same assessment, in whatever order.
Rule 2: the figures here are true and must not be shown: `analysis.disclosure`
    makes a release of them, which may be.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from analysis.caps import Cap, find_caps, overall
from analysis.contradictions import contradictions
from analysis.cuts import cuts
from analysis.differences import compare, wave_change
from analysis.model import (
    Assessment,
    Attached,
    Bars,
    Evidence,
    Feature,
    Figure,
    Finding,
    Instrument,
    MaturityModel,
    Measure,
    Source,
    Status,
)
from analysis.power import chances
from analysis.ruling import Heard, rule
from analysis.stages import ladder
from analysis.status import Decision, Verdict, Weighed, every, judge, leading
from analysis.tally import Book, count, open_book, tallied
from analysis.wilson import figure

Groups = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Case:
    """The evidence laid out: what every ruling of one assessment works from."""

    evidence: Evidence
    book: Book
    bars: Bars
    caps: tuple[Cap, ...]
    required: Groups = field(default_factory=dict)


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
    bars = bars or Bars()
    book = open_book(evidence, bars.confidence)
    case = Case(
        evidence, book, bars, find_caps(evidence, book, bars), required_groups or {}
    )
    features = model.of_row(row)
    findings, clashes = zip(*(_find(f, case) for f in features), strict=True)
    differences = compare(case.evidence, book, features, bars)
    findings = tuple(
        replace(f, change=wave_change(f.feature, book, bars, differences))
        for f in findings
    )
    main = main_instrument(features)
    beyond = tuple(f.feature.id for f in findings if _beyond_reach(f, case))
    sourced = tuple(f.feature.id for f in findings if f.records or f.attested)
    result = ladder(
        features,
        {f.feature.id: f.status for f in findings},
        cannot_reach=beyond,
        sourced=sourced,
    )
    return Assessment(
        strand=row,
        period=evidence.period,
        model=model.title,
        bars=bars,
        respondents={i: len(book.of(i)) for i in _instruments(features)},
        reach=overall(evidence, book, main) if main else None,
        findings=findings,
        stages=result.stages,
        supported=result.supported,
        supported_so_far=result.supported_so_far,
        not_ruled_out=result.not_ruled_out,
        mixed_rating=result.mixed_rating,
        contradictions=contradictions(
            model, findings, clashes, differences, book, bars
        ),
        caps=tuple(dict.fromkeys(c.says for c in case.caps if _touches(c, features))),
        cuts=cuts(evidence, book, model, features, main) if main else (),
        cannot_reach=beyond,
        reachable=chances(findings, beyond, bars),
        theme_stages=result.theme_stages,
        leads={i: book.lead(i) or evidence.period for i in _instruments(features)},
        sourced=sourced,
        missing=result.missing,
        ruled_out_by=result.ruled_out_by,
        differences=differences,
    )


def main_instrument(features: Sequence[Feature]) -> Instrument | None:
    """Return the asking that decides most of a row's features, if any does."""
    deciding = Counter(
        m.instrument for f in features for m in f.measures if not m.corroborates
    )
    return max(Instrument, key=lambda i: deciding[i]) if deciding else None


def _instruments(features: Sequence[Feature]) -> tuple[Instrument, ...]:
    used = {m.instrument for f in features for m in f.measures}
    return tuple(i for i in Instrument if i in used)


def _touches(cap: Cap, features: Sequence[Feature]) -> bool:
    return any(
        m.instrument is cap.instrument and not m.corroborates and cap.holds(f)
        for f in features
        for m in f.measures
    )


# --- one feature -----------------------------------------------------------------


def _find(feature: Feature, case: Case) -> tuple[Finding, str | None]:
    """Return the finding on a feature, and what clashes in it."""
    heard, sources = _hear(feature, case)
    records = tuple(a for a in case.evidence.attached if a.feature == feature.id)
    ruling = rule(heard, case.bars)
    finding = Finding(
        feature=feature,
        status=ruling.status(feature),
        figure=ruling.figure,
        sources=sources,
        reason=ruling.reason,
        caps=heard.caps if ruling.held else (),
        records=records,
        attested=heard.attested,
    )
    return finding, ruling.clash


def _hear(feature: Feature, case: Case) -> tuple[Heard, tuple[Source, ...]]:
    deciding = [m for m in feature.measures if not m.corroborates]
    beside = [m for m in feature.measures if m.corroborates]
    part = [_weigh(m, feature, case) for m in deciding if in_part(m, case)]
    full = [_weigh(m, feature, case) for m in deciding if not in_part(m, case)]
    if feature.every_group:
        full = list(_in_groups(feature, case))
    spoken = [*full, *part]
    instruments = {w.source.instrument for w in spoken if w.source.figure}
    attested = [a for a in case.evidence.attestations if a.feature == feature.id]
    heard = Heard(
        feature=feature,
        full=_together(full, feature, case),
        part=part,
        record=[
            _record(a, feature, case)
            for a in case.evidence.attached
            if a.feature == feature.id
        ],
        caps=tuple(
            c.says
            for c in case.caps
            if c.instrument in instruments and c.holds(feature)
        ),
        objections=case.evidence.objections.get(feature.id, (0, 0)),
        attested=attested[-1] if attested else None,
    )
    shown = [*spoken, *(_weigh(m, feature, case) for m in beside)]
    return heard, tuple(w.source for w in shown)


def _together(full: Sequence[Weighed], feature: Feature, case: Case) -> Decision:
    if feature.every_group or feature.all_measures:
        return every(full, feature)
    return leading(full, feature, case.bars)


def _weigh(measure: Measure, feature: Feature, case: Case) -> Weighed:
    counted = case.book.figure(measure)
    verdict = judge(counted, feature, case.bars)
    waves = case.book.lasting(measure)
    if measure.waves > 1 and len(waves) == measure.waves and verdict is Verdict.PASS:
        held = all(
            judge(case.book.figure(measure, w), feature, case.bars) is Verdict.PASS
            for w in waves
        )
        verdict = Verdict.PASS if held else Verdict.BETWEEN
    source = Source(
        measure.question,
        measure.instrument,
        counted,
        in_part(measure, case),
        measure=measure,
    )
    return Weighed(source, verdict)


def in_part(measure: Measure, case: Case) -> bool:
    """Say whether a measure speaks only about a part, in this evidence.

    One that must hold over several waves does until so many have been asked.
    """
    enough = [
        w
        for w in case.book.lasting(measure)
        if (found := case.book.figure(measure, w)) and found.n >= case.bars.fewest
    ]
    return measure.part or len(enough) < measure.waves > 1


def _record(attached: Attached, feature: Feature, case: Case) -> Weighed:
    counted = figure(attached.supporting, attached.n, confidence=case.bars.confidence)
    source = Source(attached.source, Instrument.CLOSING, counted, part=False)
    return Weighed(source, judge(counted, feature, case.bars))


# --- every tier, every grade, every partner -------------------------------------


def _in_groups(feature: Feature, case: Case) -> list[Weighed]:
    """Weigh each measure of a feature in each group that "every" means."""
    kind = feature.every_group or ""
    groups = feature.groups or tuple(case.required.get(kind, ()))
    found = []
    for group in groups:
        for measure in feature.measures:
            counted = _of_group(measure, kind, group, case)
            source = Source(
                measure.question,
                measure.instrument,
                counted,
                part=False,
                group=f"{kind}:{group}",
                measure=measure,
            )
            found.append(Weighed(source, judge(counted, feature, case.bars)))
    return found


def _of_group(measure: Measure, kind: str, group: str, case: Case) -> Figure | None:
    book, confidence = case.book, case.bars.confidence
    if kind == "grade":
        wave = book.lead(measure.instrument) or (case.evidence.waves or ("",))[-1]
        return tallied(case.evidence, measure, group, wave, confidence)
    responses = [r for r in book.of(measure.instrument) if r.group == group]
    return count(responses, measure, confidence)


# --- what the survey cannot reach -----------------------------------------------


def _beyond_reach(finding: Finding, case: Case) -> bool:
    """Say whether the survey, as it was held, could decide the feature at all."""
    feature = finding.feature
    silent = finding.status in {Status.NOT_ENOUGH, Status.NO_EVIDENCE}
    if feature.attestable and (silent or finding.attested):
        return True
    asked = [
        m for m in feature.measures if not m.corroborates and case.book.of(m.instrument)
    ]
    partly = [m for m in asked if in_part(m, case)]
    return len(asked) == len(partly) and len({m.question for m in partly}) < 2  # noqa: PLR2004 - two parts decide
