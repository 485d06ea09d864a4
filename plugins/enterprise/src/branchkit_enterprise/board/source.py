"""The board as a grid: one source with two faces, projects and areas."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from branchkit.api.screens import GridCell, GridColumn, Tone, cell_width
from branchkit.api.workspace import frozen
from branchkit_enterprise.areas import Area, AreaState
from branchkit_enterprise.board.board import Board
from branchkit_enterprise.board.labels import Labels, People
from branchkit_enterprise.projects import Project
from branchkit_enterprise.vocabulary import AREAS, CHECKS, TASKS

_NAME, _DAY = 8, 8
_ORG, _WIDE_ORG, _WIDE = 8, 16, 100
"""Cells for an organisation's name, on a screen of so many cells more of them."""
_LONG_AGO = 100
"""Days, of which the words are as wide as they get."""
EMPTY = GridCell("")
LEAST = 8


@frozen
class Wanted:
    """A column before its width is known; ``share`` is its part of what is left, 0 for one of a fixed width."""

    key: str
    head: str
    width: int
    share: int = 0
    right: bool = False


def laid_out(wanted: Sequence[Wanted], width: int) -> tuple[GridColumn, ...]:
    """The columns in so many cells; those with a share have at least :data:`LEAST`."""
    fixed = sum(column.width for column in wanted if not column.share) + len(wanted)
    rest = max(0, width - fixed)
    shares = sum(column.share for column in wanted)
    return tuple(
        GridColumn(
            column.key,
            (column.head,),
            max(LEAST, rest * column.share // shares) if column.share else column.width,
            "right" if column.right else "left",
        )
        for column in wanted
    )


class Face(StrEnum):
    """What the grid shows."""

    PROJECTS = "projects"
    AREAS = "areas"


class BoardSource:
    """Asked for the cells in sight only; ``board``, ``people`` and ``face`` are changed from outside."""

    def __init__(self, board: Board, people: People, labels: Labels) -> None:
        self.board = board
        self.face = Face.PROJECTS
        self.people = people
        self._labels = labels
        self._columns: dict[Face, tuple[GridColumn, ...]] = {}
        self.fit(80)

    def fit(self, width: int) -> None:
        """Names, steps and goals take what the screen has to spare."""
        org = _WIDE_ORG if width >= _WIDE else _ORG
        self._columns = {
            Face.PROJECTS: laid_out(self._project_columns(org), width),
            Face.AREAS: laid_out(self._area_columns(org), width),
        }

    def columns(self) -> Sequence[GridColumn]:
        """Those of the face that is shown."""
        return self._columns[self.face]

    def row_count(self) -> int:
        """How many projects or areas."""
        return len(self.rows())

    def rows(self) -> Sequence[Project | Area]:
        """What stands in the rows."""
        return self.board.projects if self.face is Face.PROJECTS else self.board.areas

    def row_tone(self, row: int) -> Tone:
        """What is over stands back."""
        if self.face is Face.AREAS or self.board.projects[row].stage.is_open:
            return Tone.NORMAL
        return Tone.MUTED

    def cell(self, row: int, column: int) -> GridCell:
        """One cell."""
        key = self.columns()[column].key
        if self.face is Face.PROJECTS:
            return self._project_cell(row, key)
        return self._area_cell(self.board.areas[row], key)

    def names(self) -> list[str]:
        """The rows by name, to find one."""
        return [row.name for row in self.rows()]

    def overdue(self) -> list[int]:
        """The numbers of the rows where something is overdue."""
        board = self.board
        if self.face is Face.PROJECTS:
            return [n for n, p in enumerate(board.projects) if p.overdue(board.today)]
        return [n for n, a in enumerate(board.areas) if board.state(a) is AreaState.OVERDUE]

    # -- projects -------------------------------------------------------------------------------------

    def _project_columns(self, org: int) -> list[Wanted]:
        return [
            self._wanted("stage", self._labels.choice_width(TASKS, "stage")),
            self._wanted("kind", self._labels.width_of("board.kind.brand", "board.kind.task")),
            *self._org_column(org),
            self._wanted("name", 0, share=4),
            self._wanted("leader", _NAME),
            self._wanted("steps", 5, right=True),
            self._wanted("next", 0, share=3),
            self._wanted("due", _DAY),
            self._left_column(),
        ]

    def _project_cell(self, row: int, key: str) -> GridCell:
        project, labels, today = self.board.projects[row], self._labels, self.board.today
        match key:
            case "stage":
                return self._stage_cell(row)
            case "kind":
                return GridCell(labels.kind(project.register))
            case "org":
                return GridCell(self.people.unit(project.org))
            case "name":
                return GridCell(project.name)
            case "leader":
                return GridCell(self.people.name(project.org, project.leader))
            case "steps":
                done = len(project.milestones) - len(project.open_milestones)
                return GridCell(f"{done}/{len(project.milestones)}" if project.milestones else "-")
            case "next":
                return GridCell(self._next(project))
            case "due":
                return GridCell(labels.day(project.next_day or project.closed_on, today))
            case _:
                tone = Tone.ERROR if project.overdue(today) else Tone.NORMAL
                return GridCell(labels.left(project.next_day, today), tone)

    def _stage_cell(self, row: int) -> GridCell:
        """Stages are seen as blocks: where one goes on, its name stands back."""
        projects = self.board.projects
        goes_on = row > 0 and projects[row - 1].stage is projects[row].stage
        title = self._labels.choice(TASKS, "stage", projects[row].stage)
        return GridCell(title, Tone.MUTED if goes_on else Tone.HEAD)

    def _next(self, project: Project) -> str:
        if project.next_milestone:
            return project.next_milestone.title
        return self._labels.text("board.next.whole") if project.stage.is_open else ""

    # -- areas ----------------------------------------------------------------------------------------

    def _area_columns(self, org: int) -> list[Wanted]:
        states = [f"board.state.{state}" for state in AreaState]
        return [
            self._wanted("state", self._labels.width_of(*states)),
            *(self._org_column(org) or [self._kind_column()]),
            self._wanted("area", 0, share=5),
            self._wanted("owner", _NAME),
            self._wanted("staff", 4, right=True),
            self._wanted("checked", _DAY),
            self._wanted("result", self._labels.choice_width(CHECKS, "result")),
            self._wanted("mend_by", _DAY),
            self._left_column(),
        ]

    def _area_cell(self, area: Area, key: str) -> GridCell:
        labels, today, last = self._labels, self.board.today, area.last_check
        urgent = area.most_urgent
        match key:
            case "state":
                state = self.board.state(area)
                tone = Tone.ERROR if state is AreaState.OVERDUE else Tone.NORMAL
                return GridCell(labels.text(f"board.state.{state}"), tone)
            case "area_kind":
                return GridCell(labels.choice(AREAS, "kind", area.kind))
            case "org":
                return GridCell(self.people.unit(area.org))
            case "area":
                return GridCell(area.name)
            case "owner":
                return GridCell(self.people.name(area.org, area.owner))
            case "staff":
                return EMPTY if area.staff is None else GridCell(f"{area.staff:f}")
            case "checked":
                return GridCell(labels.day(last.on if last else None, today))
            case "result":
                return GridCell(labels.choice(CHECKS, "result", last.result)) if last else EMPTY
            case "mend_by":
                return GridCell(labels.day(urgent.deadline if urgent else None, today))
            case _:
                late = self.board.state(area) is AreaState.OVERDUE
                left = labels.left(urgent.deadline if urgent else None, today)
                return GridCell(left, Tone.ERROR if late else Tone.NORMAL)

    # -- both -----------------------------------------------------------------------------------------

    def _org_column(self, width: int) -> list[Wanted]:
        return [self._wanted("org", width)] if self._several else []

    def _kind_column(self) -> Wanted:
        return self._wanted("area_kind", self._labels.choice_width(AREAS, "kind"))

    def _left_column(self) -> Wanted:
        late = self._labels.text("board.left.late", days=_LONG_AGO)
        return self._wanted("left", cell_width(late) + 1)

    @property
    def _several(self) -> bool:
        return len(self.board.orgs) > 1

    def _wanted(self, key: str, width: int, *, share: int = 0, right: bool = False) -> Wanted:
        head = self._labels.text(f"board.head.{key}")
        return Wanted(key, head, max(width, cell_width(head)), share, right)
