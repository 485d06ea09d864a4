"""An import under way: a sheet's rows into the store in one transaction, a few at a time.

Whoever waits sees it go on, and no list of rows is held. Rows that cannot go in stand in the mend file before the
others are kept: at no moment is a row nowhere.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import islice
from pathlib import Path

from branchkit.core.actors import Actor
from branchkit.core.errors import Place, Problem
from branchkit.core.ports import Store
from branchkit.core.registers.register import Register
from branchkit.core.tables import Value
from branchkit.core.texts import LocalText
from branchkit.exchange.mend_files import MendWriter, check_mend_name, mend_writer
from branchkit.exchange.readers.grid import GridFile, GridRow, column_letter
from branchkit.i18n.catalog import Catalog
from branchkit.services.importing.layout import FoundSheet, Layout, find_sheet
from branchkit.services.importing.mending import MendColumns, mend_columns
from branchkit.services.importing.outcome import ImportCount, Outcome, RowOutcome
from branchkit.services.importing.record_sheet import (
    EXPLANATIONS,
    ImportOrder,
    RegisterHeadings,
    SheetRows,
)
from branchkit.services.registers.writing import require_own_rows

STEP_ROWS = 200
"""Rows between two steps: some twenty milliseconds."""


class RecordImport:
    """One import. Run :meth:`steps` to the end, then ``count`` says what it did; left before, nothing is kept."""

    def __init__(
        self,
        order: ImportOrder,
        catalog: Catalog,
        told: Callable[[RowOutcome], None] | None = None,
    ) -> None:
        """``told`` hears of every row that is not blank. Raises :class:`RecordError` ``rows_of_members``, ``rows_of_cases``."""
        require_own_rows(order.register)
        self.count = ImportCount()
        self._order = order
        self._catalog = catalog
        self._told = told

    def steps(
        self, store: Store, actor: Actor, grids: GridFile, mend_file: Path | None
    ) -> Iterator[int]:
        """How many rows have been looked at; it commits at its end. Without a ``mend_file`` it is a trial: nothing is kept.

        Raises :class:`ExchangeError` ``read_no_such_sheet``, ``read_no_header``, ``mend_format`` and those of writing.
        """
        if mend_file is not None:
            check_mend_name(mend_file)
        headings = RegisterHeadings(self._order.register)
        sheet = find_sheet(
            grids, headings, wanted=self._order.sheet, file=self._order.file, best=True
        )
        self.count.sheet, self.count.labels = sheet.grid.name, sheet.layout.labels
        self._tell_of_columns(sheet)
        with _collector_resting(), store.begin(actor, "record.import") as uow:
            rows = SheetRows(self._order, uow, sheet, headings)
            with _Mending(self._order.register, sheet.layout, headings, self._catalog) as mending:
                for first, chunk in _chunks(sheet):
                    for row, outcome in rows.take(first, chunk):
                        self._count(outcome)
                        if mend_file is not None and outcome.outcome is Outcome.LEFT_OUT:
                            mending.add(mend_file, row, outcome)
                    yield first + len(chunk)
            if mend_file is not None:
                uow.commit(reason=self._order.file)

    def _count(self, outcome: RowOutcome) -> None:
        self.count.take(outcome)
        if self._told is not None:
            self._told(outcome)

    def _tell_of_columns(self, sheet: FoundSheet) -> None:
        """Say which columns and sheets are not read."""
        layout = sheet.layout
        for code, places in (
            ("roster.column_unknown", layout.unknown),
            ("roster.column_repeated", layout.repeated),
        ):
            for place in places:
                where = Place(
                    self._order.file, None, sheet.grid.name, layout.header_row, column_letter(place)
                )
                params: dict[str, object] = {"found": layout.labels[place]}
                self.count.tell(Problem(code, where, "warning", params))
        if sheet.others:
            where = Place(self._order.file, None, sheet.grid.name)
            params = {"sheets": list(sheet.others)}
            self.count.tell(Problem("import.sheets_not_read", where, "warning", params))


def _chunks(sheet: FoundSheet) -> Iterator[tuple[int, list[GridRow]]]:
    """The rows below the header, a few at a time, each time with the number of the first."""
    first = sheet.layout.header_row + 1
    rows = islice(sheet.grid.rows(), sheet.layout.header_row, None)
    while chunk := list(islice(rows, STEP_ROWS)):
        yield first, chunk
        first += len(chunk)


@contextmanager
def _collector_resting() -> Iterator[None]:
    """Rows make no cyclic garbage, yet every row that waits for the commit would be looked at again and again."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


class _Mending:
    """The mend file, which is begun with the first row that is left out."""

    def __init__(
        self, register: Register, layout: Layout, headings: RegisterHeadings, catalog: Catalog
    ) -> None:
        explained = [
            place
            for place, label in enumerate(layout.labels)
            if headings.field_of(label) == EXPLANATIONS
        ]
        # Figures that a spreadsheet would shorten: citizen IDs and the like.
        texts = [layout.columns.get(column.id) for column in register.columns if column.personal]
        self._columns: MendColumns = mend_columns(layout.labels, explained, texts, catalog)
        self._catalog = catalog
        self._open = ExitStack()
        self._writer: MendWriter | None = None

    def __enter__(self) -> _Mending:
        self._open.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self._open.__exit__(*error)  # type: ignore[arg-type]

    def add(self, target: Path, row: Sequence[Value], outcome: RowOutcome) -> None:
        """One more row that was left out."""
        if self._writer is None:
            self._writer = self._open.enter_context(mend_writer(target, self._columns.head))
        self._writer.add(self._columns.cells(row), explained(outcome.problems, self._catalog))


def explained(problems: Sequence[Problem], catalog: Catalog) -> str:
    """Why a row was left out, in one cell: each column with what is wrong in it."""
    return "; ".join(
        problem_text(problem, catalog) for problem in problems if problem.severity == "error"
    )


def located_text(problem: Problem, catalog: Catalog) -> str:
    """A problem with its place in the file."""
    place = catalog.place(problem.place)
    return catalog.text("common.place.then", place=place, text=problem_text(problem, catalog))


def problem_text(problem: Problem, catalog: Catalog) -> str:
    """A problem without its place in the file, under the column's title."""
    text = catalog.text(f"problem.{problem.code}", **problem.params)
    title = problem.params.get("title")
    if not isinstance(title, LocalText):
        return text
    return catalog.text("transfer.import.column", title=catalog.local(title), text=text)
