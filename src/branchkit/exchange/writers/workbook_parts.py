"""What worksheets share: names, cell formats, single values, how they are printed; and cards, one under the other, each on a
page of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from math import ceil
from typing import Any

from branchkit.core.tables import Card, Report, TableColumn, Value
from branchkit.core.text_width import cell_width, printable, wrap
from branchkit.exchange.writers.document_parts import heads_of, signing_text
from branchkit.exchange.writers.values import card_lines, decimals, is_exact, shown

A4 = 9
"""Excel's number for the paper size."""
EARLIEST_YEAR = 1900
"""A spreadsheet has no dates before; they stay text."""
_NAME_LENGTH = 31
_FORBIDDEN_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


@dataclass(slots=True)
class Names:
    """Worksheet names: at most 31 characters, some forbidden, each once."""

    taken: set[str] = field(default_factory=set)

    def free(self, wanted: str) -> str:
        """The name itself where it can be had, else the nearest to it."""
        base = printable(wanted).translate(_FORBIDDEN_IN_NAMES).strip()[:_NAME_LENGTH] or "1"
        name, count = base, 1
        while name.casefold() in self.taken:
            count += 1
            name = f"{base[: _NAME_LENGTH - len(str(count)) - 1]} {count}"
        self.taken.add(name.casefold())
        return name


class Formats:
    """Cell formats, each made once: a workbook with a format per cell does not open."""

    def __init__(self, workbook: Any) -> None:
        self._workbook = workbook
        self._made: dict[tuple[tuple[str, object], ...], Any] = {}

    def get(self, **properties: object) -> Any:
        """The format with these properties over the font of all cells."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._workbook.add_format(
                {"font_name": "宋体", "font_size": TEXT_POINTS, "valign": "vcenter", **properties}
            )
        return self._made[key]

    def head(self) -> Any:
        """The format of a column's head: bold, framed, grey, folded."""
        return self.get(bold=True, align="center", border=1, text_wrap=True, bg_color="#EEEEEE")


def write_value(
    worksheet: Any, formats: Formats, row: int, place: int, value: Value, column: TableColumn
) -> None:
    """One cell of a table, by the value's type, never by its looks."""
    match value:
        case None:
            worksheet.write_blank(row, place, None, formats.get(border=1))
        case bool():
            worksheet.write_string(row, place, shown(value, column), _text(formats, column))
        case int() | Decimal() if is_exact(value):
            worksheet.write_number(row, place, float(value), _number(formats, column, value))
        case date() if value.year >= EARLIEST_YEAR:
            format = formats.get(border=1, num_format="yyyy-mm-dd", align="center")
            worksheet.write_datetime(row, place, value, format)
        case _:
            worksheet.write_string(row, place, shown(value, column), _text(formats, column))


def _number(formats: Formats, column: TableColumn, value: int | Decimal) -> Any:
    places = decimals(value, column.places) if isinstance(value, Decimal) else 0
    pattern = "0." + "0" * places if places else "0"
    return formats.get(border=1, align=column.align, num_format=pattern)


def _text(formats: Formats, column: TableColumn) -> Any:
    # Text format, or a citizen ID becomes 1.1E+17 as soon as somebody edits the cell.
    return formats.get(border=1, align=column.align, num_format="@", text_wrap=True)


def set_up_print(worksheet: Any, *, landscape: bool) -> None:
    """A4, as wide as the page, page numbers at the foot."""
    worksheet.set_paper(A4)
    if landscape:
        worksheet.set_landscape()
    worksheet.fit_to_pages(1, 0)
    worksheet.center_horizontally()
    worksheet.set_margins(left=0.6, right=0.6, top=0.8, bottom=0.8)
    worksheet.set_footer("&C&P / &N")


TEXT_POINTS = 11
TITLE_POINTS = 16
_LINE_POINTS = 15.5
"""Height of a line of text of 11 points, in the tallest of the fonts that stand in for 宋体."""
_CHARACTER = 1.05
"""Width of half a Chinese character of 11 points, in the columns' unit: a figure of the workbook's usual font."""
_PADDING = 1
"""Of a column's width: what its cells keep free at both sides."""


def cells_needed(text: str, points: float) -> int:
    """The width of columns, in their unit, that hold a line of text."""
    return ceil(cell_width(text) * _CHARACTER * points / TEXT_POINTS + _PADDING)


def row_height(
    texts: Iterable[str], widths: Iterable[float], points: float = TEXT_POINTS
) -> float | None:
    """Points that a row needs for texts folded into columns of these widths; None for a row of one line.

    Said for each row, since LibreOffice takes a row without a height as one line high.
    """
    lines = 1
    for text, width in zip(texts, widths, strict=True):
        room = int((width - _PADDING) / _CHARACTER * TEXT_POINTS / points)
        if len(text) * 2 > room or "\n" in text:
            lines = max(lines, len(wrap(text, room)))
    return lines * _LINE_POINTS * points / TEXT_POINTS if lines > 1 else None


_LABEL, _VALUE = 16, 28
"""Width of the columns in cells: label, value, label, value make an upright A4 page."""
_LINE = 18
"""Points of a line of text."""
_PAGE_LINES = 40


class CardSheet:
    """Writes the cards of one paper into one worksheet, from the top."""

    def __init__(self, worksheet: Any, formats: Formats, report: Report) -> None:
        self._worksheet = worksheet
        self._formats = formats
        self._report = report
        self._row = 0

    def write(self, cards: Sequence[Card]) -> None:
        """All cards, with a page break between two."""
        for place, width in enumerate((_LABEL, _VALUE, _LABEL, _VALUE)):
            self._worksheet.set_column(place, place, width)
        breaks = []
        for card in cards:
            if self._row:
                breaks.append(self._row)
            self._write_card(card)
        self._worksheet.set_h_pagebreaks(breaks)
        set_up_print(self._worksheet, landscape=self._report.landscape)

    def _write_card(self, card: Card) -> None:
        title = self._formats.get(bold=True, font_size=16, align="center")
        self._line(card.title, title, height=26)
        left, right = heads_of(self._report)
        if left or right:
            self._worksheet.write_string(self._row, 0, left, self._formats.get())
            self._worksheet.write_string(self._row, 3, right, self._formats.get(align="right"))
            self._row += 1
        for line in card_lines(card):
            room = _VALUE if len(line) > 1 else _LABEL + 2 * _VALUE
            lines = max(1 + cell_width(printable(entry.value)) // (room - 2) for entry in line)
            self._worksheet.set_row(self._row, max(lines, 2) * _LINE * 0.9)
            for pair, entry in enumerate(line):
                label = self._formats.get(border=1, align="center", text_wrap=True)
                self._worksheet.write_string(self._row, 2 * pair, printable(entry.label), label)
                self._write_value(2 * pair + 1, printable(entry.value), alone=len(line) == 1)
            self._row += 1
        if self._report.signatures:
            self._row += 1
            cells = 2 * (_LABEL + _VALUE)
            self._line(signing_text(self._report.signatures, cells), self._formats.get())
        self._row += 1

    def _write_value(self, place: int, text: str, *, alone: bool) -> None:
        format = self._formats.get(border=1, num_format="@", text_wrap=True)
        if alone:
            self._worksheet.merge_range(self._row, place, self._row, 3, text, format)
        else:
            self._worksheet.write_string(self._row, place, text, format)

    def _line(self, text: str, format: Any, height: float = _LINE) -> None:
        self._worksheet.set_row(self._row, height)
        self._worksheet.merge_range(self._row, 0, self._row, 3, printable(text), format)
        self._row += 1
