"""Workbooks for tests that need no file."""

from __future__ import annotations

from branchkit.exchange.readers.grid import Grid, GridRow


class Sheets:
    """Grids made of lists, one for each keyword."""

    def __init__(self, **sheets: list[GridRow]) -> None:
        self._sheets = sheets

    @property
    def sheet_names(self) -> tuple[str, ...]:
        return tuple(self._sheets)

    def grid(self, index: int) -> Grid:
        name = self.sheet_names[index]
        return Grid(name, lambda: iter([list(row) for row in self._sheets[name]]))

    def close(self) -> None:
        pass
