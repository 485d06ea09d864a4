"""Projects and their milestones, as the registers have them put together.

A milestone names its project, since a register's rows do not point at another's. Names are compared without the spaces
around them; a milestone whose project is not there is told of, not lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum

from branchkit.api.registers import as_number
from branchkit.api.workspace import Record, day_of, frozen

_ONE = Decimal(1)


class Stage(StrEnum):
    """How far a project is."""

    PLANNED = "planned"
    RUNNING = "running"
    REVIEW = "review"
    CLOSED = "closed"
    DROPPED = "dropped"

    @property
    def is_open(self) -> bool:
        """Whether it is still worked on."""
        return self in (Stage.PLANNED, Stage.RUNNING, Stage.REVIEW)


@frozen
class Milestone:
    """Something of a project that has to be done by a day."""

    org: str
    id: str
    project: str
    title: str
    owner: str
    due_on: date
    done_on: date | None = None
    result: str = ""

    @property
    def in_time(self) -> bool:
        """Whether it was done, and by its day."""
        return self.done_on is not None and self.done_on <= self.due_on

    def is_overdue(self, today: date) -> bool:
        """Whether its day has passed and it is still open."""
        return self.done_on is None and self.due_on < today


@frozen
class Project:
    """A brand project or a key-problem project; ``register`` says which."""

    org: str
    register: str
    id: str
    name: str
    leader: str
    stage: Stage
    started_on: date
    planned_until: date | None
    closed_on: date | None = None
    goal: str = ""
    problem: str = ""
    team: tuple[str, ...] = ()
    weight: Decimal = _ONE
    milestones: tuple[Milestone, ...] = ()
    """By the day on which they are due."""

    @property
    def open_milestones(self) -> tuple[Milestone, ...]:
        """Those not done yet."""
        return tuple(m for m in self.milestones if m.done_on is None)

    @property
    def next_milestone(self) -> Milestone | None:
        """The first that is open; a project that is over has none."""
        return next(iter(self.open_milestones), None) if self.stage.is_open else None

    @property
    def next_day(self) -> date | None:
        """The day that has to be kept next: the next milestone's, else that of the whole."""
        if not self.stage.is_open:
            return None
        return self.next_milestone.due_on if self.next_milestone else self.planned_until

    def overdue(self, today: date) -> int:
        """How many milestones are overdue; 1 for a project without open ones whose own day has passed."""
        if not self.stage.is_open:
            return 0
        late = sum(milestone.is_overdue(today) for milestone in self.milestones)
        return late or int(self.next_day is not None and self.next_day < today)


def project_key(name: object) -> str:
    """What names of projects are compared by."""
    return " ".join(str(name or "").split())


def milestones_of(records: Iterable[Record]) -> list[Milestone]:
    """Rows as milestones, by day; a row without a day is left out."""
    found = [m for record in records if (m := _milestone(record)) is not None]
    return sorted(found, key=lambda m: (m.due_on, m.id))


def _milestone(record: Record) -> Milestone | None:
    values = record.values
    due_on = day_of(values.get("due_on"))
    if due_on is None or record.removed:
        return None
    return Milestone(
        record.org,
        record.id,
        project_key(values.get("project")),
        str(values.get("title") or ""),
        str(values.get("owner") or ""),
        due_on,
        day_of(values.get("done_on")),
        str(values.get("result") or ""),
    )


def projects_of(
    records: Iterable[Record], milestones: Mapping[tuple[str, str], tuple[Milestone, ...]]
) -> list[Project]:
    """Rows of either register as projects, with the milestones of (organisation, name)."""
    found = (_project(record, milestones) for record in records if not record.removed)
    return [project for project in found if project is not None]


def _project(
    record: Record, milestones: Mapping[tuple[str, str], tuple[Milestone, ...]]
) -> Project | None:
    values = record.values
    name, started_on = project_key(values.get("name")), day_of(values.get("started_on"))
    if started_on is None:
        return None
    team = values.get("team")
    return Project(
        record.org,
        record.register,
        record.id,
        name,
        str(values.get("leader") or ""),
        _stage(values.get("stage")),
        started_on,
        day_of(values.get("planned_until")),
        day_of(values.get("closed_on")),
        str(values.get("goal") or ""),
        str(values.get("problem") or ""),
        tuple(map(str, team)) if isinstance(team, list) else (),
        as_number(values.get("weight")) or _ONE,
        milestones.get((record.org, name), ()),
    )


def _stage(value: object) -> Stage:
    return next((stage for stage in Stage if stage == value), Stage.PLANNED)


def by_project(
    milestones: Iterable[Milestone],
) -> dict[tuple[str, str], tuple[Milestone, ...]]:
    """(Organisation, name of the project) → its milestones, in the order given."""
    found: dict[tuple[str, str], tuple[Milestone, ...]] = {}
    for milestone in milestones:
        key = milestone.org, milestone.project
        found[key] = (*found.get(key, ()), milestone)
    return found
