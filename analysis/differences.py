"""Whether groups, or waves, differ: one test each, false discoveries controlled.

Rule 1: the test is on the question that decides a feature, over all groups of one
    kind with enough answers; features decided by the same answers share it.
Rule 2: all tests of an assessment, over groups and over waves, are judged together
    by Benjamini and Hochberg's rule; how many were made is kept.
Rule 3: a difference is said only where its test stands and the interval of the
    difference excludes nought; otherwise "no clear change".
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from analysis.chance import discoveries, heterogeneity
from analysis.model import (
    Bars,
    Difference,
    Evidence,
    Feature,
    Figure,
    Instrument,
    Measure,
    Polarity,
)
from analysis.tally import FAMILY, STAFF, Book, count, tallied
from analysis.wilson import difference

Figures = Mapping[str, Figure]


def compare(
    evidence: Evidence, book: Book, features: Sequence[Feature], bars: Bars
) -> tuple[Difference, ...]:
    """Return every test that could be made, with whether it stands."""
    made = [
        tested
        for measure, ids in _deciding(features).items()
        for kind, figures in _groups(evidence, book, measure)
        if (tested := _test(measure, ids, kind, figures, bars)) is not None
    ]
    stand = discoveries([d.p for d in made], 1 - bars.confidence)
    return tuple(replace(d, stands=s) for d, s in zip(made, stand, strict=True))


def wave_change(
    feature: Feature, book: Book, bars: Bars, differences: Sequence[Difference]
) -> str | None:
    """Say how a feature has moved since the wave before; None without one."""
    measure = deciding_measure(feature)
    if measure is None or measure.instrument not in STAFF:
        return None
    waves = book.waves[measure.instrument][-2:]
    figures = [book.figure(measure, w) for w in waves]
    now, before = figures[-1] if figures else None, figures[0] if figures else None
    if len(waves) < 2 or not now or not before:  # noqa: PLR2004 - now and before
        return None
    if min(now.n, before.n) < bars.fewest:
        return None
    tested = next(
        (d for d in differences if d.kind == "wave" and feature.id in d.features), None
    )
    low, high = difference(now, before)
    if tested is None or not tested.stands or low <= 0 <= high:
        return "no clear change"
    risen = low > 0
    return "better" if risen == (feature.polarity is Polarity.STRENGTH) else "worse"


def deciding_measure(feature: Feature) -> Measure | None:
    """Return the first question that asks a feature outright."""
    return next((m for m in feature.measures if not (m.part or m.corroborates)), None)


def _deciding(features: Sequence[Feature]) -> dict[Measure, tuple[str, ...]]:
    found: dict[Measure, list[str]] = defaultdict(list)
    for feature in features:
        measure = deciding_measure(feature)
        if measure is not None and feature.every_group is None:
            found[replace(measure, waves=1)].append(feature.id)
    return {m: tuple(ids) for m, ids in found.items()}


def _groups(
    evidence: Evidence, book: Book, measure: Measure
) -> Iterator[tuple[str, Figures]]:
    """Yield each kind of group with the figure of each of its groups."""
    responses = book.of(measure.instrument)
    names = sorted({r.group for r in responses if r.group is not None})
    kind = "tier" if measure.instrument in FAMILY else "partner"
    yield (
        kind,
        _counted(
            (
                n,
                count(
                    [r for r in responses if r.group == n],
                    measure,
                    book.confidence,
                    book.loose(measure.instrument, kind, n),
                ),
            )
            for n in names
        ),
    )
    period = book.lead(measure.instrument) or evidence.period
    kind = "district" if measure.instrument in FAMILY else "grade"
    loose = book.loose(measure.instrument, kind, period=period)
    names = sorted({t.group for t in loose})
    yield kind, _counted((n, tallied(book, measure, kind, n, period)) for n in names)
    waves = book.waves.get(measure.instrument, ())[-2:]
    yield "wave", _counted((w, book.figure(measure, w)) for w in waves)


def _counted(found: Iterator[tuple[str, Figure | None]]) -> Figures:
    return {name: figure for name, figure in found if figure is not None}


def _test(
    measure: Measure, ids: tuple[str, ...], kind: str, figures: Figures, bars: Bars
) -> Difference | None:
    enough = {g: f for g, f in figures.items() if f.n >= bars.fewest}
    p = heterogeneity([(f.supporting, f.n) for f in enough.values()])
    if p is None:
        return None
    ranked = sorted(enough.items(), key=lambda item: (item[1].share, item[0]))
    return Difference(
        features=ids,
        question=measure.question,
        instrument=measure.instrument,
        kind=kind,
        p=p,
        stands=False,
        apart=(ranked[-1], ranked[0]),
    )


def excludes_nought(first: Figure, second: Figure) -> bool:
    """Say whether the interval of the difference lies off nought."""
    low, high = difference(first, second)
    return low > 0 or high < 0


def side(instrument: Instrument, question: str, group: str | None = None) -> str:
    """Name one side of a comparison: ``tier:keyworker closing Q1``."""
    return " ".join(p for p in (group, instrument, question) if p)
