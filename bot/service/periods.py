"""Quarters, years and waves as people write them, and when they are.

Rule: pure arithmetic on dates; the clock is an argument.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

_QUARTER: Final = re.compile(r"(20[0-9][0-9])-Q([1-4])")
_YEAR: Final = re.compile(r"20[0-9][0-9]")
_WAVE: Final = re.compile(r"(20[0-9][0-9])(-Q[1-4])?-[a-z0-9][a-z0-9-]{0,30}")


@dataclass(frozen=True, slots=True)
class Span:
    """The first day of a period and the first day after it."""

    start: date
    end: date

    def over(self, day: date) -> bool:
        """Return whether the period is past on that day."""
        return day >= self.end

    def begun(self, day: date) -> bool:
        """Return whether the period has begun by that day."""
        return day >= self.start

    def moment(self, part: float, latest: datetime) -> datetime:
        """Return the moment at that part (0 to 1) of it, or of what is over."""
        start = datetime.combine(self.start, time(8), UTC)
        end = datetime.combine(self.end, time(0), UTC) - timedelta(hours=4)
        last = max(start, min(end, latest))
        return start + (last - start) * part


def quarter_of(day: date) -> str:
    """Return the quarter of a day: ``2026-Q4``."""
    return f"{day.year}-Q{(day.month + 2) // 3}"


def quarters_of(period: str) -> tuple[str, ...]:
    """Return the quarters of a year, or the quarter itself; none of a wave."""
    if _YEAR.fullmatch(period):
        return tuple(f"{period}-Q{number}" for number in range(1, 5))
    return (period,) if _QUARTER.fullmatch(period) else ()


def span(period: str) -> Span | None:
    """Return when a year or quarter is, or None for anything else."""
    if _YEAR.fullmatch(period):
        year = int(period)
        return Span(date(year, 1, 1), date(year + 1, 1, 1))
    found = _QUARTER.fullmatch(period)
    if found is None:
        return None
    year, number = int(found[1]), int(found[2])
    following = date(year + 1, 1, 1) if number == 4 else date(year, 3 * number + 1, 1)  # noqa: PLR2004 # four quarters
    return Span(date(year, 3 * number - 2, 1), following)


def before(period: str) -> str | None:
    """Return the year or quarter before this one, or None for anything else."""
    days = span(period)
    if days is None:
        return None
    earlier = days.start - timedelta(days=1)
    return str(earlier.year) if _YEAR.fullmatch(period) else quarter_of(earlier)


def recent(day: date, quarters: int = 5) -> tuple[str, ...]:
    """Return this quarter and those before it, the latest first."""
    found: list[str] = []
    quarter: str | None = quarter_of(day)
    while quarter is not None and len(found) < quarters:
        found.append(quarter)
        quarter = before(quarter)
    return tuple(found)


def begins(wave: str) -> Span | None:
    """Return when the year or quarter is that a wave's name begins with."""
    found = _WAVE.fullmatch(wave)
    return span(found[1] + (found[2] or "")) if found else None


def valid(period: str) -> bool:
    """Return whether this is written like a year, a quarter or a wave."""
    return any(p.fullmatch(period) for p in (_YEAR, _QUARTER, _WAVE))
