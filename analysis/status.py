"""From figures to what the evidence says about one feature.

Rule 1: under `Bars.fewest` people a figure says nothing.
Rule 2: a strength is evidenced when the lower end of the interval is at its stage's
    bar, contradicted when the upper end is below it, mixed in between. A deficit is
    gone when the upper end is at `Bars.gone` or below, persists when the lower end
    is there or above.
Rule 3: questions that touch a feature in part can neither evidence nor contradict it
    alone. Two of them that agree can, and so can one together with an attached
    record or an attestation.
Rule 4: people's own direct answers lead. A record cannot outvote them, only be set
    against them; another asking of the people can.
Rule 5: words lower and never raise: three people and a tenth of the commenters.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from analysis.model import Bars, Feature, Figure, Polarity, Source, Stage
from analysis.wilson import below, reaches

_FEWEST_OBJECTORS, _OBJECTING_SHARE = 3, 0.10


class Verdict(Enum):
    """What one figure says about a feature."""

    PASS = auto()
    FAIL = auto()
    BETWEEN = auto()
    FEW = auto()
    NONE = auto()


@dataclass(frozen=True, slots=True)
class Weighed:
    """A source with its verdict."""

    source: Source
    verdict: Verdict


def bar_of(stage: Stage, bars: Bars) -> float:
    """Return the bar for the strengths of a stage."""
    return {
        Stage.EARLY: bars.developing,
        Stage.DEVELOPING: bars.developing,
        Stage.MATURING: bars.maturing,
        Stage.MATURE: bars.mature,
    }[stage]


def judge(figure: Figure | None, feature: Feature, bars: Bars) -> Verdict:
    """Return what a figure says about a feature at the feature's bar."""
    if figure is None:
        return Verdict.NONE
    if figure.n < bars.fewest:
        return Verdict.FEW
    if feature.polarity is Polarity.STRENGTH:
        bar = bar_of(feature.stage, bars)
        passed, failed = reaches(figure.low, bar), below(figure.high, bar)
    else:
        passed, failed = reaches(bars.gone, figure.high), reaches(figure.low, bars.gone)
    if passed:
        return Verdict.PASS
    return Verdict.FAIL if failed else Verdict.BETWEEN


def against(figure: Figure, feature: Feature) -> int:
    """Return how many people answered against the feature's being so."""
    if feature.polarity is Polarity.STRENGTH:
        return figure.n - figure.supporting
    return figure.supporting


def objected(objections: tuple[int, int]) -> bool:
    """Say whether enough people's own words speak against a feature."""
    people, commenters = objections
    return people >= objectors(commenters)


def objectors(commenters: int) -> int:
    """Return how many objectors it takes among so many who wrote anything."""
    least = max(_FEWEST_OBJECTORS, int(_OBJECTING_SHARE * commenters) - 1)
    while not reaches(least, _OBJECTING_SHARE * commenters):
        least += 1
    return least


# --- combining sources -----------------------------------------------------------

_SILENT = {Verdict.FEW, Verdict.NONE}
_WORST_FIRST = (
    Verdict.FAIL,
    Verdict.NONE,
    Verdict.FEW,
    Verdict.BETWEEN,
    Verdict.PASS,
)
Decision = tuple[Verdict, Weighed | None]


def weakest(weighed: Sequence[Weighed], feature: Feature) -> Weighed:
    """Return the source that speaks least for the feature."""

    def strength(one: Weighed) -> float:
        if one.source.figure is None:
            return 0.0
        deficit = feature.polarity is Polarity.DEFICIT
        return -one.source.figure.high if deficit else one.source.figure.low

    return min(weighed, key=strength)


def every(weighed: Sequence[Weighed], feature: Feature) -> Decision:
    """Combine sources that must all pass; the weakest one decides."""
    verdicts = {w.verdict for w in weighed}
    if verdicts <= {Verdict.NONE}:
        return Verdict.NONE, None
    worst = next(v for v in _WORST_FIRST if v in verdicts)
    decider = weakest([w for w in weighed if w.verdict is worst], feature)
    return (Verdict.FEW if worst is Verdict.NONE else worst), decider


def leading(weighed: Sequence[Weighed], feature: Feature, bars: Bars) -> Decision:
    """Combine askings of the same thing: the first with enough answers leads.

    Another asking lowers a pass only where ten people or more in it answered
    against, so that one more good answer can never do harm; it raises a fail to
    between where it passes itself.
    """
    spoken = [w for w in weighed if w.verdict not in _SILENT]
    if not spoken:
        return _silence(weighed)
    lead, others = spoken[0], spoken[1:]
    opposed = lead.verdict is Verdict.PASS and any(
        _opposes(w, feature, bars) for w in others
    )
    relieved = lead.verdict is Verdict.FAIL and any(
        w.verdict is Verdict.PASS for w in others
    )
    return (Verdict.BETWEEN if opposed or relieved else lead.verdict), lead


def parts(weighed: Sequence[Weighed], feature: Feature, bars: Bars) -> Decision:
    """Combine sources that each touch a feature in part.

    Two questions that agree decide; short of that they leave it between.
    """
    spoken = [w for w in weighed if w.verdict not in _SILENT]
    if not spoken:
        return _silence(weighed)
    passed = [w for w in spoken if w.verdict is Verdict.PASS]
    failed = [w for w in spoken if w.verdict is Verdict.FAIL]
    opposed = any(_opposes(w, feature, bars) for w in failed)
    if _questions(passed) > 1 and not opposed:
        return Verdict.PASS, weakest(passed, feature)
    if _questions(failed) > 1 and not passed:
        return Verdict.FAIL, weakest(failed, feature)
    return Verdict.BETWEEN, spoken[0]


def lean(weighed: Sequence[Weighed]) -> Verdict:
    """Return which way parts point that cannot decide by themselves."""
    verdicts = {w.verdict for w in weighed} - _SILENT
    if verdicts >= {Verdict.PASS, Verdict.FAIL} or not verdicts:
        return Verdict.BETWEEN
    for verdict in (Verdict.PASS, Verdict.FAIL):
        if verdict in verdicts:
            return verdict
    return Verdict.BETWEEN


def records(weighed: Sequence[Weighed]) -> Decision:
    """Combine attached records: they decide where they do not disagree."""
    spoken = [w for w in weighed if w.verdict not in _SILENT]
    if not spoken:
        return _silence(weighed)
    for verdict, other in (
        (Verdict.PASS, Verdict.FAIL),
        (Verdict.FAIL, Verdict.PASS),
    ):
        found = [w for w in spoken if w.verdict is verdict]
        if found and all(w.verdict is not other for w in spoken):
            return verdict, found[0]
    return Verdict.BETWEEN, spoken[0]


def _silence(weighed: Sequence[Weighed]) -> Decision:
    few = next((w for w in weighed if w.verdict is Verdict.FEW), None)
    return (Verdict.NONE, None) if few is None else (Verdict.FEW, few)


def _opposes(one: Weighed, feature: Feature, bars: Bars) -> bool:
    figure = one.source.figure
    failed = one.verdict is Verdict.FAIL and figure is not None
    return failed and figure is not None and against(figure, feature) >= bars.fewest


def _questions(weighed: Sequence[Weighed]) -> int:
    return len({w.source.question for w in weighed})
