"""Disclosure control itself: from an assessment to a release.

Rule 1: everything that is shown of a row and period comes from here, at once.
Rule 2: an open period shows the whole county only. Tables by tier, district, mode,
        grade and partner wait until it is over.
Rule 3: a closed period is frozen. What changes afterwards is only what a named person
        or an attached record says, never what people answered.
Rule 4: the row's results are worked out again from the released statuses, so that
        they say no more than those.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from analysis.disclosure.batches import batch_of
from analysis.disclosure.cells import Cell, people_cell, period_of, release_cell
from analysis.disclosure.coding import nearest
from analysis.disclosure.derived import derived_people
from analysis.disclosure.desk import Desk, Groups
from analysis.disclosure.features import county, find, grouped, unasked
from analysis.disclosure.form import in_order, release_to_json
from analysis.disclosure.opposed import release_contradictions
from analysis.disclosure.places import by_place, places_of
from analysis.disclosure.register import open_ledger
from analysis.disclosure.statement import statement
from analysis.disclosure.tables import side, tables
from analysis.disclosure.worded import said_in_words
from analysis.model import Assessment, Bars, Figure, MaturityModel
from analysis.power import chances
from analysis.release import Entry, Policy, Release, ShownStage
from analysis.stages import ladder


def disclose(
    assessment: Assessment,
    register: Iterable[Entry],
    policy: Policy | None = None,
    *,
    closed: bool,
    model: MaturityModel,
    groups: Groups | None = None,
) -> Release:
    """Return what may be shown of an assessment, given all that was shown before.

    Args:
        assessment: True figures.
        register: Every entry ever recorded, of every row and period, oldest first.
        policy: The rules; those of the design unless said otherwise.
        closed: Every quarter and wave of the period is over.
        model: The maturity model that the assessment was made with.
        groups: By kind of cut, every group that the area has. Where given, groups
            that may not be shown are listed all alike, those without answers too.

    The entries of the release are what the register must record with it; there are
    none where nothing new is shown.
    """
    policy = policy or Policy()
    ledger = open_ledger(register, policy)
    last = ledger.releases.get(release_cell(assessment.strand, assessment.period))
    closed = closed or (last is not None and last.closed)
    batch = batch_of(assessment, model, last, policy, closed=closed)
    desk = Desk(assessment, model, policy, ledger, closed, groups or {}, batch)
    before = desk.before
    fresh = before is None or batch.fresh(last, closed=closed)
    release = in_order(
        _build(desk) if before is None or fresh else _again(desk, before)
    )
    return replace(release, entries=_entries(desk, release, fresh=fresh))


def _entries(desk: Desk, release: Release, *, fresh: bool) -> tuple[Entry, ...]:
    last = desk.entry
    shown = {
        "release": release_to_json(release),
        **desk.batch.kept(last, fresh=fresh),
    }
    if last is not None and last.shown == shown and last.closed == release.closed:
        return tuple(desk.ledger.added)
    people = sum(desk.assessment.respondents.values())
    entry = Entry(desk.cell, people, 0, shown, closed=release.closed)
    return (*desk.ledger.added, entry)


def _again(desk: Desk, before: Release) -> Release:
    """Return the last release, with what named persons and records say now."""
    now = {f.feature.id: f for f in desk.assessment.findings}
    features = tuple(
        unasked(desk, now[f.id], f) if f.id in now else f for f in before.features
    )
    if features == before.features:
        return before
    return _with_results(desk, replace(before, features=features))


# --- a release made anew -----------------------------------------------------------


def _build(desk: Desk) -> Release:
    assessment, policy = desk.assessment, desk.policy
    before = desk.before
    respondents = {
        i: before.respondents.get(i)
        if before is not None and i in desk.batch.still
        else _people(desk, people_cell(i, period_of(assessment, i)), n)
        for i, n in assessment.respondents.items()
    }
    rows = {
        f.feature.id: county(desk, f, find(before, f.feature.id))
        for f in assessment.findings
        if f.feature.every_group is None
    }
    cuts = tables(desk)
    shown = {(c.kind, c.group) for c in cuts if not c.suppressed}
    features = tuple(
        rows.get(f.feature.id) or grouped(desk, f, shown) for f in assessment.findings
    )
    anybody = any(n is not None for n in respondents.values())
    reach = assessment.reach
    release = Release(
        strand=assessment.strand,
        period=assessment.period,
        model=assessment.model,
        bars=_bars(desk.bars),
        respondents=respondents,
        response_rate=desk.share(reach.answered, reach.sent) if reach else None,
        coverage=desk.share(reach.sent, reach.closed) if reach else None,
        features=features,
        stages={},
        supported=None,
        supported_so_far=None,
        not_ruled_out=assessment.not_ruled_out,
        mixed_rating=None,
        contradictions=tuple(
            release_contradictions(
                assessment.contradictions,
                desk.bars,
                policy,
                lambda one, name, figure: side(desk, one, name, figure, shown),
            )
        ),
        caps=assessment.caps if anybody else (),
        cuts=cuts,
        cannot_reach=assessment.cannot_reach,
        reachable=_reachable(desk) if anybody else {},
        closed=desk.closed,
        words=said_in_words(desk),
    )
    if before is not None and desk.batch.still:
        release = _still(desk, release, before)
    return _with_results(desk, release)


def _people(desk: Desk, cell: Cell, n: int) -> int | None:
    """Return in fives how many have answered, as far as it may be said."""
    if desk.may_people(cell, n):
        return desk.publish_people(cell, n)
    made = derived_people(desk, cell)
    return desk.last_people(cell) if made is None else made


def _still(desk: Desk, release: Release, before: Release) -> Release:
    """Keep from the last release what rests on askings that have not moved."""
    if desk.main in desk.batch.still:
        release = replace(
            release, response_rate=before.response_rate, coverage=before.coverage
        )
    return replace(
        release,
        contradictions=before.contradictions,
        caps=before.caps,
        reachable=before.reachable,
    )


def _with_results(desk: Desk, release: Release) -> Release:
    found = ladder(
        desk.model.of_row(release.strand),
        {f.id: f.status for f in release.features},
        cannot_reach=release.cannot_reach,
        sourced=desk.assessment.sourced,
        places=places_of(desk.assessment, release, desk.policy).values(),
    )
    release = replace(
        release,
        stages={
            s: ShownStage(c.evidenced, c.of, c.gone, c.deficits)
            for s, c in found.stages.items()
        },
        supported=found.supported,
        supported_so_far=found.supported_so_far,
        not_ruled_out=found.not_ruled_out,
        mixed_rating=found.mixed_rating,
        theme_stages=found.theme_stages,
    )
    said = by_place(desk.assessment, release, desk.policy)
    return replace(release, statement=(*statement(release, desk.policy), *said))


def _bars(bars: Bars) -> dict[str, int]:
    return {
        name: round(100 * value)
        for name, value in (
            ("developing", bars.developing),
            ("maturing", bars.maturing),
            ("mature", bars.mature),
            ("gone", bars.gone),
        )
    }


def _reachable(desk: Desk) -> dict[Any, int]:
    """Work the chances out again from the numbers that print."""
    findings = tuple(
        replace(
            f,
            sources=tuple(
                replace(s, figure=_rounded(s.figure, desk.policy)) for s in f.sources
            ),
        )
        for f in desk.assessment.findings
    )
    found = chances(findings, desk.assessment.cannot_reach, desk.bars)
    return {stage: nearest(100 * chance, 1) for stage, chance in found.items()}


def _rounded(figure: Figure | None, policy: Policy) -> Figure | None:
    if figure is None:
        return None
    n = nearest(figure.n, policy.base) if figure.n >= policy.fewest else 0
    return Figure(n, 0, 0.0, 1.0)
