"""A year put together from what was published of its quarters.

Where up to nine people answered after the last publication of their quarter, the true
figure of the year would leave them over. The year is then the sum of the published
quarters: as many people as stand behind those prints, any count that the prints allow.
It adds nothing to them, and leaves the late answers out.
"""

from dataclasses import replace

from analysis.disclosure.cells import Cell, kind_of, whole_of
from analysis.disclosure.coding import block_of, nearest, reading, show_block, statuses
from analysis.disclosure.desk import Desk, Print
from analysis.disclosure.form import shown_from_json, shown_to_json
from analysis.disclosure.register import Version
from analysis.disclosure.statuses import bar_at
from analysis.model import Figure, Finding, Source, Status

FROM_QUARTERS = (
    "Put together from what was published of the quarters; the answers that came after"
    " that are too few to show."
)
_GOOD = {Status.EVIDENCED, Status.GONE}


def derived(desk: Desk, cell: Cell) -> Print | None:
    """Publish a year's figure as the sum of its quarters' prints, if that may be."""
    parts = _quarters(desk, cell)
    runs = [version.counts for version in parts]
    if not parts or None in runs:
        return None
    n, supporting = sum(v.n for v in parts), sum(v.supporting for v in parts)
    figure = Figure(n, supporting, 0.0, 1.0)
    if not desk.may(cell, figure):
        return None
    known = desk.ledger.same(cell, n, supporting)
    if known is not None and known.counts is not None:
        found = block_of(n, *known.counts, desk.bars, desk.policy)
        return Print(shown_from_json(known.shown), found)
    first, last = (sum(run[i] for run in runs if run is not None) for i in (0, 1))
    found = block_of(n, first, last, desk.bars, desk.policy)
    shown = replace(show_block(found, desk.policy), left_out=None)
    desk.ledger.add(
        cell, n, supporting, {**shown_to_json(shown), "counts": [first, last]}
    )
    return Print(shown, found)


def derived_people(desk: Desk, cell: Cell) -> int | None:
    """Return in fives how many people stand behind the published quarters."""
    n = sum(version.n for version in _quarters(desk, cell))
    if not desk.may_people(cell, n):
        return None
    desk.ledger.add(cell, n, n, {"n": nearest(n, desk.policy.base)})
    return nearest(n, desk.policy.base)


def derived_status(desk: Desk, finding: Finding, prints: dict[Source, Print]) -> Status:
    """Return the status that the derived prints carry together.

    All figures must carry it. What holds a finding down (caps, words, a record that
    says otherwise) holds it down here, too.
    """
    feature = finding.feature
    bar = bar_at(feature, desk.bars)
    said = {
        status
        for one in prints.values()
        for status in statuses(one.block, feature.polarity, bar, desk.bars)
    } | {reading(one.block, feature.polarity, bar) for one in prints.values()}
    questions = {s.question for s in prints if not s.part}
    alone = not questions and len({s.question for s in prints}) == 1
    if len(said) != 1 or alone:
        return Status.MIXED
    status = said.pop()
    clash = any(
        feature.id in one.features and one.kind in {"words", "record"}
        for one in desk.assessment.contradictions
    )
    return Status.MIXED if status in _GOOD and (finding.caps or clash) else status


def _quarters(desk: Desk, cell: Cell) -> list[Version]:
    if whole_of(cell.field) is not None:
        return []
    found = [
        desk.ledger.last(Cell(part, cell.supports))
        for part in sorted(desk.ledger.parts_of(cell.field), key=str)
        if kind_of(part) == "quarter"
    ]
    return [version for version in found if version is not None]
