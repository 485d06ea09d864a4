"""Registers and rows for tests of whatever lists, fills in, prints or imports them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from branchkit.core.registers.register import Choice, Column, ColumnKind, Register
from branchkit.core.texts import LocalText


def a_column(id: str, kind: ColumnKind = ColumnKind.TEXT, **parts: object) -> Column:
    """A column titled like its id; a choice column has the choices ``a`` (甲) and ``b`` (乙)."""
    choices = (Choice("a", LocalText("甲", "Alpha")), Choice("b", LocalText("乙", "Beta")))
    made = Column(
        id,
        kind,
        LocalText(f"{id}栏", id),
        choices=choices if kind is ColumnKind.CHOICE else (),
    )
    return replace(made, **parts)  # type: ignore[arg-type]


def a_register(*columns: Column, **parts: object) -> Register:
    """A register of these columns, with a date before them that puts a row in its period."""
    date = a_column("date", ColumnKind.DATE, required=True)
    made = Register("book.test", LocalText("试验册", "Test book"), (date, *columns), "date")
    return replace(made, **parts)  # type: ignore[arg-type]


def every_kind() -> Register:
    """A register with one column of every kind, named like it (``yes_no`` for yes-no)."""
    return a_register(*(a_column(str(kind).replace("-", "_"), kind) for kind in _OTHERS))


_OTHERS = tuple(kind for kind in ColumnKind if kind is not ColumnKind.DATE)


def as_kind(make: Callable[[ColumnKind], object]) -> dict[str, object]:
    """A row of :func:`every_kind` with a value made for each kind."""
    row = {str(kind).replace("-", "_"): make(kind) for kind in _OTHERS}
    return {"date": make(ColumnKind.DATE), **row}
