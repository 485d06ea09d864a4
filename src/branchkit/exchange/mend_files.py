"""The file of rows that an import left out: the original columns and why, to be mended and imported again as it is.

Values keep their types. A citizen ID that a spreadsheet has damaged stays a number, so that it is refused again
until somebody has typed it anew; such a column is formatted as text, so that what is typed stays whole. Rows go to the
disk as they come: a workbook of which nothing fits may be a large one.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from branchkit.core.errors import ExchangeError
from branchkit.core.tables import Value
from branchkit.core.text_width import cell_width
from branchkit.core.values import frozen
from branchkit.exchange.writers.values import unarmed, unshortened
from branchkit.toml.atomic import atomic_file, writing
from branchkit.toml.targets import check_target

_NARROWEST, _WIDEST = 6, 60
_EXACT_DIGITS = 15


@frozen
class MendHead:
    """A header of one row: the original columns but for those left away, and a last one for the explanations.

    Places count from 0 in the original rows.
    """

    original: Sequence[str]
    """The headers of all original columns."""
    explanation_label: str
    text_columns: frozenset[int] = frozenset()
    """Columns that must stay text."""
    left_away: frozenset[int] = frozenset()
    """The explanations of an earlier round."""

    @property
    def kept(self) -> list[int]:
        """The places of the columns that the file has."""
        return [place for place in range(len(self.original)) if place not in self.left_away]

    @property
    def labels(self) -> list[str]:
        """The headers of the file."""
        return [*(self.original[place] for place in self.kept), self.explanation_label]

    @property
    def texts(self) -> frozenset[int]:
        """Which columns of the file must stay text, from 0."""
        return frozenset(at for at, place in enumerate(self.kept) if place in self.text_columns)

    def line(self, row: Sequence[Value], explanation: str) -> list[Value]:
        """An original row as a line of the file, as long as the header."""
        width = len(row)
        return [*(row[place] if place < width else None for place in self.kept), explanation]


class MendWriter(Protocol):
    """A mend file under way."""

    def add(self, row: Sequence[Value], explanation: str) -> None:
        """One more original row, and why it was left out."""


@contextmanager
def mend_writer(target: Path, head: MendHead, *, replace: bool = False) -> Iterator[MendWriter]:
    """Write .xlsx or .csv by the file's ending; the file is there, for its owner alone, when the block has ended well.

    Raises :class:`ExchangeError` ``mend_format`` or those of :func:`~branchkit.toml.atomic.atomic_file`.
    """
    check_mend_target(target, replace=replace)
    with atomic_file(target, replace=replace, private=True) as file:
        writer = _Workbook(file, head) if target.suffix.lower() == ".xlsx" else _Csv(file, head)
        yield writer
        writer.close()


def check_mend_target(target: Path, *, replace: bool = False) -> None:
    """Before any row is read: raises :class:`ExchangeError` ``mend_format`` for an ending that is not written, or what
    :func:`~branchkit.toml.targets.check_target` raises."""
    if target.suffix.lower() not in (".xlsx", ".csv"):
        raise ExchangeError("mend_format", path=str(target), ending=target.suffix.lower())
    with writing(target):
        check_target(target, replace=replace)


class _Csv:
    def __init__(self, file: BinaryIO, head: MendHead) -> None:
        self._text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
        self._writer = csv.writer(self._text)
        self._head = head
        self._writer.writerow(head.labels)

    def add(self, row: Sequence[Value], explanation: str) -> None:
        self._writer.writerow([_csv_cell(value) for value in self._head.line(row, explanation)])

    def close(self) -> None:
        self._text.detach()


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


class _Workbook:
    def __init__(self, file: BinaryIO, head: MendHead) -> None:
        from xlsxwriter import Workbook

        self._book = Workbook(file, {"constant_memory": True})
        self._sheet = self._book.add_worksheet()
        self._text = self._book.add_format({"num_format": "@"})
        self._dated = self._book.add_format({"num_format": "yyyy-mm-dd"})
        self._head = head
        self._texts = head.texts
        self._row = 0
        self._widths: list[int] = []
        bold = self._book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        for place, label in enumerate(head.labels):
            self._widths.append(cell_width(label))
            self._sheet.write_string(0, place, label, bold)
        self._sheet.freeze_panes(1, 0)

    def add(self, row: Sequence[Value], explanation: str) -> None:
        self._row += 1
        for place, cell in enumerate(self._head.line(row, explanation)):
            if cell is not None:
                self._widths[place] = max(self._widths[place], cell_width(str(cell)))
            format = self._text if place in self._texts else None
            _write_cell(
                self._sheet,
                self._row,
                place,
                cell,
                self._dated if isinstance(cell, date) else format,
            )

    def close(self) -> None:
        for place, width in enumerate(self._widths):
            format = self._text if place in self._texts else None
            self._sheet.set_column(place, place, min(max(width + 2, _NARROWEST), _WIDEST), format)
        self._book.close()


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
