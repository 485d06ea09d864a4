"""Sheets with a column a month: one row of the sheet is a record for every month in which it says something.

A register names with ``monthly`` what such a cell holds: in the register of dues what was paid, and what was due where
the sheet has no column of its own for that. The year stands with the month, or in a title.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from branchkit.core.errors import ExchangeError, Place, Problem
from branchkit.core.members.reading import cell_text
from branchkit.core.registers.register import Register
from branchkit.core.tables import Value
from branchkit.services.importing.layout import (
    folded_with_brackets,
)
from branchkit.services.importing.sheets import FoundSheet

_MONTH = re.compile(r"(?:(?P<year>20\d\d)年?)?(?P<month>0?[1-9]|1[0-2])月份?(?P<rest>\D.*)?")
_FIGURES = re.compile(r"(?P<year>20\d\d)(?P<month>0[1-9]|1[0-2])(?:01)?(?P<rest>)")
_IN_CHINESE = dict(zip("一二三四五六七八九", "123456789", strict=True)) | {
    "十": "10",
    "十一": "11",
    "十二": "12",
}
_CHINESE_MONTH = re.compile(r"(十[一二]?|[一二三四五六七八九])(?=月)")
_YEAR = re.compile(r"(20\d\d)\s*年")
_FIELD = re.compile(r"@(?P<year>\d{4})?-(?P<month>\d\d)(?:\.(?P<column>\w+))?")
_LEAST_MONTHS = 2
_TICKS = frozenset(("√", "✓", "✔", "☑", "是", "已缴", "已交", "缴清", "交清"))

Places = Mapping[str, int]
"""Column id → its place in the sheet."""


def month_field(value: Value, field_of: Callable[[str], str]) -> str:
    """The field of a header like 3月, 2026年3月 or 3月实缴: ``@2026-03.paid``; empty for any other."""
    text = _CHINESE_MONTH.sub(lambda found: _IN_CHINESE[found[0]], folded_with_brackets(value))
    found = _MONTH.fullmatch(text) or _FIGURES.fullmatch(text)
    if found is None:
        return ""
    rest = found["rest"] or ""
    column = field_of(rest) if rest else ""
    if rest and (not column or column.startswith("@")):
        return ""
    field = f"@{found['year'] or ''}-{int(found['month']):02d}"
    return f"{field}.{column}" if column else field


def is_month_field(field: str) -> bool:
    """Whether a field is that of a month's column."""
    return bool(_FIELD.fullmatch(field))


def months_of(sheet: FoundSheet, register: Register) -> dict[str, Places]:
    """Month (2026-03) → the columns that the sheet has for it; empty for a sheet without a column a month.

    Raises :class:`ExchangeError` ``read_no_year`` when nothing says of which year they are.
    """
    columns = sheet.layout.columns
    fields = {name: found for name in columns if (found := _FIELD.fullmatch(name))}
    if len({found["month"] for found in fields.values()}) < _LEAST_MONTHS:
        return {}
    months: dict[str, dict[str, int]] = {}
    for name, found in fields.items():
        month = f"{found['year'] or _year(sheet)}-{found['month']}"
        filled = (found["column"],) if found["column"] else _filled(register, columns)
        months.setdefault(month, {}).update(dict.fromkeys(filled, columns[name]))
    return dict(sorted(months.items()))


def ticked(
    row: Sequence[Value], places: Places, register: Register, values: Mapping[str, object]
) -> dict[str, object]:
    """What a tick in place of a figure says: that it is as much as the other column has (paid as due); empty for no tick."""
    first, *others = register.monthly
    same = next((values[id] for id in others if id in values), None)
    place = places.get(first, len(row))
    if same is None or place >= len(row) or cell_text(row[place]) not in _TICKS:
        return {}
    return {first: same}


def placed(problems: Iterable[Problem], sheet: FoundSheet, places: Places) -> Iterator[Problem]:
    """Problems of a month's cells with the field of the month's column, by which they are placed in the sheet."""
    field_at = {place: field for field, place in sheet.layout.columns.items()}
    for problem in problems:
        place = places.get(problem.place.key)
        yield problem if place is None else replace(problem, place=Place(key=field_at[place]))


def _filled(register: Register, columns: Mapping[str, int]) -> Sequence[str]:
    """What a month's figure is: the first column that the register names, and those that the sheet has not."""
    first, *others = register.monthly
    return (first, *(id for id in others if id not in columns))


def _year(sheet: FoundSheet) -> str:
    for title in sheet.titles:
        if found := _YEAR.search(title):
            return found[1]
    raise ExchangeError("read_no_year", path=sheet.file)
