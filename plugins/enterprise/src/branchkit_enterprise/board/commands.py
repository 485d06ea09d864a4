"""What is done on the board: milestones and problems settled, steps and checks added, stages moved on, projects begun.

Everything is asked for in a form and written by :class:`~branchkit.plugin.workspace_view.WorkspaceActions`; nothing is kept
here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from branchkit.core.errors import RecordError
from branchkit.core.registers.register import Record
from branchkit.i18n.catalog import Catalog
from branchkit.plugin.workspace_view import WorkspaceActions, WorkspaceView
from branchkit.widgets.form_model import FormField
from branchkit_enterprise.areas import Area
from branchkit_enterprise.board.board import Board
from branchkit_enterprise.board.labels import Labels
from branchkit_enterprise.board.people import People
from branchkit_enterprise.board.row_form import RowForm
from branchkit_enterprise.projects import Project, Stage
from branchkit_enterprise.vocabulary import AREAS, BRANDS, CHECKS, MILESTONES, TASKS

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


class BoardHost(Protocol):
    """What the commands need of the screen."""

    view: WorkspaceView
    actions: WorkspaceActions
    catalog: Catalog
    labels: Labels
    board: Board
    people: People

    def choose(
        self, label: str, options: Sequence[tuple[str, str]], done: Callable[[str], None]
    ) -> None:
        """Have one of a few options picked."""

    def fill_in(
        self,
        title: str,
        fields: Sequence[FormField],
        keep: Callable[[Mapping[str, str]], Mapping[str, str]],
        done: Callable[[], None] | None = None,
        refresh: Callable[[Mapping[str, str]], Sequence[FormField]] | None = None,
    ) -> None:
        """Have a form filled in."""

    def changed(self, said: str, *, stand_on: tuple[str, str] | None = None) -> None:
        """Read the board anew, stand on (organisation, name) or where the cursor is, and say what was done."""


Checks = Callable[[Mapping[str, object]], Mapping[str, str]]


class BoardCommands:
    """The commands of one board."""

    def __init__(self, host: BoardHost) -> None:
        self._host = host

    # -- projects -------------------------------------------------------------------------------------

    def finish_milestone(self, project: Project) -> str:
        """The next milestone is done; why not, where there is none."""
        milestone = project.next_milestone
        if milestone is None:
            return self._text("board.no_open_milestone")
        row = self._row(MILESTONES, project.org, milestone.id)
        title = self._text("board.form.done", project=project.name, title=milestone.title)
        begins = {"done_on": self._host.view.today.isoformat()}
        self._edit(row, title, ("done_on", "result"), project.name, begins)
        return ""

    def add_milestone(self, project: Project) -> str:
        """One more step; a project that is over has no more."""
        if not project.stage.is_open:
            return self._text("board.is_over")
        title = self._text("board.form.milestone", project=project.name)
        values = {"project": project.name, "owner": project.leader}
        columns = ("title", "owner", "due_on")
        self._add(MILESTONES, project.org, title, columns, values, project.name)
        return ""

    def move_stage(self, project: Project) -> str:
        """Another stage; one with open milestones is not closed."""
        row = self._row(project.register, project.org, project.id)
        still_open = len(project.open_milestones)

        def check(changes: Mapping[str, object]) -> Mapping[str, str]:
            if changes.get("stage") == Stage.CLOSED and still_open:
                return {"stage": self._text("board.still_open", count=still_open)}
            return {}

        title = self._text("board.form.stage", project=project.name)
        begins = {"closed_on": self._host.view.today.isoformat()}
        self._edit(row, title, _CLOSING[project.register], project.name, begins, check)
        return ""

    def new_project(self, org: str) -> None:
        """A key-problem project or a brand."""
        options = [(TASKS, self._text("board.new.task")), (BRANDS, self._text("board.new.brand"))]
        self._host.choose(self._text("board.new.which"), options, lambda id: self.new(id, org))

    # -- areas ----------------------------------------------------------------------------------------

    def mend(self, area: Area) -> str:
        """The most urgent problem is mended; why not, where there is none."""
        urgent = area.most_urgent
        if urgent is None:
            return self._text("board.nothing_to_mend")
        title = self._text("board.form.mended", problem=urgent.problem)
        begins = {"mended_on": self._host.view.today.isoformat()}
        row = self._row(CHECKS, area.org, urgent.id)
        self._edit(row, title, ("mended_on",), area.name, begins, _mended_on_wanted(self._host))
        return ""

    def check_area(self, area: Area) -> str:
        """A look at an area."""
        values = {"area": area.name, "owner": area.owner, "result": "met"}
        title = self._text("board.form.check", area=area.name)
        columns = ("date", "result", "problem", "deadline")
        begins = {"date": self._host.view.today.isoformat()}
        self._add(CHECKS, area.org, title, columns, values, area.name, begins)
        return ""

    def new(self, register: str, org: str) -> None:
        """A new project or area of one organisation; of several the user says of which."""
        orgs = self._host.board.orgs
        if not org and len(orgs) > 1:
            options = [(id, self._host.people.organization(id)) for id in orgs]
            self._host.choose(
                self._text("board.new.where"), options, lambda id: self.new(register, id)
            )
            return
        stage = {} if register == AREAS else {"stage": Stage.PLANNED.value, "weight": "1"}
        day = "since" if register == AREAS else "started_on"
        begins = {day: self._host.view.today.isoformat()}
        title = self._host.catalog.local(self._host.view.registers[register].title)
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
            self._host.actions.edit_record(row.register, row.org, row.id, changes)
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
            self._host.actions.add_record(register, org, given)
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
            self._host.changed(self._text("board.kept", name=kept[-1]), stand_on=(org, kept[-1]))

        self._host.fill_in(title, form.fields(), keep, done, form.fields)

    def _form(
        self,
        register: str,
        org: str,
        columns: Sequence[str],
        values: Mapping[str, object],
        begins: Mapping[str, str],
        id: str,
    ) -> RowForm:
        host = self._host
        return RowForm(
            host.view.registers[register],
            columns,
            values,
            people=host.people.roll(org),
            others=list(host.view.records(register, [org])),
            catalog=host.catalog,
            today=host.view.today,
            begins=begins,
            id=id,
        )

    def _row(self, register: str, org: str, id: str) -> Record:
        """The row as it is now, whatever another session has made of it since the board was read.

        Raises :class:`RecordError` ``unknown`` where it was taken away.
        """
        for row in self._host.view.records(register, [org]):
            if row.id == id:
                return row
        raise RecordError("unknown", register=register, id=id)

    def _text(self, key: str, **params: object) -> str:
        return self._host.labels.text(key, **params)


def _mended_on_wanted(host: BoardHost) -> Checks:
    """The register lets the day be empty, since it is while the problem lasts; here it is what was asked for."""

    def check(changes: Mapping[str, object]) -> Mapping[str, str]:
        if changes.get("mended_on"):
            return {}
        return {"mended_on": host.catalog.text("problem.record.missing")}

    return check
