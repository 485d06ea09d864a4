"""What is done on the board: milestones and problems settled, steps and checks added, stages moved on, projects begun.

Everything is asked for in a form and written by :class:`~branchkit.plugin.workspace_view.WorkspaceActions`; nothing is kept
here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from branchkit.api.screens import Commands, Tone
from branchkit.api.workspace import Record, RecordError
from branchkit_enterprise.areas import Area
from branchkit_enterprise.board.row_form import RowForm
from branchkit_enterprise.board.source import Face
from branchkit_enterprise.projects import Project, Stage
from branchkit_enterprise.vocabulary import AREAS, BRANDS, CHECKS, MILESTONES, TASKS

if TYPE_CHECKING:
    from branchkit_enterprise.board.screen import BoardScreen

_NEW_PROJECT = ("leader", "team", "weight", "started_on", "planned_until")
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    TASKS: ("name", "problem", "goal", *_NEW_PROJECT),
    BRANDS: ("name", "goal", *_NEW_PROJECT),
    AREAS: ("area", "kind", "owner", "team", "staff", "goal", "since"),
}
_CLOSING: Mapping[str, tuple[str, ...]] = {
    TASKS: ("stage", "closed_on", "outcome", "benefit"),
    BRANDS: ("stage", "closed_on", "level", "effect"),
}


Checks = Callable[[Mapping[str, object]], Mapping[str, str]]


class BoardCommands(Commands["BoardScreen"]):
    """The commands of one board."""

    def __init__(self, screen: BoardScreen) -> None:
        super().__init__(screen)
        self._words = screen.labels.text
        self.actions = {
            "enterprise.projects": lambda: screen.turn_to(Face.PROJECTS),
            "enterprise.areas": lambda: screen.turn_to(Face.AREAS),
            "enterprise.open": screen.open_row,
            "enterprise.settle": lambda: self._work(self._finish_milestone, self._mend),
            "enterprise.overdue": self._go_to_overdue,
            "enterprise.add": lambda: self._work(self._add_milestone, self._check_area),
            "enterprise.stage": lambda: self._work(self._move_stage, self._no_stage),
            "enterprise.undo": self._undo,
            "enterprise.new": self._begin,
            "enterprise.find": self._find,
        }

    def _work(self, of_project: Callable[[Project], str], of_area: Callable[[Area], str]) -> None:
        """Do something with the row under the cursor; why it cannot be done is said."""
        match self._screen.here():
            case Project() as project:
                refused = of_project(project)
            case Area() as area:
                refused = of_area(area)
            case None:
                refused = self._words("board.detail.none")
        if refused:
            self._screen.speak(refused, Tone.ERROR)

    def _go_to_overdue(self) -> None:
        screen = self._screen
        rows = screen.source.overdue()
        if not rows:
            screen.speak(self._words("board.nothing_overdue"))
            return
        here = screen.grid.cursor[0]
        screen.move_to(next((row for row in rows if row > here), rows[0]))

    def _find(self) -> None:
        screen = self._screen
        options = [(str(row), name) for row, name in enumerate(screen.source.names())]
        screen.choose(self._words("board.find"), options, lambda row: screen.move_to(int(row)))

    def _undo(self) -> None:
        undone = self._screen.actions.undo()
        self._screen.changed(self._words("board.undone" if undone else "board.not_undone"))

    # -- projects -------------------------------------------------------------------------------------

    def _finish_milestone(self, project: Project) -> str:
        """The next milestone is done; why not, where there is none."""
        milestone = project.next_milestone
        if milestone is None:
            return self._words("board.no_open_milestone")
        row = self._row(MILESTONES, project.org, milestone.id)
        title = self._words("board.form.done", project=project.name, title=milestone.title)
        begins = {"done_on": self._screen.view.today.isoformat()}
        self._edit(row, title, ("done_on", "result"), project.name, begins)
        return ""

    def _add_milestone(self, project: Project) -> str:
        """One more step; a project that is over has no more."""
        if not project.stage.is_open:
            return self._words("board.is_over")
        title = self._words("board.form.milestone", project=project.name)
        values = {"project": project.name, "owner": project.leader}
        columns = ("title", "owner", "due_on")
        self._add(MILESTONES, project.org, title, columns, values, project.name)
        return ""

    def _move_stage(self, project: Project) -> str:
        """Another stage; one with open milestones is not closed."""
        row = self._row(project.register, project.org, project.id)
        still_open = len(project.open_milestones)

        def check(changes: Mapping[str, object]) -> Mapping[str, str]:
            if changes.get("stage") == Stage.CLOSED and still_open:
                return {"stage": self._words("board.still_open", count=still_open)}
            return {}

        title = self._words("board.form.stage", project=project.name)
        begins = {"closed_on": self._screen.view.today.isoformat()}
        self._edit(row, title, _CLOSING[project.register], project.name, begins, check)
        return ""

    def _no_stage(self, _area: Area) -> str:
        return self._words("board.no_stage")

    # -- areas ----------------------------------------------------------------------------------------

    def _mend(self, area: Area) -> str:
        """The most urgent problem is mended; why not, where there is none."""
        urgent = area.most_urgent
        if urgent is None:
            return self._words("board.nothing_to_mend")
        title = self._words("board.form.mended", problem=urgent.problem)
        begins = {"mended_on": self._screen.view.today.isoformat()}
        row = self._row(CHECKS, area.org, urgent.id)
        self._edit(row, title, ("mended_on",), area.name, begins, _mended_on_wanted(self._screen))
        return ""

    def _check_area(self, area: Area) -> str:
        """A look at an area."""
        values = {"area": area.name, "owner": area.owner, "result": "met"}
        title = self._words("board.form.check", area=area.name)
        columns = ("date", "result", "problem", "deadline")
        begins = {"date": self._screen.view.today.isoformat()}
        self._add(CHECKS, area.org, title, columns, values, area.name, begins)
        return ""

    # -- new ones -------------------------------------------------------------------------------------

    def _begin(self) -> None:
        """An area, a key-problem project or a brand."""
        screen = self._screen
        if screen.source.face is Face.AREAS:
            self._new(AREAS)
            return
        options = [(TASKS, self._words("board.new.task")), (BRANDS, self._words("board.new.brand"))]
        screen.choose(self._words("board.new.which"), options, self._new)

    def _new(self, register: str, org: str = "") -> None:
        """A new project or area of one organisation; of several the user says of which."""
        orgs = self._screen.board.orgs
        if not org and len(orgs) > 1:
            options = [(id, self._screen.people.organization(id)) for id in orgs]
            self._screen.choose(
                self._words("board.new.where"), options, lambda id: self._new(register, id)
            )
            return
        stage = {} if register == AREAS else {"stage": Stage.PLANNED.value, "weight": "1"}
        day = "since" if register == AREAS else "started_on"
        begins = {day: self._screen.view.today.isoformat()}
        title = self._screen.catalog.local(self._screen.view.registers[register].title)
        self._add(register, org or orgs[0], title, _COLUMNS[register], stage, "", begins)

    # -- forms ----------------------------------------------------------------------------------------

    def _edit(
        self,
        row: Record,
        title: str,
        columns: Sequence[str],
        name: str,
        begins: Mapping[str, str],
        check: Checks | None = None,
    ) -> None:
        form = self._form(row.register, row.org, columns, row.values, begins, row.id)

        def keep(changes: Mapping[str, object]) -> str:
            self._screen.actions.edit_record(row.register, row.org, row.id, changes)
            return name

        self._fill_in(form, title, row.org, keep, check)

    def _add(
        self,
        register: str,
        org: str,
        title: str,
        columns: Sequence[str],
        values: Mapping[str, object],
        name: str,
        begins: Mapping[str, str] | None = None,
    ) -> None:
        form = self._form(register, org, columns, values, begins or {}, "")

        def keep(changes: Mapping[str, object]) -> str:
            given = {k: v for k, v in {**values, **changes}.items() if v is not None}
            self._screen.actions.add_record(register, org, given)
            return name or str(given.get("name") or given.get("area") or "")

        self._fill_in(form, title, org, keep, None)

    def _fill_in(
        self,
        form: RowForm,
        title: str,
        org: str,
        write: Callable[[Mapping[str, object]], str],
        check: Checks | None,
    ) -> None:
        kept: list[str] = []

        def keep(texts: Mapping[str, str]) -> Mapping[str, str]:
            changes, faults = form.changes(texts)
            faults |= check(changes) if check else {}
            if not faults:
                kept.append(write(changes))
            return faults

        def done() -> None:
            self._screen.changed(self._words("board.kept", name=kept[-1]), stand_on=(org, kept[-1]))

        self._screen.fill_in(title, form.fields(), keep, done, form.fields)

    def _form(
        self,
        register: str,
        org: str,
        columns: Sequence[str],
        values: Mapping[str, object],
        begins: Mapping[str, str],
        id: str,
    ) -> RowForm:
        screen = self._screen
        return RowForm(
            screen.view.registers[register],
            columns,
            values,
            people=screen.people.roll(org),
            others=list(screen.view.records(register, [org])),
            catalog=screen.catalog,
            today=screen.view.today,
            begins=begins,
            id=id,
        )

    def _row(self, register: str, org: str, id: str) -> Record:
        """The row as it is now, whatever another session has made of it since the board was read.

        Raises :class:`RecordError` ``unknown`` where it was taken away.
        """
        for row in self._screen.view.records(register, [org]):
            if row.id == id:
                return row
        raise RecordError("unknown", register=register, id=id)


def _mended_on_wanted(screen: BoardScreen) -> Checks:
    """The register lets the day be empty, since it is while the problem lasts; here it is what was asked for."""

    def check(changes: Mapping[str, object]) -> Mapping[str, str]:
        if changes.get("mended_on"):
            return {}
        return {"mended_on": screen.catalog.text("problem.record.missing")}

    return check
