"""Binary workbooks (.xls .xlsb) through calamine, which holds the sheet at hand as a whole (1 KB a row of 12 columns)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, BinaryIO

from branchkit.core.errors import ExchangeError
from branchkit.core.tables import Value
from branchkit.exchange.readers.grid import GridRow
from branchkit.exchange.readers.numbers import plain_number
from branchkit.exchange.readers.sheets import Findings, NumberedRows, Sheet, filled

if TYPE_CHECKING:
    from python_calamine import CalamineSheet


class BinaryWorkbook:
    """A workbook by its sheets."""

    from_1904 = False

    def __init__(self, file: BinaryIO) -> None:
        """Raises :class:`ExchangeError` ``read_encrypted``, and what calamine raises."""
        from python_calamine import CalamineWorkbook, PasswordError, SheetVisibleEnum

        try:
            self._workbook = CalamineWorkbook.from_filelike(file)
        except PasswordError as error:
            raise ExchangeError("read_encrypted") from error
        self.sheets = tuple(
            Sheet(found.name, found.visible is not SheetVisibleEnum.Visible)
            for found in self._workbook.sheets_metadata
        )
        self._sheet: tuple[int, CalamineSheet] | None = None

    def rows(self, index: int, findings: Findings) -> NumberedRows:
        """The rows of a sheet. Hidden ones are not told apart: calamine does not say."""
        if self._sheet is None or self._sheet[0] != index:
            self._sheet = None  # before the next one is read
            self._sheet = index, self._workbook.get_sheet_by_index(index)
        sheet = self._sheet[1]
        areas = (
            (top + 1, left, bottom + 1, right)
            for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
        )
        return filled(_rows(sheet), areas)


def _rows(sheet: CalamineSheet) -> Iterator[tuple[int, GridRow]]:
    """iter_rows() begins at the sheet's first row, but at the first column that is used."""
    indent: GridRow = [None] * (sheet.start[1] if sheet.start else 0)
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        row = [plain_value(cell) for cell in cells]
        while row and row[-1] is None:
            row.pop()
        if row:
            yield number, indent + row


def plain_value(cell: Any) -> Value:
    """A cell of calamine as a plain value: whole numbers as int, other numbers exactly as they are written."""
    match cell:
        case "":
            return None
        case str() | bool():
            return cell
        case float():
            return plain_number(cell)
        case datetime():
            return cell.date()
        case date() | int():
            return cell
        case time() | timedelta():
            return str(cell)
        case _:
            return None
