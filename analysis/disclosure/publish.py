"""Disclosure control itself: from an assessment to a release.

Rule 1: everything that is shown of a row and period comes from here, at once.
Rule 2: an open period shows the whole county only. Tables by tier, district, mode,
        grade and partner wait until it is over.
Rule 3: a closed period is frozen. What changes afterwards is only what a named person
        or an attached record says, never what people answered.
Rule 4: the row's results are worked out again from the released statuses, so that
        they say no more than those.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from analysis.assess import main_instrument
from analysis.disclosure.cells import (
    ALL,
    Cell,
    behind,
    cut_cell,
    cut_cells,
    favourable_cell,
    people_cell,
    period_of,
    release_cell,
)
from analysis.disclosure.coding import HIDDEN, nearest, rate, show
from analysis.disclosure.form import release_from_json, release_to_json, shown_to_json
from analysis.disclosure.linked import leaves_few, published_at
from analysis.disclosure.opposed import release_contradictions
from analysis.disclosure.register import Ledger, open_ledger
from analysis.disclosure.statement import statement
from analysis.disclosure.statuses import GROUPS_WAIT, WAITING, release_status
from analysis.model import (
    Assessment,
    Bars,
    Cut,
    Figure,
    Finding,
    Instrument,
    MaturityModel,
    Reach,
    Status,
)
from analysis.power import chances
from analysis.release import (
    Entry,
    Policy,
    Release,
    Share,
    Shown,
    ShownCut,
    ShownFeature,
    ShownStage,
)
from analysis.stages import ladder

Groups = Mapping[str, Sequence[str]]
_OPEN = {Status.NOT_ENOUGH, Status.NO_EVIDENCE}


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
    desk = _Desk(assessment, model, policy, ledger, closed, groups or {})
    before = desk.before
    anew = before is None or desk.fresh()
    release = _build(desk) if before is None or anew else _again(desk, before)
    return replace(release, entries=_entries(desk, release))


@dataclass(frozen=True, slots=True)
class _Desk:
    """What one release is made from."""

    assessment: Assessment
    model: MaturityModel
    policy: Policy
    ledger: Ledger
    closed: bool
    groups: Groups

    @property
    def bars(self) -> Bars:
        return self.assessment.bars

    @property
    def main(self) -> Instrument | None:
        return main_instrument(self.model.of_row(self.assessment.strand))

    @property
    def cell(self) -> str:
        return release_cell(self.assessment.strand, self.assessment.period)

    @property
    def entry(self) -> Entry | None:
        return self.ledger.releases.get(self.cell)

    @property
    def before(self) -> Release | None:
        """The last release of the row and period."""
        if self.entry is None:
            return None
        body: Any = self.entry.shown["release"]
        return release_from_json(body)

    def fresh(self) -> bool:
        """Say whether anything may be shown anew beside the last release."""
        entry = self.entry
        if entry is None or entry.shown["data"] == fingerprint(self.assessment):
            return True
        if entry.closed:
            return False
        return self.closed or self._moved(entry)

    def _moved(self, entry: Entry) -> bool:
        then: Any = entry.shown["respondents"]
        return any(
            abs(n - then.get(i.value, 0)) >= self.policy.batch
            for i, n in self.assessment.respondents.items()
        )

    def may(self, cell: Cell, figure: Figure) -> bool:
        """Say whether a figure may be published, given the register."""
        if figure.n < self.policy.fewest:
            return False
        if any(
            (v.supports, v.n, v.supporting)
            == (cell.supports, figure.n, figure.supporting)
            for v in self.ledger.of(cell.field)
        ):
            return True
        return self.ledger.moves(cell, figure.n, figure.supporting) and not leaves_few(
            self.ledger, cell.field, figure.n
        )

    def publish(self, cell: Cell, figure: Figure) -> Shown:
        """Note a figure in the register and return what prints of it."""
        shown = show(figure, self.bars, self.policy)
        self.ledger.add(cell, figure.n, figure.supporting, shown_to_json(shown))
        return shown

    def may_people(self, cell: Cell, n: int) -> bool:
        """Say whether a number of people may be published."""
        return self.may(cell, Figure(n, n, 0.0, 1.0))

    def publish_people(self, cell: Cell, n: int) -> int:
        """Note a number of people in the register and return it in fives."""
        rounded = nearest(n, self.policy.base)
        self.ledger.add(cell, n, n, {"n": rounded})
        return rounded


# --- the register's last line: the whole release ---------------------------------


def fingerprint(assessment: Assessment) -> str:
    """Return a digest of everything that people answered; kept in the register."""
    cuts: list[object] = [
        [
            [c.kind, c.group, c.period, c.respondents, _reach(c.reach)],
            [[q, _source(f)] for q, f in sorted(c.figures.items())],
        ]
        for c in assessment.cuts
    ]
    data: list[object] = [
        assessment.period,
        sorted((i.value, n) for i, n in assessment.respondents.items()),
        [_reach(assessment.reach)],
        [
            [f.feature.id, [_source(s.figure) for s in f.sources]]
            for f in assessment.findings
        ],
        cuts,
    ]
    return hashlib.sha256(json.dumps(data).encode()).hexdigest()


def _source(figure: Figure | None) -> list[int] | None:
    return None if figure is None else [figure.n, figure.supporting, figure.left_out]


def _reach(reach: Reach | None) -> list[int | None] | None:
    return None if reach is None else [reach.sent, reach.answered, reach.closed]


def _entries(desk: _Desk, release: Release) -> tuple[Entry, ...]:
    shown: dict[str, object] = {
        "release": release_to_json(release),
        "respondents": {i.value: n for i, n in desk.assessment.respondents.items()},
        "data": fingerprint(desk.assessment),
    }
    last = desk.entry
    if last is not None and not desk.fresh():
        shown |= {k: last.shown[k] for k in ("respondents", "data")}
    if last is not None and last.shown == shown and last.closed == desk.closed:
        return tuple(desk.ledger.added)
    people = sum(desk.assessment.respondents.values())
    entry = Entry(desk.cell, people, 0, shown, closed=release.closed)
    return (*desk.ledger.added, entry)


# --- a release shown again ---------------------------------------------------------


def _again(desk: _Desk, before: Release) -> Release:
    """Return the last release, with what named persons and records say now."""
    now = {f.feature.id: f for f in desk.assessment.findings}
    features = tuple(
        _unasked(desk, now[f.id], f) if f.id in now else f for f in before.features
    )
    if features == before.features:
        return before
    return _with_results(desk, replace(before, features=features))


def _unasked(desk: _Desk, finding: Finding, before: ShownFeature) -> ShownFeature:
    """Return a feature anew where no respondent stands behind it, then or now."""
    people = any(
        s.figure is not None and s.figure.n >= desk.policy.fewest
        for s in finding.sources
    )
    still = finding.status in _OPEN and before.status in _OPEN
    if people or before.shown.n is not None or still:
        return before
    return _feature(finding, finding.status, finding.reason, HIDDEN)


# --- a release made anew -----------------------------------------------------------


def _build(desk: _Desk) -> Release:
    assessment, policy = desk.assessment, desk.policy
    before = desk.before
    respondents = {
        i: _people(desk, people_cell(i, period_of(assessment, i)), n)
        for i, n in assessment.respondents.items()
    }
    county = {
        f.feature.id: _county(desk, f, _find(before, f.feature.id))
        for f in assessment.findings
        if f.feature.every_group is None
    }
    cuts = _cuts(desk)
    shown = {(c.kind, c.group) for c in cuts if not c.suppressed}
    features = tuple(
        county.get(f.feature.id) or _grouped(desk, f, shown)
        for f in assessment.findings
    )
    anybody = any(n is not None for n in respondents.values())
    reach = assessment.reach
    release = Release(
        strand=assessment.strand,
        period=assessment.period,
        model=assessment.model,
        bars=_bars(desk.bars),
        respondents=respondents,
        response_rate=_share(reach.answered, reach.sent, policy) if reach else None,
        coverage=_share(reach.sent, reach.closed, policy) if reach else None,
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
                lambda name, figure: _may_side(desk, name, figure, shown),
            )
        ),
        caps=assessment.caps if anybody else (),
        cuts=cuts,
        cannot_reach=assessment.cannot_reach,
        reachable=_reachable(desk) if anybody else {},
        closed=desk.closed,
    )
    return _with_results(desk, release)


def _with_results(desk: _Desk, release: Release) -> Release:
    found = ladder(
        desk.model.of_row(release.strand),
        {f.id: f.status for f in release.features},
        cannot_reach=release.cannot_reach,
        sourced=desk.assessment.sourced,
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
    return replace(release, statement=statement(release, desk.policy))


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


def _share(part: int | None, whole: int | None, policy: Policy) -> Share | None:
    return None if part is None or whole is None else rate(part, whole, policy)


def _people(desk: _Desk, cell: Cell, n: int) -> int | None:
    if desk.may_people(cell, n):
        return desk.publish_people(cell, n)
    last = desk.ledger.last(cell)
    shown: Any = None if last is None else last.shown["n"]
    return None if shown is None else int(shown)


def _reachable(desk: _Desk) -> dict[Any, int]:
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


# --- features ------------------------------------------------------------------------


def _find(before: Release | None, feature_id: str) -> ShownFeature | None:
    if before is None:
        return None
    return next((f for f in before.features if f.id == feature_id), None)


def _county(desk: _Desk, finding: Finding, before: ShownFeature | None) -> ShownFeature:
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
    for cell, figure in cells:
        desk.publish(cell, figure)
    said = release_status(finding, desk.bars, desk.policy)
    shown = show(finding.figure, desk.bars, desk.policy)
    if said.reason is not None:
        return _feature(finding, said.status, said.reason, shown)
    return replace(
        _feature(finding, said.status, finding.reason, shown),
        caps=finding.caps,
        change=_change(desk, finding),
    )


def _change(desk: _Desk, finding: Finding) -> str | None:
    enough = finding.figure is not None and finding.figure.n >= desk.policy.small
    return finding.change if enough else None


def _grouped(
    desk: _Desk, finding: Finding, shown: set[tuple[str, str]]
) -> ShownFeature:
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
    finding: Finding, status: Status, reason: str, shown: Shown
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
        sources=_sources(finding),
        other_sources=feature.other_sources,
    )


def _sources(finding: Finding) -> tuple[str, ...]:
    asked = [
        f"{s.question} {s.instrument.replace('_', ' ')}"
        for s in finding.sources
        if s.group is None
    ]
    attached = [f"attached: {r.source}" for r in finding.records]
    attested = [f"attested by {finding.attested.by}"] if finding.attested else []
    return tuple(dict.fromkeys([*asked, *attached, *attested]))


# --- cuts ----------------------------------------------------------------------------


def _cuts(desk: _Desk) -> tuple[ShownCut, ...]:
    instrument = desk.main
    if instrument is None or not desk.closed:
        return ()
    wanted = [
        c
        for c in desk.assessment.cuts
        if c.kind == "wave" or published_at(c.kind, c.period)
    ]
    found = [_cut(desk, c, instrument) for c in _largest_first(wanted)]
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


def _cut(desk: _Desk, cut: Cut, instrument: Instrument) -> ShownCut:
    people = people_cell(instrument, cut.period)
    cell = cut_cell(cut, people.field.asked, people.supports, instrument)
    if not desk.may_people(cell, cut.respondents) or _all_of_them(desk, cut):
        return ShownCut(
            cut.kind, cut.group, cut.period, None, None, {}, suppressed=True
        )
    figures = {
        question: desk.publish(own, figure)
        for question, own, figure in cut_cells(cut, desk.model, instrument)
        if desk.may(own, figure)
    }
    reach = cut.reach
    return ShownCut(
        kind=cut.kind,
        group=cut.group,
        period=cut.period,
        respondents=desk.publish_people(cell, cut.respondents),
        response_rate=_share(reach.answered, reach.sent, desk.policy)
        if reach
        else None,
        figures=figures,
    )


def _all_of_them(desk: _Desk, cut: Cut) -> bool:
    """Say whether the number in fives would tell that everybody asked answered."""
    if cut.reach is None or cut.reach.sent is None:
        return False
    base, fewest = desk.policy.base, desk.policy.fewest
    printed = nearest(cut.respondents, base)
    possible = [
        n for n in range(fewest, cut.reach.sent + 1) if nearest(n, base) == printed
    ]
    return len(possible) == 1


# --- contradictions ----------------------------------------------------------------


def _may_side(
    desk: _Desk, name: str, figure: Figure, shown: set[tuple[str, str]]
) -> bool:
    """Say whether one side of a contradiction may be published, and note it."""
    words = name.split()
    group = words.pop(0) if ":" in words[0] else None
    if group is not None and tuple(group.split(":", 1)) not in shown:
        return False
    instrument, question = Instrument(words[0]), words[1]
    asked = next(
        (
            a
            for a in desk.model.questions
            if (a.question, a.instrument) == (question, instrument)
        ),
        None,
    )
    if asked is None or figure.n < desk.policy.fewest:
        return False
    cell = favourable_cell(asked, period_of(desk.assessment, instrument))
    cell = replace(cell, field=replace(cell.field, cut=group or ALL))
    if not desk.may(cell, figure):
        return False
    desk.publish(cell, figure)
    return True
