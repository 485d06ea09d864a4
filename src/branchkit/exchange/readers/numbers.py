"""Numbers of spreadsheets as values: whole ones, exact ones, and those that a number format makes days or times of."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal

from branchkit.core.date_reading import DAYS_TO_1904, SERIAL_EPOCH
from branchkit.core.tables import Value

_EXACT_DIGITS = 15
"""What a double, and so a spreadsheet, keeps of a number."""
_LEAP_YEAR_BUG = 60
"""The usual system has a 1900-02-29; days before it count from a day later."""
_LAST_DAY = 2_958_465
"""9999-12-31 in the usual system."""
_BUILT_IN_DATES = frozenset((*range(14, 18), 22, *range(27, 32), 36, *range(50, 55), 57, 58))
_BUILT_IN_TIMES = frozenset((18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47, 55, 56))
_QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.')
_ELAPSED = re.compile(r"\[[hms]+\]", re.IGNORECASE)
_BRACKETED = re.compile(r"\[[^\]]*\]")

DAY, TIME = "day", "time"


def kind_of_format(id: int, code: str = "") -> str:
    """What a number format shows: :data:`DAY`, :data:`TIME` (of the day, or elapsed), or empty for a number.

    ``code`` is the workbook's own for this id; without one the id is built in (ECMA-376 part 1, 18.8.30, with the
    additions for Chinese).
    """
    if not code:
        return DAY if id in _BUILT_IN_DATES else TIME if id in _BUILT_IN_TIMES else ""
    section = _QUOTED.sub("", code).partition(";")[0]
    if _ELAPSED.search(section):
        return TIME
    letters = _BRACKETED.sub("", section).lower()
    if "general" in letters or "@" in letters:
        return ""
    if "y" in letters or "d" in letters or ("m" in letters and not {"h", "s"} & set(letters)):
        return DAY
    if "e" in letters and "0" not in letters and "m" in letters:
        return DAY
    return TIME if {"h", "s"} & set(letters) else ""


def number(text: str) -> Value:
    """A number as a file writes it; whole as int. Raises ValueError for no number, or one without end."""
    if text.isascii() and text.isdecimal() and len(text) <= _EXACT_DIGITS:
        return int(text)
    return plain_number(float(text))


def plain_number(value: float) -> Value:
    """A double as an int or the shortest decimal that means it; raises ValueError for one without end."""
    exact = Decimal(repr(value))
    if not exact.is_finite():
        raise ValueError(value)
    return int(exact) if exact == exact.to_integral_value() else exact


def formatted(value: Value, kind: str, *, from_1904: bool) -> Value:
    """A number under a number format of a ``kind``; beyond the calendar it stays a number."""
    if not kind or not isinstance(value, int | Decimal):
        return value
    if kind == TIME or 0 <= value < 1:
        return _time(value)
    day = int(value) + (DAYS_TO_1904 if from_1904 else 0)
    if not 0 < day <= _LAST_DAY:
        return value
    return SERIAL_EPOCH + timedelta(days=day + (day < _LEAP_YEAR_BUG))


def _time(value: int | Decimal) -> Value:
    if not 0 <= value < _LAST_DAY:
        return value
    seconds = round(value * 86_400)
    return str(timedelta(seconds=seconds)) if seconds >= 86_400 else _clock(seconds)


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def iso_day(text: str) -> Value:
    """The day of an ISO date or moment; what is none stays a text."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return text
