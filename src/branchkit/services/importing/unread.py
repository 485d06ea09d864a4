"""What of a sheet is not read: columns nobody knows, columns without a header, people beside other people.

Nothing is passed over in silence. Where whole people stand where they cannot be read it is an error, though every row that
was read may have gone in.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from branchkit.core.errors import Problem
from branchkit.core.members.reading import cell_text
from branchkit.exchange.readers.grid import GridRow, column_letter
from branchkit.services.importing.layout import (
    EXPLANATIONS,
    IGNORED,
    Headings,
    is_one_text_across,
    is_remark,
    is_signed,
    is_total,
)
from branchkit.services.importing.sheets import FoundSheet


def findings(sheet: FoundSheet, headings: Headings) -> Iterator[Problem]:
    """What can be told by the header: problems with their places."""
    layout = sheet.layout
    if sheet.form is not None:
        yield _problem("read_as_form", sheet, labels=list(sheet.form.labels))
    yield from _further_people(sheet)
    repeated = () if layout.second_block else layout.repeated
    for code, columns in (("column_unknown", layout.unknown), ("column_repeated", repeated)):
        for column in columns:
            label = layout.labels[column]
            if headings.field_of(label) not in (IGNORED, EXPLANATIONS):
                yield _problem(code, sheet, layout.header_row, column, found=label)
    for name, column in layout.columns.items():
        if headings.is_only_looked_at(name):
            found = layout.labels[column]
            yield _problem("column_looked_at", sheet, layout.header_row, column, found=found)
    if sheet.grid.hidden:
        yield _problem("sheet_hidden", sheet)
    if sheet.others:
        yield _problem("sheets_not_read", sheet, sheets=list(sheet.others))


def _further_people(sheet: FoundSheet) -> Iterator[Problem]:
    """People at the right of others, or a second form in the sheet."""
    if (second := sheet.layout.second_block) is not None:
        where = sheet.place(sheet.layout.header_row, second)
        yield Problem("import.further_people", where)
    elif sheet.form is not None and sheet.form.next_person is not None:
        row, column = sheet.form.next_person
        where = replace(sheet.place(row), column=column_letter(column))
        yield Problem("import.further_people", where)


def _problem(
    code: str,
    sheet: FoundSheet,
    row: int | None = None,
    column: int | None = None,
    **params: object,
) -> Problem:
    return Problem(f"import.{code}", sheet.place(row, column), "warning", params)


class UnnamedColumns:
    """Cells under no header, noted as the rows go by."""

    def __init__(self, sheet: FoundSheet) -> None:
        self._sheet = sheet
        labels = sheet.layout.labels
        self._blank = tuple(place for place, label in enumerate(labels) if not label)
        self._width = len(labels)
        self._first: dict[int, int] = {}
        self._count: dict[int, int] = {}

    def look(self, first: int, rows: Sequence[GridRow]) -> None:
        """Look at rows counted from ``first``."""
        for number, row in enumerate(rows, start=first):
            filled = self._filled(row)
            if filled and _is_entry(row):
                for place in filled:
                    self._first.setdefault(place, number)
                    self._count[place] = self._count.get(place, 0) + 1

    def _filled(self, row: GridRow) -> list[int]:
        found = [p for p in self._blank if p < len(row) and cell_text(row[p])]
        beyond = row[self._width :]
        # One stray cell far to the right makes every row as long.
        if beyond.count(None) < len(beyond):
            found += [p for p, cell in enumerate(beyond, start=self._width) if cell_text(cell)]
        return found

    def problems(self) -> Iterator[Problem]:
        """One for each column, at its first cell."""
        for place, row in sorted(self._first.items()):
            count = self._count[place]
            yield _problem("column_unnamed", self._sheet, row, place, count=count)


def _is_entry(row: GridRow) -> bool:
    """Whether a row is more than a heading, a total or who filled the list in."""
    texts = [cell_text(cell) for cell in row]
    first = next(filter(None, texts), "")
    return not (
        is_one_text_across(texts) or is_total(first) or is_signed(first) or is_remark(first)
    )
