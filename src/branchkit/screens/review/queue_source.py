"""The queue as a grid: an organisation a line, how its sheet stands, what its rows say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from branchkit.core.review.terms import Timeliness
from branchkit.core.scoring.sheets import SheetState
from branchkit.i18n.catalog import Catalog
from branchkit.services.review.queue import QueueLine, QueuePart, ReviewQueue
from branchkit.widgets.grid_model import GridCell, GridColumn
from branchkit.widgets.theme import Tone

NAME_WIDTH, ABOVE_WIDTH = 20, 10
MOST_NAME, MOST_ABOVE = 40, 24
_EMPTY = GridCell("")
_TONES = {
    Timeliness.LATE: Tone.STALE,
    Timeliness.OVERDUE: Tone.ERROR,
    Timeliness.EXCEPTED: Tone.NOTE,
}


class QueueSource:
    """What each cell shows; asked for the rows in sight only."""

    def __init__(self, queue: ReviewQueue, catalog: Catalog) -> None:
        self.queue = queue
        self._catalog = catalog
        self._columns = (
            self._column("name", NAME_WIDTH, grows=MOST_NAME),
            self._column("above", ABOVE_WIDTH, grows=MOST_ABOVE),
            self._column("state", 6),
            self._column("handed_up", 5),
            self._column("due", 5),
            self._column("timeliness", 8),
            self._column("done", 7, right=True),
            self._column("changed", 4, right=True),
            self._column("sampled", 4),
        )

    def _column(self, key: str, width: int, *, right: bool = False, grows: int = 0) -> GridColumn:
        head = (self._catalog.text(f"screen.review.head.{key}"),)
        return GridColumn(key, head, width, "right" if right else "left", grows=grows)

    def columns(self) -> Sequence[GridColumn]:
        """Name, superior, state, days, what the rows say, whether it was drawn."""
        return self._columns

    def row_count(self) -> int:
        """The organisations that have to hand up, or have."""
        return len(self.queue.lines)

    def cell(self, row: int, column: int) -> GridCell:
        """One cell."""
        line = self.queue.lines[row]
        match self._columns[column].key:
            case "name":
                return GridCell(line.organization.name)
            case "above":
                return GridCell(line.above)
            case "state":
                return self._state(line)
            case "handed_up":
                return _day(line.handed_up)
            case "due":
                return _day(line.terms.last_day)
            case "timeliness":
                return self._timeliness(line)
            case "sampled":
                drawn = self._catalog.text("review.part.sampled") if line.sampled else ""
                return GridCell(drawn, Tone.NOTE)
            case key:
                return self._insight(row, key)

    def _state(self, line: QueueLine) -> GridCell:
        text = self._catalog.text(f"review.state.{line.state or 'none'}")
        if line.is_in(QueuePart.COMPLETE):
            return GridCell(text, Tone.PROPOSAL)
        returned = line.state is SheetState.RETURNED
        return GridCell(text, Tone.DEPARTURE if returned else Tone.NORMAL)

    def _timeliness(self, line: QueueLine) -> GridCell:
        if line.timeliness is Timeliness.UNTIMED:
            return _EMPTY
        text = self._catalog.text(f"review.timeliness.{line.timeliness}")
        return GridCell(text, _TONES.get(line.timeliness, Tone.NORMAL))

    def _insight(self, row: int, key: str) -> GridCell:
        insight = self.queue.insight(row)
        if key == "changed":
            return GridCell(str(insight.changed), Tone.OTHER) if insight.changed else _EMPTY
        if not insight.count:
            return _EMPTY
        whole = insight.complete == insight.count
        text = f"{insight.complete}/{insight.count}"
        return GridCell(text, Tone.NORMAL if whole else Tone.LOW)

    def row_tone(self, row: int) -> Tone:
        """What is confirmed stands back."""
        done = self.queue.lines[row].is_in(QueuePart.CONFIRMED)
        return Tone.MUTED if done else Tone.NORMAL


def _day(day: date | None) -> GridCell:
    return _EMPTY if day is None else GridCell(f"{day:%m-%d}", plain=day.isoformat())
