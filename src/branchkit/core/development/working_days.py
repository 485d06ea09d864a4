"""Working days, Monday to Friday.

Public holidays are fixed anew every year by the State Council and are not known here: around one the day is too early by the
length of the holiday, so what is counted in working days is shown as provisional.
"""

from __future__ import annotations

from datetime import date, timedelta

_PER_WEEK = 5


def is_working_day(day: date) -> bool:
    """Whether it is none of Saturday and Sunday."""
    return day.weekday() < _PER_WEEK


def add_working_days(day: date, count: int) -> date:
    """The last of so many working days after a day, which itself does not count; the day itself for none."""
    if count <= 0:
        return day
    # Begin at the working day on or before, so that a weekend counts nothing.
    start = day - timedelta(days=max(0, day.weekday() - _PER_WEEK + 1))
    weeks, rest = divmod(start.weekday() + count, _PER_WEEK)
    return start + timedelta(weeks=weeks, days=rest - start.weekday())


def working_days_between(first: date, last: date) -> int:
    """How many working days lie after ``first`` up to and with ``last``; 0 where ``last`` is not later."""
    days = max(0, (last - first).days)
    weeks, rest = divmod(days, 7)
    tail = (first + timedelta(days=weeks * 7 + step) for step in range(1, rest + 1))
    return weeks * _PER_WEEK + sum(is_working_day(day) for day in tail)
