"""Dates as documents keep them, and how long it is between them, counted in calendar months and years."""

from __future__ import annotations

from datetime import date

from branchkit.core.periods import Period, PeriodError, add_months


def day_of(value: object, *, last: bool = False) -> date | None:
    """The day that a date (2026-11-20) or month (2026-11) value stands for; of a month its first, or ``last``, day.

    None for an empty or unreadable value.
    """
    if not isinstance(value, str) or not value:
        return None
    try:
        if len(value) == len("2026-11"):
            month = Period.parse(value)
            return month.last_day if last else month.first_day
        return date.fromisoformat(value)
    except (ValueError, PeriodError):
        return None


def full_months(since: date, until: date) -> int:
    """Whole calendar months from one day to another, negative when ``until`` is earlier.

    From 2024-01-31 a month is full on 2024-02-29, since that month has no 31st.
    """
    months = (until.year - since.year) * 12 + until.month - since.month
    return months - (add_months(since, months) > until)


def full_years(since: date, until: date) -> int:
    """Whole years, as ages are counted. Born on 29 February, one is a year older on 28 February of a common year."""
    return full_months(since, until) // 12
