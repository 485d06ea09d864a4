"""A paper as an xlsx workbook: one worksheet per table, ready to scroll, count with and print, and one for the text."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, BinaryIO

from branchkit.core.cells import cell_width, printable
from branchkit.core.tables import Paper, Paragraph, Table, TableColumn, Value
from branchkit.exchange.writers.grid import natural_widths
from branchkit.exchange.writers.values import decimals, made_at, shown

A4 = 9
"""Excel's number for the paper size."""
WIDEST_COLUMN = 48
"""Cells; longer texts are wrapped."""
PORTRAIT_CELLS = 96
"""Cells that stay readable across an upright A4 page; wider tables are printed sideways."""
TEXT_CELLS = 84
"""Width of the worksheet that holds the running text."""
_NAME_LENGTH = 31
_FORBIDDEN_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


def write_workbook(paper: Paper, file: BinaryIO) -> None:
    """Write the workbook; rows go to the disk as they are made, so that ten thousand cost no memory."""
    import xlsxwriter

    workbook = xlsxwriter.Workbook(file, {"constant_memory": True})
    workbook.set_properties(
        {
            "title": printable(paper.title),
            "author": printable(paper.issuer),
            "created": made_at(paper),
        }
    )
    names = _Names()
    formats = _Formats(workbook)
    tables = [block for block in paper.blocks if isinstance(block, Table)]
    for table in tables:
        worksheet = workbook.add_worksheet(names.free(table.title or paper.title))
        _TableSheet(worksheet, formats, paper, table).write()
    if any(isinstance(block, Paragraph) for block in paper.blocks) or not tables:
        _write_text(workbook.add_worksheet(names.free(paper.title)), formats, paper)
    workbook.close()


@dataclass(slots=True)
class _Names:
    """Worksheet names: at most 31 characters, some forbidden, each once."""

    taken: set[str] = field(default_factory=set)

    def free(self, wanted: str) -> str:
        base = printable(wanted).translate(_FORBIDDEN_IN_NAMES).strip()[:_NAME_LENGTH] or "1"
        name, count = base, 1
        while name.casefold() in self.taken:
            count += 1
            name = f"{base[: _NAME_LENGTH - len(str(count)) - 1]} {count}"
        self.taken.add(name.casefold())
        return name


class _Formats:
    """Cell formats, each made once: a workbook with a format per cell does not open."""

    def __init__(self, workbook: Any) -> None:
        self._workbook = workbook
        self._made: dict[tuple[tuple[str, object], ...], Any] = {}

    def get(self, **properties: object) -> Any:
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._workbook.add_format(
                {"font_name": "宋体", "font_size": 11, "valign": "vcenter", **properties}
            )
        return self._made[key]


@dataclass(slots=True)
class _TableSheet:
    worksheet: Any
    formats: _Formats
    paper: Paper
    table: Table

    def write(self) -> None:
        widths = [min(width, WIDEST_COLUMN) for width in natural_widths(self.table)]
        for place, width in enumerate(widths):
            self.worksheet.set_column(place, place, width + 2)
        head = self._write_title()
        self._write_head(head)
        for place, row in enumerate(self.table.rows, start=head + 1):
            for column, value in enumerate(row):
                self._write_value(place, column, value)
        self.worksheet.freeze_panes(head + 1, self.table.frozen_columns)
        landscape = self.paper.landscape or sum(widths) + 2 * len(widths) > PORTRAIT_CELLS
        _set_up_print(self.worksheet, landscape=landscape)
        self.worksheet.repeat_rows(head)

    def _write_title(self) -> int:
        """Paper's and table's titles above the table; returns the row of the column heads."""
        titles = [self.paper.title]
        if self.table.title and self.table.title != self.paper.title:
            titles.append(self.table.title)
        last = len(self.table.columns) - 1
        for place, title in enumerate(titles):
            size = 11 if place else 16
            format = self.formats.get(bold=True, font_size=size, align="center")
            self.worksheet.set_row(place, size * 1.6)
            if last > 0:
                self.worksheet.merge_range(place, 0, place, last, printable(title), format)
            else:
                self.worksheet.write_string(place, 0, printable(title), format)
        return len(titles)

    def _write_head(self, head: int) -> None:
        format = self.formats.get(
            bold=True, align="center", border=1, text_wrap=True, bg_color="#EEEEEE"
        )
        for place, column in enumerate(self.table.columns):
            self.worksheet.write_string(head, place, column.title, format)

    def _write_value(self, row: int, place: int, value: Value) -> None:
        column = self.table.columns[place]
        match value:
            case None:
                self.worksheet.write_blank(row, place, None, self.formats.get(border=1))
            case bool():
                self.worksheet.write_string(row, place, shown(value, column), self._text(column))
            case int() | Decimal():
                # A spreadsheet's numbers are doubles: exact for the fifteen digits that points and money have.
                self.worksheet.write_number(row, place, float(value), self._number(column, value))
            case date():
                format = self.formats.get(border=1, num_format="yyyy-mm-dd", align="center")
                self.worksheet.write_datetime(row, place, value, format)
            case _:
                self.worksheet.write_string(row, place, shown(value, column), self._text(column))

    def _number(self, column: TableColumn, value: int | Decimal) -> Any:
        places = decimals(value, column.places) if isinstance(value, Decimal) else 0
        pattern = "0." + "0" * places if places else "0"
        return self.formats.get(border=1, align=column.align, num_format=pattern)

    def _text(self, column: TableColumn) -> Any:
        # Text format, or a citizen ID becomes 1.1E+17 as soon as somebody edits the cell.
        return self.formats.get(border=1, align=column.align, num_format="@", text_wrap=True)


def _write_text(worksheet: Any, formats: _Formats, paper: Paper) -> None:
    worksheet.set_column(0, 0, TEXT_CELLS)
    body = formats.get(text_wrap=True, font_size=12)
    lines = [(paper.title, formats.get(bold=True, font_size=16, align="center"))]
    lines += [(text, body) for text in (paper.subtitle, paper.salutation) if text]
    for block in paper.blocks:
        if isinstance(block, Paragraph):
            head = formats.get(bold=True, font_size=12)
            lines.append((block.text, head if block.level else body))
    closing = formats.get(align="right", font_size=12)
    lines += [(text, closing) for text in (paper.issuer, paper.issued_on) if text]
    for place, (text, format) in enumerate(lines):
        shown_text = printable(text)
        # Rows of wrapped text keep the height they are given here: not every program fits them on opening.
        worksheet.set_row(place, 18 * (1 + cell_width(shown_text) // (TEXT_CELLS - 8)))
        worksheet.write_string(place, 0, shown_text, format)
    _set_up_print(worksheet, landscape=False)


def _set_up_print(worksheet: Any, *, landscape: bool) -> None:
    worksheet.set_paper(A4)
    if landscape:
        worksheet.set_landscape()
    worksheet.fit_to_pages(1, 0)
    worksheet.center_horizontally()
    worksheet.set_margins(left=0.6, right=0.6, top=0.8, bottom=0.8)
    worksheet.set_footer("&C&P / &N")
