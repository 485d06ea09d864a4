"""Reads conditions and formulas of registers and metrics::

shown = { kind = ["general", "group"], solved = true, hours = { at_least = 2 } }
where = [{ kind = "home" }, { kind = "field", hours = { at_least = 2 } }]
formula = { without = ["expected", "present"] }
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from branchkit.core.registers.conditions import Condition
from branchkit.core.registers.register import (
    FIGURES,
    Column,
    ColumnFunction,
    ColumnKind,
    Formula,
    Operation,
    Register,
)
from branchkit.core.values import frozen
from branchkit.toml.source import TomlTable

if TYPE_CHECKING:
    from branchkit.core.rulepacks import RulePack

DATES = (ColumnKind.DATE, ColumnKind.MONTH)
ANY = tuple(ColumnKind)


def read_conditions(table: TomlTable, key: str, register: Register | None) -> tuple[Condition, ...]:
    """The conditions under ``key``; without a register they are on fields that are not known here.

    A table holds as a whole; of a list of tables one has to.
    """
    if isinstance(table.data.get(key), list):
        groups = tuple(_read_group(part, register) for part in table.tables(key))
        return (Condition(any_of=groups),) if any(groups) else ()
    part = table.table(key)
    return () if part is None else _read_group(part, register)


def _read_group(table: TomlTable, register: Register | None) -> tuple[Condition, ...]:
    reader = _ConditionReader(table, register)
    return tuple(reader.read_condition(column) for column in table.data)


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

    def read_condition(self, column: str) -> Condition:
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
            self._check_column(part, condition.reaches, FIGURES, "reaches")
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
        known = {c.id: c.title.zh_CN for c in self._register.column(column).choices}
        listed = ", ".join(f"{id}（{title}）" for id, title in known.items())
        for value in accepted:
            if value not in known:
                self._table.report("metric.choice", column, found=value, known=listed)


_LISTS = (ColumnKind.MEMBERS, ColumnKind.LIST)
_COUNTED = (*FIGURES, *_LISTS)
_MANY = 99


@frozen
class _Shape:
    """What an operation wants: kinds of its columns (the last one repeated), how many, and what it makes."""

    columns: tuple[tuple[ColumnKind, ...], ...]
    least: int
    most: int
    makes: tuple[ColumnKind, ...]


_NUMBER = (ColumnKind.NUMBER,)
_SHAPES: Mapping[Operation, _Shape] = {
    Operation.COUNT: _Shape((_LISTS, FIGURES), 1, 2, _NUMBER),
    Operation.WITHOUT: _Shape(((ColumnKind.MEMBERS,),), 2, _MANY, (ColumnKind.MEMBERS,)),
    Operation.SUM: _Shape((FIGURES,), 1, _MANY, FIGURES),
    Operation.MINUS: _Shape((FIGURES,), 2, _MANY, FIGURES),
    Operation.PRODUCT: _Shape((FIGURES,), 1, _MANY, FIGURES),
    Operation.SHARE: _Shape((_COUNTED,), 2, 2, _NUMBER),
    Operation.MONTHS_AFTER: _Shape((DATES, FIGURES), 1, 2, (ColumnKind.DATE,)),
    Operation.DAYS_AFTER: _Shape((DATES, FIGURES), 1, 2, (ColumnKind.DATE,)),
    Operation.DAYS_BETWEEN: _Shape((DATES,), 1, 2, _NUMBER),
    Operation.MONTHS_BETWEEN: _Shape((DATES,), 1, 2, _NUMBER),
    Operation.OF_MEMBER: _Shape(((ColumnKind.MEMBER,),), 1, 1, tuple(ColumnKind)),
    Operation.FIRST: _Shape((ANY,), 2, _MANY, ANY),
    Operation.NEXT: _Shape((ANY,), 2, _MANY, (ColumnKind.CHOICE,)),
    Operation.GAPS: _Shape((ANY,), 2, _MANY, _NUMBER),
    Operation.RULE: _Shape(((),), 0, 0, _NUMBER),
    Operation.PASSED: _Shape(((ColumnKind.CHOICE,), _COUNTED), 4, 7, (ColumnKind.YES_NO,)),
}
_MOVES = (Operation.MONTHS_AFTER, Operation.DAYS_AFTER)
_TIMES = 2
"""Columns of which one moves or multiplies the other, so that no amount is needed."""


def read_formula(
    table: TomlTable, functions: Mapping[str, ColumnFunction] | None = None
) -> Formula | None:
    """The formula of a column; None where it has none or none can be made out. ``functions`` are those that plugins bring."""
    part = table.table("formula")
    if part is None:
        return None
    if Operation.FUNCTION in part:
        return _read_function(part, functions or {})
    named = [operation for operation in Operation if operation in part]
    rule = _rule(part, named)
    amount = "" if rule else _amount(part, named)
    columns = [() if o is Operation.RULE else part.texts(o) for o in named]
    part.finish(*Operation, "amount")
    if len(named) != 1:
        if not named:
            table.report("register.no_operation", "formula", known=", ".join(Operation))
        else:
            table.report("register.operations", "formula", found=", ".join(named))
        return None
    return Formula(named[0], columns[0], amount, rule)


def _rule(part: TomlTable, named: list[Operation]) -> str:
    """The figure of a rule pack, in the place of a column or of the amount; empty where there is none."""
    if Operation.RULE in named:
        return part.text(Operation.RULE)
    if not set(named).intersection(_MOVES) or not isinstance(part.data.get("amount"), dict):
        return ""
    return read_reference(part, "amount")


def read_reference(table: TomlTable, key: str) -> str:
    """``{ rule = "pack/id" }`` in the place of a number: which rule."""
    part = table.table(key)
    assert part is not None
    rule = part.text("rule")
    part.finish()
    return rule


def _read_function(part: TomlTable, functions: Mapping[str, ColumnFunction]) -> Formula | None:
    """``{ function = "county/weight", of = ["hours", "night"] }``."""
    id, columns = part.text(Operation.FUNCTION), part.texts("of")
    part.finish()
    function = functions.get(id)
    if function is None:
        plugin = id.partition("/")[0]
        known = ", ".join(name for name in functions if name.startswith(f"{plugin}/"))
        code = "register.function" if known else "register.function_plugin"
        part.report(code, Operation.FUNCTION, found=id, plugin=plugin, known=known)
        return None
    return Formula(Operation.FUNCTION, columns, id, function=function)


def _check_function(table: TomlTable, register: Register, column: Column, formula: Formula) -> None:
    """Report columns that are not of the kinds that the function takes, and a column that it does not make."""
    function = formula.function
    assert function is not None
    path = ("formula", "of")
    if len(formula.columns) != len(function.takes):
        found, wanted = len(formula.columns), str(len(function.takes))
        table.report("register.formula_columns", *path, found=found, wanted=wanted)
    for id, kind in zip(formula.columns, function.takes, strict=False):
        kinds = FIGURES if kind is ColumnKind.NUMBER else (kind,)
        report_column(table, register, id, kinds, *path)
    if column.kind is not function.makes:
        table.report("register.formula_kind", "kind", found=column.kind, known=function.makes)


def _amount(part: TomlTable, named: list[Operation]) -> str:
    if Operation.OF_MEMBER in named:
        return part.text("amount")
    if Operation.PRODUCT in named:
        factor = part.optional_decimal("amount")
        return "" if factor is None else str(factor)
    if not set(named).intersection(_MOVES):
        if "amount" in part:
            part.report("register.no_amount", "amount", operation=", ".join(named))
        return ""
    amount = part.optional_integer("amount")
    return "" if amount is None else str(Decimal(amount))


def check_reference(
    table: TomlTable, key: str, reference: str, packs: Mapping[str, RulePack]
) -> None:
    """Report a reference to a figure that no rule pack has."""
    from branchkit.core.rulepacks import figure_on
    from branchkit.plugin.scheme_figures import missing_figure

    if figure_on(packs, reference, date.max) is None:
        code, params = missing_figure(packs, reference, date.max)
        table.report(code, key, **params)


def check_formula(table: TomlTable, register: Register, column: Column) -> None:
    """Report what does not fit of a column's formula; ``table`` is the column's."""
    formula = column.formula
    assert formula is not None
    if formula.operation is Operation.FUNCTION:
        _check_function(table, register, column, formula)
        return
    shape = _SHAPES[formula.operation]
    path = ("formula", str(formula.operation))
    for place, id in enumerate(formula.columns):
        kinds = shape.columns[min(place, len(shape.columns) - 1)]
        report_column(table, register, id, kinds, *path)
    # A number multiplied by nothing is no product.
    alone = formula.operation is Operation.PRODUCT and not formula.amount
    least = _TIMES if alone else shape.least
    if not least <= len(formula.columns) <= shape.most:
        wanted = least if least == shape.most else f"{least}-{shape.most}"
        table.report("register.formula_columns", *path, found=len(formula.columns), wanted=wanted)
    if formula.operation is Operation.FIRST:
        for id in formula.columns:
            report_column(table, register, id, (column.kind,), *path)
    if formula.operation is Operation.NEXT:
        choices = [choice.id for choice in column.choices]
        for id in formula.columns:
            if id not in choices:
                table.report("metric.choice", *path, found=id, known=", ".join(choices))
    if column.kind not in shape.makes:
        known = ", ".join(shape.makes)
        table.report("register.formula_kind", "kind", found=column.kind, known=known)
    if (
        formula.operation in _MOVES
        and len(formula.columns) < _TIMES
        and not (formula.amount or formula.rule)
    ):
        table.report("toml.missing_key", "formula", missing="amount")
