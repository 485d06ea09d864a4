"""Formats that plugins read: what the worker is told of them, what their functions are given, and their cells as ours.

A plugin's function runs in the worker and nowhere else, within its limits: it is named by ``module:function`` and imported
there. Whatever it raises is one refusal, with the line of the plugin's own code.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field
from datetime import date, datetime
from decimal import Decimal
from types import TracebackType
from typing import Any, BinaryIO

from branchkit.core.errors import ExchangeError
from branchkit.core.masking import without_numbers
from branchkit.core.tables import Value
from branchkit.core.values import frozen
from branchkit.exchange.readers.numbers import plain_number
from branchkit.exchange.readers.sheets import Findings, NumberedRows, PluginFormat, Sheet


@frozen
class SourceFile:
    """The file that a plugin's importer is to read."""

    name: str
    """Its name without the folder."""
    file: BinaryIO
    """Open for reading, at its beginning."""

    @property
    def path(self) -> str:
        """A path under which libraries that want one open the same file (``sqlite3``)."""
        return f"/dev/fd/{self.file.fileno()}"


@frozen
class ImportedSheet:
    """A sheet that a plugin's importer found: its header and what stands below, as in a spreadsheet.

    A cell is None, a text, an int, a float or ``Decimal``, a bool, or a ``date``; a row is a list or tuple of cells, an empty one
    stands for a blank row.
    """

    rows: Iterable[Sequence[object]] = field(default=())
    """From the top; read once, as they are used."""
    name: str = ""
    """For the user, who may name one of several; empty where there is only one."""
    hidden: bool = False
    """Whether it is looked into only where no other sheet has a header."""


class TookTooLongError(BaseException):
    """A plugin's function has not answered in its time; no ``Exception``, so that it does not catch it by mistake."""


class PluginContents:
    """A file that a plugin reads, as a file of numbered rows."""

    from_1904 = False

    def __init__(self, format: PluginFormat, file: BinaryIO, name: str) -> None:
        """Calls the plugin's function; raises what it raises."""
        self._format = format
        self._source = SourceFile(name, file)
        self._sheets = self._read()
        self._begun: set[int] = set()
        self.sheets = tuple(Sheet(sheet.name, sheet.hidden) for sheet in self._sheets)

    def rows(self, index: int, findings: Findings) -> NumberedRows:
        """The rows of a sheet; asked again the plugin reads the file again, since its rows may be gone."""
        del findings
        if index in self._begun:
            self._sheets, self._begun = self._read(), set()
        self._begun.add(index)
        return _numbered(self._sheets[index].rows)

    def _read(self) -> list[ImportedSheet]:
        self._source.file.seek(0)
        module, _, name = self._format.target.partition(":")
        sheets: Any = getattr(importlib.import_module(module), name)(self._source)
        found: list[ImportedSheet] = []
        for sheet in _sequence(sheets):
            if not isinstance(sheet, ImportedSheet):
                raise TypeError(f"{type(sheet).__name__}, {ImportedSheet.__name__}")
            found.append(sheet)
        return found


def make_importable(folders: Iterable[str]) -> None:
    """Find modules where the program finds them, after the worker's own."""
    sys.path.extend(folder for folder in folders if folder not in sys.path)


def fault_of(format: PluginFormat, error: BaseException) -> ExchangeError:
    """What a plugin's function ended with, as a refusal; its words without the figures that may be somebody's."""
    place = _place(format, error.__traceback__)
    if isinstance(error, SyntaxError) and error.filename:
        place = f"{error.filename}:{error.lineno}"
    params: dict[str, object] = {"format": format.id, "place": place}
    match error:
        case ExchangeError():
            return error
        case MemoryError():
            return ExchangeError("read_plugin_memory", **params)
        case TookTooLongError():
            return ExchangeError("read_plugin_slow", seconds=format.seconds, **params)
    detail = f"{type(error).__name__}: {without_numbers(str(error))}"
    return ExchangeError("read_plugin", detail=detail, **params)


def _place(format: PluginFormat, traceback: TracebackType | None) -> str:
    innermost = own = ""
    while traceback is not None:
        file = traceback.tb_frame.f_code.co_filename
        innermost = f"{file}:{traceback.tb_lineno}"
        if format.home and file.startswith(f"{format.home}{os.sep}"):
            own = innermost
        traceback = traceback.tb_next
    # What it returned was looked at by us: then its function is what its author can find.
    return own or (format.target if format.home else innermost)


def _sequence(found: object) -> Iterable[object]:
    return found if isinstance(found, Iterable) and not isinstance(found, str) else (found,)


def _numbered(rows: Iterable[Sequence[object]]) -> NumberedRows:
    for number, row in enumerate(rows, start=1):
        if isinstance(row, str | bytes) or not isinstance(row, Sequence):
            raise TypeError(f"row {number}: {type(row).__name__}, list")
        cells = list(_cells(row))
        while cells and cells[-1] is None:
            cells.pop()
        if cells:
            yield number, cells


def _cells(row: Sequence[object]) -> Iterator[Value]:
    for cell in row:
        match cell:
            case None | "":
                yield None
            case str():
                yield str(cell)
            case bool():
                yield cell
            case int():
                yield int(cell)
            case Decimal() if cell.is_finite():
                yield cell
            case float():
                yield plain_number(cell)
            case datetime():
                yield cell.date()
            case date():
                yield cell
            case _:
                raise TypeError(f"{type(cell).__name__}, str | int | Decimal | bool | date | None")
