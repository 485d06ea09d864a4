"""The two grids of the screen: everybody's place on the way, and one person's steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from branchkit.core.development.cases import CaseState
from branchkit.core.development.standing import CaseStanding, StepStanding, StepState
from branchkit.i18n.catalog import Catalog
from branchkit.services.development.board import CaseBoard
from branchkit.services.development.words import stage_text, state_text
from branchkit.widgets.grid_model import GridCell, GridColumn
from branchkit.widgets.theme import Tone

EMPTY = GridCell("")
DATE_WIDTH = 10
NAME_WIDTH, MOST_NAME = 8, 30
STEP_WIDTH, MOST_STEP = 22, 50
ORGANIZATION_WIDTH = 16


class BoardSource:
    """A row for every case that the filter shows."""

    def __init__(self, board: CaseBoard, catalog: Catalog, today: date) -> None:
        self._board, self._catalog, self._today = board, catalog, today
        self._organizations: Mapping[str, str] = {}
        self._columns = self._made_columns()

    def show_organizations(self, names: Mapping[str, str]) -> None:
        """Whose case it is, where the board covers several organisations."""
        self._organizations = names

    def columns(self) -> Sequence[GridColumn]:
        """Name, stage, how far, the next step with its days, a mark, missing papers."""
        return self._columns

    def _made_columns(self) -> list[GridColumn]:
        text = self._catalog.text

        def column(
            key: str, width: int, align: str = "left", pinned: str = "", grows: int = 0
        ) -> GridColumn:
            head = (text(f"screen.development.head.{key}"),)
            return GridColumn(key, head, width, align, pinned, grows=grows)  # type: ignore[arg-type]

        columns = [
            column("name", NAME_WIDTH, pinned="left", grows=MOST_NAME),
            column("stage", 8),
            column("done", 5, "right"),
            column("next", STEP_WIDTH, grows=MOST_STEP),
            column("earliest", DATE_WIDTH),
            column("due", DATE_WIDTH),
            column("mark", 6),
            column("missing", 4, "right"),
        ]
        if len(self._board.orgs) > 1:
            columns.append(column("organization", ORGANIZATION_WIDTH, grows=MOST_STEP))
        return columns

    def row_count(self) -> int:
        """The cases shown."""
        return len(self._board)

    def cell(self, row: int, column: int) -> GridCell:
        """One cell."""
        ref = self._board.ref(row)
        if ref is None:
            return EMPTY
        stands = self._board.standing(ref)
        pressing = stands.pressing
        match self._columns[column].key:
            case "name":
                return GridCell(ref.name)
            case "stage":
                return GridCell(stage_text(self._catalog, stands.stage))
            case "done":
                return GridCell(f"{stands.done_count}/{len(stands.steps)}")
            case "next" if pressing:
                return GridCell(self._catalog.local(pressing.step.title))
            case "earliest" if pressing:
                return GridCell(_iso(pressing.earliest))
            case "due" if pressing:
                return GridCell(_iso(pressing.due_on), self.row_tone(row))
            case "mark":
                return self._mark(stands)
            case "missing" if stands.missing:
                return GridCell(str(len(stands.missing)), Tone.NOTE)
            case "organization":
                return GridCell(self._organizations.get(ref.org, ref.org))
        return EMPTY

    def _mark(self, stands: CaseStanding) -> GridCell:
        pressing = stands.overdue or stands.state is CaseState.REFUSED
        tone = Tone.ERROR if pressing else Tone.NORMAL
        return GridCell(state_text(self._catalog, stands, self._today), tone)

    def row_tone(self, row: int) -> Tone:
        """What is overdue stands out; the mark says so in words."""
        ref = self._board.ref(row)
        overdue = ref is not None and self._board.standing(ref).overdue
        return Tone.ERROR if overdue else Tone.NORMAL


class StepsSource:
    """A row for every step of one case."""

    KEYS = ("number", "step", "state", "on", "earliest", "last", "by", "missing")

    def __init__(self, stands: CaseStanding, catalog: Catalog) -> None:
        self.stands = stands
        self._catalog = catalog

    def columns(self) -> Sequence[GridColumn]:
        """Number, step, state, its days, who did it, missing papers."""
        widths = (2, STEP_WIDTH, 6, DATE_WIDTH, DATE_WIDTH, DATE_WIDTH, 8, 4)
        right = ("number", "missing")
        return [
            GridColumn(
                key,
                (self._catalog.text(f"screen.development.head.{key}"),),
                width,
                "right" if key in right else "left",
                grows=MOST_STEP if key == "step" else MOST_NAME if key == "by" else 0,
            )
            for key, width in zip(self.KEYS, widths, strict=True)
        ]

    def row_count(self) -> int:
        """The steps of the edition."""
        return len(self.stands.steps)

    def cell(self, row: int, column: int) -> GridCell:
        """One cell."""
        found = self.stands.steps[row]
        event = self.stands.progress.last_event(found.step.id)
        match self.KEYS[column]:
            case "number":
                return GridCell(str(found.number))
            case "step":
                return GridCell(self._catalog.local(found.step.title))
            case "state":
                return self._state(found)
            case "on":
                return GridCell(_iso(found.done_on))
            case "earliest":
                return GridCell(_iso(found.earliest))
            case "last":
                return GridCell(_iso(found.due_on), Tone.ERROR if found.late else Tone.NORMAL)
            case "by" if event:
                return GridCell(event.by)
            case "missing" if found.taken and found.missing:
                return GridCell(str(len(found.missing)), Tone.NOTE)
        return EMPTY

    def _state(self, found: StepStanding) -> GridCell:
        overdue = found.late and (not found.taken or found.again_by is not None)
        key = "overdue" if overdue else found.state
        tone = Tone.ERROR if overdue else Tone.NORMAL
        return GridCell(self._catalog.text(f"case.mark.{key}"), tone)

    def row_tone(self, row: int) -> Tone:
        """What is done or cannot be done yet stands back."""
        found = self.stands.steps[row]
        if found.state is StepState.OPEN:
            return Tone.HEAD
        waits = found.state in (StepState.BLOCKED, StepState.CLOSED)
        return Tone.MUTED if waits else Tone.NORMAL


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
