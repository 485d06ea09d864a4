"""Cells that a spreadsheet has kept as what they are: taken as values at once, without a text in between.

They are most cells of a long list. Whatever is not quite so plain gives None, and is read with all care.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from branchkit.core.registers.register import Column, ColumnKind
from branchkit.core.tables import Value

_EXACT_LENGTH = 15
"""Characters of a figure that no double has rounded."""

Take = Callable[[Value], object]


def plain_cell(column: Column, *, armed: bool) -> Take | None:
    """How plain cells of a column become values; None where every cell is to be read with care."""
    if column.personal and column.kind is ColumnKind.TEXT:
        return None
    match column.kind:
        case ColumnKind.TEXT if not armed:
            return _text
        case ColumnKind.NUMBER:
            return _number
        case ColumnKind.MONEY:
            return _money
        case ColumnKind.DATE:
            return _day
        case ColumnKind.MONTH:
            return _month
    return None


def _text(cell: Value) -> object:
    return cell.strip() or None if cell.__class__ is str and cell.isprintable() else None


def _number(cell: Value) -> object:
    return _figures(cell) if cell.__class__ is int or cell.__class__ is Decimal else None


def _money(cell: Value) -> object:
    if cell.__class__ is int:
        whole = _figures(cell)
        return whole and f"{whole}.00"
    if cell.__class__ is not Decimal:
        return None
    figures = _figures(cell) or ""
    if figures[-3:-2] == ".":
        return figures
    return f"{figures}0" if figures[-2:-1] == "." else None


def _figures(cell: Value) -> str | None:
    figures = str(cell)
    return figures if len(figures) <= _EXACT_LENGTH and "E" not in figures else None


def _day(cell: Value) -> object:
    return cell.isoformat() if cell.__class__ is date else None


def _month(cell: Value) -> object:
    return cell.isoformat()[:7] if cell.__class__ is date else None
