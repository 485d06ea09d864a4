"""Rows of any register for property tests: values as documents keep them, sound for their columns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from branchkit.core.registers.conditions import all_hold
from branchkit.core.registers.register import Column, ColumnKind, Register

_FIRST, _LAST = date(1950, 1, 1), date(2090, 12, 31)
_LETTERS = "甲乙丙丁村路水渠（一）.·-AZaz09 "
_PLACES = 2


def values_of(
    register: Register, *, members: Sequence[str] = (), organizations: Sequence[str] = ()
) -> st.SearchStrategy[dict[str, object]]:
    """Rows that :func:`~branchkit.core.registers.checks.check_values` has nothing to say against, computed columns left out.

    Conditions that look at computed columns are not understood.
    """
    columns = [column for column in register.columns if column.typed]
    rows = st.fixed_dictionaries(
        {column.id: _cells(column, register, members, organizations) for column in columns}
    )
    return rows.map(lambda row: _applicable(register, row))


def _cells(
    column: Column, register: Register, members: Sequence[str], organizations: Sequence[str]
) -> st.SearchStrategy[object]:
    values = value_of(column, members=members, organizations=organizations)
    wanted = column.required or column.unset or column.id == register.dated_by
    return values if wanted else st.none() | values


def _applicable(register: Register, row: dict[str, object]) -> dict[str, object]:
    """Without the columns that do not apply; to leave one out may make another one not apply."""
    kept = {id: value for id, value in row.items() if value is not None}
    while gone := [id for id in kept if not all_hold(register.column(id).when, kept)]:
        for id in gone:
            del kept[id]
    return kept


def value_of(
    column: Column, *, members: Sequence[str] = (), organizations: Sequence[str] = ()
) -> st.SearchStrategy[object]:
    """Values of one column."""
    texts = st.text(_LETTERS, min_size=1, max_size=12).map(str.strip).filter(bool)
    match column.kind:
        case ColumnKind.NUMBER | ColumnKind.MONEY:
            return _numbers(column)
        case ColumnKind.DATE:
            return st.dates(_FIRST, _LAST).map(date.isoformat)
        case ColumnKind.MONTH:
            return st.dates(_FIRST, _LAST).map(lambda day: f"{day:%Y-%m}")
        case ColumnKind.CHOICE:
            return st.sampled_from([choice.id for choice in column.choices])
        case ColumnKind.YES_NO:
            return st.booleans()
        case ColumnKind.MEMBER:
            return st.sampled_from(members)
        case ColumnKind.MEMBERS:
            return st.lists(st.sampled_from(members), min_size=1, unique=True)
        case ColumnKind.ORGANIZATION:
            return st.sampled_from(organizations)
        case ColumnKind.LIST:
            return st.lists(texts, min_size=1, max_size=4, unique=True)
    return texts


def _numbers(column: Column) -> st.SearchStrategy[object]:
    least = Decimal(column.minimum or "-9999")
    most = Decimal(column.maximum or "99999")
    places = _PLACES if column.kind is ColumnKind.MONEY else 0
    numbers = st.decimals(least, most, allow_nan=False, allow_infinity=False, places=places)
    return numbers.map(lambda number: format(number + 0, "f"))  # never -0
