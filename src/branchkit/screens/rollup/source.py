"""A rollup board as a grid: a row for each child, with a bar of what was handed up and the line of the periods."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from branchkit.core.pictures import bar, line_of
from branchkit.i18n.catalog import Catalog
from branchkit.services.reports.rollup import movement
from branchkit.services.rollup.board import PERIODS, RollupBoard, RollupRow
from branchkit.widgets.grid_model import GridCell, GridColumn
from branchkit.widgets.theme import Tone

LEAST_NAME = 14
LOW = Decimal(60)
"""Per cent of the maximum below which a share is shown as low."""
_EMPTY = GridCell("")
_BAR = 6


class RollupSource:
    """What each cell shows; asked for the rows in sight only."""

    def __init__(
        self, board: RollupBoard, catalog: Catalog, *, blocks: bool, width: int = 80
    ) -> None:
        self.board = board
        self._catalog, self._blocks = catalog, blocks
        self._columns: tuple[GridColumn, ...] = ()
        self.fit(width)

    def fit(self, width: int) -> None:
        """The name takes what the other columns leave."""
        others = (
            self._column("handed", 7),
            GridColumn("bar", ("",), _BAR),
            self._column("on_time", 4),
            self._column("completeness", 6),
            self._column("share", 6),
            self._column("rank", 4),
            self._column("movement", 6, "left"),
            self._column("trend", PERIODS, "left"),
        )
        taken = sum(column.width + 1 for column in others)
        head = (self._catalog.text("screen.rollup.head.name"),)
        self._columns = (GridColumn("name", head, max(LEAST_NAME, width - taken - 1)), *others)

    def _column(self, key: str, width: int, align: str = "right") -> GridColumn:
        head = (self._catalog.text(f"screen.rollup.head.{key}"),)
        return GridColumn(key, head, width, "right" if align == "right" else "left")

    def columns(self) -> Sequence[GridColumn]:
        """Name, handed up, in time, complete, share, place, risen or fallen, the periods."""
        return self._columns

    def row_count(self) -> int:
        """The children, and the organisation itself where it has sheets."""
        return len(self.board.rows)

    def cell(self, row: int, column: int) -> GridCell:
        """One cell."""
        shown, key = self.board.rows[row], self._columns[column].key
        summary = shown.summary
        match key:
            case "name":
                return GridCell(self._name(shown), plain=shown.organization.name)
            case "handed":
                return GridCell(f"{summary.handed}/{summary.wanted}", plain=str(summary.handed))
            case "bar":
                return GridCell(bar(summary.handed, summary.wanted, _BAR) if summary.wanted else "")
            case "on_time":
                return GridCell(str(summary.on_time))
            case "completeness":
                return _EMPTY if summary.completeness is None else _percent(summary.completeness)
            case "share":
                return self._share(summary.share)
            case "rank":
                return _EMPTY if shown.rank is None else GridCell(str(shown.rank))
            case "movement":
                told = movement(self._catalog, shown.risen)
                return GridCell(told, plain="" if shown.risen is None else str(shown.risen))
            case _:
                return GridCell(self.line(shown.organization.id))

    def row_tone(self, row: int) -> Tone:
        """Who has no sheet at all stands back."""
        return Tone.NORMAL if self.board.rows[row].summary.opened else Tone.MUTED

    def line(self, org: str) -> str:
        """The periods of a row, of all for the empty id, as characters in one scale."""
        low, high = self.board.bounds or (None, None)
        return line_of(self.board.trend(org), blocks=self._blocks, low=low, high=high)

    def _name(self, row: RollupRow) -> str:
        if row.own:
            return self._catalog.text("report.rollup.own", name=row.organization.short)
        return f"{'+ ' if row.has_children else '  '}{row.organization.name}"

    def _share(self, share: Decimal | None) -> GridCell:
        if share is None:
            return _EMPTY
        return GridCell(str(share), Tone.LOW if share < LOW else Tone.NORMAL)


def _percent(value: Decimal) -> GridCell:
    return GridCell(str(value))
