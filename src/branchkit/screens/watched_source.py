"""The rows of a plugin's grid: what fails in them is kept, and stands empty."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager

from branchkit.widgets.grid_model import FittingSource, GridCell, GridColumn, GridSource
from branchkit.widgets.theme import Tone

Watch = Callable[[str], AbstractContextManager[None]]
NOTHING = GridCell("")


class WatchedSource:
    """Asks a source, and answers for it where it fails."""

    def __init__(self, source: GridSource, watched: Watch) -> None:
        self._source = source
        self._watched = watched

    def columns(self) -> Sequence[GridColumn]:
        """Its columns; none where it fails."""
        with self._watched("columns"):
            return self._source.columns()
        return ()

    def row_count(self) -> int:
        """How many rows; none where it fails."""
        with self._watched("row_count"):
            return self._source.row_count()
        return 0

    def cell(self, row: int, column: int) -> GridCell:
        """One cell; an empty one where it fails."""
        with self._watched("cell"):
            return self._source.cell(row, column)
        return NOTHING

    def row_tone(self, row: int) -> Tone:
        """The look of a row; the usual one where it fails."""
        with self._watched("row_tone"):
            return self._source.row_tone(row)
        return Tone.NORMAL

    def fit(self, width: int) -> None:
        """As it can itself, or not at all."""
        if isinstance(self._source, FittingSource):
            with self._watched("fit"):
                self._source.fit(width)
