"""Reads from TOML how records are made up for a demo; the file's name is the register's id::

    api = 1
    every = "month"
    count = 6

    [columns]
    place = ["门诊", "病房"]
    hours = { from = 1, to = 4 }

    [[sample]]
    matter = "找不到科室"
    result = "送到诊室"

The format: ``docs/register-format.md``. Values are written as one would type them into the register, and read as such.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from branchkit.core.errors import Problem
from branchkit.core.registers.checks import check_values
from branchkit.core.registers.register import (
    FIGURES,
    Column,
    ColumnKind,
    RecordsFrom,
    Register,
)
from branchkit.core.registers.values import Reading, read_values
from branchkit.plugin.demos import DemoColumn, DemoRecipe, DemoRhythm
from branchkit.plugin.manifests import check_api
from branchkit.toml.source import TomlSource, TomlTable

PER_BRANCH, PER_MEMBER = "branch", "member"
_ALL = 100
_WORDS = (ColumnKind.TEXT, ColumnKind.LIST, ColumnKind.CHOICE)
_WRITTEN = (*_WORDS, *FIGURES)
"""Kinds that a file may give values of; days, people and organisations are those of the demo."""
_RANGE = ("from", "to")


def read_demo(source: TomlSource, register: Register) -> tuple[DemoRecipe | None, list[Problem]]:
    """The recipe for a register; None with at least one problem when it cannot be used."""
    problems: list[Problem] = []
    table = source.table(problems)
    check_api(table)
    if register.rows is not RecordsFrom.RECORDS:
        table.report("demo.no_records", register=register.id)
        return None, problems
    reader = _RecipeReader(table, register)
    columns = table.table("columns")
    recipe = DemoRecipe(
        register=register,
        rhythm=DemoRhythm(table.choice("every", tuple(DemoRhythm), str(DemoRhythm.MONTH))),
        per_member=table.choice("per", (PER_BRANCH, PER_MEMBER), PER_BRANCH) == PER_MEMBER,
        among=table.optional_integer("among"),
        count=table.integer("count", 1),
        share=_share(table),
        columns={} if columns is None else dict(reader.columns(columns)),
        samples=tuple(reader.sample(part) for part in table.tables("sample")),
    )
    table.finish("sample")
    if recipe.count < 1:
        table.report("demo.count", "count", found=recipe.count)
    if recipe.among is not None and (recipe.among < 1 or not recipe.per_member):
        table.report("demo.among", "among", found=recipe.among)
    if not problems:
        _report_open(table, recipe)
    return (None if problems else recipe), problems


class _RecipeReader:
    """Reads what a recipe says of the columns of one register."""

    def __init__(self, table: TomlTable, register: Register) -> None:
        self._table = table
        self._register = register
        self._typed = {column.id: column for column in register.columns if column.typed}

    def columns(self, table: TomlTable) -> Iterator[tuple[str, DemoColumn]]:
        """Column by column; those with errors are reported and left out."""
        for id in table.data:
            column = self._column(table, id)
            if column is None:
                continue
            if isinstance(table.data[id], dict):
                part = table.table(id)
                assert part is not None
                yield id, self._detailed(part, column)
            else:
                yield id, DemoColumn(self._values(table, id, column))

    def sample(self, table: TomlTable) -> Mapping[str, object]:
        """Values that belong together."""
        found: dict[str, object] = {}
        for id in table.data:
            column = self._column(table, id)
            if column is not None and (values := self._values(table, id, column)):
                found[id] = values[0]
        return found

    def _column(self, table: TomlTable, id: str) -> Column | None:
        column = self._typed.get(id)
        if column is None:
            known = ", ".join(self._typed)
            table.report("demo.column", id, found=id, register=self._register.id, known=known)
        elif id == self._register.dated_by and not isinstance(table.data[id], dict):
            table.report("demo.value", id, kind=column.entry)
            return None
        return column

    def _detailed(self, table: TomlTable, column: Column) -> DemoColumn:
        found = DemoColumn(
            values=self._values(table, "one_of", column) if "one_of" in table else (),
            least=table.optional_decimal("from"),
            most=table.optional_decimal("to"),
            days=self._days(table),
            share=_share(table),
        )
        table.finish("one_of")
        fitting = {"share", *_fitting(column)}
        for key in sorted(table.data.keys() & {"one_of", "from", "to", "days"} - fitting):
            known = ", ".join(sorted(fitting))
            table.report("demo.key", key, found=key, kind=column.entry, known=known)
        bounds = bounds_of(column, found)
        if bounds is not None and bounds[0] > bounds[1]:
            table.report("demo.range", least=bounds[0], most=bounds[1])
        return found

    def _days(self, table: TomlTable) -> tuple[int, int] | None:
        found = table.decimals("days", ())
        if not found:
            return None
        if len(found) != len(_RANGE) or any(n != int(n) for n in found) or found[0] > found[1]:
            table.report("demo.days", "days")
            return None
        return int(found[0]), int(found[1])

    def _values(self, table: TomlTable, key: str, column: Column) -> tuple[object, ...]:
        """One value or a list of them, read as if they were typed."""
        raw = table.data[key]
        entries = raw if isinstance(raw, list) else [raw]
        found = [self._value(table, key, column, entry) for entry in entries]
        return tuple(value for value in found if value is not None)

    def _value(self, table: TomlTable, key: str, column: Column, raw: object) -> object:
        if column.entry is ColumnKind.YES_NO and isinstance(raw, bool):
            return raw
        written = isinstance(raw, str | int | Decimal) and not isinstance(raw, bool)
        if column.entry not in _WRITTEN or not written:
            table.report("demo.value", key, kind=column.entry)
            return None
        values, problems = read_values(self._register, {column.id: str(raw)}, _NOBODY)
        problems = problems or check_values(self._register, values, ())
        for problem in problems:
            # The other columns of the row are not asked about, nor whether it is one that has this column.
            if problem.place.key == column.id and problem.code != "record.not_applicable":
                place = table.source.place(*table.path, key)
                table.problems.append(Problem(problem.code, place, params=problem.params))
        return values.get(column.id)


_NOBODY = Reading(find_member=lambda _text: None, today=date.min, typed=False)


def bounds_of(column: Column, described: DemoColumn) -> tuple[Decimal, Decimal] | None:
    """Between which numbers a column is filled: those of the recipe, else the register's own; None where one is open."""
    if column.entry not in FIGURES:
        return None
    least = described.least if described.least is not None else _decimal(column.minimum)
    most = described.most if described.most is not None else _decimal(column.maximum)
    return None if least is None or most is None else (least, most)


def _decimal(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def _fitting(column: Column) -> tuple[str, ...]:
    """The keys by which a column of its kind is described."""
    if column.entry in _WORDS:
        return ("one_of",)
    if column.entry in FIGURES:
        return ("one_of", *_RANGE)
    return ("days",) if column.entry is ColumnKind.DATE else ()


def _share(table: TomlTable) -> int:
    found = table.integer("share", _ALL)
    if not 0 <= found <= _ALL:
        table.report("demo.share", "share", found=found)
    return found


def _report_open(table: TomlTable, recipe: DemoRecipe) -> None:
    """Report each column that has to be filled and that nothing is known to fill with."""
    for column in recipe.register.columns:
        described = recipe.columns.get(column.id, DemoColumn())
        # Which samples a condition asks to have the column only the rows can tell; one has to.
        having = [column.id in sample for sample in recipe.samples]
        in_samples = any(having) if column.when else bool(having) and all(having)
        if not (column.typed and column.required) or described.values or in_samples:
            continue
        is_open = column.entry in (ColumnKind.TEXT, ColumnKind.LIST) or (
            column.entry in FIGURES and bounds_of(column, described) is None
        )
        if is_open:
            table.report("demo.open", column=column.id, title=column.title)
