"""A year of meetings as a grid: quotas down, months across; a quarter's figure stands in its last month."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from branchkit.core.meetings.quotas import QuotaCell, QuotaState
from branchkit.core.rulepacks import Quota
from branchkit.i18n.catalog import Catalog
from branchkit.widgets.grid_model import GridCell, GridColumn
from branchkit.widgets.tones import Tone

TITLE_WIDTH = 14
MONTH_WIDTH = 4
_TONES = {
    QuotaState.MET: Tone.NORMAL,
    QuotaState.OWED: Tone.PROPOSAL,
    QuotaState.MISSED: Tone.ERROR,
    QuotaState.AHEAD: Tone.MUTED,
    QuotaState.NOT_ASKED: Tone.MUTED,
}


class CalendarSource:
    """The cells of one year."""

    def __init__(self, catalog: Catalog, year: int) -> None:
        self._catalog = catalog
        self.year = year
        self._rows: list[tuple[Quota, list[QuotaCell]]] = []

    def show(self, year: int, cells: Sequence[QuotaCell]) -> None:
        """Show these."""
        self.year = year
        rows: dict[str, tuple[Quota, list[QuotaCell]]] = {}
        for cell in cells:
            rows.setdefault(cell.quota.id, (cell.quota, []))[1].append(cell)
        self._rows = list(rows.values())

    def at(self, row: int, column: int) -> QuotaCell | None:
        """The quota's period to which a month belongs."""
        if row >= len(self._rows):
            return None
        day = date(self.year, max(column, 1), 1)
        return next((cell for cell in self._rows[row][1] if day in cell.period), None)

    def position(self, quota: str, month: int) -> tuple[int, int]:
        """Row and column of a quota's month; the first row for a quota there is none of."""
        ids = [kept.id for kept, _cells in self._rows]
        return (ids.index(quota) if quota in ids else 0), month

    def columns(self) -> Sequence[GridColumn]:
        """The quota, then the months."""
        text = self._catalog.text
        title = GridColumn("quota", (text("screen.meetings.quota"),), TITLE_WIDTH, pinned="left")
        months = (
            GridColumn(str(m), (text("screen.meetings.month", month=m),), MONTH_WIDTH, "right")
            for m in range(1, 13)
        )
        return (title, *months)

    def row_count(self) -> int:
        """The quotas."""
        return len(self._rows)

    def cell(self, row: int, column: int) -> GridCell:
        """One cell; empty in the months before a period's last one."""
        quota, cells = self._rows[row]
        if column == 0:
            return GridCell(self._catalog.local(quota.title))
        for cell in cells:
            if cell.period.last_day.month == column:
                return GridCell(self._figure(cell), _TONES[cell.state])
        return GridCell("")

    def row_tone(self, row: int) -> Tone:
        """Cells have their own."""
        return Tone.NORMAL

    def _figure(self, cell: QuotaCell) -> str:
        match cell.state:
            case QuotaState.MET:
                return str(cell.held)
            case QuotaState.OWED:
                return f"{cell.held}/{cell.wanted}"
            case QuotaState.MISSED:
                return self._catalog.text("screen.meetings.missed", count=cell.owed)
            case QuotaState.AHEAD:
                return "."
        return "-"
