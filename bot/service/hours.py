"""When families may be written to: local working hours, no weekend, no bank holiday.

Rule 1: pure arithmetic; the moment is an argument, in any zone.
Rule 2: bank holidays are those of England and Wales, reckoned by their rules. One that
is proclaimed for a single year goes into the area file (`closed_days`).
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from bot.area.model import Sending

LONDON: Final = ZoneInfo("Europe/London")
_SATURDAY: Final = 5
_DAY: Final = timedelta(days=1)


def allowed(sending: Sending, now: datetime) -> bool:
    """Say whether messages may go at this moment."""
    here = now.astimezone(LONDON)
    return sending.from_hour <= here.hour < sending.until_hour and not _free(
        sending, here.date()
    )


def first_allowed(sending: Sending, day: date) -> datetime:
    """Return the first moment on or after a local day at which messages may go."""
    while _free(sending, day):
        day += _DAY
    start = datetime.combine(day, time(sending.from_hour), LONDON)
    return start.astimezone(UTC)


def next_allowed(sending: Sending, now: datetime) -> datetime:
    """Return ``now`` where messages may go, else the next moment at which they may."""
    if allowed(sending, now):
        return now
    here = now.astimezone(LONDON)
    today = here.hour < sending.from_hour
    return first_allowed(sending, here.date() if today else here.date() + _DAY)


def local_day(now: datetime) -> date:
    """Return the day it is in London."""
    return now.astimezone(LONDON).date()


def _free(sending: Sending, day: date) -> bool:
    return (
        day.weekday() >= _SATURDAY
        or day in bank_holidays(day.year)
        or day in sending.closed_days
    )


@cache
def bank_holidays(year: int) -> frozenset[date]:
    """Return the bank holidays of England and Wales in a year."""
    easter = _easter(year)
    new_year = date(year, 1, 1)
    christmas, boxing = date(year, 12, 25), date(year, 12, 26)
    weekend = [day for day in (christmas, boxing) if day.weekday() >= _SATURDAY]
    weekdays = (date(year, 12, 27), date(year, 12, 28))
    # Whatever falls on a weekend moves to the next day that is neither.
    substitutes = [d for d in weekdays if d.weekday() < _SATURDAY][: len(weekend)]
    return frozenset(
        {
            new_year,
            _monday_from(new_year) if new_year.weekday() >= _SATURDAY else new_year,
            easter - timedelta(days=2),
            easter + _DAY,
            _monday_from(date(year, 5, 1)),
            _monday_from(date(year, 5, 25)),
            _monday_from(date(year, 8, 25)),
            christmas,
            boxing,
            *substitutes,
        }
    )


def _monday_from(day: date) -> date:
    """Return the first Monday on or after a day."""
    return day + timedelta(days=-day.weekday() % 7)


def _easter(year: int) -> date:
    """Return Easter Sunday, by the anonymous Gregorian computus."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = b // 4, b % 4
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = c // 4, c % 4
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)
