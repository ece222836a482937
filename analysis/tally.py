"""Counts answers: who was asked, who answered, who supports.

Rule 1: a household, or a person in a wave, counts once.
Rule 2: closing and three-month answers are two instruments, never pooled; staff
    waves stand side by side.
Rule 3: answers to counted questions stand on no response; they come as counters, by
    the same groups, and are added to what the responses say.
Rule 4: "not sure", "did not apply" and skips leave the denominator and are counted
    apart. Who was never asked (another probe pack, a skipped path) is in neither.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from analysis.model import Asked, Evidence, Figure, Instrument, Measure, Tally
from analysis.wilson import figure
from surveys.model import Answer, Response

INSTRUMENTS: Mapping[str, Instrument] = {
    "family-closure": Instrument.CLOSING,
    "family-followup": Instrument.FOLLOW_UP,
    "staff-check": Instrument.STAFF_CHECK,
    "keyworker-view": Instrument.KEYWORKER_VIEW,
    "young-closure": Instrument.YOUNG,
}
QUESTIONNAIRES: Mapping[Instrument, str] = {i: q for q, i in INSTRUMENTS.items()}
FAMILY = (Instrument.CLOSING, Instrument.FOLLOW_UP)
STAFF = (Instrument.STAFF_CHECK, Instrument.KEYWORKER_VIEW)
YOUNG = "young"  # the cut that holds young people: their own denominator
# The sort of group by which everybody is counted exactly once.
WHOLE: Mapping[Instrument, str] = {
    **dict.fromkeys(FAMILY, "tier"),
    **dict.fromkeys(STAFF, "partner"),
    Instrument.YOUNG: "tier",
}


@dataclass(frozen=True, slots=True)
class Book:
    """The responses of one assessment, sorted by instrument.

    Attributes:
        waves: By staff instrument, the waves that have responses, oldest first.
        counted: The answers that stand on no response.
    """

    responses: Mapping[Instrument, tuple[Response, ...]]
    waves: Mapping[Instrument, tuple[str, ...]]
    confidence: float
    counted: tuple[Tally, ...] = ()

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
        loose = self.loose(measure.instrument, WHOLE[measure.instrument], period=period)
        return count(
            self.of(measure.instrument, period), measure, self.confidence, loose
        )

    def loose(
        self,
        instrument: Instrument,
        kind: str,
        group: str | None = None,
        period: str | None = None,
    ) -> tuple[Tally, ...]:
        """Return the counted answers of one sort of group, or of one group of it.

        Args:
            instrument: Which asking.
            kind: As in `Tally.kind`; `WHOLE` names the one that holds everybody.
            group: One group instead of all of that sort.
            period: A quarter or wave instead of the whole period or last wave.
        """
        period = period or self.lead(instrument)
        return tuple(
            t
            for t in self.counted
            if (INSTRUMENTS.get(t.questionnaire), t.kind) == (instrument, kind)
            and (group is None or t.group == group)
            and (period is None or t.period == period)
        )


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
        counted=evidence.tallies,
    )


def _waves(evidence: Evidence, responses: Iterable[Response]) -> tuple[str, ...]:
    held = {r.period for r in responses}
    known = tuple(w for w in evidence.waves if w in held)
    return known or tuple(sorted(held))


def count(
    responses: Iterable[Response],
    measure: Measure,
    confidence: float = 0.90,
    counted: Iterable[Tally] = (),
) -> Figure | None:
    """Count one measure over responses and counters; None where nobody was asked."""
    supporting = n = left_out = 0
    for answer, people in _given(responses, counted, measure.question):
        if answer.skipped or measure.of.isdisjoint(answer.options):
            left_out += people
            continue
        n += people
        supporting += people * supports(answer, measure)
    if not n + left_out:
        return None
    return figure(supporting, n, left_out, confidence)


def _given(
    responses: Iterable[Response], counted: Iterable[Tally], question: str
) -> Iterator[tuple[Answer, int]]:
    """Yield each answer to a question, and how many people gave it."""
    for response in responses:
        for answer in response.answers:
            if answer.question == question:
                yield answer, 1
                break
    for tally in counted:
        if tally.question == question:
            options = (tally.option,) if tally.option else ()
            yield Answer(question, options, skipped=not options), tally.count


def supports(answer: Answer, measure: Measure) -> bool:
    """Say whether a valid answer supports the measure's feature."""
    chosen = frozenset(answer.options)
    enough = len(chosen & measure.supports) >= measure.at_least
    return enough and chosen.isdisjoint(measure.none_of)


def favourable(asked: Asked) -> Measure:
    """Return the measure that cuts and comparisons count of a question."""
    return Measure(asked.question, asked.instrument, asked.good, asked.of)


def tallied(
    book: Book, measure: Measure, kind: str, group: str, period: str
) -> Figure | None:
    """Count a measure over the counters of one district, grade or the like."""
    loose = book.loose(measure.instrument, kind, group, period)
    return count((), measure, book.confidence, loose)
