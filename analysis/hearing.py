"""One feature's hearing: which sources speak about it, and the finding they make.

Rule 1: a source is a measure's figure over the people asked, judged at the bar.
Rule 2: features that say "every" are heard group by group, from the groups' figures.
Rule 3: a measure that must hold over several waves speaks about a part until so many
    waves have been held.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from analysis.caps import Cap
from analysis.model import (
    Attached,
    Bars,
    Evidence,
    Feature,
    Figure,
    Finding,
    Instrument,
    Measure,
    Source,
    Status,
)
from analysis.ruling import Heard, rule
from analysis.status import Decision, Verdict, Weighed, every, judge, leading
from analysis.tally import Book, count, tallied
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


def find(feature: Feature, case: Case) -> tuple[Finding, str | None]:
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
    book = case.book
    if kind == "grade":
        wave = book.lead(measure.instrument) or (case.evidence.waves or ("",))[-1]
        return tallied(book, measure, kind, group, wave)
    responses = [r for r in book.of(measure.instrument) if r.group == group]
    loose = book.loose(measure.instrument, kind, group)
    return count(responses, measure, book.confidence, loose)


# --- what the survey cannot reach -----------------------------------------------


def beyond_reach(finding: Finding, case: Case, *, held: bool = True) -> bool:
    """Say whether the survey, as it was held, could not decide the feature at all.

    Args:
        finding: What was found so far.
        case: The evidence.
        held: Somebody was asked something of this row. Where nobody was, nothing is
            out of reach for that: the survey as a whole is still to come.
    """
    feature = finding.feature
    silent = finding.status in {Status.NOT_ENOUGH, Status.NO_EVIDENCE}
    if feature.attestable and (silent or finding.attested):
        return True
    asked = [
        m
        for m in feature.measures
        if not m.corroborates and (case.book.of(m.instrument) or not held)
    ]
    partly = [m for m in asked if (in_part(m, case) if held else m.part)]
    return len(asked) == len(partly) and len({m.question for m in partly}) < 2  # noqa: PLR2004 - two parts decide
