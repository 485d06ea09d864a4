"""What every reader makes of a file: named grids of plain values, row by row."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from branchkit.core.errors import Problem
from branchkit.core.tables import Value
from branchkit.core.values import frozen

GridRow = list[Value]
"""A row's cells from the first column on; a blank cell is None. Rows of one grid may differ in length."""

MOST_ROWS = 75_000
"""Rows with something in them that one sheet may have: six times a county's members, more than an .xls can hold. An import of
as many members holds 2.7 KB for each until it commits, with the reader 300 MB."""
MOST_CELLS = 5_000_000
"""Cells of a sheet, blank ones between others included: as many rows of fifty columns."""
MOST_COLUMNS = 1024
"""Cells further to the right are no part of a list; they are told and not read."""
MOST_BLANK = 10_000
"""Behind so many blank rows the list has ended; what stands there is told and not read."""


class Lost(str):
    """A cell whose value the file does not have: the error that it shows (``#REF!``), or its formula (``=EDATE(F2,12)``)
    where no program has worked it out. It is a text, so that it can be shown and written into a mend file."""

    __slots__ = ()


_ERRORS = frozenset(
    [
        "#REF!",
        "#N/A",
        "#NAME?",
        "#VALUE!",
        "#DIV/0!",
        "#NULL!",
        "#NUM!",
        "#SPILL!",
        "#CALC!",
        "#FIELD!",
        "#BLOCKED!",
        "#CONNECT!",
        "#GETTING_DATA",
    ]
)
_FORMULA = re.compile(r"=[-+]?[A-Z][A-Z0-9.]+\(.*", re.DOTALL)


def is_lost(value: Value) -> bool:
    """Whether a cell shows an error or a formula in place of its value.

    Texts count as well: a csv file has errors as texts, and so has a mend file in which nothing was mended.
    """
    if not isinstance(value, str):
        return False
    return isinstance(value, Lost) or value in _ERRORS or bool(_FORMULA.fullmatch(value))


@frozen
class Grid:
    """One sheet. ``rows()`` starts anew at each call and yields from the sheet's first row, blank ones included,
    so that counting from 1 gives the numbers a spreadsheet shows. It ends what an earlier call has begun."""

    name: str
    rows: Callable[[], Iterator[GridRow]]
    hidden: bool = False
    """Whether the spreadsheet shows no tab for it."""
    from_1904: bool = False
    """Whether its days are counted from 1904-01-01, as old Macs did."""
    ready: Callable[[int], bool] = lambda rows: True
    """Whether so many more rows of it, or its end, can be had without waiting; where not, it has waited for a moment."""
    findings: Callable[[], Sequence[Problem]] = tuple
    """What is to be told of the sheet, once its rows have been read to the end: hidden rows, cells that stand too far out."""


class GridFile(Protocol):
    """An open file with one grid or more; close it when done."""

    @property
    def sheet_names(self) -> tuple[str, ...]:
        """Names of the sheets in their order; a csv file has one without a name."""

    def grid(self, index: int) -> Grid:
        """A sheet by its place from 0."""

    def ready(self) -> bool:
        """Whether the sheets are known; where not, it has waited for a moment, so that one may ask again and again."""

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


def column_index(letters: str) -> int:
    """The column from 0 for a spreadsheet's letters: A → 0, AA → 26."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - ord("A") + 1
    return index - 1
