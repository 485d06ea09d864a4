"""Periods and calendar months."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from branchkit.core.dates import Period, PeriodError, PeriodKind, add_months

DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))
KINDS = st.sampled_from(PeriodKind)


@given(DAYS, KINDS)
def test_a_period_is_read_back_from_its_text(day: date, kind: PeriodKind) -> None:
    period = Period.containing(day, kind)
    assert Period.parse(str(period)) == period


@given(DAYS, KINDS)
def test_periods_of_a_kind_follow_each_other_without_gap(day: date, kind: PeriodKind) -> None:
    period = Period.containing(day, kind)
    assert day in period
    assert period.previous.last_day + timedelta(days=1) == period.first_day
    assert period.shifted(5).shifted(-5) == period


@given(DAYS, KINDS)
def test_the_months_of_a_period_cover_it(day: date, kind: PeriodKind) -> None:
    period = Period.containing(day, kind)
    months = period.months()
    assert (months[0].first_day, months[-1].last_day) == (period.first_day, period.last_day)
    assert all(month.kind is PeriodKind.MONTH for month in months)


@pytest.mark.parametrize("text", ["2026-13", "2026-Q5", "2026-H3", "26-1", "", "2026-1", "十一月"])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(PeriodError) as caught:
        Period.parse(text)
    assert caught.value.params == {"text": text}


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2023, 3, 1), 3, date(2023, 6, 1)),
        (date(2023, 3, 1), 12, date(2024, 3, 1)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 1, 31), -2, date(2025, 11, 30)),
    ],
)
def test_months_are_calendar_months_never_thirty_days(
    day: date, months: int, expected: date
) -> None:
    assert add_months(day, months) == expected


@given(DAYS, st.integers(-600, 600))
def test_adding_months_keeps_the_day_unless_the_month_is_too_short(day: date, months: int) -> None:
    moved = add_months(day, months)
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == months
    assert moved.day == day.day or (moved.day < day.day and (moved + timedelta(days=1)).day == 1)
