"""Papers as an xlsx workbook: one worksheet per table, ready to scroll, count with and print, and one for the text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any, BinaryIO

from branchkit.core.tables import Card, Paragraph, Report, Table
from branchkit.core.text_width import printable
from branchkit.exchange.writers.document_parts import heads_of, signing_text
from branchkit.exchange.writers.grid import natural_widths
from branchkit.exchange.writers.values import made_at, shown
from branchkit.exchange.writers.workbook_parts import (
    TEXT_POINTS,
    TITLE_POINTS,
    CardSheet,
    Formats,
    Names,
    cells_needed,
    row_height,
    set_up_print,
    write_value,
)

WIDEST_COLUMN = 48
"""Cells; longer texts are wrapped."""
PORTRAIT_CELLS = 96
"""Cells that stay readable across an upright A4 page; wider tables are printed sideways."""
LANDSCAPE_CELLS = 136
"""The same across a page that lies on its side."""
TEXT_CELLS = 84
"""Width of the worksheet that holds the running text."""
TEXT_BODY = 12
"""Its size in points."""


def write_workbook(report: Report, file: BinaryIO) -> None:
    """Write one paper; rows go to the disk as they are made, so that ten thousand cost no memory."""
    book = Book(file, report)
    book.add(report)
    book.close()


class Book:
    """A workbook that papers are added to, one after the other."""

    def __init__(self, file: BinaryIO, report: Report) -> None:
        """``paper`` says what the workbook is called and when it was made."""
        import xlsxwriter

        self._workbook = xlsxwriter.Workbook(file, {"constant_memory": True})
        self._workbook.set_properties(
            {
                "title": printable(report.title),
                "author": printable(report.issuer or report.filled_by),
                "created": made_at(report),
            }
        )
        self._names = Names()
        self._formats = Formats(self._workbook)

    def reserve(self, name: str) -> Any:
        """An empty worksheet at this place, to be filled by :meth:`fill` once all others are known."""
        return self._workbook.add_worksheet(self._names.free(name))

    def fill(self, worksheet: Any, report: Report, links: Mapping[int, str]) -> None:
        """Write a paper's first table into a reserved worksheet; ``links`` leads its rows to worksheets, by name."""
        table = next(block for block in report.blocks if isinstance(block, Table))
        _TableSheet(worksheet, self._formats, report, table, links).write()

    def add(self, report: Report, name: str = "") -> str:
        """A worksheet for each table, one for all cards, one for running text; the first one's name."""
        made = []
        form = bool(report.filled_by or report.signatures)
        tables = [block for block in report.blocks if isinstance(block, Table)]
        cards = [block for block in report.blocks if isinstance(block, Card)]
        for table in tables:
            made.append(self._worksheet(name or table.title or report.title))
            _TableSheet(made[-1], self._formats, report, table).write()
        if cards:
            made.append(self._worksheet(name or report.title))
            CardSheet(made[-1], self._formats, report).write(cards)
        texts = any(isinstance(block, Paragraph) for block in report.blocks)
        if (texts and not (form and tables)) or not made:
            made.append(self._worksheet(name or report.title))
            _write_text(made[-1], self._formats, report)
        return str(made[0].get_name())

    def close(self) -> None:
        """Write the workbook into the file that it was made for."""
        self._workbook.close()

    def _worksheet(self, name: str) -> Any:
        return self._workbook.add_worksheet(self._names.free(name))


@dataclass(slots=True)
class _TableSheet:
    worksheet: Any
    formats: Formats
    report: Report
    table: Table
    links: Mapping[int, str] | None = None
    """Row of the table from 0 → the worksheet that its first text leads to."""

    def write(self) -> None:
        widths = self._widths()
        for place, width in enumerate(widths):
            self.worksheet.set_column(place, place, width)
        width = sum(widths[: self._printed_columns])
        head = self._write_titles(width)
        self._set_height(head, [column.title for column in self.table.columns], widths)
        for place, column in enumerate(self.table.columns):
            self.worksheet.write_string(head, place, column.title, self.formats.head())
        for place, row in enumerate(self.table.rows, start=head + 1):
            texts = [shown(v, column) for column, v in zip(self.table.columns, row, strict=True)]
            self._set_height(place, texts, widths)
            sheet = self.links.get(place - head - 1) if self.links else None
            for number, (column, value) in enumerate(zip(self.table.columns, row, strict=True)):
                if sheet and number == self._linked:
                    self._write_link(place, number, str(value), sheet)
                else:
                    write_value(self.worksheet, self.formats, place, number, value, column)
        last = self._write_end(head + len(self.table.rows) + 1, width)
        self.worksheet.freeze_panes(head + 1, self.table.frozen_columns)
        landscape = self.report.landscape or width > PORTRAIT_CELLS
        set_up_print(self.worksheet, landscape=landscape)
        self.worksheet.repeat_rows(head)
        if self._printed_columns < len(self.table.columns):
            self.worksheet.print_area(0, 0, last, self._printed_columns - 1)

    @property
    def _printed_columns(self) -> int:
        """How many columns from the left are printed; those that are not stand behind all others."""
        return sum(column.printed for column in self.table.columns)

    def _widths(self) -> list[int]:
        """What each column's texts want; folded ones have what the page has left, and a narrow table is made wide enough
        for what stands around it."""
        natural = natural_widths(self.table)
        widths = [min(width, WIDEST_COLUMN) + 2 for width in natural]
        printed = self._printed_columns
        folded = [place for place in range(printed) if natural[place] > WIDEST_COLUMN]
        left = LANDSCAPE_CELLS - sum(widths[:printed]) if self.report.landscape else 0
        for place in folded if left > 0 else ():
            widths[place] += left // len(folded)
        around = [cells_needed(text, points) for text, points in self._titles()]
        around.append(cells_needed("  ".join(heads_of(self.report)), TEXT_POINTS))
        around.append(cells_needed(self._signing(), TEXT_POINTS))
        lacking = min(max(around), PORTRAIT_CELLS) - sum(widths[:printed])
        for place in range(printed) if lacking > 0 else ():
            widths[place] += ceil(lacking / printed)
        return widths

    def _titles(self) -> list[tuple[str, int]]:
        """What stands above the table, and how large."""
        titles = [(self.report.title, TITLE_POINTS)]
        if self.table.title and self.table.title != self.report.title:
            titles.append((self.table.title, TEXT_POINTS))
        if self.report.filled_by and self.report.subtitle:
            titles.append((self.report.subtitle, TEXT_POINTS))
        return [(printable(title), points) for title, points in titles]

    def _write_titles(self, width: int) -> int:
        """Write what stands above the table; returns the row of the column heads."""
        titles = self._titles()
        for place, (title, points) in enumerate(titles):
            format = self.formats.get(bold=True, font_size=points, align="center", text_wrap=True)
            self.worksheet.set_row(place, row_height([title], [width], points) or points * 1.6)
            self._across(place, title, format)
        left, right = heads_of(self.report)
        if not left and not right:
            return len(titles)
        self.worksheet.write_string(len(titles), 0, left, self.formats.get())
        last = self._printed_columns - 1
        if last > 0:
            self.worksheet.write_string(len(titles), last, right, self.formats.get(align="right"))
        return len(titles) + 1

    def _write_end(self, row: int, width: int) -> int:
        """Of a form: notes and who signs, under the table; returns the last row."""
        if not self.report.filled_by and not self.report.signatures:
            return row - 1
        for block in self.report.blocks:
            if isinstance(block, Paragraph):
                text = printable(block.text)
                self._set_height(row, [text], [width])
                self._across(row, text, self.formats.get(text_wrap=True))
                row += 1
        if self.report.signatures:
            row += 1
            self._across(row, self._signing(), self.formats.get())
            row += 1
        return row - 1

    def _signing(self) -> str:
        if not self.report.signatures:
            return ""
        cells = min(sum(natural_widths(self.table)), PORTRAIT_CELLS)
        return signing_text(self.report.signatures, cells)

    def _set_height(self, row: int, texts: Sequence[str], widths: Sequence[float]) -> None:
        if height := row_height(texts, widths):
            self.worksheet.set_row(row, height)

    def _across(self, row: int, text: str, format: Any) -> None:
        last = self._printed_columns - 1
        if last > 0:
            self.worksheet.merge_range(row, 0, row, last, text, format)
        else:
            self.worksheet.write_string(row, 0, text, format)

    def _write_link(self, row: int, place: int, text: str, sheet: str) -> None:
        format = self.formats.get(border=1, font_color="#0000FF", underline=1)
        self.worksheet.write_url(row, place, f"internal:'{sheet}'!A1", format, printable(text))

    @property
    def _linked(self) -> int:
        """The first column of texts."""
        return next(n for n, column in enumerate(self.table.columns) if column.align == "left")


def _write_text(worksheet: Any, formats: Formats, report: Report) -> None:
    worksheet.set_column(0, 0, TEXT_CELLS)
    lines: list[tuple[str, int, dict[str, object]]] = [
        (report.title, TITLE_POINTS, {"bold": True, "align": "center"})
    ]
    lines += [(text, TEXT_BODY, {}) for text in (report.subtitle, report.salutation) if text]
    for block in report.blocks:
        if isinstance(block, Paragraph):
            lines.append((block.text, TEXT_BODY, {"bold": True} if block.level else {}))
    closing: dict[str, object] = {"align": "right"}
    lines += [(text, TEXT_BODY, closing) for text in (report.issuer, report.issued_on) if text]
    for place, (text, points, look) in enumerate(lines):
        shown_text = printable(text)
        height = row_height([shown_text], [TEXT_CELLS], points)
        worksheet.set_row(place, height or points * 1.5)
        format = formats.get(text_wrap=True, font_size=points, **look)
        worksheet.write_string(place, 0, shown_text, format)
    set_up_print(worksheet, landscape=False)
