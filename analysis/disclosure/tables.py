"""The tables of a release: the fixed cuts, once a period is over.

Where somebody has to be withheld so that no subtraction leaves a few people over, it
is the smallest group; and a group whose printed number would tell that everybody who
was asked has answered is withheld as well.
"""

from collections.abc import Sequence

from analysis.disclosure.cells import (
    ALL,
    WHOLES,
    cut_cell,
    cut_cells,
    measure_cell,
    people_cell,
    period_of,
)
from analysis.disclosure.coding import nearest
from analysis.disclosure.desk import Desk, Print
from analysis.disclosure.linked import published_at
from analysis.model import Contradiction, Cut, Figure, Instrument, Measure
from analysis.release import ShownCut
from analysis.tally import YOUNG


def tables(desk: Desk) -> tuple[ShownCut, ...]:
    """Return the tables that may be shown, and the groups that may not."""
    instrument = desk.main
    if instrument is None or not desk.closed:
        return ()
    wanted = [
        c
        for c in desk.assessment.cuts
        if c.kind in WHOLES or published_at(c.kind, c.period)
    ]
    found = [
        _cut(desk, c, Instrument.YOUNG if c.kind == YOUNG else instrument)
        for c in _largest_first(wanted)
    ]
    shown = [c for c in found if not c.suppressed]
    known = {(c.kind, c.group) for c in shown}
    hidden = [
        ShownCut(kind, group, period, None, None, {}, suppressed=True)
        for kind, period in sorted({(c.kind, c.period) for c in wanted})
        for group in desk.groups.get(kind, ())
        if (kind, group) not in known
    ]
    return tuple(sorted([*shown, *hidden], key=lambda c: (c.kind, c.period, c.group)))


def _largest_first(cuts: Sequence[Cut]) -> list[Cut]:
    """Order so that where somebody must be withheld it is the smallest group."""
    return sorted(cuts, key=lambda c: (-c.respondents, c.kind, c.group))


def _cut(desk: Desk, cut: Cut, instrument: Instrument) -> ShownCut:
    people = people_cell(instrument, cut.period)
    cell = cut_cell(cut, people.field.asked, people.supports, instrument)
    if not desk.may_people(cell, cut.respondents) or _all_of_them(desk, cut):
        return ShownCut(
            cut.kind, cut.group, cut.period, None, None, {}, suppressed=True
        )
    figures = {
        question: desk.publish(own, figure).shown
        for question, own, figure in cut_cells(cut, desk.model, instrument)
        if desk.may(own, figure)
    }
    reach = cut.reach
    return ShownCut(
        kind=cut.kind,
        group=cut.group,
        period=cut.period,
        respondents=desk.publish_people(cell, cut.respondents),
        response_rate=desk.share(reach.answered, reach.sent) if reach else None,
        figures=figures,
    )


def _all_of_them(desk: Desk, cut: Cut) -> bool:
    """Say whether the number in fives would tell that everybody asked answered."""
    if cut.reach is None or cut.reach.sent is None:
        return False
    base, fewest = desk.policy.base, desk.policy.fewest
    printed = nearest(cut.respondents, base)
    possible = [
        n for n in range(fewest, cut.reach.sent + 1) if nearest(n, base) == printed
    ]
    return len(possible) == 1


def side(
    desk: Desk,
    one: Contradiction,
    name: str,
    figure: Figure,
    shown: set[tuple[str, str]],
) -> Print | None:
    """Publish one side of a contradiction; None where it may not be shown."""
    words = name.split()
    group = words.pop(0) if ":" in words[0] else ALL
    kind, _, own = group.partition(":")
    if group != ALL and (kind, own) not in shown:
        return None
    measure = _measure(desk, one, words[1], Instrument(words[0]))
    if measure is None:
        return None
    cell = measure_cell(measure, period_of(desk.assessment, measure.instrument), group)
    return desk.publish(cell, figure) if desk.may(cell, figure) else None


def _measure(
    desk: Desk, one: Contradiction, question: str, instrument: Instrument
) -> Measure | None:
    """Return what a side counts.

    Between families and staff it is the favourable answers, otherwise the answers
    that support the feature.
    """
    if one.kind == "families_staff":
        return next(
            (
                Measure(a.question, a.instrument, a.good, a.of)
                for a in desk.model.questions
                if (a.question, a.instrument) == (question, instrument)
            ),
            None,
        )
    return next(
        (
            measure
            for feature in desk.model.features
            if feature.id in one.features
            for measure in feature.measures
            if (measure.question, measure.instrument) == (question, instrument)
        ),
        None,
    )
