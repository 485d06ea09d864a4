"""Rows of a sheet as values of a register. What was read once is remembered: most columns repeat a few values."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from branchkit.core.errors import Problem
from branchkit.core.registers.register import Register
from branchkit.core.registers.values import RowReader
from branchkit.core.tables import Value
from branchkit.services.grid_layout import Row
from branchkit.services.record_import.cells import CellReader
from branchkit.services.record_import.plain_cells import plain_cell

_REMEMBERED = 4096
"""Cells of a column."""

_Known = tuple[object, tuple[Problem, ...]]


class SheetReader:
    """Reads the rows of one sheet, whose columns stand at ``places``, for one organisation."""

    def __init__(
        self,
        register: Register,
        places: Mapping[str, int],
        rows: RowReader,
        today: date,
        *,
        armed: bool = False,
    ) -> None:
        ordered = sorted(places.items(), key=lambda entry: entry[1])
        columns = [(register.column(id), place) for id, place in ordered]
        self._columns = [
            (column.id, place, plain_cell(column, armed=armed), _ColumnReader(rows, cells))
            for column, place in columns
            for cells in [CellReader(column, today, armed=armed)]
        ]

    def read(self, row: Row) -> tuple[dict[str, object], list[Problem]]:
        """The values of the cells that say anything, and what is to be told of them."""
        values: dict[str, object] = {}
        problems: list[Problem] = []
        width = len(row)
        for id, place, plain, reader in self._columns:
            cell = row[place] if place < width else None
            if cell is None:
                continue
            value = None if plain is None else plain(cell)
            if value is None:
                value, told = reader.read(cell)
                if told:
                    problems += told
            if value is not None:
                values[id] = value
        return values, problems


class _ColumnReader:
    """Reads the cells of one column with all care."""

    def __init__(self, rows: RowReader, cells: CellReader) -> None:
        self._rows = rows
        self._cells = cells
        self._known: dict[object, _Known] = {}

    def read(self, cell: Value) -> _Known:
        """The value, and what is to be told of it."""
        # 1, True and Decimal(1) are equal, and mean different things.
        key = cell if cell.__class__ is str else (cell.__class__, cell)
        known = self._known.get(key)
        if known is None:
            known = self._fresh(cell)
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known[key] = known
        # A list is handed out anew, so that nobody changes what the next row gets.
        return (known[0].copy(), known[1]) if isinstance(known[0], list) else known

    def _fresh(self, cell: Value) -> _Known:
        text, problem = self._cells.read(cell)
        if problem is not None and (problem.severity == "error" or not text):
            return None, (problem,)
        if not text:
            return None, ()
        values, unreadable = self._rows.read({self._cells.id: text})
        told = (problem, *unreadable) if problem else tuple(unreadable)
        return values.get(self._cells.id), told
