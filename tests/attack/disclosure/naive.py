"""A deliberately naive disclosure control: what the suite has to catch.

It hides groups under ten, rounds as one would at first (numbers in fives, shares to
5%, the interval's own ends), gives every status as assessed, and knows no register:
every export is made as if it were the first.
"""

from collections.abc import Iterable
from dataclasses import replace

from analysis.disclosure.cells import behind, cut_cell, cut_cells, people_cell
from analysis.disclosure.coding import nearest
from analysis.disclosure.form import shown_to_json
from analysis.disclosure.publish import disclose
from analysis.model import Assessment, Figure, Instrument, MaturityModel
from analysis.release import Entry, Policy, Release, Share, Shown, ShownCut


def naive(
    assessment: Assessment,
    register: Iterable[Entry],
    policy: Policy | None = None,
    *,
    closed: bool,
    model: MaturityModel,
) -> Release:
    """Release everything about ten people or more, as it is now."""
    del register
    rules = policy or Policy()
    entries: list[Entry] = []
    base = disclose(assessment, (), rules, closed=closed, model=model)
    findings = {f.feature.id: f for f in assessment.findings}
    features = []
    for feature in base.features:
        finding = findings[feature.id]
        for _, cell, figure in behind(assessment, finding):
            if figure.n >= rules.fewest:
                entries.append(_entry(str(cell), figure))
        features.append(
            replace(feature, status=finding.status, shown=_shown(finding.figure))
        )
    cuts = []
    for cut in assessment.cuts if closed else ():
        figures = {}
        for question, cell, figure in cut_cells(cut, model, Instrument.CLOSING):
            if figure.n >= rules.fewest:
                figures[question] = _shown(figure)
                entries.append(_entry(str(cell), figure))
        if cut.respondents >= rules.fewest:
            people = people_cell(Instrument.CLOSING, cut.period)
            name = cut_cell(
                cut, people.field.asked, people.supports, Instrument.CLOSING
            )
            entries.append(
                Entry(
                    str(name), cut.respondents, cut.respondents, {"n": cut.respondents}
                )
            )
        cuts.append(ShownCut(cut.kind, cut.group, cut.period, None, None, figures))
    return replace(
        base, features=tuple(features), cuts=tuple(cuts), entries=tuple(entries)
    )


def _entry(cell: str, figure: Figure) -> Entry:
    shown = shown_to_json(_shown(figure))
    run = [figure.supporting, figure.supporting]
    return Entry(cell, figure.n, figure.supporting, {**shown, "counts": run})


def _shown(figure: Figure | None) -> Shown:
    if figure is None or figure.n < 10:
        return Shown()
    per_cent = nearest(100 * figure.share, 5)
    share = Share(per_cent)
    if per_cent >= 95:
        share = Share(95, "or more")
    elif per_cent <= 5:
        share = Share(5, "or less")
    return Shown(
        n=nearest(figure.n, 5),
        share=share,
        low=int(100 * figure.low // 5 * 5),
        high=int(-(-100 * figure.high // 5) * 5),
        left_out=None,
    )
