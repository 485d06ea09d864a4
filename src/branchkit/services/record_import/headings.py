"""What the columns of a register are called in other people's workbooks: titles in both languages, ids, aliases.

Headers are compared after folding (see ``grid_layout``) and must match whole. What stands in brackets is left out unless
only that tells two columns apart: 收入（帮扶前） and 收入（帮扶后）.
"""

from __future__ import annotations

from collections.abc import Mapping

from branchkit.core.registers.register import Column, ColumnKind, Register
from branchkit.core.tables import Value
from branchkit.services.grid_layout import folded_header, folded_with_brackets

IGNORED = "@ignored"
"""Columns that are ours and say nothing about a row."""
EXPLANATIONS = "@explanations"
"""The last column of a file of rows to mend."""
ORG = "@org"
"""The organisation that a row belongs to, in a list of several."""

_COMMON: Mapping[str, str] = {
    IGNORED: "序号 序 顺序号 行号 no",
    EXPLANATIONS: "问题 problems",
    ORG: (
        "党组织 所在党组织 所属党组织 党组织名称 所在支部 所在党支部 所属支部 所属党支部 党支部 支部名称 党支部名称 "
        "org organization organisation branch"
    ),
}
_COMMON_FIELDS = {header: field for field, headers in _COMMON.items() for header in headers.split()}
_LEAST_COLUMNS = 2
"""A row is a header when it names so many of the register's columns, or all where it has fewer."""


class RegisterHeadings:
    """The headings of one register."""

    def __init__(self, register: Register) -> None:
        self._whole: dict[str, str] = {}
        self._short: dict[str, str] = {}
        ambiguous: set[str] = set()
        for column in register.columns:
            # Computed columns have a field each, which nobody reads: they are not repetitions of each other.
            field = column.id if column.typed else f"@{column.id}"
            for name in _names(column):
                self._whole.setdefault(folded_with_brackets(name), field)
                short = folded_header(name)
                if self._short.setdefault(short, field) != field:
                    ambiguous.add(short)
        for short in ambiguous:
            del self._short[short]
        self._common = dict(_COMMON_FIELDS)
        if any(column.kind is ColumnKind.ORGANIZATION for column in register.columns):
            # 党支部 may be what a row is about: then only its own title names the row's branch.
            self._common = {h: f for h, f in self._common.items() if f != ORG or h == "org"}
        typed = [column for column in register.columns if column.typed]
        self._typed = frozenset(column.id for column in typed)
        self._required = {column.id for column in typed if column.required}
        self._least = min(_LEAST_COLUMNS, len(typed))

    def field_of(self, value: Value) -> str:
        """A typed column's id, or a field that begins with ``@``: :data:`ORG`, :data:`EXPLANATIONS`, what is not read."""
        whole = folded_with_brackets(value)
        if not whole:
            return ""
        short = folded_header(value)
        return (
            self._whole.get(whole)
            or self._short.get(short)
            or self._common.get(whole)
            or self._common.get(short, "")
        )

    def is_about_somebody_else(self, value: Value) -> bool:
        """Never: whom a column means is what its declaration says."""
        return False

    def merit(self, columns: Mapping[str, int]) -> int:
        """Twice as many as columns are named, one more where all that must be filled are among them."""
        known = len(self._typed.intersection(columns))
        if known < self._least:
            return 0
        return 2 * known + self._required.issubset(columns)


def _names(column: Column) -> tuple[str, ...]:
    return (column.title.zh_CN, column.title.en, column.id, *column.aliases)
