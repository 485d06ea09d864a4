"""Binary workbooks (.xls .xlsb) through calamine, which holds the sheet at hand as a whole (1 KB a row of 12 columns)."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, BinaryIO

from branchkit.core.errors import ExchangeError
from branchkit.core.tables import Value
from branchkit.exchange.readers.biff import BookLook, SheetLook
from branchkit.exchange.readers.grid import GridRow
from branchkit.exchange.readers.numbers import plain_number
from branchkit.exchange.readers.sheets import Findings, NumberedRows, Sheet, filled

if TYPE_CHECKING:
    from python_calamine import CalamineSheet


class BinaryWorkbook:
    """A workbook by its sheets."""

    def __init__(self, file: BinaryIO, look: BookLook | None = None) -> None:
        """``look`` is what else was seen of an .xls. Raises :class:`ExchangeError` ``read_encrypted``, and what calamine raises."""
        from python_calamine import CalamineWorkbook, PasswordError, SheetVisibleEnum

        self._look = look or BookLook()
        self.from_1904 = self._look.from_1904
        try:
            self._workbook = CalamineWorkbook.from_filelike(file)
        except PasswordError as error:
            raise ExchangeError("read_encrypted") from error
        metadata = self._workbook.sheets_metadata
        if len(self._look.sheets) != len(metadata):
            self._look.sheets = [SheetLook("") for _sheet in metadata]
        self.sheets = tuple(
            Sheet(seen.name or found.name, found.visible is not SheetVisibleEnum.Visible)
            for found, seen in zip(metadata, self._look.sheets, strict=True)
        )
        self._sheet: tuple[int, CalamineSheet] | None = None

    def rows(self, index: int, findings: Findings) -> NumberedRows:
        """The rows of a sheet. Of an .xlsb hidden ones are not told apart, and errors are blank: calamine does not say."""
        if self._sheet is None or self._sheet[0] != index:
            self._sheet = None  # before the next one is read
            self._sheet = index, self._workbook.get_sheet_by_index(index)
        sheet = self._sheet[1]
        areas = (
            (top + 1, left, bottom + 1, right)
            for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
        )
        return filled(_rows(sheet, self._look.sheets[index], findings), areas)


def _rows(sheet: CalamineSheet, seen: SheetLook, findings: Findings) -> NumberedRows:
    """iter_rows() begins at the sheet's first row, but at the first column that is used."""
    indent: GridRow = [None] * (sheet.start[1] if sheet.start else 0)
    otherwise: dict[int, dict[int, Value]] = defaultdict(dict)
    for (number, column), value in seen.cells.items():
        otherwise[number][column] = value
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        row = indent + [plain_value(cell) for cell in cells]
        for column, value in otherwise.get(number, {}).items():
            row.extend([None] * (column + 1 - len(row)))
            row[column] = value
        while row and row[-1] is None:
            row.pop()
        if row and findings.keeps(number, hidden=number in seen.hidden_rows):
            yield number, row


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
