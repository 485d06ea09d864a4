"""A roll call as a grid: number, name, presence, reason."""

from __future__ import annotations

from collections.abc import Sequence

from branchkit.core.meetings.attendance import Call, Presence
from branchkit.i18n.catalog import Catalog
from branchkit.widgets.grid_model import GridCell, GridColumn
from branchkit.widgets.tones import Tone

_TONES = {
    Presence.OPEN: Tone.MUTED,
    Presence.PRESENT: Tone.NORMAL,
    Presence.ON_LEAVE: Tone.NOTE,
    Presence.ABSENT: Tone.ERROR,
}


class RollSource:
    """The people who have to come."""

    def __init__(self, catalog: Catalog, call: Call) -> None:
        self._catalog = catalog
        self.call = call

    def columns(self) -> Sequence[GridColumn]:
        """Number, name, presence, reason."""
        text = self._catalog.text
        return (
            GridColumn("number", (text("table.number"),), 4, "right", "left"),
            GridColumn("name", (text("table.name"),), 12, pinned="left"),
            GridColumn("presence", (text("screen.roll.presence"),), 8),
            GridColumn("reason", (text("screen.roll.reason"),), 48),
        )

    def row_count(self) -> int:
        """Everybody who is expected."""
        return len(self.call.attendees)

    def cell(self, row: int, column: int) -> GridCell:
        """One cell."""
        attendee = self.call.attendees[row]
        match column:
            case 0:
                return GridCell(str(row + 1))
            case 1:
                return GridCell(attendee.name)
            case 2:
                presence = attendee.presence
                return GridCell(self._catalog.text(f"presence.{presence}"), _TONES[presence])
        return GridCell(attendee.reason)

    def row_tone(self, row: int) -> Tone:
        """Cells have their own."""
        return Tone.NORMAL
