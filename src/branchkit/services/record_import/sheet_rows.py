"""The rows of one sheet, each to its end: read, told apart from what is no record, and taken for its organisation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from branchkit.core.errors import Place, Problem
from branchkit.core.members.reading import cell_text
from branchkit.core.ports import UnitOfWork
from branchkit.core.registers.register import Register
from branchkit.core.values import frozen
from branchkit.exchange.readers.grid import GridRow, column_letter
from branchkit.services.branch_names import can_be_same_branch
from branchkit.services.grid_layout import FoundSheet, Layout
from branchkit.services.record_import.cells import MASKED
from branchkit.services.record_import.headings import ORG, RegisterHeadings
from branchkit.services.record_import.outcome import Outcome, RowOutcome
from branchkit.services.record_import.row_kinds import BLANK, RECORD, kind_of_row
from branchkit.services.record_import.row_reading import SheetReader
from branchkit.services.record_import.row_taker import RowTaker
from branchkit.services.record_import.waiting_writes import WaitingWrites
from branchkit.services.record_names import OrganizationNames
from branchkit.services.record_texts import HIDDEN


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
        self._uow = WaitingWrites(uow)
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
        self._uow.flush()

    def _read(self, row: GridRow) -> _Reading | None:
        org, fault = self._org_of(row) if self._has_orgs else (self._order.org, None)
        reader, taker = self._desks.get(org) or self._desk(org)
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

    def _desk(self, org: str) -> tuple[SheetReader, RowTaker]:
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
