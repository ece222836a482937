"""The tables of a report: stages, features by theme, groups side by side.

Rule 1: a cell is a released value in words; what is hidden is a dash or is named.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis import phrases
from analysis.model import Polarity, Status
from analysis.release import Release, ShownCut, ShownFeature
from analysis.words import Words

CUT_TITLES: Mapping[str, str] = {
    "tier": "By service tier",
    "mode": "By how people answered",
    "district": "By district",
    "grade": "By grade",
    "partner": "By partner",
    "wave": "Earlier waves",
}


@dataclass(frozen=True, slots=True)
class StageRow:
    """One stage in the chart's table: k of m, strengths and failings apart."""

    stage: str
    strengths: str
    failings: str


@dataclass(frozen=True, slots=True)
class FeatureRow:
    """One feature as printed in the feature table."""

    id: str
    text: str
    stage: str
    kind: str
    status: str
    answers: str
    share: str
    interval: str
    left_out: str
    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class ThemeTable:
    """The features of one theme, lowest stage first."""

    id: str
    title: str
    so_far: str
    rows: tuple[FeatureRow, ...]


@dataclass(frozen=True, slots=True)
class CutTable:
    """One kind of cut: questions down, groups across, and who is not shown.

    Attributes:
        rows: Question id, its words, and a cell for each group.
    """

    kind: str
    title: str
    period: str
    groups: tuple[str, ...]
    answered: tuple[str, ...]
    rates: tuple[str, ...]
    rows: tuple[tuple[str, str, tuple[str, ...]], ...]
    hidden: tuple[str, ...]


def stage_rows(release: Release) -> tuple[StageRow, ...]:
    """Return the chart's table: k of m, a stage a row."""
    rows = []
    for stage, name in phrases.STAGES.items():
        shown = release.stages.get(stage)
        if shown is None:
            continue
        rows.append(
            StageRow(
                name,
                f"{shown.evidenced} of {shown.of}" if shown.of else "none listed",
                f"{shown.gone} of {shown.deficits}"
                if shown.deficits
                else "none listed",
            )
        )
    return tuple(rows)


def themes(release: Release, words: Words) -> tuple[ThemeTable, ...]:
    """Return the feature tables, in the model's order of themes."""
    order = list(dict.fromkeys(f.theme for f in release.features))
    stages = list(phrases.STAGES)
    tables = []
    for theme in order:
        rows = sorted(
            (f for f in release.features if f.theme == theme),
            key=lambda f: stages.index(f.stage),
        )
        reached = release.theme_stages.get(theme)
        tables.append(
            ThemeTable(
                theme,
                words.theme(theme),
                "no stage yet" if reached is None else phrases.STAGES[reached],
                tuple(_feature_row(f) for f in rows),
            )
        )
    return tuple(tables)


def _feature_row(f: ShownFeature) -> FeatureRow:
    shown = f.shown
    hidden = phrases.DASH
    return FeatureRow(
        id=f.id,
        text=f.text,
        stage=phrases.STAGES[f.stage],
        kind="strength" if f.polarity is Polarity.STRENGTH else "failing",
        status=phrases.STATUSES[f.status],
        answers=hidden if shown.n is None else str(shown.n),
        share=hidden if shown.share is None else phrases.percent(shown.share),
        interval=hidden if shown.low is None else _interval(f),
        left_out=hidden if shown.left_out is None else phrases.percent(shown.left_out),
        source=phrases.listed([phrases.source(s) for s in f.sources]),
        reason=" ".join(phrases.sentence(part) for part in (f.reason, *f.caps) if part),
    )


def _interval(f: ShownFeature) -> str:
    """Say the range; one that ends short of its bar does not read as meeting it."""
    if f.status is Status.CONTRADICTED and f.polarity is Polarity.STRENGTH:
        return f"{f.shown.low}% to below {f.shown.high}%"
    return phrases.between(f.shown)


def cuts(release: Release, words: Words) -> tuple[CutTable, ...]:
    """Return the tables of groups that may be shown."""
    tables = []
    for kind in CUT_TITLES:
        of_kind = [cut for cut in release.cuts if cut.kind == kind]
        for period in dict.fromkeys(cut.period for cut in of_kind):
            here = [cut for cut in of_kind if cut.period == period]
            tables.append(_cut_table(kind, period, here, words))
    return tuple(tables)


def _cut_table(
    kind: str, period: str, cuts: Sequence[ShownCut], words: Words
) -> CutTable:
    shown = [c for c in cuts if not c.suppressed and c.respondents is not None]
    hidden = [c for c in cuts if c not in shown]
    questions = dict.fromkeys(q for c in shown for q in c.figures)
    return CutTable(
        kind=kind,
        title=CUT_TITLES[kind],
        period=phrases.period_words(period),
        groups=tuple(words.group(c.group) for c in shown),
        answered=tuple(str(c.respondents) for c in shown),
        rates=tuple(
            "not known" if c.response_rate is None else phrases.percent(c.response_rate)
            for c in shown
        ),
        rows=tuple(
            (
                question,
                words.question(question),
                tuple(
                    phrases.figure(c.figures[question])
                    if question in c.figures
                    else phrases.DASH
                    for c in shown
                ),
            )
            for question in questions
        ),
        hidden=tuple(words.group(c.group) for c in hidden),
    )


def legend(release: Release, words: Words) -> tuple[tuple[str, str], ...]:
    """Return the codes of questions that a summary prints, each in a few words."""
    named = [source for f in release.features for source in f.sources]
    named += [side for c in release.contradictions for side, _ in c.sides]
    named += [question for cut in release.cuts for question in cut.figures]
    codes = {code for text in named for code in text.split() if words.question(code)}
    return tuple((code, words.question(code)) for code in sorted(codes, key=_by_number))


def _by_number(code: str) -> tuple[str, int, str]:
    letters = code.rstrip("0123456789abcdefghijklmnopqrstuvwxyz")
    number = "".join(sign for sign in code[len(letters) :] if sign.isdigit())
    return letters, int(number or 0), code
