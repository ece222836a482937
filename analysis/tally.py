"""Counts answers: who was asked, who answered, who supports.

Rule 1: a household, or a person in a wave, counts once.
Rule 2: closing and three-month answers are two instruments, never pooled; staff
    waves stand side by side.
Rule 3: "not sure", "did not apply" and skips leave the denominator and are counted
    apart. Who was never asked (another probe pack, a skipped path) is in neither.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from analysis.model import Asked, Evidence, Figure, Instrument, Measure
from analysis.wilson import figure
from surveys.model import Answer, Response

INSTRUMENTS: Mapping[str, Instrument] = {
    "family-closure": Instrument.CLOSING,
    "family-followup": Instrument.FOLLOW_UP,
    "staff-check": Instrument.STAFF_CHECK,
    "keyworker-view": Instrument.KEYWORKER_VIEW,
}
QUESTIONNAIRES: Mapping[Instrument, str] = {i: q for q, i in INSTRUMENTS.items()}
FAMILY = (Instrument.CLOSING, Instrument.FOLLOW_UP)
STAFF = (Instrument.STAFF_CHECK, Instrument.KEYWORKER_VIEW)


@dataclass(frozen=True, slots=True)
class Book:
    """The responses of one assessment, sorted by instrument.

    Attributes:
        waves: By staff instrument, the waves that have responses, oldest first.
    """

    responses: Mapping[Instrument, tuple[Response, ...]]
    waves: Mapping[Instrument, tuple[str, ...]]
    confidence: float

    def of(
        self, instrument: Instrument, period: str | None = None
    ) -> tuple[Response, ...]:
        """Return an instrument's responses; of staff, those of the leading wave.

        Args:
            instrument: Which asking.
            period: A quarter or wave instead of the whole period or last wave.
        """
        found = self.responses.get(instrument, ())
        period = period or self.lead(instrument)
        return tuple(r for r in found if period is None or r.period == period)

    def lead(self, instrument: Instrument) -> str | None:
        """Return the leading wave of a staff instrument; None for families'."""
        waves = self.waves.get(instrument)
        return waves[-1] if waves else None

    def lasting(self, measure: Measure) -> tuple[str, ...]:
        """Return the last waves that a measure has to hold in, oldest first."""
        return self.waves.get(measure.instrument, ())[-measure.waves :]

    def figure(self, measure: Measure, period: str | None = None) -> Figure | None:
        """Return what the people asked say about a measure; None if none was."""
        return count(self.of(measure.instrument, period), measure, self.confidence)


def open_book(evidence: Evidence, confidence: float) -> Book:
    """Sort the evidence's responses, each one once, whatever order they come in."""
    by_id = {r.id: r for r in evidence.responses}
    found: dict[Instrument, list[Response]] = defaultdict(list)
    for response in sorted(by_id.values(), key=lambda r: r.id):
        if (instrument := INSTRUMENTS.get(response.questionnaire)) is not None:
            found[instrument].append(response)
    return Book(
        responses={i: tuple(found[i]) for i in Instrument},
        waves={i: _waves(evidence, found[i]) for i in STAFF},
        confidence=confidence,
    )


def _waves(evidence: Evidence, responses: Iterable[Response]) -> tuple[str, ...]:
    held = {r.period for r in responses}
    known = tuple(w for w in evidence.waves if w in held)
    return known or tuple(sorted(held))


def count(
    responses: Iterable[Response], measure: Measure, confidence: float = 0.90
) -> Figure | None:
    """Count one measure over responses; None where nobody was asked."""
    supporting = n = left_out = 0
    for response in responses:
        answer = next(
            (a for a in response.answers if a.question == measure.question), None
        )
        if answer is None:
            continue
        if answer.skipped or measure.of.isdisjoint(answer.options):
            left_out += 1
            continue
        n += 1
        supporting += supports(answer, measure)
    if not n + left_out:
        return None
    return figure(supporting, n, left_out, confidence)


def supports(answer: Answer, measure: Measure) -> bool:
    """Say whether a valid answer supports the measure's feature."""
    chosen = frozenset(answer.options)
    enough = len(chosen & measure.supports) >= measure.at_least
    return enough and chosen.isdisjoint(measure.none_of)


def favourable(asked: Asked) -> Measure:
    """Return the measure that cuts and comparisons count of a question."""
    return Measure(asked.question, asked.instrument, asked.good, asked.of)


def tallied(
    evidence: Evidence, measure: Measure, group: str, period: str, confidence: float
) -> Figure | None:
    """Count a one-choice measure over counters (districts, grades)."""
    supporting = n = left_out = 0
    for tally in evidence.tallies:
        if INSTRUMENTS.get(tally.questionnaire) is not measure.instrument or (
            tally.question,
            tally.group,
            tally.period,
        ) != (measure.question, group, period):
            continue
        if tally.option in measure.of:
            n += tally.count
            supporting += tally.count * (tally.option in measure.supports)
        else:
            left_out += tally.count
    if not n + left_out:
        return None
    return figure(supporting, n, left_out, confidence)
