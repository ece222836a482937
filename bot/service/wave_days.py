"""The days of a year of waves: what is proposed, and what a plan may be.

Rule 1: pure arithmetic on dates and plans; the clock is an argument.
Rule 2: every mistake of a plan is named at once, with what to do; what is only unwise
is a warning.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from bot.area.model import Sending
from bot.service.hours import first_allowed, local_day
from bot.service.periods import quarter_of
from bot.store import Wave, WavePlan

CHECK, VIEW = "staff-check", "keyworker-view"
WINDOW: Final = timedelta(days=13)  # two weeks, the first day and the last included
SHORTEST, LONGEST = timedelta(days=6), timedelta(days=20)
MOST: Final = timedelta(days=59)
FURTHEST: Final = timedelta(days=800)
# What is asked in a year, and in which months: on their first Monday.
YEAR: Final = ((CHECK, 3), (CHECK, 6), (VIEW, 10), (CHECK, 11))
NAMES: Final[Mapping[str, str]] = {CHECK: "check", VIEW: "keyworker"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A wave that somebody would like: what it asks, its first and its last day."""

    questionnaire: str
    opens: date
    until: date


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is wrong with a plan, and what is only unwise."""

    mistakes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def year_of(year: int) -> tuple[Wanted, ...]:
    """Return the waves of a year: three checks and the yearly view of keyworkers."""
    found = []
    for questionnaire, month in YEAR:
        first = date(year, month, 1)
        opens = first + timedelta(days=-first.weekday() % 7)
        found.append(Wanted(questionnaire, opens, opens + WINDOW))
    return tuple(found)


def name_of(wanted: Wanted, taken: Iterable[str]) -> str:
    """Return what a wave is called, such as ``2027-Q1-check``."""
    short = NAMES.get(wanted.questionnaire, wanted.questionnaire)
    name, number, known = f"{quarter_of(wanted.opens)}-{short}", 2, set(taken)
    plain = name
    while name in known:
        name, number = f"{plain}-{number}", number + 1
    return name


def judge(
    name: str,
    wanted: Wanted,
    others: Sequence[WavePlan],
    waves: Sequence[Wave],
    today: date,
    sending: Sending,
) -> Verdict:
    """Return what speaks against a plan.

    Args:
        name: What the wave is called.
        wanted: What it asks, and when.
        others: The other plans.
        waves: The waves that there have been.
        today: The present day.
        sending: When messages may go.
    """
    clashes = list(_clashes(name, wanted, others))
    mistakes = (
        *_wrong_days(name, wanted, today),
        *(words for grave, words in clashes if grave),
        *_by_hand(wanted, others, waves),
    )
    warnings = [words for grave, words in clashes if not grave]
    if not mistakes:
        warnings += _unwise_days(name, wanted, sending)
    return Verdict(mistakes, tuple(warnings))


def _wrong_days(name: str, wanted: Wanted, today: date) -> Iterator[str]:
    opens, until = wanted.opens, wanted.until
    if opens < today:
        yield (
            f"{name} would open on {said(opens)}, which is over. Choose today or a"
            " later day."
        )
    if opens > today + FURTHEST:
        yield (
            f"{name} would open on {said(opens)}, more than two years from now."
            " Plan a nearer one."
        )
    if until < opens:
        yield f"{name} would end on {said(until)}, before it opens on {said(opens)}."
        return
    if until - opens > MOST:
        yield (
            f"{name} would be open for more than 60 days. A check is a moment: two"
            " weeks are enough."
        )
    if quarter_of(opens) != quarter_of(until):
        yield (
            f"{name} would run on into {quarter_of(until)}, but the figures of"
            f" {quarter_of(opens)} are frozen at its end. Let it end in"
            f" {quarter_of(opens)}, or open in {quarter_of(until)}."
        )


def _clashes(
    name: str, wanted: Wanted, others: Iterable[WavePlan]
) -> Iterator[tuple[bool, str]]:
    """Yield each plan that is open at the same time, and whether that is a mistake."""
    first, last = wanted.opens.toordinal(), wanted.until.toordinal()
    for one in others:
        if one.state == "missed" or one.opens > last or one.until < first:
            continue
        clash = f"{name} and {one.id} would be open at the same time"
        if one.questionnaire == wanted.questionnaire:
            yield True, f"{clash} and ask the same. Move one, or cancel one."
        else:
            yield False, f"{clash}: staff may be asked twice in one week."


def _by_hand(
    wanted: Wanted, others: Iterable[WavePlan], waves: Iterable[Wave]
) -> Iterator[str]:
    """Yield the waves that were opened without a plan and last too long."""
    planned = {one.id for one in others}
    for wave in waves:
        if not wave.open or wave.id in planned:
            continue
        last = wave.until >= wanted.opens.toordinal()
        if last and wave.questionnaire == wanted.questionnaire:
            yield (
                f"{wave.id} asks the same and is open until"
                f" {said(date.fromordinal(wave.until))}. Close it, or choose a later"
                " day."
            )


def _unwise_days(name: str, wanted: Wanted, sending: Sending) -> Iterator[str]:
    length = wanted.until - wanted.opens
    if not SHORTEST <= length <= LONGEST:
        days = length.days + 1
        yield (
            f"{name} is open for {days} day{'s' if days > 1 else ''}; two weeks are"
            " usual, so that people on leave or part time can answer."
        )
    written = local_day(first_allowed(sending, wanted.opens))
    if written != wanted.opens:
        yield (
            f"{name} opens on a day on which nobody is written to; word of it goes on"
            f" {said(written)}."
        )


def said(day: date) -> str:
    """Return a day as people read it: ``1 March 2027``."""
    return f"{day.day} {day:%B %Y}"
