"""What every reader makes of a file: named grids of plain values, row by row."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol

from branchkit.core.tables import Value
from branchkit.core.values import frozen

GridRow = list[Value]
"""A row's cells from the first column on; a blank cell is None. Rows of one grid may differ in length."""


@frozen
class Grid:
    """One sheet. ``rows()`` starts anew at each call and yields from the sheet's first row, blank ones included,
    so that counting from 1 gives the numbers a spreadsheet shows."""

    name: str
    rows: Callable[[], Iterator[GridRow]]


class GridFile(Protocol):
    """An open file with one grid or more; close it when done."""

    @property
    def sheet_names(self) -> tuple[str, ...]:
        """Names of the sheets in their order; a csv file has one without a name."""

    def grid(self, index: int) -> Grid:
        """A sheet by its place from 0."""

    def close(self) -> None:
        """Let go of the file."""


def column_letter(index: int) -> str:
    """A spreadsheet's letter for a column counted from 0: 0 → A, 26 → AA."""
    letters = ""
    index += 1
    while index:
        index, place = divmod(index - 1, 26)
        letters = chr(ord("A") + place) + letters
    return letters
