"""Works out the computed columns of a row; they are never typed and never kept.

A value is as the document of a typed column would keep it: decimal text, ISO dates, ids. An empty one is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from branchkit.core.dates import add_months, day_of, full_months
from branchkit.core.registers.conditions import all_hold, as_number, is_empty
from branchkit.core.registers.register import Column, ColumnKind, Formula, Operation, Register
from branchkit.core.values import frozen

LISTS = (ColumnKind.MEMBERS, ColumnKind.LIST)

Passed = Callable[[str, int, int, int, date], bool | None]
"""Whether a vote carried: kind, entitled, present, in favour, the day it was held; None when nothing can be said."""

_FEN = Decimal("0.01")
_TENTH = Decimal("0.1")


Figures = Callable[[str, date], Decimal | None]
"""The figure of a rule (``pack/rule``) in force on a day; None when there is none."""


def _no_figure(_rule: str, _day: date) -> Decimal | None:
    return None


def _no_member(_id: str) -> Mapping[str, object]:
    return {}


def _no_vote(_kind: str, _entitled: int, _present: int, _in_favour: int, _day: date) -> bool | None:
    return None


@frozen
class RecordFacts:
    """What a formula looks at beside its row."""

    today: date
    member: Callable[[str], Mapping[str, object]] = _no_member
    """The fields of a member; empty for an unknown one."""
    passed: Passed = _no_vote
    figure: Figures = _no_figure


def completed(
    register: Register, values: Mapping[str, object], facts: RecordFacts
) -> dict[str, object]:
    """One row with its computed columns, without empty values; see :class:`Computation`."""
    return Computation(register).completed(values, facts)


def in_order(register: Register) -> tuple[Column, ...]:
    """The computed columns, each after those that it looks at.

    Columns that look at each other in a ring are left out.
    """
    waiting = {column.id: column for column in register.columns if column.formula}
    ordered: list[Column] = []
    while ready := [c for c in waiting.values() if waiting.keys().isdisjoint(_looks_at(c))]:
        ordered += ready
        for column in ready:
            del waiting[column.id]
    return tuple(ordered)


def _looks_at(column: Column) -> set[str]:
    formula = column.formula.columns if column.formula else ()
    return {*formula, *(id for condition in column.when for id in condition.columns)}


class Computation:
    """The computed columns of a register, ready for any number of rows."""

    def __init__(self, register: Register) -> None:
        self._columns = in_order(register)
        self._dated_by = register.dated_by
        formulas = [column.formula for column in self._columns if column.formula]
        self.naming = frozenset(
            formula.columns[0] for formula in formulas if formula.operation is Operation.OF_MEMBER
        )
        """The columns that name members whom a formula looks at."""
        self._lists = frozenset(c.id for c in register.columns if c.kind in LISTS)
        self._unset = register.unset
        self._when = {c.id: c.when for c in register.columns if c.when}

    def completed(self, values: Mapping[str, object], facts: RecordFacts) -> dict[str, object]:
        """The row with its computed columns, without empty values."""
        filled = {id: value for id, value in values.items() if not is_empty(value)}
        row: dict[str, object] = {**self._unset, **filled}
        for column in self._columns:
            row.pop(column.id, None)
            if column.formula is None or not all_hold(column.when, row):
                continue
            held_on = day_of(row.get(self._dated_by)) or facts.today
            # An empty list is a list, an empty number is none.
            looked_at = column.formula.columns
            if column.formula.operation in _STEPWISE:
                looked_at = tuple(c for c in looked_at if all_hold(self._when.get(c, ()), row))
            inputs = [row.get(id, [] if id in self._lists else None) for id in looked_at]
            task = _Task(column.formula, column.kind, inputs, held_on, facts, looked_at)
            value = _OPERATIONS[column.formula.operation](task)
            if not is_empty(value):
                row[column.id] = value
        return row


@frozen
class _Task:
    """One formula over one row."""

    formula: Formula
    kind: ColumnKind
    """Of the column that is worked out."""
    inputs: Sequence[object]
    held_on: date
    facts: RecordFacts
    columns: tuple[str, ...]
    """Those that the inputs come from."""

    def text(self, number: Decimal) -> str:
        """A number as a document keeps it."""
        if self.kind is ColumnKind.MONEY:
            return as_amount(number)
        return figure(number)

    def numbers(self) -> list[Decimal | None]:
        """The inputs as numbers, a list as how long it is."""
        return [_amount(value) for value in self.inputs]

    def days(self) -> list[date | None]:
        """The inputs as days."""
        return [day_of(value) for value in self.inputs]

    def offset(self) -> int | None:
        """By how many months or days a date is moved."""
        amount = Decimal(self.formula.amount or 1)
        if self.formula.rule:
            found = self.facts.figure(self.formula.rule, self.held_on)
            if found is None:
                return None
            amount = found
        if len(self.inputs) > 1:
            times = as_number(self.inputs[1])
            if times is None:
                return None
            amount *= times
        return int(amount)


def as_amount(number: Decimal) -> str:
    """Yuan with two decimals, as a column of money keeps them."""
    return str(number.quantize(_FEN, ROUND_HALF_UP))


def figure(number: Decimal) -> str:
    """A number without needless noughts, never with an exponent."""
    if not number:
        return "0"
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _amount(value: object) -> Decimal | None:
    return Decimal(len(value)) if isinstance(value, list) else as_number(value)


def _count(task: _Task) -> str:
    entries, *told = task.inputs
    if not entries and told and (number := as_number(told[0])) is not None:
        return task.text(number)
    return str(len(entries) if isinstance(entries, list) else 0)


def _without(task: _Task) -> list[str]:
    first, *others = (value if isinstance(value, list) else [] for value in task.inputs)
    gone = {id for other in others for id in other}
    return [id for id in first if id not in gone]


def _sum(task: _Task) -> str | None:
    known = [number for number in task.numbers() if number is not None]
    return task.text(sum(known, Decimal(0))) if known else None


def _minus(task: _Task) -> str | None:
    first, *others = task.numbers()
    if first is None:
        return None
    return task.text(first - sum((other for other in others if other is not None), Decimal(0)))


def _product(task: _Task) -> str | None:
    result = Decimal(task.formula.amount or 1)
    for number in task.numbers():
        if number is None:
            return None
        result *= number
    return task.text(result)


def _share(task: _Task) -> str | None:
    part, whole = task.numbers()
    if part is None or not whole:
        return None
    return figure((100 * part / whole).quantize(_TENTH, ROUND_HALF_UP))


def _months_after(task: _Task) -> str | None:
    start, offset = task.days()[0], task.offset()
    if start is None or offset is None:
        return None
    return _iso(lambda: add_months(start, offset))


def _days_after(task: _Task) -> str | None:
    start, offset = task.days()[0], task.offset()
    if start is None or offset is None:
        return None
    return _iso(lambda: start + timedelta(days=offset))


def _iso(moved: Callable[[], date]) -> str | None:
    try:
        return moved().isoformat()
    except (ValueError, OverflowError):  # beyond the calendar
        return None


def _ends(task: _Task) -> tuple[date, date] | None:
    first, *rest = task.days()
    last = rest[0] if rest else task.facts.today
    return (first, last) if first and last else None


def _days_between(task: _Task) -> str | None:
    ends = _ends(task)
    return str((ends[1] - ends[0]).days) if ends else None


def _months_between(task: _Task) -> str | None:
    ends = _ends(task)
    return str(full_months(*ends)) if ends else None


def _of_member(task: _Task) -> object:
    id = task.inputs[0]
    return as_kept(task.facts.member(id).get(task.formula.amount)) if isinstance(id, str) else None


def as_kept(value: object) -> object:
    """A field of a member or a case as a column keeps it."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, list | tuple):
        return [str(entry) for entry in value]
    if isinstance(value, date):
        return value.isoformat()
    return figure(value) if isinstance(value, Decimal) else str(value)


def _passed(task: _Task) -> bool | None:
    kind = task.inputs[0]
    entitled, present, in_favour = task.numbers()[1:4]
    if not isinstance(kind, str) or entitled is None or present is None or in_favour is None:
        return None
    return task.facts.passed(kind, int(entitled), int(present), int(in_favour), task.held_on)


def _first(task: _Task) -> object:
    return next((value for value in task.inputs if not is_empty(value)), None)


def _next(task: _Task) -> str | None:
    after = _filled(task)
    return task.columns[after] if after < len(task.columns) else None


def _gaps(task: _Task) -> str:
    return str(sum(is_empty(value) for value in task.inputs[: _filled(task)]))


def _filled(task: _Task) -> int:
    """How many of the columns there are up to the last filled one."""
    return max((i for i, value in enumerate(task.inputs, 1) if not is_empty(value)), default=0)


def _rule_figure(task: _Task) -> str | None:
    found = task.facts.figure(task.formula.rule, task.held_on)
    return None if found is None else task.text(found)


def _function(task: _Task) -> object:
    return task.formula.function(task.inputs) if task.formula.function else None


_STEPWISE = (Operation.NEXT, Operation.GAPS)
"""Operations that pass over what does not apply to a row."""

_OPERATIONS: Mapping[Operation, Callable[[_Task], object]] = {
    Operation.COUNT: _count,
    Operation.WITHOUT: _without,
    Operation.SUM: _sum,
    Operation.MINUS: _minus,
    Operation.PRODUCT: _product,
    Operation.SHARE: _share,
    Operation.MONTHS_AFTER: _months_after,
    Operation.DAYS_AFTER: _days_after,
    Operation.DAYS_BETWEEN: _days_between,
    Operation.MONTHS_BETWEEN: _months_between,
    Operation.OF_MEMBER: _of_member,
    Operation.FIRST: _first,
    Operation.NEXT: _next,
    Operation.GAPS: _gaps,
    Operation.RULE: _rule_figure,
    Operation.PASSED: _passed,
    Operation.FUNCTION: _function,
}
