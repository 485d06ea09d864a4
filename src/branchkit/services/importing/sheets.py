"""Which sheet of a file of others is meant, and its rows below the header, a step at a time.

Of several sheets with a header the one that is shown and has most merit is the list; a form of one person is read as a list of one.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import PurePath

from branchkit.core.date_reading import day_of_1904
from branchkit.core.errors import ExchangeError, Place
from branchkit.core.members.reading import cell_text
from branchkit.core.values import frozen
from branchkit.exchange.readers.grid import Grid, GridFile, GridRow, column_letter
from branchkit.services.importing.forms import Form, find_form
from branchkit.services.importing.layout import HEADER_WITHIN, Headings, Layout, Row, find_layout

STEP_ROWS = 200
"""Rows that are handed over at once: some twenty milliseconds."""


@frozen
class FoundSheet:
    """The sheet to be read, and further ones that look like such a list."""

    file: str
    """The file's name, for the places of problems."""
    grid: Grid
    layout: Layout
    others: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    """What the list says it is: rows of one text above the header, the sheet's name, the file's."""
    form: Form | None = None
    """The sheet is the form of one person, and its grid a list of that person made of it."""
    date_columns: tuple[int, ...] = ()
    """Columns whose bare numbers are days, from 0."""

    def chunks(self) -> Iterator[tuple[int, list[GridRow]] | None]:
        """The rows below the header, :data:`STEP_ROWS` at a time, each time with the number of the first; anew at each call.

        None while the next are not there yet, so that whoever waits can do something else.
        """
        first = self.layout.header_row + 1
        every = self.grid.rows()
        rows = islice(every, self.layout.header_row, None)
        while True:
            while not self.grid.ready(STEP_ROWS + HEADER_WITHIN):
                yield None
            if not (chunk := list(islice(rows, STEP_ROWS))):
                return
            if self.grid.from_1904:
                _count_from_1904(chunk, self.date_columns)
            yield first, chunk
            first += len(chunk)

    def place(self, row: int | None = None, column: int | None = None) -> Place:
        """A place in this sheet: ``row`` from 1, ``column`` from 0."""
        if self.form is not None and column is not None:
            row, column = self.form.place_of(column)
        letter = "" if column is None else column_letter(column)
        return Place(self.file, None, self.grid.name, row, letter)


def find_sheet(
    grids: GridFile,
    headings: Headings,
    *,
    wanted: str = "",
    file: str = "",
    date_fields: Iterable[str] = (),
) -> Generator[None, None, FoundSheet]:
    """The sheet that is meant: ``wanted`` by its number from 1 or its name, else by its header; a hidden one only where
    no other has a header. Yields while the file is being opened.

    Raises :class:`ExchangeError` ``read_no_such_sheet``, ``read_no_header``, or ``read_other_list`` where all that could be
    the list say that they are another.
    """
    while not grids.ready():
        yield
    found: list[tuple[int, FoundSheet]] = []
    refused: list[str] = []
    for index in _wanted_sheets(grids.sheet_names, wanted):
        grid = grids.grid(index)
        rows = grid.rows()
        while not grid.ready(HEADER_WITHIN):
            yield
        if sheet := _understood(file, grid, list(islice(rows, HEADER_WITHIN)), headings):
            if refusal := headings.refusal(sheet.titles, sheet.layout):
                refused.append(refusal)
            else:
                found.append((headings.merit(sheet.layout.columns), sheet))
    if not found and refused:
        raise ExchangeError("read_other_list", path=file, title=refused[0])
    if not found:
        raise ExchangeError("read_no_header", path=file, sheets=list(grids.sheet_names))
    shown = [(merit, sheet) for merit, sheet in found if not sheet.grid.hidden] or found
    merit, best = shown[0] if headings.unmistakable else max(shown, key=lambda sheet: sheet[0])
    # Half as many fields are what any other register has in common with this one.
    others = tuple(s.grid.name for m, s in found if s is not best and 2 * m > merit)
    dates = (best.layout.columns.get(name) for name in date_fields)
    return replace(best, others=others, date_columns=tuple(at for at in dates if at is not None))


def _understood(
    file: str, grid: Grid, first_rows: Sequence[Row], headings: Headings
) -> FoundSheet | None:
    """The sheet as a list or, where that says more, as a form."""
    layout = find_layout(first_rows, headings)
    form = None
    if headings.unmistakable:
        form = find_form(first_rows, headings.field_of, headings.is_about_somebody_else)
    if form is not None and (layout is None or len(form.entries) > headings.merit(layout.columns)):
        titles = (*_titles(first_rows), grid.name, PurePath(file).stem)
        columns = {field: place for place, field in enumerate(form.entries)}
        layout = Layout(form.row - 1, columns, form.labels, (), ())
        listed = Grid(grid.name, form.rows, grid.hidden, grid.from_1904, findings=grid.findings)
        return FoundSheet(file, listed, layout, titles=titles, form=form)
    if layout is None:
        return None
    titles = (*_titles(first_rows[: layout.header_row]), grid.name, PurePath(file).stem)
    return FoundSheet(file, grid, layout, titles=titles)


def _titles(rows: Sequence[Row]) -> Iterator[str]:
    """The texts of rows that have one only, alone or across merged cells; a header has several."""
    for row in rows:
        texts = {text for cell in row if (text := cell_text(cell))}
        if len(texts) == 1:
            yield texts.pop()


def _count_from_1904(rows: Iterable[GridRow], columns: Iterable[int]) -> None:
    for row in rows:
        for place in columns:
            if place < len(row):
                row[place] = day_of_1904(row[place])


def _wanted_sheets(names: tuple[str, ...], wanted: str) -> Iterator[int]:
    if not wanted:
        yield from range(len(names))
    elif wanted in names:
        yield names.index(wanted)
    elif wanted.isdecimal() and 1 <= int(wanted) <= len(names):
        yield int(wanted) - 1
    else:
        raise ExchangeError("read_no_such_sheet", sheet=wanted, sheets=list(names))
