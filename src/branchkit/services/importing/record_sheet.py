"""Which rows of a sheet hold no record of the register; asked of rows that cannot be read as one.

What the columns of a register are called in other people's workbooks: titles in both languages, ids, aliases.

Headers are compared after folding (see :mod:`~branchkit.services.importing.layout`) and must match whole. What stands in brackets is left out unless
only that tells two columns apart: 收入（帮扶前） and 收入（帮扶后）.

The rows of one sheet, each to its end: read, told apart from what is no record, and taken for its organisation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from branchkit.core.errors import Place, Problem
from branchkit.core.members.reading import cell_text
from branchkit.core.ports import UnitOfWork
from branchkit.core.registers.register import Column, ColumnKind, Register
from branchkit.core.tables import Value
from branchkit.core.texts import to_simplified
from branchkit.core.values import frozen
from branchkit.exchange.readers.grid import GridRow, column_letter
from branchkit.services.importing.layout import (
    FoundSheet,
    Headings,
    Layout,
    Row,
    folded_header,
    folded_with_brackets,
    is_group,
    is_one_text_across,
    is_signed,
    is_total,
)
from branchkit.services.importing.outcome import Outcome, RowOutcome
from branchkit.services.importing.record_cells import MASKED, SheetReader
from branchkit.services.importing.record_taker import RowTaker
from branchkit.services.organizations.names import can_be_same_branch
from branchkit.services.registers.names import OrganizationNames
from branchkit.services.registers.texts import HIDDEN

_REPEATED_FIELDS = 2
RECORD, BLANK = "record", "blank"


def kind_of_row(row: Row, layout: Layout, headings: Headings) -> str:
    """:data:`RECORD`, or why a row is passed over: ``header``, ``total``, ``heading``, ``remark``, :data:`BLANK`."""
    texts = [to_simplified(cell_text(cell)) for cell in row]
    filled = [text for text in texts if text]
    if not filled:
        return BLANK
    repeated = sum(headings.field_of(layout.value(row, f)) == f for f in layout.columns)
    if repeated >= min(_REPEATED_FIELDS, len(filled)):
        return "header"
    if is_total(filled[0]):
        return "total"
    if is_signed(filled[0]):
        return "remark"
    if is_one_text_across(texts):
        return "heading"
    if len(filled) == 1 and isinstance(next(c for c in row if c is not None), str):
        return "heading" if is_group(filled[0]) else "remark"
    return RECORD


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


@frozen
class ImportOrder:
    """What is to be imported, and for whom."""

    register: Register
    org: str
    today: date
    orgs: tuple[str, ...] = ()
    """Organisations whose rows may stand in the file, in a column with their names; ``org`` always may."""
    file: str = ""
    """The file's name, for the places of problems."""
    sheet: str = ""
    """A sheet's number from 1 or its name; empty: the one whose header fits best."""


_Reading = tuple[RowTaker, dict[str, object], list[Problem]]


class SheetRows:
    """Takes the rows of one sheet."""

    def __init__(
        self, order: ImportOrder, uow: UnitOfWork, sheet: FoundSheet, headings: RegisterHeadings
    ) -> None:
        self._order = order
        self._uow = uow
        self._sheet = sheet.grid.name
        self._layout: Layout = sheet.layout
        self._headings = headings
        self._has_orgs = ORG in sheet.layout.columns
        self._places = {
            column.id: sheet.layout.columns[column.id]
            for column in order.register.columns
            if column.typed and column.id in sheet.layout.columns
        }
        self._titles = {column.id: column.title for column in order.register.columns}
        self._personal = frozenset(c.id for c in order.register.columns if c.personal)
        self._organizations = OrganizationNames(self._uow)
        self._desks: dict[str, tuple[SheetReader, RowTaker]] = {}
        self._masked: set[str] = set()
        """Columns whose masked values have been told of: once each is enough."""

    def take(self, first: int, rows: Sequence[GridRow]) -> Iterator[tuple[GridRow, RowOutcome]]:
        """What became of rows, counted from ``first``; blank ones are left out.

        All are read before any is taken, and all taken before any is written: see :mod:`.waiting_writes`.
        """
        readings = [self._read(row) for row in rows]
        for number, (row, reading) in enumerate(zip(rows, readings, strict=True), start=first):
            if reading is None:
                outcome = self._passed_over(number, row)
            else:
                outcome = self._outcome(number, row, *reading)
            if outcome is not None:
                yield row, outcome

    def _read(self, row: GridRow) -> _Reading | None:
        org, fault = self._org_of(row) if self._has_orgs else (self._order.org, None)
        reader, taker = self._desks.get(org) or self._context(org)
        values, problems = reader.read(row)
        if not values and not problems:
            return None
        if fault:
            problems.append(fault)
        return taker, values, problems

    def _outcome(
        self,
        number: int,
        row: GridRow,
        taker: RowTaker,
        values: dict[str, object],
        problems: list[Problem],
    ) -> RowOutcome:
        if not problems:
            taken = taker.take(number, values)
            return self._settled(row, taken, []) if taken.problems else taken
        told = [problem for problem in problems if self._is_news(problem)]
        if any(problem.severity == "error" for problem in told):
            return self._left_out(number, row, told)
        return self._settled(row, taker.take(number, values), told)

    def _settled(self, row: GridRow, taken: RowOutcome, told: list[Problem]) -> RowOutcome:
        """The outcome with everything that is to be told."""
        problems = [*told, *taken.problems]
        if taken.outcome is Outcome.LEFT_OUT:
            return self._left_out(taken.row, row, problems)
        return taken._replace(problems=self._placed(taken.row, problems))

    def _left_out(self, number: int, row: GridRow, problems: Iterable[Problem]) -> RowOutcome:
        """A row at fault, unless it holds no record at all."""
        return self._passed_over(number, row) or RowOutcome(
            number, Outcome.LEFT_OUT, problems=self._placed(number, problems)
        )

    def _passed_over(self, number: int, row: GridRow) -> RowOutcome | None:
        """The outcome of a row that holds no record and says what it is: a total, a heading."""
        if not any(row):
            return None
        kind = kind_of_row(row, self._layout, self._headings)
        if kind in (RECORD, BLANK):
            return None
        return RowOutcome(number, Outcome.PASSED_OVER, detail=(kind,))

    def _context(self, org: str) -> tuple[SheetReader, RowTaker]:
        order = self._order
        taker = RowTaker(self._uow, order.register, org, order.today, self._places)
        # Only a csv file has a sheet without a name.
        reader = SheetReader(
            order.register, self._places, taker.reader, order.today, armed=not self._sheet
        )
        self._desks[org] = reader, taker
        return reader, taker

    def _org_of(self, row: GridRow) -> tuple[str, Problem | None]:
        own = self._order.org
        text = cell_text(self._layout.value(row, ORG))
        if not text:
            return own, None
        found = self._organizations.find(text)
        if found == own or found in self._order.orgs:
            return str(found), None
        if found is None and can_be_same_branch(text, self._organizations.name(own)):
            return own, None
        params: dict[str, object] = {"found": text, "branch": self._organizations.name(own)}
        return own, Problem("import.other_org", Place(key=ORG), params=params)

    def _is_news(self, problem: Problem) -> bool:
        if problem.code != MASKED:
            return True
        if problem.place.key in self._masked:
            return False
        self._masked.add(problem.place.key)
        return True

    def _placed(self, number: int, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        return tuple(self._at(number, problem) for problem in problems)

    def _at(self, number: int, problem: Problem) -> Problem:
        """The problem with its place in the file, and the column's title; of personal columns nothing is repeated."""
        column = problem.place.key
        place = self._layout.columns.get(column)
        letter = "" if place is None else column_letter(place)
        params: dict[str, object] = dict(problem.params)
        if column in self._titles:
            params["title"] = self._titles[column]
        if column in self._personal and "found" in params:
            params["found"] = HIDDEN
        where = Place(self._order.file, None, self._sheet, number, letter)
        return replace(problem, place=where, params=params)
