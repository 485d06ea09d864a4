"""Duties as a grid: when, what, by which rule."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from branchkit.core.duties import Duty, Urgency
from branchkit.core.text_width import cell_width
from branchkit.i18n.catalog import Catalog
from branchkit.services.citations import citation_text
from branchkit.services.duties.scene import duty_text, when_text
from branchkit.widgets.grid_model import GridCell, GridColumn
from branchkit.widgets.tones import Tone

WHEN_WIDTH = 10
RULE_WIDTH = 26
LEAST_WHAT = 30
MARK = "! "
"""Before what is overdue or urgent; colour is never the only sign."""


class DutySource:
    """The duties found so far, in order."""

    def __init__(self, catalog: Catalog, today: date) -> None:
        self._catalog = catalog
        self._today = today
        self._duties: Sequence[Duty] = ()
        self._names: dict[str, str] = {}
        self._width = 80

    def show(self, duties: Sequence[Duty], names: dict[str, str]) -> None:
        """Show these; ``names`` are put before the duties of other organisations than the one worked at."""
        self._duties = duties
        self._names = names

    def fit(self, width: int) -> None:
        """Let the middle column fill the screen."""
        self._width = width

    def duty(self, row: int) -> Duty | None:
        """The duty in a row."""
        return self._duties[row] if row < len(self._duties) else None

    def text(self, duty: Duty) -> str:
        """What is to be done, and where if it is elsewhere."""
        name = self._names.get(duty.org, "")
        text = duty_text(self._catalog, duty)
        if not name or text.startswith(name):
            return text
        return self._catalog.text("due.elsewhere", organization=name, text=text)

    def columns(self) -> Sequence[GridColumn]:
        """When, what, rule."""
        text = self._catalog.text
        what = max(LEAST_WHAT, self._width - WHEN_WIDTH - RULE_WIDTH - 3)
        return (
            GridColumn("when", (text("due.head.when"),), WHEN_WIDTH),
            GridColumn("what", (text("due.head.what"),), what),
            GridColumn("rule", (text("due.head.rule"),), RULE_WIDTH),
        )

    def row_count(self) -> int:
        """The duties."""
        return len(self._duties)

    def cell(self, row: int, column: int) -> GridCell:
        """One cell."""
        duty = self._duties[row]
        if column == 0:
            overdue = duty.urgency(self._today) is Urgency.OVERDUE
            tone = Tone.ERROR if overdue else Tone.NORMAL
            return GridCell(when_text(self._catalog, duty, self._today), tone)
        if column == 1:
            mark = MARK if self._is_pressing(duty) else " " * cell_width(MARK)
            return GridCell(mark + self.text(duty))
        return GridCell(citation_text(self._catalog, duty.rule), Tone.MUTED)

    def row_tone(self, row: int) -> Tone:
        """What is overdue shows in its first cell and its mark."""
        return Tone.NORMAL

    def _is_pressing(self, duty: Duty) -> bool:
        return duty.urgent or duty.urgency(self._today) in (Urgency.OVERDUE, Urgency.TODAY)
