"""Calendar arithmetic of waits: months are calendar months, and never 30, 90 or 365 days."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from branchkit.core.development.windows import moved
from branchkit.core.rulepacks import Wait

DAYS = st.dates(date(2010, 1, 1), date(2040, 12, 31))
WAITS = st.builds(
    Wait,
    st.just("x"),
    months=st.integers(0, 36),
    days=st.integers(0, 60),
    working_days=st.integers(0, 20),
)


def test_three_months_are_not_ninety_days() -> None:
    assert moved(date(2023, 3, 1), Wait("x", months=3)) == date(2023, 6, 1)


def test_a_year_is_not_365_days() -> None:
    assert moved(date(2023, 3, 1), Wait("x", months=12)) == date(2024, 3, 1)


def test_a_month_from_the_31st_ends_with_the_shorter_month() -> None:
    assert moved(date(2026, 1, 31), Wait("x", months=1)) == date(2026, 2, 28)


def test_a_year_from_a_leap_day_is_the_28th() -> None:
    assert moved(date(2024, 2, 29), Wait("x", months=12)) == date(2025, 2, 28)


@given(DAYS, DAYS, WAITS)
def test_a_later_begin_never_ends_earlier(one: date, other: date, wait: Wait) -> None:
    first, second = sorted((one, other))
    assert moved(first, wait) <= moved(second, wait)


@given(DAYS, WAITS, st.integers(0, 12))
def test_a_longer_wait_never_ends_earlier(day: date, wait: Wait, more: int) -> None:
    longer = Wait(wait.after, wait.months + more, wait.days, wait.working_days)
    assert day <= moved(day, wait) <= moved(day, longer)
