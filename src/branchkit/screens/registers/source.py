"""How wide the columns of a register are on the screen, and which of them stay when the others scroll.

A board of records as a grid.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from branchkit.core.registers.register import Column, ColumnKind, RecordsFrom, Register
from branchkit.core.text_width import wrap
from branchkit.i18n.catalog import Catalog
from branchkit.services.registers.board import RecordBoard
from branchkit.services.registers.reading import RecordRef
from branchkit.widgets import cells
from branchkit.widgets.grid_model import GridCell, GridColumn
from branchkit.widgets.theme import Tone

ORG_KEY = "@org"
"""Key of the column with the organisation, where rows of several are shown."""
ORG_WIDTH = 14
HEAD_LINES = 2
MOST = 48
"""Cells that a column of texts grows to at most, where there is room."""
PINNED_CELLS = 30
"""What stays when the others scroll takes no more than this of 80 cells."""

FIGURES = (ColumnKind.NUMBER, ColumnKind.MONEY)
TYPED_IN_PLACE = (*FIGURES, ColumnKind.DATE, ColumnKind.MONTH)
"""Kinds whose values are figures: they are typed straight into the cell."""

_WIDTHS = {
    ColumnKind.TEXT: 16,
    ColumnKind.NUMBER: 5,
    ColumnKind.MONEY: 10,
    ColumnKind.DATE: 10,
    ColumnKind.MONTH: 7,
    ColumnKind.YES_NO: 4,
    ColumnKind.MEMBER: 8,
    ColumnKind.MEMBERS: 18,
    ColumnKind.ORGANIZATION: 14,
    ColumnKind.LIST: 14,
}
_WIDEST_CHOICE = 14


def grid_columns(register: Register, catalog: Catalog, *, several: bool) -> list[GridColumn]:
    """The columns of the grid in the order in which a grid wants them: those that stay first.

    ``several``: rows of several organisations are shown, so that each says whose it is.
    """
    pinned = _pinned(register, catalog)
    ordered = [*pinned, *(column for column in register.columns if column not in pinned)]
    made = [_grid_column(column, catalog, column in pinned) for column in ordered]
    if several:
        head = (catalog.text("screen.register.organization"),)
        made.insert(len(pinned), GridColumn(ORG_KEY, head, ORG_WIDTH, grows=MOST))
    return made


def _pinned(register: Register, catalog: Catalog) -> list[Column]:
    """The date and whom or what the row is about, as far as there is room and another column is left to stand on.

    Of members and cases the number takes the place of the date.
    """
    if register.rows is RecordsFrom.RECORDS:
        wanted = [column for column in register.columns if column.id == register.dated_by]
    else:
        wanted = [column for column in register.columns if column.field == "number"]
    name = next((c for c in register.columns if _names_somebody(c)), None)
    if name is None and register.summary:
        name = register.column(register.summary[0])
    if name is not None and name not in wanted:
        wanted.append(name)
    room = PINNED_CELLS
    found: list[Column] = []
    for column in wanted:
        room -= column_width(column, catalog) + 1
        if room >= 0 and len(found) + 1 < len(register.columns):
            found.append(column)
    return found


def _names_somebody(column: Column) -> bool:
    """Whether rows are about the person in this column: a meeting is not about its chair, who may be left out."""
    return (column.kind is ColumnKind.MEMBER and column.required) or column.field == "name"


def column_width(column: Column, catalog: Catalog) -> int:
    """As declared, else by kind, and wide enough for the title on two lines."""
    if column.width:
        return column.width
    if column.own is not None and column.own.width:
        return column.own.width
    width = _WIDTHS.get(column.kind, _WIDTHS[ColumnKind.TEXT])
    if column.kind is ColumnKind.CHOICE:
        titles = (cells.width(catalog.local(choice.title)) for choice in column.choices)
        width = min(max(titles, default=4), _WIDEST_CHOICE)
    if column.field == "name":
        width = _WIDTHS[ColumnKind.MEMBER]
    title = cells.width(catalog.local(column.title))
    return max(width, (title + 1) // HEAD_LINES, 4)


def _grid_column(column: Column, catalog: Catalog, pinned: bool) -> GridColumn:
    width = column_width(column, catalog)
    align: Literal["left", "right"] = "right" if column.kind in FIGURES else "left"
    head = tuple(wrap(catalog.local(column.title), width)[:HEAD_LINES])
    editable = (
        column.typed and not pinned and column.entry in TYPED_IN_PLACE and not column.personal
    )
    grows = 0 if align == "right" or column.entry in TYPED_IN_PLACE else MOST
    return GridColumn(column.id, head, width, align, "left" if pinned else "", editable, grows)


class RecordSource:
    """The rows that a board shows."""

    def __init__(self, board: RecordBoard, catalog: Catalog, names: dict[str, str]) -> None:
        """``names`` are those of the organisations whose rows are shown."""
        self._board = board
        self._names = names
        self._columns = grid_columns(board.register, catalog, several=len(board.orgs) > 1)
        self._kinds = {column.id: column.kind for column in board.register.columns}
        self.touched: set[tuple[RecordRef, str]] = set()
        """Cells that another session changed while this one looked on."""

    def columns(self) -> Sequence[GridColumn]:
        """Date and name, then the others."""
        return self._columns

    def row_count(self) -> int:
        """The rows that are shown."""
        return len(self._board)

    def cell(self, row: int, column: int) -> GridCell:
        """One cell; a list of people begins with how many they are."""
        key = self._columns[column].key
        ref = self._board.refs[row]
        if key == ORG_KEY:
            return GridCell(self._names.get(ref.org, ref.org))
        text = self._board.shown(row, key)
        if self._kinds[key] is ColumnKind.MEMBERS and text:
            people = self._board.record(row).values.get(key)
            text = f"{len(people) if isinstance(people, list) else 1} {text}"
        return GridCell(text, Tone.OTHER if (ref, key) in self.touched else Tone.NORMAL)

    def row_tone(self, row: int) -> Tone:
        """Rows that were taken away are faint."""
        return Tone.MUTED if self._board.record(row).removed else Tone.NORMAL

    def key(self, column: int) -> str:
        """The register's column under a grid column."""
        return self._columns[column].key

    def index(self, key: str) -> int | None:
        """Where a column of the register stands."""
        return next((i for i, column in enumerate(self._columns) if column.key == key), None)
