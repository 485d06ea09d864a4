"""How the worker and the program talk: one JSON object a line, so that nothing that comes over can run.

The worker begins with ``{"sheets": [[name, hidden], …], "from_1904": bool}``. Asked ``{"read": place}`` or ``{"more": true}`` it
answers with ``{"rows": […]}``, at the end of the sheet with ``"end"`` and what was found as well. In ``rows`` a number
stands for as many blank rows. Whenever it cannot go on it says ``{"refused": code, "params": {…}}``. Before a plugin's code
begins to read it says ``{"by": format}``, unasked.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from branchkit.core.tables import Value
from branchkit.exchange.readers.grid import GridRow, Lost

BLOCK_ROWS = 200
"""Rows of one answer."""
LONGEST_ANSWER = 16 << 20
"""Bytes; more is no answer of the worker's."""

_DECIMAL, _DATE, _LOST = "n", "d", "x"


def packed(row: GridRow) -> list[Any]:
    """A row in what JSON has: other values as a letter and a text."""
    return [cell if cell is None or cell.__class__ in _PLAIN else _packed(cell) for cell in row]


_PLAIN = (str, int, bool)


def _packed(cell: Value) -> list[str]:
    match cell:
        case date():
            return [_DATE, cell.isoformat()]
        case Lost():
            return [_LOST, str(cell)]
        case _:
            return [_DECIMAL, str(cell)]


def unpacked(cells: list[Any]) -> GridRow:
    """The row of :func:`packed`; raises ValueError for what it does not make."""
    return [_unpacked(cell) if cell.__class__ is list else _plain(cell) for cell in cells]


def _plain(cell: Any) -> Value:
    if cell is None or cell.__class__ in _PLAIN:
        value: Value = cell
        return value
    raise ValueError(cell.__class__.__name__)


def _unpacked(cell: list[Any]) -> Value:
    match cell:
        case [str(kind), str(text)] if kind == _DATE:
            return date.fromisoformat(text)
        case [str(kind), str(text)] if kind == _DECIMAL:
            exact = Decimal(text)
            if exact.is_finite():
                return exact
        case [str(kind), str(text)] if kind == _LOST:
            return Lost(text)
    raise ValueError("cell")
