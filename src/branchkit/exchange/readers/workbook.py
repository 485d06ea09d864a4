"""Workbooks (.xlsx .xlsm .xls .et .ods) through calamine: values keep their types, merged ranges are filled.

Hidden rows and sheets are read like others: a filter left on in a roster must not lose people. Rows are
handed out one at a time; calamine itself holds the open sheet (about 1 KB for a row of 12 columns).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from branchkit.core.errors import ExchangeError
from branchkit.core.tables import Value
from branchkit.exchange.readers.grid import Grid, GridRow

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

_Range = tuple[tuple[int, int], tuple[int, int]]


class WorkbookFile:
    """A workbook as a file of grids."""

    def __init__(self, path: Path) -> None:
        """Raises :class:`ExchangeError` ``read_encrypted`` or ``read_damaged``."""
        from python_calamine import CalamineError, CalamineWorkbook, PasswordError

        self._path = path
        self._file = path.open("rb")
        try:
            # By content, not by path: calamine goes by the file's ending, and endings lie.
            self._workbook = CalamineWorkbook.from_filelike(self._file)
        except PasswordError as error:
            self._file.close()
            raise ExchangeError("read_encrypted", path=str(path)) from error
        except CalamineError as error:
            self._file.close()
            raise ExchangeError("read_damaged", path=str(path), detail=str(error)) from error

    @property
    def sheet_names(self) -> tuple[str, ...]:
        """Names of the sheets, hidden ones included."""
        return tuple(self._workbook.sheet_names)

    def grid(self, index: int) -> Grid:
        """A sheet by its place from 0; raises :class:`ExchangeError` ``read_damaged`` when it cannot be read."""
        from python_calamine import CalamineError

        try:
            sheet = self._workbook.get_sheet_by_index(index)
        except CalamineError as error:
            raise ExchangeError("read_damaged", path=str(self._path), detail=str(error)) from error
        return Grid(sheet.name, partial(_rows, sheet))

    def close(self) -> None:
        """Let go of the file and of what was read of it."""
        self._workbook.close()
        self._file.close()


def _rows(sheet: CalamineSheet) -> Iterator[GridRow]:
    """iter_rows() begins at the sheet's first row, but at the first column that is used."""
    indent = sheet.start[1] if sheet.start else 0
    rows = ([None] * indent + [plain_value(cell) for cell in row] for row in sheet.iter_rows())
    return _filled(rows, sheet.merged_cell_ranges or ())


def _filled(rows: Iterable[GridRow], merged: Iterable[_Range]) -> Iterator[GridRow]:
    """Every cell of a merged range gets the value of its first."""
    beginning: dict[int, list[_Range]] = defaultdict(list)
    for merged_range in merged:
        beginning[merged_range[0][0]].append(merged_range)
    running: list[tuple[_Range, Value]] = []
    for number, row in enumerate(rows):
        running = [(area, value) for area, value in running if area[1][0] >= number]
        for area in beginning.get(number, ()):
            first_column = area[0][1]
            running.append((area, row[first_column] if first_column < len(row) else None))
        for area, value in running:
            for column in range(area[0][1], min(area[1][1] + 1, len(row))):
                row[column] = value
        yield row


def plain_value(cell: Any) -> Value:
    """A cell of calamine as a plain value: whole numbers as int, other numbers exactly as they are written."""
    match cell:
        case "":
            return None
        case str() | bool():
            return cell
        case float():
            exact = Decimal(repr(cell))
            return int(exact) if exact == exact.to_integral_value() else exact
        case datetime():
            return cell.date()
        case date() | int():
            return cell
        case time() | timedelta():
            return str(cell)
        case _:
            return None
