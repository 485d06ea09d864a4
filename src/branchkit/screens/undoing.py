"""What one has done of late, and the way back: each line says whether it can be taken back, and why not."""

from __future__ import annotations

from collections.abc import Sequence

from branchkit.core.text_width import wrap
from branchkit.i18n.catalog import Catalog
from branchkit.screens.actions import UNDOING
from branchkit.screens.context import Context, Place
from branchkit.screens.grid_screen import GridScreen
from branchkit.services.undoing import Done, Undoing, done_text
from branchkit.widgets.grid_model import GridCell, GridColumn
from branchkit.widgets.report_view import Line, ReportLine
from branchkit.widgets.theme import Tone

LISTED = 100
"""So many operations are looked through."""
AT_WIDTH, LEAST_WHAT, LEAST_WHY = 11, 20, 24
MOST = 100
"""Cells that the others grow to where there is room."""
DETAIL_HEIGHT = 3


class DoneSource:
    """A line for each operation, the newest first."""

    def __init__(self, done: Sequence[Done], catalog: Catalog) -> None:
        self.done = done
        self._catalog = catalog

    def columns(self) -> Sequence[GridColumn]:
        """When, what, and whether it can be taken back."""
        head = {
            key: (self._catalog.text(f"cli.undo.column.{key}"),) for key in ("at", "what", "why")
        }
        return (
            GridColumn("at", head["at"], AT_WIDTH),
            GridColumn("what", head["what"], LEAST_WHAT, grows=MOST),
            GridColumn("why", head["why"], LEAST_WHY, grows=MOST),
        )

    def row_count(self) -> int:
        """The operations."""
        return len(self.done)

    def cell(self, row: int, column: int) -> GridCell:
        """One cell."""
        one = self.done[row]
        if column == 0:
            return GridCell(f"{one.at:%m-%d %H:%M}")
        return GridCell(done_text(self._catalog, one) if column == 1 else self.why(one))

    def row_tone(self, row: int) -> Tone:
        """What can be taken back stands out; the last column says it, too."""
        return Tone.NORMAL if self.done[row].refused is None else Tone.MUTED

    def why(self, done: Done) -> str:
        """That it can be taken back, or why not."""
        if done.refused is None:
            return self._catalog.text("undo.possible")
        return self._catalog.error(done.refused)


class UndoingScreen(GridScreen):
    """The user's own operations in the whole workspace."""

    ACTIONS = UNDOING
    HELP = "screen.undoing.help"
    KEYS = "screen.undoing.keys"
    detail_height = DETAIL_HEIGHT

    def __init__(self, context: Context, place: Place) -> None:
        super().__init__(context)
        workspace = context.here
        self._undoing = Undoing(
            workspace.store, workspace.contributions, context.actor, context.clock().date()
        )
        self.source = DoneSource(self._undoing.done(LISTED), context.catalog)
        self.make_grid(self.source)

    def show_title(self) -> None:
        """Whose operations."""
        text = self.catalog.text
        self.set_title(text("screen.undoing.title"), self.context.actor.name)

    def detail_lines(self, width: int) -> Sequence[Line]:
        """The operation under the cursor whole, since the grid cuts it."""
        done = self._here()
        if done is None:
            return [Line("-" * width, Tone.MUTED), Line(self.catalog.text("error.undo.nothing"))]
        told = f"{done_text(self.catalog, done)}  {self.source.why(done)}"
        lines = wrap(told, width - 2)[: DETAIL_HEIGHT - 1]
        return [Line("-" * width, Tone.MUTED), *(Line(f" {line}") for line in lines)]

    def perform(self, action: str) -> None:
        """Take back what the cursor stands on."""
        if action in ("undo.take", "undo.open"):
            self._ask()
        else:
            super().perform(action)

    def _here(self) -> Done | None:
        row = self.grid.cursor[0]
        return self.source.done[row] if row < len(self.source.done) else None

    def _ask(self) -> None:
        done = self._here()
        if done is None:
            return
        if done.refused is not None:
            self.speak(self.catalog.error(done.refused), Tone.ERROR)
            return
        asked = self.catalog.text("screen.undoing.ask", what=done_text(self.catalog, done))
        self.show_report(
            "",
            [ReportLine(line) for line in wrap(asked, self.size.width - 2)],
            keys=self.catalog.text("screen.undoing.ask_keys"),
            answers={"enter": lambda: self._take_back(done)},
        )

    def _take_back(self, done: Done) -> None:
        outcome = self._undoing.undo(done)
        self.source.done = self._undoing.done(LISTED)
        self.repaint()
        if outcome.refused is not None:
            self.speak(self.catalog.error(outcome.refused), Tone.ERROR)
        else:
            what = done_text(self.catalog, done)
            self.speak(self.catalog.text("undo.done", what=what))
