"""Checks what a declared column begins with: it must be readable as a value of the column.

Registers are read while the first screen opens; what reading a figure or a date takes is imported for one that has it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from branchkit.core.registers.register import Column, ColumnKind, Register
from branchkit.plugin.toml_source import TomlTable

_DAYS: Mapping[str, tuple[ColumnKind, ...]] = {
    "@today": (ColumnKind.DATE,),
    "@month": (ColumnKind.MONTH,),
    "@year": (ColumnKind.NUMBER, ColumnKind.TEXT),
}
_UNKNOWN_HERE = (ColumnKind.MEMBER, ColumnKind.MEMBERS, ColumnKind.ORGANIZATION)
"""Kinds of which no value can be known: who is on the roll differs from workspace to workspace."""


def check_default(table: TomlTable, column: Column) -> None:
    """Report a default that is no value of its column; ``table`` is the column's."""
    if column.default.startswith("@"):
        if column.kind not in _DAYS.get(column.default, ()):
            known = ", ".join(f"{name} ({', '.join(kinds)})" for name, kinds in _DAYS.items())
            table.report("register.default_day", "default", found=column.default, known=known)
    elif not _is_value(column):
        table.report("register.default", "default", found=column.default, kind=column.kind)


def _is_value(column: Column) -> bool:
    match column.kind:
        case ColumnKind.TEXT:
            return True
        case ColumnKind.CHOICE:
            titles = ((c.id, c.title.zh_CN, c.title.en) for c in column.choices)
            return any(column.default in names for names in titles)
        case kind if kind in _UNKNOWN_HERE:
            return False
    from branchkit.core.registers.checks import check_values
    from branchkit.core.registers.values import Reading, read_values

    register = Register("", column.title, (column,), "")
    reading = Reading(lambda _text: None, date.max)
    values, problems = read_values(register, {column.id: column.default}, reading)
    return not problems and not check_values(register, values, ())
