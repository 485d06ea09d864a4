"""Reads conditions: ``{ kind = ["general", "group"], solved = true, hours = { at_least = 2 } }``, a part for each column."""

from __future__ import annotations

from collections.abc import Iterable

from branchkit.core.registers.conditions import Condition
from branchkit.core.registers.register import ColumnKind, Register
from branchkit.plugin.toml_source import TomlTable

NUMBERS = (ColumnKind.NUMBER, ColumnKind.MONEY)
DATES = (ColumnKind.DATE, ColumnKind.MONTH)
ANY = tuple(ColumnKind)


def read_conditions(table: TomlTable, key: str, register: Register | None) -> tuple[Condition, ...]:
    """The conditions under ``key``; without a register they are on fields that are not known here."""
    part = table.table(key)
    if part is None:
        return ()
    reader = _ConditionReader(part, register)
    return tuple(reader.read(column) for column in part.data)


def report_column(
    table: TomlTable, register: Register, found: str, kinds: Iterable[ColumnKind], *path: str | int
) -> None:
    """Add a problem when the register has no column ``found`` of one of the kinds."""
    kinds = tuple(kinds)
    if register.has(found, *kinds):
        return
    known = [column.id for column in register.columns if column.kind in kinds]
    table.report("metric.column", *path, found=found, register=register.id, known=", ".join(known))


class _ConditionReader:
    """Reads the parts of one table of conditions."""

    def __init__(self, table: TomlTable, register: Register | None) -> None:
        self._table = table
        self._register = register

    def read(self, column: str) -> Condition:
        table = self._table
        self._check_column(table, column, ANY, column)
        if isinstance(table.data[column], bool):
            return Condition(column, one_of=("yes" if table.flag(column) else "no",))
        if not isinstance(table.data[column], dict):
            one_of = table.texts(column)
            self._check_choices(column, one_of)
            return Condition(column, one_of=one_of)
        part = table.table(column)
        assert part is not None
        condition = Condition(
            column,
            at_least=part.optional_decimal("at_least"),
            at_most=part.optional_decimal("at_most"),
            reaches=part.text("reaches", ""),
            by_end_of=part.text("by_end_of", ""),
            filled=part.flag("filled") if "filled" in part else None,
        )
        part.finish("filled")
        if condition.reaches:
            self._check_column(part, condition.reaches, NUMBERS, "reaches")
        if condition.by_end_of:
            self._check_column(part, condition.by_end_of, DATES, "by_end_of")
        return condition

    def _check_column(
        self, table: TomlTable, found: str, kinds: tuple[ColumnKind, ...], key: str
    ) -> None:
        if self._register is not None:
            report_column(table, self._register, found, kinds, key)

    def _check_choices(self, column: str, accepted: tuple[str, ...]) -> None:
        if self._register is None or not self._register.has(column, ColumnKind.CHOICE):
            return
        known = [choice.id for choice in self._register.column(column).choices]
        for value in accepted:
            if value not in known:
                self._table.report("metric.choice", column, found=value, known=", ".join(known))
