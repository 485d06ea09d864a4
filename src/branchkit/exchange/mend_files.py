"""The file of rows that an import left out: the original columns and why, to be mended and imported again as it is.

Values keep their types. A citizen ID that a spreadsheet has damaged stays a number, so that it is refused again
until somebody has typed it anew; the ID's column is formatted as text, so that what is typed stays whole.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from branchkit.core.cells import cell_width
from branchkit.core.errors import ExchangeError
from branchkit.core.tables import Value
from branchkit.core.values import frozen
from branchkit.exchange.atomic import atomic_file
from branchkit.exchange.writers.values import unarmed, unshortened

_NARROWEST, _WIDEST = 6, 60
_EXACT_DIGITS = 15


@frozen
class MendFile:
    """What is written: a header of one row, rows as they were, and a text for each row in a last column."""

    labels: Sequence[str]
    rows: Sequence[Sequence[Value]]
    explanations: Sequence[str]
    explanation_label: str
    id_column: int | None = None
    """Place from 0 of the column that must stay text."""

    def header(self) -> list[str]:
        """The labels with the last one."""
        return [*self.labels, self.explanation_label]

    def lines(self) -> list[list[Value]]:
        """The rows, as long as the header, with their explanations."""
        width = len(self.labels)
        return [
            [*row[:width], *[None] * (width - len(row)), explanation]
            for row, explanation in zip(self.rows, self.explanations, strict=True)
        ]


def write_mend_file(target: Path, content: MendFile) -> None:
    """Write .xlsx or .csv by the file's ending; raises :class:`ExchangeError` ``mend_format`` or those of
    :func:`~branchkit.exchange.atomic.atomic_file`."""
    match target.suffix.lower():
        case ".xlsx":
            written = _xlsx(content)
        case ".csv":
            written = _csv(content)
        case ending:
            raise ExchangeError("mend_format", path=str(target), ending=ending)
    with atomic_file(target) as file:
        file.write(written)


def _csv(content: MendFile) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(content.header())
    for line in content.lines():
        writer.writerow([_csv_cell(value) for value in line])
    return text.getvalue().encode("utf-8-sig")


def _csv_cell(value: Value) -> str:
    match value:
        case None:
            return ""
        case bool() | date():
            return str(value)
        case int() if len(str(value)) > _EXACT_DIGITS:
            return f"{Decimal(value):.14E}"
        case int() | Decimal():
            return str(value)
        case str():
            return unshortened(unarmed(value))


def _xlsx(content: MendFile) -> bytes:
    from xlsxwriter import Workbook

    buffer = io.BytesIO()
    with Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        text = book.add_format({"num_format": "@"})
        dated = book.add_format({"num_format": "yyyy-mm-dd"})
        lines = content.lines()
        for place, label in enumerate(content.header()):
            cells = [line[place] for line in lines]
            width = max(
                (cell_width(str(cell)) for cell in (label, *cells) if cell is not None), default=0
            )
            format = text if place == content.id_column else None
            sheet.set_column(place, place, min(max(width + 2, _NARROWEST), _WIDEST), format)
            sheet.write_string(0, place, label, bold)
            for row, cell in enumerate(cells, start=1):
                _write_cell(sheet, row, place, cell, dated if isinstance(cell, date) else format)
        sheet.freeze_panes(1, 0)
    return buffer.getvalue()


def _write_cell(sheet: Any, row: int, column: int, value: Value, format: Any) -> None:
    """By type, never by looks: what begins with = is no formula, what looks like a number stays text."""
    match value:
        case None:
            sheet.write_blank(row, column, None, format)
        case bool():
            sheet.write_boolean(row, column, value, format)
        case date():
            sheet.write_datetime(row, column, value, format)
        case int() | Decimal():
            sheet.write_number(row, column, value, format)
        case str():
            sheet.write_string(row, column, value, format)
