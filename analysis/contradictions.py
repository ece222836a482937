"""Where two sources say different things: listed, never averaged.

Four kinds: ``words`` (what people tick against what they write), ``families_staff``
(one theme seen from both sides), ``groups`` (tier against tier, partner against
partner), ``record`` (what people say against an attached record). A gap counts when
it is wider than `Bars.contradiction_gap` and chance alone does not explain it.
"""

from collections.abc import Iterator, Sequence

from analysis.differences import excludes_nought, side
from analysis.model import (
    Bars,
    Contradiction,
    Difference,
    Finding,
    MaturityModel,
    Polarity,
)
from analysis.tally import Book, favourable
from analysis.wilson import figure

_KINDS = {
    "tier": "tiers",
    "district": "districts",
    "grade": "grades",
    "partner": "partners",
}


def contradictions(
    model: MaturityModel,
    findings: Sequence[Finding],
    clashes: Sequence[str | None],
    differences: Sequence[Difference],
    book: Book,
    bars: Bars,
) -> tuple[Contradiction, ...]:
    """Return every contradiction that concerns the findings of one row."""
    return (
        *_clashing(findings, clashes, book),
        *_families_and_staff(model, findings, book, bars),
        *_between_groups(findings, differences, bars),
    )


def _clashing(
    findings: Sequence[Finding], clashes: Sequence[str | None], book: Book
) -> Iterator[Contradiction]:
    for finding, clash in zip(findings, clashes, strict=True):
        people = [
            (side(s.instrument, s.question, s.group), s.figure)
            for s in finding.sources
            if s.figure is not None and s.figure.n
        ]
        if clash == "words":
            yield Contradiction(
                "words",
                (finding.feature.id,),
                (*people, ("people's own words", None)),
                "What people tick and what they write do not agree.",
            )
        if clash == "record":
            attached = [
                (
                    f"attached: {r.source}",
                    figure(r.supporting, r.n, confidence=book.confidence),
                )
                for r in finding.records
            ]
            yield Contradiction(
                "record",
                (finding.feature.id,),
                (*people, *attached),
                "What people say and what the record shows do not agree.",
            )


def _families_and_staff(
    model: MaturityModel, findings: Sequence[Finding], book: Book, bars: Bars
) -> Iterator[Contradiction]:
    row = {f.feature.id for f in findings}
    for pair in model.pairs:
        concerned = tuple(f for f in pair.features if f in row)
        families, staff = (
            book.figure(favourable(asked)) for asked in (pair.families, pair.staff)
        )
        if not concerned or families is None or staff is None:
            continue
        if min(families.n, staff.n) < bars.fewest:
            continue
        apart = families.low > staff.high or staff.low > families.high
        if apart and abs(families.share - staff.share) > bars.contradiction_gap:
            yield Contradiction(
                "families_staff",
                concerned,
                (
                    (side(pair.families.instrument, pair.families.question), families),
                    (side(pair.staff.instrument, pair.staff.question), staff),
                ),
                pair.says,
            )


def _between_groups(
    findings: Sequence[Finding], differences: Sequence[Difference], bars: Bars
) -> Iterator[Contradiction]:
    """Yield one contradiction a question and kind of group, with the widest gap."""
    everywhere = {
        f.feature.every_group: f.feature.id
        for f in findings
        if f.feature.every_group and not f.feature.groups
    }
    strengths = {
        f.feature.id for f in findings if f.feature.polarity is Polarity.STRENGTH
    }
    found: dict[tuple[str, str, str], list[Difference]] = {}
    for tested in differences:
        if tested.kind in _KINDS and _wide(tested, bars):
            key = (tested.instrument, tested.question, tested.kind)
            found.setdefault(key, []).append(tested)
    for (_, _, kind), same in found.items():
        widest = max(same, key=lambda d: (strengths >= set(d.features), _gap(d)))
        ids = [i for d in same for i in d.features]
        ids += [everywhere[kind]] if kind in everywhere else []
        yield Contradiction(
            "groups",
            tuple(dict.fromkeys(ids)),
            tuple(
                (side(widest.instrument, widest.question, f"{kind}:{name}"), figure)
                for name, figure in widest.apart
            ),
            f"The answers differ widely between {_KINDS[kind]}.",
        )


def _gap(tested: Difference) -> float:
    (_, high), (_, low) = tested.apart
    return high.share - low.share


def _wide(tested: Difference, bars: Bars) -> bool:
    (_, high), (_, low) = tested.apart
    wide = _gap(tested) > bars.contradiction_gap
    return tested.stands and wide and excludes_nought(high, low)
