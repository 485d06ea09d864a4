"""What the cells of any list say, put in order and held against a condition: figures as figures, days as days, the rest by pinyin."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal, InvalidOperation

from branchkit.core.names import initials
from branchkit.core.registers.filters import typed_filter
from branchkit.core.registers.register import Column, ColumnKind
from branchkit.core.texts import LocalText

_FIGURE = re.compile(r"([-+]?[\d,]+(?:\.\d+)?)(?:/\d+|%|元)?")
_DAY = re.compile(r"\d{4}-\d{2}(?:-\d{2})?")

CellOrder = tuple[int, Decimal, str, str]


def figure_in(text: str) -> Decimal | None:
    """The number that a cell shows, also where ``/25``, ``%`` or 元 stands behind it; None where it shows none."""
    found = _FIGURE.fullmatch(text)
    if found is None:
        return None
    try:
        return Decimal(found[1].replace(",", ""))
    except InvalidOperation:
        return None


def order_of(text: str) -> CellOrder | None:
    """What cells are sorted by: figures first, then texts; None for an empty one, which stands last in either direction."""
    if not text:
        return None
    if (figure := figure_in(text)) is not None:
        return 0, figure, "", ""
    if _DAY.fullmatch(text):
        return 1, Decimal(0), text, ""
    return 2, Decimal(0), initials(text), text


def condition_on(typed: str, among: Iterable[str], today: date) -> Callable[[str], bool] | None:
    """Whether a cell is meant by a typed condition, in a column that says ``among``; None when it means nothing there.

    The conditions are those of registers (:func:`~branchkit.core.registers.filters.typed_filter`).
    """
    texts = [text for text in among if text]
    if texts and all(figure_in(text) is not None for text in texts):
        kind = ColumnKind.NUMBER
    elif texts and all(_DAY.fullmatch(text) for text in texts):
        kind = ColumnKind.DATE
    else:
        kind = ColumnKind.TEXT
    column = Column("cell", kind, LocalText(typed))
    wanted = typed_filter(column, typed, today)
    if wanted is None:
        return None

    def holds(text: str) -> bool:
        figure = figure_in(text) if kind is ColumnKind.NUMBER else None
        value = text if figure is None else str(figure)
        return wanted.holds({column.id: value}, lambda _column: text)

    return holds
