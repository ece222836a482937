"""The cells of the register: what a figure is about, spelled as one string.

A cell is ``instrument|period|cut|measure``: ``closing|2026-Q4|all|Q1/a.b.c.d=a.b``
is the share of answers *a* or *b* among *a* to *d*, of everybody who was asked Q1 at
closing in that quarter. Rows do not appear: one question may serve several rows, and
it is the answers that must not be told apart, wherever they are printed.

A *field* is a cell without what counts as supporting: the people behind it. Fields of
one question and instrument form a tree: year over quarters over tiers, year over
districts, year over modes, wave over grades and over partners.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from analysis.model import (
    Asked,
    Assessment,
    Cut,
    Figure,
    Finding,
    Instrument,
    MaturityModel,
    Measure,
    Source,
)
from analysis.tally import YOUNG

ALL = "all"
RELEASE = "release"
PEOPLE = "people"
FAMILY = (Instrument.CLOSING, Instrument.FOLLOW_UP, Instrument.YOUNG)
WHOLES = ("wave", YOUNG)  # cuts that hold everybody who was asked
YEARLY = ("district", "mode")
_QUARTER = re.compile(r"(\d{4})-Q[1-4]")


@dataclass(frozen=True, slots=True)
class Field:
    """The people behind a figure: who was asked what, when, in which cut."""

    instrument: str
    period: str
    cut: str
    asked: str

    def __str__(self) -> str:
        return f"{self.instrument}|{self.period}|{self.cut}|{self.asked}"


@dataclass(frozen=True, slots=True)
class Cell:
    """A field and what counts as supporting in it."""

    field: Field
    supports: str

    def __str__(self) -> str:
        return f"{self.field}={self.supports}"


def parse_cell(name: str) -> Cell | None:
    """Return the cell of that name; None for a whole release's entry."""
    parts = name.split("|")
    if len(parts) != 4 or parts[2] == RELEASE:  # noqa: PLR2004 - see the format above
        return None
    asked, _, supports = parts[3].partition("=")
    return Cell(Field(parts[0], parts[1], parts[2], asked), supports)


def release_cell(row: str, period: str) -> str:
    """Return the name under which a whole release stands in the register."""
    return f"{row}|{period}|{RELEASE}|{ALL}"


def measure_cell(measure: Measure, period: str, cut: str = ALL) -> Cell:
    """Return the cell of a measure."""
    asked = f"{measure.question}/{'.'.join(sorted(measure.of))}"
    supports = ".".join(sorted(measure.supports))
    if measure.at_least > 1:
        supports += f"~{measure.at_least}"
    if measure.none_of:
        supports += f"!{'.'.join(sorted(measure.none_of))}"
    return Cell(Field(measure.instrument, period, cut, asked), supports)


def people_cell(instrument: str, period: str, cut: str = ALL) -> Cell:
    """Return the cell of everybody who answered at all."""
    return Cell(Field(instrument, period, cut, PEOPLE), ALL)


def year_of(period: str) -> str | None:
    """Return the year of a quarter, else None."""
    found = _QUARTER.fullmatch(period)
    return found.group(1) if found else None


def whole_of(found: Field) -> Field | None:
    """Return the field that this one is a part of."""
    if found.cut != ALL:
        return Field(found.instrument, found.period, ALL, found.asked)
    year = year_of(found.period)
    if year is None or found.instrument not in set(FAMILY):
        return None
    return Field(found.instrument, year, ALL, found.asked)


def kind_of(part: Field) -> str:
    """Return what kind of part a field is: a quarter, or a kind of cut."""
    return "quarter" if part.cut == ALL else part.cut.partition(":")[0]


# --- what an assessment would print ----------------------------------------------


def period_of(assessment: Assessment, instrument: Instrument) -> str:
    """Return the quarter, year or wave that an instrument's figures come from."""
    return assessment.leads.get(instrument, assessment.period)


def measure_of(finding: Finding, source: Source) -> Measure | None:
    """Return the measure behind a source; None where nobody was asked."""
    if source.measure is not None:
        return source.measure
    return next(
        (
            m
            for m in finding.feature.measures
            if (m.question, m.instrument) == (source.question, source.instrument)
        ),
        None,
    )


def behind(
    assessment: Assessment, finding: Finding
) -> Iterator[tuple[Source, Cell, Figure]]:
    """Yield each county-wide source of a finding with its cell and its figure."""
    for source in finding.sources:
        if source.figure is None or source.group is not None:
            continue
        measure = measure_of(finding, source)
        if measure is not None:
            period = period_of(assessment, measure.instrument)
            yield source, measure_cell(measure, period), source.figure


def cut_cell(cut: Cut, asked: str, supports: str, instrument: Instrument) -> Cell:
    """Return the cell of a cut; one that holds everybody is the asking's own."""
    name = ALL if cut.kind in WHOLES else f"{cut.kind}:{cut.group}"
    return Cell(Field(instrument, cut.period, name, asked), supports)


def cut_cells(
    cut: Cut, model: MaturityModel, instrument: Instrument
) -> Iterator[tuple[str, Cell, Figure]]:
    """Yield each figure of a cut's table: its question, its cell, itself."""
    by_question = {a.question: a for a in model.questions if a.instrument is instrument}
    for question, figure in sorted(cut.figures.items()):
        if (asked := by_question.get(question)) is not None:
            whole = favourable_cell(asked, cut.period)
            yield (
                question,
                cut_cell(cut, whole.field.asked, whole.supports, instrument),
                figure,
            )


def favourable_cell(asked: Asked, period: str) -> Cell:
    """Return the county-wide cell of a question's favourable answers."""
    return measure_cell(
        Measure(asked.question, asked.instrument, asked.good, asked.of), period
    )
