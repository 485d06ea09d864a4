"""A board of records as a grid."""

from __future__ import annotations

from collections.abc import Sequence

from branchkit.core.registers.register import ColumnKind
from branchkit.i18n.catalog import Catalog
from branchkit.screens.registers.columns import ORG_KEY, grid_columns
from branchkit.services.registers.board import RecordBoard
from branchkit.services.registers.reading import RowRef
from branchkit.widgets.grid_model import GridCell, GridColumn
from branchkit.widgets.tones import Tone


class RecordSource:
    """The rows that a board shows."""

    def __init__(self, board: RecordBoard, catalog: Catalog, names: dict[str, str]) -> None:
        """``names`` are those of the organisations whose rows are shown."""
        self._board = board
        self._names = names
        self._columns = grid_columns(board.register, catalog, several=len(board.orgs) > 1)
        self._kinds = {column.id: column.kind for column in board.register.columns}
        self.touched: set[tuple[RowRef, str]] = set()
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
