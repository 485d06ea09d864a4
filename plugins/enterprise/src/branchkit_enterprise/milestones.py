"""Milestones in time (节点按期率), weighted by project: each project gives its own share, and a project of weight 3 counts
three times one of weight 1.

A plain share of all milestones would let a project with ten small steps drown one that has two great ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from branchkit.api.hooks import MetricView
from branchkit.api.scoring import Evidence, Measurement
from branchkit_enterprise.projects import (
    Milestone,
    Project,
    by_project,
    milestones_of,
    projects_of,
)
from branchkit_enterprise.vocabulary import MILESTONES, PROJECTS

OF_ORGANIZATION = "enterprise/milestones"
OF_MEMBER = "enterprise/own-milestones"


def measure_milestones(view: MetricView) -> Mapping[str, Measurement]:
    """The organisation's share in per cent; nothing where none was due."""
    projects = _projects(view)
    due = _due(view, projects)
    share = _weighted_share(due, projects)
    return {} if share is None else {view.scope.org: _measurement(OF_ORGANIZATION, due, share)}


def measure_own_milestones(view: MetricView) -> Mapping[str, Measurement]:
    """The same of each member, over the milestones that the member answers for."""
    projects = _projects(view)
    owned: dict[str, list[Milestone]] = {}
    for milestone in _due(view, projects):
        owned.setdefault(milestone.owner, []).append(milestone)
    found: dict[str, Measurement] = {}
    for member, milestones in owned.items():
        share = _weighted_share(milestones, projects)
        if share is not None:
            found[member] = _measurement(OF_MEMBER, milestones, share)
    return found


def _projects(view: MetricView) -> Mapping[str, Project]:
    """By name."""
    rows = (record for register in PROJECTS for record in view.records(register))
    return {project.name: project for project in projects_of(rows, {})}


def _due(view: MetricView, projects: Mapping[str, Project]) -> list[Milestone]:
    """Due within the period, and not after their project was over: a dropped project owes nothing more."""
    return [
        milestone
        for milestone in milestones_of(view.records(MILESTONES))
        if milestone.due_on in view.scope.period
        and not _is_void(milestone, projects.get(milestone.project))
    ]


def _is_void(milestone: Milestone, project: Project | None) -> bool:
    over = project.closed_on if project else None
    return over is not None and milestone.done_on is None and milestone.due_on > over


def _weighted_share(
    milestones: Iterable[Milestone], projects: Mapping[str, Project]
) -> Decimal | None:
    weights = total = Decimal(0)
    for (_org, name), due in by_project(milestones).items():
        weight = projects[name].weight if name in projects else Decimal(1)
        weights += weight
        total += weight * sum(milestone.in_time for milestone in due) / len(due)
    return total * 100 / weights if weights else None


def _measurement(metric: str, milestones: Iterable[Milestone], share: Decimal) -> Measurement:
    return Measurement(metric, share, tuple(_evidence(milestones)))


def _evidence(milestones: Iterable[Milestone]) -> Iterator[Evidence]:
    for milestone in milestones:
        summary = f"{milestone.project} {milestone.title}"
        yield Evidence(MILESTONES, milestone.id, milestone.due_on, summary, milestone.in_time)
