"""Filters that somebody puts on a list of rows: the same value as here, or a condition typed in a few characters.

What is typed depends on the column: figures and dates are compared (``>=3``, ``<2026-06``, ``2026-03..2026-05``), other
texts are looked for anywhere in what is shown. ``=`` alone means empty, ``*`` means filled in.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum

from branchkit.core.names import matches
from branchkit.core.registers.conditions import as_number
from branchkit.core.registers.register import FIGURES, Column, ColumnKind
from branchkit.core.typed_numbers import typed_number
from branchkit.core.values import frozen

EMPTY_SIGN, FILLED_SIGN = "=", "*"
_DATES = (ColumnKind.DATE, ColumnKind.MONTH)
_RANGE = re.compile(r"(.*?)(?:\.\.+|~|至|到)(.*)")
_COMPARISON = re.compile(r"(>=|<=|=>|=<|>|<|=)(.*)")
_FAR_YEAR = re.compile(r"(?!19|20)\d{4}")
"""No year in which anything was written down: 1103 is the third of November."""
_DATE_PARTS = re.compile(r"\d+")
_DATE_SHAPE = re.compile(r"\d{4}(?:[-./年 ]?\d{1,2})?(?:[-./月 ]?\d{1,2})?[月日]?")


class FilterTest(StrEnum):
    """What is asked of a value."""

    SAME = "same"
    CONTAINS = "contains"
    WITHIN = "within"
    """Between two bounds, either of which may be missing."""
    EMPTY = "empty"
    FILLED = "filled"


@frozen
class RecordFilter:
    """One condition on one column."""

    column: Column
    test: FilterTest
    text: str = ""
    """As it was typed, or as the value is shown."""
    value: object = None
    """For SAME: the value as documents keep it."""
    low: str = ""
    high: str = ""
    strict: bool = False
    """For WITHIN: the bounds themselves do not count."""

    def holds(self, values: Mapping[str, object], shown: Callable[[Column], str]) -> bool:
        """Whether a row is let through; ``shown`` gives a column's text, asked only where texts are compared."""
        value = values.get(self.column.id)
        empty = value is None or value in ("", [])
        match self.test:
            case FilterTest.EMPTY:
                return empty
            case FilterTest.FILLED:
                return not empty
            case FilterTest.SAME:
                return empty if self.value in (None, "", []) else value == self.value
            case FilterTest.CONTAINS:
                return not empty and matches(shown(self.column), self.text)
        return not empty and self._is_within(value)

    def _is_within(self, value: object) -> bool:
        compare = _compare_figures if self.column.kind in FIGURES else _compare_days
        right = {1} if self.strict else {0, 1}
        if self.low and compare(value, self.low) not in right:
            return False
        left = {-1} if self.strict else {-1, 0}
        return not self.high or compare(value, self.high) in left


def _compare_figures(value: object, bound: str) -> int | None:
    """-1, 0 or 1; None where a value cannot be compared."""
    number, limit = as_number(value), as_number(bound)
    if number is None or limit is None:
        return None
    return (number > limit) - (number < limit)


def _compare_days(value: object, bound: str) -> int | None:
    """A date is compared as far as the bound goes: the whole of March is neither before nor after 2026-03."""
    day = str(value)[: len(bound)]
    return (day > bound) - (day < bound)


def same_value(column: Column, value: object, text: str) -> RecordFilter:
    """Rows with this value; ``text`` is how it is shown."""
    return RecordFilter(column, FilterTest.SAME, text, value)


def typed_filter(column: Column, text: str, today: date) -> RecordFilter | None:
    """What a typed condition means for a column; None when it means nothing there."""
    plain = unicodedata.normalize("NFKC", text).replace("。", ".").strip()
    if plain == EMPTY_SIGN:
        return RecordFilter(column, FilterTest.EMPTY, plain)
    if plain == FILLED_SIGN:
        return RecordFilter(column, FilterTest.FILLED, plain)
    if not plain:
        return None
    if column.kind in (*FIGURES, *_DATES):
        return _comparison(column, plain, today)
    return RecordFilter(column, FilterTest.CONTAINS, plain)


def _comparison(column: Column, plain: str, today: date) -> RecordFilter | None:
    def bound(text: str) -> str:
        return _number_bound(text) if column.kind in FIGURES else _date_bound(text, today)

    if found := _COMPARISON.fullmatch(plain):
        sign, limit = found[1], bound(found[2].strip())
        low, high = limit if "<" not in sign else "", limit if ">" not in sign else ""
        strict = sign in "<>"
        sound = bool(limit)
    elif found := _RANGE.fullmatch(plain):
        ends = [part.strip() for part in found.groups()]
        low, high = (bound(part) for part in ends)
        strict = False
        sound = any(ends) and all(
            bool(b) == bool(p) for b, p in zip((low, high), ends, strict=True)
        )
    else:
        low = high = bound(plain)
        strict, sound = False, bool(low)
    if not sound:
        return None
    return RecordFilter(column, FilterTest.WITHIN, plain, low=low, high=high, strict=strict)


def _number_bound(text: str) -> str:
    number = typed_number(text.rstrip("元%"))
    return "" if number is None else f"{number:f}"


def _date_bound(text: str, today: date) -> str:
    """The beginning of an ISO date that was typed in any of the usual ways: 2026, 2026.3, 2026年3月5日, 202603; 11.3, 昨天, 上月."""
    if not _DATE_SHAPE.fullmatch(text) or _FAR_YEAR.fullmatch(text):
        from branchkit.core.typed_days import typed_day, typed_month

        found = typed_day(text, today) or (typed_month(text, today) if text else None)
        return "" if found is None else str(found)
    digits = "".join(_DATE_PARTS.findall(text))
    parts = _DATE_PARTS.findall(text)
    if len(parts) == 1:
        parts = [part for part in (digits[:4], digits[4:6], digits[6:8]) if part]
    return "-".join(part.zfill(2) for part in parts)
