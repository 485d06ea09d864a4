"""The lines of the home screen: a new branch's first steps, then what has to be done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from branchkit.core.duties import Duty, Opening, Urgency
from branchkit.core.text_width import cell_width
from branchkit.i18n.catalog import Catalog
from branchkit.services.citations import citation_text
from branchkit.services.duties.scene import duty_text, when_text
from branchkit.widgets.grid_model import GridCell, GridColumn
from branchkit.widgets.theme import Tone

if TYPE_CHECKING:
    from branchkit.services.duties.first_month import FirstStep

WHEN_WIDTH = 10
RULE_WIDTH = 26
LEAST_WHAT = 41
MOST = 100
"""Cells that what has to be done, and its rule, grow to where there is room."""
MARK = "! "
"""Before what is overdue or urgent; colour is never the only sign."""


class DutySource:
    """The first steps and the duties found so far, in order."""

    def __init__(self, catalog: Catalog, today: date) -> None:
        self._catalog = catalog
        self._today = today
        self._steps: Sequence[FirstStep] = ()
        self._duties: Sequence[Duty] = ()
        self._names: dict[str, str] = {}

    def show(
        self, duties: Sequence[Duty], names: dict[str, str], steps: Sequence[FirstStep] = ()
    ) -> None:
        """Show these; ``names`` are put before the duties of other organisations than the one worked at."""
        self._steps = steps
        self._duties = duties
        self._names = names

    def duty(self, row: int) -> Duty | None:
        """The duty in a row; None for a first step."""
        place = row - len(self._steps)
        return self._duties[place] if 0 <= place < len(self._duties) else None

    def row_of(self, duty: Duty | None) -> int | None:
        """The row in which a duty stands by now; without one that of the first step that is still to be done."""
        if duty is None:
            return next((row for row, step in enumerate(self._steps) if not step.done), None)
        place = next((row for row, one in enumerate(self._duties) if one == duty), None)
        return None if place is None else place + len(self._steps)

    def opens(self, row: int) -> tuple[Opening, str] | None:
        """Where a row's work is done, and of which organisation; empty: of the one worked at."""
        if row < len(self._steps):
            return self._steps[row].opens, ""
        duty = self.duty(row)
        return (duty.opens, duty.org) if duty else None

    def told(self, row: int) -> str:
        """A row in full, since the grid cuts it."""
        if row < len(self._steps):
            step = self._steps[row]
            return f"{self._step(step)}  {self._gives(step)}"
        duty = self.duty(row)
        return self.text(duty) if duty else self._catalog.text("screen.home.nothing")

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
        return (
            GridColumn("when", (text("due.head.when"),), WHEN_WIDTH),
            GridColumn("what", (text("due.head.what"),), LEAST_WHAT, grows=MOST),
            GridColumn("rule", (text("due.head.rule"),), RULE_WIDTH, grows=MOST),
        )

    def row_count(self) -> int:
        """The steps and the duties."""
        return len(self._steps) + len(self._duties)

    def cell(self, row: int, column: int) -> GridCell:
        """One cell."""
        if row < len(self._steps):
            return self._step_cell(row, column)
        duty = self._duties[row - len(self._steps)]
        if column == 0:
            overdue = duty.urgency(self._today) is Urgency.OVERDUE
            tone = Tone.ERROR if overdue else Tone.NORMAL
            return GridCell(when_text(self._catalog, duty, self._today), tone)
        if column == 1:
            mark = MARK if self._is_pressing(duty) else " " * cell_width(MARK)
            return GridCell(mark + self.text(duty))
        return GridCell(citation_text(self._catalog, duty.rule), Tone.MUTED)

    def row_tone(self, row: int) -> Tone:
        """What is overdue shows in its first cell and its mark; a step that is done in its tick."""
        return Tone.MUTED if row < len(self._steps) and self._steps[row].done else Tone.NORMAL

    def _step_cell(self, row: int, column: int) -> GridCell:
        step = self._steps[row]
        if column == 0:
            state = "done" if step.done else "next" if row == self.row_of(None) else "later"
            number = self._catalog.text(f"first.{state}", number=row + 1)
            return GridCell(number, Tone.HEAD if state == "next" else self.row_tone(row))
        if column == 1:
            return GridCell(" " * cell_width(MARK) + self._step(step), self.row_tone(row))
        return GridCell(self._gives(step), Tone.MUTED)

    def _step(self, step: FirstStep) -> str:
        return self._catalog.text(f"first.{step.stage}", **step.params)

    def _gives(self, step: FirstStep) -> str:
        return self._catalog.text(f"first.gives.{step.stage}")

    def _is_pressing(self, duty: Duty) -> bool:
        return duty.urgent or duty.urgency(self._today) in (Urgency.OVERDUE, Urgency.TODAY)
