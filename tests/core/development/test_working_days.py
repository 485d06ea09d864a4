"""Counting Monday to Friday."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from branchkit.core.dates import (
    add_working_days,
    is_working_day,
    working_days_between,
)

DAYS = st.dates(date(2010, 1, 1), date(2040, 12, 31))


def test_five_working_days_after_a_wednesday_is_the_next_wednesday() -> None:
    assert add_working_days(date(2026, 11, 18), 5) == date(2026, 11, 25)


def test_from_a_weekend_one_counts_from_the_monday() -> None:
    for day in (date(2026, 11, 20), date(2026, 11, 21), date(2026, 11, 22)):
        assert add_working_days(day, 1) == date(2026, 11, 23)


def test_none_is_the_day_itself() -> None:
    assert add_working_days(date(2026, 11, 21), 0) == date(2026, 11, 21)


@given(DAYS, st.integers(1, 60))
def test_it_is_what_counting_on_the_fingers_gives(day: date, count: int) -> None:
    at, left = day, count
    while left:
        at += timedelta(days=1)
        left -= at.weekday() < 5
    assert add_working_days(day, count) == at
    assert is_working_day(at)
    assert working_days_between(day, at) == count


@given(DAYS, DAYS)
def test_none_lie_between_a_day_and_an_earlier_one(one: date, other: date) -> None:
    assert working_days_between(max(one, other), min(one, other)) == 0
