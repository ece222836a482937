"""Quarters, years and waves as people write them."""

from datetime import UTC, date, datetime

import pytest

from bot.service import periods
from bot.service.periods import Span, before, quarter_of, quarters_of, span, valid


@pytest.mark.parametrize(
    ("day", "quarter"),
    [
        (date(2026, 1, 1), "2026-Q1"),
        (date(2026, 3, 31), "2026-Q1"),
        (date(2026, 4, 1), "2026-Q2"),
        (date(2026, 12, 31), "2026-Q4"),
    ],
)
def test_every_day_has_its_quarter(day: date, quarter: str) -> None:
    assert quarter_of(day) == quarter
    days = span(quarter)
    assert days is not None
    assert days.start <= day < days.end


def test_a_year_has_four_quarters_and_a_wave_none() -> None:
    assert quarters_of("2026") == ("2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4")
    assert quarters_of("2026-Q2") == ("2026-Q2",)
    assert quarters_of("2026-Q2-check") == ()


def test_the_last_quarter_ends_with_the_year() -> None:
    assert span("2026-Q4") == Span(date(2026, 10, 1), date(2027, 1, 1))
    assert span("2026") == Span(date(2026, 1, 1), date(2027, 1, 1))


@pytest.mark.parametrize("period", ["2026-Q5", "26-Q1", "2026-q1", "20٢٦", "2026-Q1\n"])
def test_what_is_no_period_has_no_days(period: str) -> None:
    assert span(period) is None
    assert not valid(period) or period == "2026-q1"


@pytest.mark.parametrize(
    ("period", "earlier"),
    [("2026-Q1", "2025-Q4"), ("2026-Q3", "2026-Q2"), ("2026", "2025"), ("x", None)],
)
def test_the_period_before(period: str, earlier: str | None) -> None:
    assert before(period) == earlier


def test_a_moment_lies_inside_the_period_and_not_in_the_future() -> None:
    days = span("2026-Q4")
    assert days is not None
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    assert days.moment(0, now).date() == days.start
    assert days.moment(1, now) == now
    past = span("2026-Q3")
    assert past is not None
    assert past.moment(1, now).date() == date(2026, 9, 30)
    assert periods.quarter_of(past.moment(0.5, now).date()) == "2026-Q3"


def test_a_period_is_over_on_the_day_after_its_last() -> None:
    days = span("2026-Q3")
    assert days is not None
    assert not days.over(date(2026, 9, 30))
    assert days.over(date(2026, 10, 1))
    assert not days.begun(date(2026, 6, 30))
    assert days.begun(date(2026, 7, 1))
