"""When families may be written to: against the published calendar, hour by hour."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.area.model import Sending
from bot.service.hours import (
    LONDON,
    allowed,
    bank_holidays,
    first_allowed,
    next_allowed,
)

# As published for England and Wales; years with substitutes and with an early Easter.
PUBLISHED = {
    2022: "01-03 04-15 04-18 05-02 08-29 12-26 12-27",
    2024: "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26",
    2025: "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26",
    2026: "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28",
    2027: "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28",
}
MOVED = {date(2022, 5, 30)}  # proclaimed for that year alone
USUAL = Sending()
MOMENTS = st.datetimes(
    datetime(2024, 1, 1),  # noqa: DTZ001  # bounds have none
    datetime(2035, 1, 1),  # noqa: DTZ001  # the same
    timezones=st.just(UTC),
)


@pytest.mark.parametrize("year", PUBLISHED)
def test_bank_holidays_are_those_that_were_published(year: int) -> None:
    weekdays = {d for d in bank_holidays(year) if d.weekday() < 5} - MOVED
    wanted = {date.fromisoformat(f"{year}-{d}") for d in PUBLISHED[year].split()}
    assert weekdays == wanted


@given(MOMENTS)
def test_the_next_moment_is_allowed_and_none_before_it_is(now: datetime) -> None:
    found = next_allowed(USUAL, now)
    assert allowed(USUAL, found)
    assert timedelta() <= found - now < timedelta(days=6)
    if found != now:
        for minutes in range(0, int((found - now).total_seconds()) // 60, 37):
            assert not allowed(USUAL, now + timedelta(minutes=minutes))


@given(MOMENTS)
def test_nothing_goes_at_night_or_at_the_weekend(now: datetime) -> None:
    here = now.astimezone(LONDON)
    if allowed(USUAL, now):
        assert 9 <= here.hour < 18
        assert here.weekday() < 5


def test_days_that_the_area_closes_are_left_out() -> None:
    between = Sending(closed_days=frozenset({date(2026, 12, 29), date(2026, 12, 30)}))
    found = first_allowed(between, date(2026, 12, 25))
    assert found == datetime(2026, 12, 31, 9, tzinfo=UTC)
