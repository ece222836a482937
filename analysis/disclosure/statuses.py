"""What may be said of one feature: the status that its printed figures carry.

Rule 1: a firm status is released only where every count that prints alike would have
        it. Otherwise everybody in the block gets the same weaker word, so that the
        word adds nothing to the print.
Rule 2: that goes for every figure the status rests on, printed or not, and for the
        reason and the caps, which follow the released status.
Rule 3: what does not come from respondents (a named person's word, an attached
        record) is not held back.
"""

from collections.abc import Callable
from dataclasses import dataclass

from analysis.disclosure.coding import Block, statuses
from analysis.model import (
    Bars,
    Feature,
    Finding,
    Polarity,
    Source,
    Stage,
    Status,
)

MORE_ANSWERS = (
    "More answers are needed at this bar: in a group of this size only an answer that"
    " all, or all but one, gave could reach it."
)
NEAR_THE_BAR = (
    "The answers lie so close to the bar that in a group of this size print cannot"
    " tell on which side."
)
WAITING = "Answers have come, but too few since the last publication to show."
GROUPS_WAIT = (
    "This rests on every group's answers, and not every group's may be shown yet."
)
_OPEN = {Status.NOT_ENOUGH, Status.NO_EVIDENCE}
_OPPOSED = {Status.CONTRADICTED, Status.PERSISTS}

Coded = Callable[[Source], Block | None]


@dataclass(frozen=True, slots=True)
class Said:
    """A status as it may be released; ``reason`` None: the assessment's stands."""

    status: Status
    reason: str | None = None


def bar_at(feature: Feature, bars: Bars) -> float:
    """Return the bar that the feature's figures are held to."""
    if feature.polarity is Polarity.DEFICIT:
        return bars.gone
    return {Stage.MATURING: bars.maturing, Stage.MATURE: bars.mature}.get(
        feature.stage, bars.developing
    )


def release_status(finding: Finding, bars: Bars, coded: Coded) -> Said:
    """Return the status that the printed figures of a finding carry.

    ``coded`` gives the block that a figure prints as, or None if it may not print.
    """
    feature = finding.feature
    bar = bar_at(feature, bars)
    if finding.status in _OPEN:
        return Said(finding.status)
    found = [b for b in map(coded, _deciding(finding)) if b is not None]
    unsettled = [
        (one, said)
        for one in found
        if len(said := statuses(one, feature.polarity, bar, bars)) > 1
    ]
    if not unsettled:
        return Said(finding.status)
    against = any(said & _OPPOSED for _, said in unsettled)
    if finding.status in _OPPOSED and not against:
        return Said(finding.status)
    if any(one.capped for one, _ in unsettled) and not against:
        return Said(Status.NOT_ENOUGH, MORE_ANSWERS)
    return Said(Status.MIXED, NEAR_THE_BAR)


def _deciding(finding: Finding) -> tuple[Source, ...]:
    return tuple(s for s in finding.sources if s.figure and not _beside(s))


def in_order(finding: Finding) -> tuple[Source, ...]:
    """Return the county-wide sources in the model's order, not in that of weight."""
    order = {m: i for i, m in enumerate(finding.feature.measures)}
    return tuple(
        sorted(
            (s for s in finding.sources if s.group is None),
            key=lambda s: len(order) if s.measure is None else order.get(s.measure, 0),
        )
    )


def leading(finding: Finding, bars: Bars, coded: Coded) -> Source | None:
    """Return the source whose figure is printed beside a status.

    Where several figures must carry it, the assessment leads with the weakest. Which
    of two near ones is weaker would tell their counts apart, so print decides here:
    the weaker print, or of two alike the first in the model.
    """
    feature = finding.feature
    sources = in_order(finding)
    own = next((s for s in sources if s.figure and s.figure == finding.figure), None)
    mine = None if own is None else coded(own)
    if own is None or mine is None or not (feature.all_measures or own.part):
        return own
    bar, polarity = bar_at(feature, bars), feature.polarity
    rivals = [
        (source, found)
        for source in sources
        if source.part == own.part
        and not _beside(source)
        and (found := coded(source)) is not None
        and statuses(found, polarity, bar, bars) == statuses(mine, polarity, bar, bars)
    ]
    if polarity is Polarity.STRENGTH:
        return min(rivals, key=lambda r: r[1].low)[0]
    return max(rivals, key=lambda r: r[1].high)[0]


def _beside(source: Source) -> bool:
    """Say whether a source only stands beside the evidence and decides nothing."""
    return source.measure is not None and source.measure.corroborates
