"""A register as a subject of imports: what its columns are called, which rows hold a record, and whose record it is.

Columns go by titles in both languages, ids and aliases. Headers are compared after folding (see
:mod:`~branchkit.services.importing.layout`) and must match whole; what stands in brackets is left out unless only that
tells two columns apart: 收入（帮扶前） and 收入（帮扶后）. Each row is read and taken by itself, so that a list of any length
costs no memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from branchkit.core.errors import Place, Problem
from branchkit.core.masking import HIDDEN
from branchkit.core.members.reading import cell_text
from branchkit.core.ports import UnitOfWork
from branchkit.core.registers.register import Column, ColumnKind, Operation, Register
from branchkit.core.tables import Value
from branchkit.core.texts import to_simplified
from branchkit.exchange.readers.grid import GridRow
from branchkit.services.importing.engine import ImportedRow, RowOutcome
from branchkit.services.importing.layout import (
    EXPLANATIONS,
    IGNORED,
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
from branchkit.services.importing.month_columns import (
    Places,
    is_month_field,
    month_field,
    months_of,
    placed,
    ticked,
)
from branchkit.services.importing.record_cells import SheetReader
from branchkit.services.importing.record_taker import RowTaker
from branchkit.services.importing.sheets import FoundSheet
from branchkit.services.organizations.names import can_be_same_branch
from branchkit.services.organizations.organizations import orgs_of
from branchkit.services.registers.names import OrganizationNames
from branchkit.services.registers.writing import require_own_rows

ORG = "@org"
"""The organisation that a row belongs to, in a list of several."""

_COMMON: Mapping[str, str] = {
    IGNORED: "序号 序 顺序号 行号 合计 总计 no",
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
    """The headings of one register: many registers have the same, so that of several sheets the best is meant."""

    unmistakable = False

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
        self._monthly = bool(register.monthly)

    def field_of(self, value: Value) -> str:
        """A typed column's id, or a field that begins with ``@``: :data:`ORG`, :data:`EXPLANATIONS`, what is not read."""
        whole = folded_with_brackets(value)
        if not whole:
            return ""
        short = folded_header(value)
        found = (
            self._whole.get(whole)
            or self._short.get(short)
            or self._common.get(whole)
            or self._common.get(short, "")
        )
        if not found and self._monthly:
            return month_field(value, self.field_of)
        return found

    def is_about_somebody_else(self, value: Value) -> bool:
        """Never: whom a column means is what its declaration says."""
        return False

    def merit(self, columns: Mapping[str, int]) -> int:
        """Twice as many as columns are named, one more where all that must be filled are among them."""
        known = len(self._typed.intersection(columns)) + sum(map(is_month_field, columns))
        if known < self._least:
            return 0
        return 2 * known + self._required.issubset(columns)

    def refusal(self, titles: Sequence[str], layout: Layout) -> str:
        """None: whose records they are is told by their columns."""
        return ""

    def is_only_looked_at(self, field: str) -> bool:
        """No column: what is declared is kept."""
        return False


def _names(column: Column) -> tuple[str, ...]:
    return (column.title.zh_CN, column.title.en, column.id, *column.aliases)


def counts_instead(register: Register) -> dict[str, tuple[str, str]]:
    """Computed column → the column of names that it counts and the one of the number that stands for them: under the header
    of the first a workbook may have the last."""
    return {
        column.id: (formula.columns[0], formula.columns[1])
        for column in register.columns
        if (formula := column.formula)
        and formula.operation is Operation.COUNT
        and len(formula.columns) > 1
    }


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


class RecordSubject:
    """A register with records of its own, of one organisation and those below it."""

    noun = "records"
    named = False
    action = "record.import"

    def __init__(self, register: Register, org: str, today: date) -> None:
        """A row belongs to ``org`` unless a column names an organisation below it. Raises :class:`RecordError`
        ``rows_of_members``, ``rows_of_cases``."""
        require_own_rows(register)
        self.id = register.id
        self.headings = RegisterHeadings(register)
        self.text_fields = tuple(column.id for column in register.columns if column.personal)
        self.date_fields = tuple(
            c.id for c in register.columns if c.kind in (ColumnKind.DATE, ColumnKind.MONTH)
        )
        self._register = register
        self._org = org
        self._today = today

    def open(self, uow: UnitOfWork, sheet: FoundSheet) -> RecordRows:
        """Begin with a sheet; raises :class:`OrganizationError` ``unknown``, :class:`ExchangeError` ``read_no_year``."""
        parts = (uow, sheet, self._register, self.headings, self._org, self._today)
        months = months_of(sheet, self._register) if self._register.monthly else {}
        return MonthlyRows(*parts, months=months) if months else RecordRows(*parts)


_Reading = tuple[RowTaker, dict[str, object], list[Problem]]


class RecordRows:
    """The rows of one sheet, each to its end: read, told apart from what is no record, taken for its organisation."""

    def __init__(
        self,
        uow: UnitOfWork,
        sheet: FoundSheet,
        register: Register,
        headings: RegisterHeadings,
        org: str,
        today: date,
    ) -> None:
        self._uow = uow
        self._sheet = sheet
        self._layout = sheet.layout
        # Only a csv file has a sheet without a name.
        self._armed = not sheet.grid.name
        self._register = register
        self._headings = headings
        self._org = org
        self._today = today
        self._orgs = frozenset(orgs_of(uow, org, subtree=True))
        self._has_orgs = ORG in sheet.layout.columns
        self._places = {
            column.id: sheet.layout.columns[column.id]
            for column in register.columns
            if column.typed and column.id in sheet.layout.columns
        }
        self._columns = {column.id: column for column in register.columns}
        self._counts = counts_instead(register)
        self._headed: dict[str, str] = {}
        """Column of a number → the field under whose header it stands."""
        for computed, (_names, number) in self._counts.items():
            place = sheet.layout.columns.get(f"@{computed}")
            if place is not None and number not in self._places:
                self._places[number] = place
                self._headed[number] = f"@{computed}"
        self._organizations = OrganizationNames(self._uow)
        self._takers: dict[str, tuple[SheetReader, RowTaker]] = {}

    def take(self, first: int, rows: Sequence[GridRow]) -> Iterator[ImportedRow]:
        """What became of rows. All are read before any is taken, and the store lets what is taken wait: reading, checking and
        storing are a lot of code each, and push each other out of the processor's caches."""
        readings = [self._read(row) for row in rows]
        for number, (row, reading) in enumerate(zip(rows, readings, strict=True), start=first):
            ended = self._ended(number, row, *reading) if reading else None
            if ended is None or ended.outcome is RowOutcome.LEFT_OUT:
                ended = self._passed_over(number, row) or ended
            if ended is not None:
                yield ended

    def finish(self) -> Iterable[ImportedRow]:
        """Every row has been taken."""
        return ()

    def _read(self, row: GridRow) -> _Reading | None:
        """None for a row of which nothing can be read."""
        org, fault = self._org_of(row) if self._has_orgs else (self._org, None)
        reader, taker = self._takers.get(org) or self._open(org)
        values, problems = reader.read(row)
        for names, number in self._counts.values():
            if number in values and names in values:
                del values[number]
        if not values and not problems:
            return None
        if fault:
            problems.append(fault)
        return taker, values, problems

    def _ended(
        self,
        number: int,
        row: GridRow,
        taker: RowTaker,
        values: dict[str, object],
        problems: list[Problem],
    ) -> ImportedRow:
        if any(problem.severity == "error" for problem in problems):
            ended = ImportedRow(number, RowOutcome.LEFT_OUT)
        else:
            ended = taker.take(number, values)
        if problems or ended.problems:
            told = map(self._titled, (*problems, *ended.problems))
            ended = ended._replace(problems=tuple(told))
        return ended

    def _passed_over(self, number: int, row: GridRow) -> ImportedRow | None:
        """The outcome of a row that holds no record and says what it is: a total, a heading."""
        kind = kind_of_row(row, self._layout, self._headings) if any(row) else BLANK
        if kind in (RECORD, BLANK):
            return None
        return ImportedRow(number, RowOutcome.PASSED_OVER, detail=(kind,))

    def _open(self, org: str) -> tuple[SheetReader, RowTaker]:
        taker = RowTaker(self._uow, self._register, org, self._today, self._places)
        reader = SheetReader(
            self._register, self._places, taker.reader, self._today, armed=self._armed
        )
        self._takers[org] = reader, taker
        return reader, taker

    def _org_of(self, row: GridRow) -> tuple[str, Problem | None]:
        own = self._org
        text = cell_text(self._layout.value(row, ORG))
        if not text:
            return own, None
        found = self._organizations.find(text)
        if found in self._orgs:
            return str(found), None
        if found is None and can_be_same_branch(text, self._organizations.name(own)):
            return own, None
        params: dict[str, object] = {"found": text, "branch": self._organizations.name(own)}
        return own, Problem("import.other_org", Place(key=ORG), params=params)

    def _titled(self, problem: Problem) -> Problem:
        """The problem with its column's title; of personal columns nothing is repeated."""
        column = self._columns.get(problem.place.key)
        if column is None:
            return problem
        params: dict[str, object] = {**problem.params, "title": column.title}
        if column.personal and "found" in params:
            params["found"] = HIDDEN
        place = Place(key=self._headed.get(column.id, column.id))
        return replace(problem, place=place, params=params)


class MonthlyRows(RecordRows):
    """The rows of a sheet with a column a month: of each a record for every month in which it says something."""

    def __init__(
        self,
        uow: UnitOfWork,
        sheet: FoundSheet,
        register: Register,
        headings: RegisterHeadings,
        org: str,
        today: date,
        *,
        months: Mapping[str, Places],
    ) -> None:
        """``months`` as :func:`~branchkit.services.importing.month_columns.months_of` gives them."""
        super().__init__(uow, sheet, register, headings, org, today)
        self._months = months
        self._readers: dict[tuple[RowTaker, str], SheetReader] = {}

    def take(self, first: int, rows: Sequence[GridRow]) -> Iterator[ImportedRow]:
        """What became of rows, month by month; a row with anything wrong is left out once, with all of it."""
        for number, row in enumerate(rows, start=first):
            if passed := self._passed_over(number, row):
                yield passed
            elif reading := self._read(row):
                yield from self._by_months(number, row, *reading)

    def _by_months(
        self,
        number: int,
        row: GridRow,
        taker: RowTaker,
        values: dict[str, object],
        problems: list[Problem],
    ) -> Iterator[ImportedRow]:
        left_out = [p for p in map(self._titled, problems) if p.severity == "error"]
        told = [p for p in map(self._titled, problems) if p.severity != "error"]
        if not left_out:
            for month, places in self._months.items():
                found, wrong = ticked(row, places, self._register, values), list[Problem]()
                if not found:
                    found, wrong = self._reader(taker, month, places).read(row)
                if not found and not wrong:
                    continue
                whole = {**values, self._register.dated_by: month, **found}
                ended = self._ended(number, row, taker, whole, wrong)
                telling = tuple(placed(ended.problems, self._sheet, places))
                if ended.outcome is RowOutcome.LEFT_OUT:
                    left_out += telling
                else:
                    yield ended._replace(problems=(*told, *telling))
                    told = []
        if left_out:
            yield ImportedRow(number, RowOutcome.LEFT_OUT, problems=(*told, *left_out))

    def _reader(self, taker: RowTaker, month: str, places: Places) -> SheetReader:
        key = taker, month
        if key not in self._readers:
            self._readers[key] = SheetReader(
                self._register, places, taker.reader, self._today, armed=self._armed
            )
        return self._readers[key]
