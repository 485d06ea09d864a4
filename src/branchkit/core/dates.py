"""The calendar: months, quarters, half-years and years, dates as documents keep them, and counting between them.

The regulations count in calendar months and years ("within three months"), never in 30, 90 or 365
days: from 2023-03-01 three months is 2023-06-01 and a year is 2024-03-01.

Working days are Monday to Friday. Public holidays are fixed anew every year by the State Council and are not known here:
around one the day is too early by the length of the holiday, so what is counted in working days is shown as provisional.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from branchkit.core.errors import BranchkitError


class PeriodError(BranchkitError):
    """A text is not a period."""

    subject = "period"


class PeriodKind(StrEnum):
    """How long a period is."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half-year"
    YEAR = "year"


_MONTHS = {
    PeriodKind.MONTH: 1,
    PeriodKind.QUARTER: 3,
    PeriodKind.HALF_YEAR: 6,
    PeriodKind.YEAR: 12,
}
_LETTERS = {"Q": PeriodKind.QUARTER, "H": PeriodKind.HALF_YEAR}


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A calendar period; ``index`` counts from 1 within the year. Text: 2026-11, 2026-Q4, 2026-H2, 2026."""

    year: int
    """With four digits."""
    index: int
    kind: PeriodKind = PeriodKind.MONTH
    """How long it is."""

    @classmethod
    def parse(cls, text: str) -> Period:
        """From its text; raises :class:`PeriodError` ``period.unreadable``."""
        year, dash, rest = text.strip().upper().partition("-")
        kind = _LETTERS.get(rest[:1], PeriodKind.MONTH) if dash else PeriodKind.YEAR
        digits = rest[1:] if rest[:1] in _LETTERS else rest
        index = int(digits) if digits.isdecimal() and digits.isascii() else 1 - len(dash)
        well_formed = (
            len(year) == 4
            and year.isascii()
            and year.isdecimal()
            and len(digits) == (2 if kind is PeriodKind.MONTH else len(dash))
            and 1 <= index <= 12 // _MONTHS[kind]
        )
        if well_formed and int(year):
            return cls(int(year), index, kind)
        raise PeriodError("unreadable", text=text)

    @classmethod
    def containing(cls, day: date, kind: PeriodKind = PeriodKind.MONTH) -> Period:
        """The period of ``kind`` in which ``day`` lies."""
        return cls(day.year, (day.month - 1) // _MONTHS[kind] + 1, kind)

    def __str__(self) -> str:
        match self.kind:
            case PeriodKind.MONTH:
                return f"{self.year:04d}-{self.index:02d}"
            case PeriodKind.QUARTER:
                return f"{self.year:04d}-Q{self.index}"
            case PeriodKind.HALF_YEAR:
                return f"{self.year:04d}-H{self.index}"
            case PeriodKind.YEAR:
                return f"{self.year:04d}"

    @property
    def first_day(self) -> date:
        """The first day of the period."""
        return date(self.year, (self.index - 1) * _MONTHS[self.kind] + 1, 1)

    @property
    def last_day(self) -> date:
        """The last day of the period."""
        month = self.index * _MONTHS[self.kind]
        return date(self.year, month, calendar.monthrange(self.year, month)[1])

    def __contains__(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day

    def shifted(self, steps: int) -> Period:
        """The period ``steps`` later (earlier when negative) of the same kind."""
        per_year = 12 // _MONTHS[self.kind]
        year, index = divmod(self.year * per_year + self.index - 1 + steps, per_year)
        return Period(year, index + 1, self.kind)

    @property
    def previous(self) -> Period:
        """The period before this one."""
        return self.shifted(-1)

    def months(self) -> tuple[Period, ...]:
        """The months the period consists of, in order."""
        size = _MONTHS[self.kind]
        first = (self.index - 1) * size + 1
        return tuple(Period(self.year, first + step) for step in range(size))


def add_months(day: date, months: int) -> date:
    """``day`` moved by calendar months; a day the month does not have becomes its last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


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
