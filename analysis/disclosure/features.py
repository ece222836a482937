"""The features of a release: each with its print, its status and its reason."""

from dataclasses import replace

from analysis.disclosure.cells import behind, people_cell, period_of
from analysis.disclosure.coding import HIDDEN, Block, show
from analysis.disclosure.derived import FROM_QUARTERS, derived, derived_status
from analysis.disclosure.desk import Desk, Print
from analysis.disclosure.linked import published_at
from analysis.disclosure.statuses import (
    GROUPS_WAIT,
    WAITING,
    in_order,
    leading,
    release_status,
)
from analysis.model import Finding, Source, Status
from analysis.release import Release, Shown, ShownFeature

_OPEN = {Status.NOT_ENOUGH, Status.NO_EVIDENCE}


def find(before: Release | None, feature_id: str) -> ShownFeature | None:
    """Return a feature of the release before."""
    if before is None:
        return None
    return next((f for f in before.features if f.id == feature_id), None)


def county(desk: Desk, finding: Finding, before: ShownFeature | None) -> ShownFeature:
    """Return a feature that rests on figures of the whole county."""
    cells = [
        (source, cell, figure)
        for source, cell, figure in behind(desk.assessment, finding)
        if figure.n >= desk.policy.fewest
    ]
    may = all(desk.may(cell, figure) for _, cell, figure in cells)
    if not may or desk.stands(finding):
        made = None if desk.stands(finding) else _of_quarters(desk, finding)
        return made or before or _feature(finding, Status.NOT_ENOUGH, WAITING, HIDDEN)
    prints = {source: desk.publish(cell, figure) for source, cell, figure in cells}

    def coded(source: Source) -> Block | None:
        found = prints.get(source)
        return None if found is None else found.block

    said = release_status(finding, desk.bars, coded)
    leads = leading(finding, desk.bars, coded)
    if leads is None:  # an attached record leads, or nobody was asked
        shown = show(finding.figure, desk.bars, desk.policy)
    else:
        shown = prints[leads].shown if leads in prints else HIDDEN
    if said.reason is not None:
        return _feature(finding, said.status, said.reason, shown, leads)
    return replace(
        _feature(finding, said.status, finding.reason, shown, leads),
        caps=finding.caps,
        change=_change(desk, finding),
    )


def _of_quarters(desk: Desk, finding: Finding) -> ShownFeature | None:
    """Return a year's feature from its quarters' prints, if every figure allows it."""
    prints: dict[Source, Print] = {}
    for source, cell, _ in behind(desk.assessment, finding):
        if source.measure is not None and source.measure.corroborates:
            continue
        made = derived(desk, cell)
        if made is None:
            return None
        prints[source] = made
    first = next((s for s in in_order(finding) if s in prints), None)
    if first is None:
        return None
    status = derived_status(desk, finding, prints)
    made_of = _feature(finding, status, FROM_QUARTERS, prints[first].shown, first)
    return replace(made_of, caps=finding.caps)


def _change(desk: Desk, finding: Finding) -> str | None:
    enough = finding.figure is not None and finding.figure.n >= desk.policy.small
    return finding.change if enough else None


def grouped(desk: Desk, finding: Finding, shown: set[tuple[str, str]]) -> ShownFeature:
    """Return a feature that rests on every group's figure."""
    groups = [
        (source, source.group.split(":", 1))
        for source in finding.sources
        if source.group is not None
        and source.figure is not None
        and source.figure.n >= desk.policy.fewest
    ]
    if all(
        (kind, group) in shown or _may_decide(desk, source, kind, group)
        for source, (kind, group) in groups
    ):
        said = release_status(finding, desk.bars, desk.alone)
        return _feature(finding, said.status, said.reason or finding.reason, HIDDEN)
    return _feature(finding, Status.NOT_ENOUGH, GROUPS_WAIT, HIDDEN)


def _may_decide(desk: Desk, source: Source, kind: str, group: str) -> bool:
    """Say whether a group that has no table of this period may decide a status.

    A tier's year is such a group: it must leave nobody over, as if it had a table.
    """
    period = period_of(desk.assessment, source.instrument)
    if not desk.closed or published_at(kind, period) or source.figure is None:
        return False
    cell = people_cell(source.instrument, period, f"{kind}:{group}")
    if not desk.may_people(cell, source.figure.n):
        return False
    desk.publish_people(cell, source.figure.n)
    return True


def _feature(
    finding: Finding,
    status: Status,
    reason: str,
    shown: Shown,
    leads: Source | None = None,
) -> ShownFeature:
    feature = finding.feature
    return ShownFeature(
        id=feature.id,
        stage=feature.stage,
        theme=feature.theme,
        polarity=feature.polarity,
        text=feature.text,
        status=status,
        shown=shown,
        reason=reason,
        sources=_sources(finding, leads),
        other_sources=feature.other_sources,
    )


def _sources(finding: Finding, leads: Source | None) -> tuple[str, ...]:
    """Say where a status comes from, the printed figure's question first."""
    asked = [
        f"{s.question} {s.instrument.replace('_', ' ')}"
        for s in sorted(in_order(finding), key=lambda s: s != leads)
    ]
    attached = [f"attached: {r.source}" for r in finding.records]
    attested = [f"attested by {finding.attested.by}"] if finding.attested else []
    return tuple(dict.fromkeys([*asked, *attached, *attested]))


def unasked(desk: Desk, finding: Finding, before: ShownFeature) -> ShownFeature:
    """Return a feature anew where no respondent stands behind it, then or now."""
    people = any(
        s.figure is not None and s.figure.n >= desk.policy.fewest
        for s in finding.sources
    )
    still = finding.status in _OPEN and before.status in _OPEN
    if people or before.shown.n is not None or still:
        return before
    return _feature(finding, finding.status, finding.reason, HIDDEN)
