"""Another system's list read as if it were one of ours: its headers and values are translated before anybody looks at them.

What is translated is the grid, so that header, checks and the mend file come after it: the mend file has our headers and our
values, and is imported as it is, without the map.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from branchkit.core.errors import Place, Problem
from branchkit.core.importing import ORG_FIELD, ImportMap
from branchkit.core.members.reading import cell_text
from branchkit.core.tables import Value
from branchkit.exchange.readers.grid import Grid, GridFile, GridRow
from branchkit.services.importing.layout import HEADER_WITHIN, Headings, folded_header

if TYPE_CHECKING:
    from branchkit.core.registers.register import Register


class MappedGrids:
    """A file of grids whose columns and values are as ``map`` says; a sheet without any of its headers is blank."""

    def __init__(
        self, grids: GridFile, map: ImportMap, headings: Headings, register: Register | None
    ) -> None:
        """``register`` is the one that is filled, None for the roster."""
        self._grids = grids
        self._map = map
        self._headings = headings
        self._names = {c.field: _our_header(c.field, headings, register) for c in map.columns}
        self._missing: dict[str, list[str]] = {}

    @property
    def sheet_names(self) -> tuple[str, ...]:
        """Those of the file."""
        return self._grids.sheet_names

    def grid(self, index: int) -> Grid:
        """A sheet, translated."""
        grid = self._grids.grid(index)
        return replace(
            grid,
            rows=lambda: self._rows(grid),
            findings=lambda: (*grid.findings(), *self._findings(grid.name)),
        )

    def ready(self) -> bool:
        """As the file is."""
        return self._grids.ready()

    def close(self) -> None:
        """Close the file."""
        self._grids.close()

    def _rows(self, grid: Grid) -> Iterator[GridRow]:
        rows = grid.rows()
        first = list(islice(rows, HEADER_WITHIN))
        at = self._header_in(first)
        if at is None:
            return
        wanted = {folded_header(c.header): c for c in self._map.columns}
        columns = {
            place: column
            for place, cell in enumerate(first[at])
            if (column := wanted.get(folded_header(cell)))
        }
        found = {column.header for column in columns.values()}
        self._missing[grid.name] = [c.header for c in self._map.columns if c.header not in found]
        meanings = {place: c.values for place, c in columns.items() if c.values}
        for number, row in enumerate(first):
            if number < self._map.skip_rows:
                yield []
            elif number == at:
                yield [
                    self._names[columns[place].field] if place in columns else self._left(cell)
                    for place, cell in enumerate(row)
                ]
            else:
                yield row if number < at else _translated(row, meanings)
        for row in rows:
            yield _translated(row, meanings)

    def _header_in(self, first: Sequence[GridRow]) -> int | None:
        """The row that has most of the headers."""
        wanted = {folded_header(c.header) for c in self._map.columns}
        merits = [
            0 if number < self._map.skip_rows else len(wanted.intersection(map(folded_header, row)))
            for number, row in enumerate(first)
        ]
        best = max(merits, default=0)
        return merits.index(best) if best else None

    def _left(self, cell: Value) -> Value:
        """A header that the map does not name; one of a field that it has from elsewhere names nothing."""
        return None if self._headings.field_of(cell) in self._fields() else cell

    def _fields(self) -> set[str]:
        return {self._headings.field_of(name) for name in self._names.values()}

    def _findings(self, sheet: str) -> Iterator[Problem]:
        if missing := self._missing.get(sheet):
            where = Place(sheet=sheet)
            yield Problem("import.map_missing", where, "warning", {"headers": missing})


def _our_header(field: str, headings: Headings, register: Register | None) -> str:
    """What we call a field, in words that its headings understand."""
    if register is not None and field != ORG_FIELD:
        column = register.column(field)
        names: Sequence[str] = (column.title.zh_CN, column.title.en, column.id, *column.aliases)
    elif register is not None:
        names = (ORG_FIELD,)
    else:
        from branchkit.services.importing.member_columns import HEADERS

        names = HEADERS[field].split()
    wanted = field if register is None or field != ORG_FIELD else headings.field_of(ORG_FIELD)
    return next((name for name in names if headings.field_of(name) == wanted), names[0])


def _translated(row: GridRow, meanings: Mapping[int, Mapping[str, str]]) -> GridRow:
    for place, values in meanings.items():
        if place < len(row):
            text = cell_text(row[place])
            if text in values:
                row[place] = values[text] or None
    return row
