"""The features of a release: each with its print, its status and its reason."""

from dataclasses import replace

from analysis.disclosure.cells import behind
from analysis.disclosure.coding import HIDDEN, show
from analysis.disclosure.desk import Desk
from analysis.disclosure.statuses import (
    GROUPS_WAIT,
    WAITING,
    in_order,
    leading,
    release_status,
)
from analysis.model import Figure, Finding, Status
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
        (cell, figure)
        for cell, figure in behind(desk.assessment, finding)
        if figure.n >= desk.policy.fewest
    ]
    if not all(desk.may(cell, figure) for cell, figure in cells):
        if before is not None:
            return before
        return _feature(finding, Status.NOT_ENOUGH, WAITING, HIDDEN)
    prints = {figure: desk.publish(cell, figure) for cell, figure in cells}
    said = release_status(finding, desk.bars, desk.policy)
    leads = leading(finding, desk.bars, desk.policy)
    shown = HIDDEN
    if leads is not None:
        shown = prints.get(leads) or show(leads, desk.bars, desk.policy)
    if said.reason is not None:
        return _feature(finding, said.status, said.reason, shown, leads)
    return replace(
        _feature(finding, said.status, finding.reason, shown, leads),
        caps=finding.caps,
        change=_change(desk, finding),
    )


def _change(desk: Desk, finding: Finding) -> str | None:
    enough = finding.figure is not None and finding.figure.n >= desk.policy.small
    return finding.change if enough else None


def grouped(desk: Desk, finding: Finding, shown: set[tuple[str, str]]) -> ShownFeature:
    """Return a feature that rests on every group's figure."""
    groups = {
        tuple(s.group.split(":", 1))
        for s in finding.sources
        if s.group is not None
        and s.figure is not None
        and s.figure.n >= desk.policy.fewest
    }
    if groups <= shown:
        said = release_status(finding, desk.bars, desk.policy)
        return _feature(finding, said.status, said.reason or finding.reason, HIDDEN)
    return _feature(finding, Status.NOT_ENOUGH, GROUPS_WAIT, HIDDEN)


def _feature(
    finding: Finding,
    status: Status,
    reason: str,
    shown: Shown,
    leads: Figure | None = None,
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


def _sources(finding: Finding, leads: Figure | None) -> tuple[str, ...]:
    """Say where a status comes from, the printed figure's question first."""
    asked = [
        f"{s.question} {s.instrument.replace('_', ' ')}"
        for s in sorted(in_order(finding), key=lambda s: s.figure != leads)
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
