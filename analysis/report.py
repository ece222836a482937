"""The report: everything that a document prints, worked out from releases alone.

Rule 1: the only source of figures is a `Release`; an assessment never comes here.
Rule 2: every sentence is computed from the data; formats add no words of their own
        beyond headings.
Rule 3: nothing is shown as agreed by people that people have not agreed: the
        panel's rating stays blank until somebody has typed it, the owners and the
        dates of steps always.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis import (
    clashes,
    findings,
    gaps,
    method,
    phrases,
    standing,
    tables,
    voices,
    young,
)
from analysis.clashes import Apart
from analysis.findings import Line
from analysis.gaps import Gap
from analysis.method import Baseline
from analysis.model import Stage
from analysis.panel import PanelRating, beside
from analysis.release import Release
from analysis.tables import CutTable, FeatureRow, StageRow, ThemeTable
from analysis.voices import Voices
from analysis.who import Who
from analysis.words import Quote, Words
from analysis.young import Young, YoungRow

__all__ = [
    "Apart",
    "Baseline",
    "CutTable",
    "FeatureRow",
    "Gap",
    "Line",
    "Overview",
    "OverviewRow",
    "Quote",
    "Report",
    "StageRow",
    "Step",
    "ThemeTable",
    "Words",
    "Young",
    "YoungRow",
    "compose",
    "compose_all",
]


@dataclass(frozen=True, slots=True)
class Step:
    """A next step; owner and date are the partnership's to fill in."""

    what: str
    suggested: bool


@dataclass(frozen=True, slots=True)
class Report:
    """One strand's evidence summary.

    Attributes:
        lead: What the evidence supports, in one sentence.
        asked: Who answered; then who did not, and what that means.
        apart: Questions on which groups differ widely.
        since: What moved since the release before, if one was given.
        young: What young people said; None in rows that they are not asked about.
        legend: Each code of a question that is printed, in a few words.
        panel: The partnership's own rating, once it has been typed.
        panel_note: How it stands to the evidence.
        who: Who answered, in a year that is over and where that was asked.
        voices: What people's own words say, as ticked, an asking each.
        readers: What took personal details out of words, and what read them.
        release: Where every figure comes from.
    """

    strand: str
    title: str
    period: str
    when: str
    council: str
    model: str
    lead: str
    supported: str
    so_far: str
    not_ruled_out: str
    mixed_rating: str
    asked: tuple[str, ...]
    stages: tuple[StageRow, ...]
    findings: tuple[Line, ...]
    since: tuple[str, ...]
    contradictions: tuple[Line, ...]
    apart: tuple[Apart, ...]
    checked: str
    gap_lead: str
    gaps: tuple[Gap, ...]
    steps: tuple[Step, ...]
    quotes: tuple[Quote, ...]
    quote_note: str
    themes: tuple[ThemeTable, ...]
    cuts: tuple[CutTable, ...]
    method: tuple[str, ...]
    release: Release
    young: Young | None = None
    legend: tuple[tuple[str, str], ...] = ()
    panel: PanelRating | None = None
    panel_note: str = ""
    who: tuple[Who, ...] = ()
    voices: tuple[Voices, ...] = ()
    readers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OverviewRow:
    """One row of the one-page table."""

    strand: str
    title: str
    supported: str
    so_far: str
    not_ruled_out: str
    counts: str
    bullets: tuple[str, ...]
    panel: str = ""
    rag: str = ""


@dataclass(frozen=True, slots=True)
class Overview:
    """All seven rated rows on one page, and each row's own report behind it."""

    title: str
    period: str
    when: str
    council: str
    model: str
    note: str
    rows: tuple[OverviewRow, ...]
    reports: tuple[Report, ...]


def compose(
    release: Release,
    words: Words,
    quotes: Sequence[Quote] = (),
    previous: Release | None = None,
    baseline: Baseline | None = None,
    panel: PanelRating | None = None,
    readers: Sequence[str] = (),
) -> Report:
    """Work out everything that a summary of one strand prints.

    Args:
        release: Where every figure comes from.
        words: The words around them.
        quotes: What may be printed.
        previous: The release of the period before.
        baseline: TextBlob's view, for comparison.
        panel: The partnership's own rating.
        readers: What took details out of words and what read them, a sentence each.
    """
    title = words.row(release.strand)
    chosen = tuple(q for q in quotes if q.row == release.strand)
    apart = young.heard(release, words)
    return Report(
        strand=release.strand,
        title=title,
        period=release.period,
        when=phrases.period_words(release.period),
        council=words.council,
        model=release.model,
        lead=standing.lead(release),
        supported=_stage(release.supported, "No stage yet"),
        so_far=_stage(release.supported_so_far, "No stage yet"),
        not_ruled_out=_stage(release.not_ruled_out, ""),
        mixed_rating=release.mixed_rating or "",
        asked=standing.asked(release, words),
        stages=tables.stage_rows(release),
        findings=_findings(release, words),
        since=findings.since(release, previous),
        contradictions=(
            *clashes.against(release, words),
            *(apart.apart if apart else ()),
        ),
        apart=clashes.apart(release, words),
        checked=clashes.checked(release, apart),
        gap_lead=gaps.lead(release),
        gaps=gaps.listed(release),
        steps=(
            *(Step(what, suggested=False) for what in (panel.steps if panel else ())),
            *(Step(what, suggested=True) for what in gaps.steps(release)),
        ),
        quotes=tuple(sorted(chosen, key=_quote_order)),
        quote_note=_quote_note(chosen),
        themes=tables.themes(release, words),
        cuts=tables.cuts(release, words),
        method=(*method.note(release, baseline), *readers),
        release=release,
        young=apart,
        legend=tables.legend(release, words),
        panel=panel,
        panel_note=beside(release, panel) if panel else "",
        voices=voices.heard(release),
        readers=tuple(readers),
    )


def compose_all(
    releases: Sequence[Release],
    words: Words,
    quotes: Sequence[Quote] = (),
    previous: Mapping[str, Release] | None = None,
    panels: Mapping[str, PanelRating] | None = None,
    readers: Sequence[str] = (),
) -> Overview:
    """Work out the one-page table of every row, and each row's own report.

    Raises:
        ValueError: There is no release, or they are of different periods.
    """
    periods = {release.period for release in releases}
    if len(periods) != 1:
        raise ValueError("an overview needs releases of one period")
    before, rated = previous or {}, panels or {}
    reports = tuple(
        compose(
            release,
            words,
            quotes,
            before.get(release.strand),
            panel=rated.get(release.strand),
            readers=readers,
        )
        for release in releases
    )
    first = reports[0]
    return Overview(
        title="All strands",
        period=first.period,
        when=first.when,
        council=words.council,
        model=first.model,
        note=(
            "The evidence column says what the answers and attached evidence "
            "support. The rating is the partnership's own: where the panel has typed "
            "none, letters, colour and reason are left blank."
        ),
        rows=tuple(_overview_row(report) for report in reports),
        reports=reports,
    )


def _findings(release: Release, words: Words) -> tuple[Line, ...]:
    """Put the widest disagreement behind the first three findings."""
    lines = list(findings.choose(release))
    loudest = clashes.loudest(release, words)
    if loudest is not None:
        lines.insert(findings.LEAST, loudest)
    return tuple(lines[: findings.MOST])


def _overview_row(report: Report) -> OverviewRow:
    lines = [line.text for line in findings.across(report.release)]
    lines.append(report.gap_lead)
    return OverviewRow(
        strand=report.strand,
        title=report.title,
        supported=report.supported,
        so_far=report.so_far,
        not_ruled_out=report.not_ruled_out,
        counts="; ".join(
            f"{row.stage} {row.strengths}"
            for row in report.stages
            if row.strengths != "none listed"
        ),
        bullets=tuple(lines),
        panel=report.panel.letters if report.panel else "",
        rag=report.panel.rag if report.panel else "",
    )


def _stage(stage: Stage | None, otherwise: str) -> str:
    return otherwise if stage is None else phrases.STAGES[stage]


def _quote_order(quote: Quote) -> tuple[str, bool, str]:
    return (quote.theme, bool(quote.other_way), quote.words)


def _quote_note(quotes: Sequence[Quote]) -> str:
    if not quotes:
        return (
            "No quotes: none of the comments has both its author's agreement and "
            "a person's approval for print."
        )
    note = (
        "Words are printed only where their author agreed and a person approved "
        "them; names and other details were taken out before they were stored."
    )
    if all(q.other_way is False for q in quotes):
        note += " No approved comment speaks against the figures."
    return note
