"""What the board shows, as values: projects in the order of their stages, areas the worst first, and the counts over them.

A project that is over stays on the board until the year is over. Nothing here draws, nothing here is kept: the board is
read anew after every change.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from branchkit.api.rules import edition_on
from branchkit.api.workspace import WorkspaceView, frozen
from branchkit_enterprise.areas import Area, AreaState, areas_of, checks_of
from branchkit_enterprise.projects import (
    Milestone,
    Project,
    Stage,
    by_project,
    milestones_of,
    projects_of,
)
from branchkit_enterprise.vocabulary import (
    AREA_CHECK_MONTHS,
    AREAS,
    CHECKS,
    MILESTONES,
    PROJECTS,
    RULES,
    SECTOR,
)

_STAGES = {stage: place for place, stage in enumerate(Stage)}
_STATES = {state: place for place, state in enumerate(AreaState)}


@frozen
class Board:
    """Everything the screen draws, for one day."""

    orgs: tuple[str, ...]
    today: date
    check_months: int
    """Within how many months an area has to be looked at, by the rule pack."""
    projects: tuple[Project, ...]
    areas: tuple[Area, ...]
    strays: tuple[Milestone, ...] = ()
    """Milestones whose project is not there."""

    def stages(self) -> Mapping[Stage, int]:
        """How many projects stand in each stage."""
        return {stage: sum(p.stage is stage for p in self.projects) for stage in Stage}

    def states(self) -> Mapping[AreaState, int]:
        """How many areas stand how."""
        found = [self.state(area) for area in self.areas]
        return {state: found.count(state) for state in AreaState}

    def state(self, area: Area) -> AreaState:
        """How an area stands on the day of the board."""
        return area.state(self.today, self.check_months)

    def overdue(self) -> int:
        """How many milestones are overdue."""
        return sum(project.overdue(self.today) for project in self.projects)

    def due_this_month(self) -> int:
        """How many milestones, not overdue yet, are due before the month is over."""
        year, month = self.today.year, self.today.month
        return sum(
            (m.due_on.year, m.due_on.month) == (year, month) and m.due_on >= self.today
            for project in self.projects
            if project.stage.is_open
            for m in project.open_milestones
        )


def sector_orgs(view: WorkspaceView, node: str) -> tuple[str, ...]:
    """The node, and the organisations of this sector below it, that keep rolls and registers."""
    return tuple(
        organization.id
        for organization in view.tree().subtree(node)
        if organization.kind.has_roll and (organization.sector == SECTOR or organization.id == node)
    )


def read_board(view: WorkspaceView, orgs: Sequence[str]) -> Board:
    """The board of some organisations; raises :class:`RulePackError` where the rule pack is gone."""
    today = view.today
    milestones = milestones_of(view.records(MILESTONES, orgs))
    rows = (record for register in PROJECTS for record in view.records(register, orgs))
    projects = projects_of(rows, by_project(milestones))
    named = {(project.org, project.name) for project in projects}
    rules = edition_on(view.rule_packs, RULES, today)
    months = rules.number(AREA_CHECK_MONTHS)
    areas = areas_of(view.records(AREAS, orgs), checks_of(view.records(CHECKS, orgs)), today)
    return Board(
        tuple(orgs),
        today,
        months,
        tuple(sorted((p for p in projects if _is_shown(p, today)), key=_project_order)),
        tuple(sorted(areas, key=lambda area: _area_order(area, today, months))),
        tuple(m for m in milestones if (m.org, m.project) not in named and m.done_on is None),
    )


def _is_shown(project: Project, today: date) -> bool:
    over = project.closed_on
    return project.stage.is_open or over is None or over.year == today.year


def _project_order(project: Project) -> tuple[int, date, str]:
    return _STAGES[project.stage], project.next_day or project.closed_on or date.max, project.name


def _area_order(area: Area, today: date, months: int) -> tuple[int, date, str]:
    urgent = area.most_urgent
    day = urgent.deadline if urgent and urgent.deadline else date.max
    return _STATES[area.state(today, months)], day, area.name
