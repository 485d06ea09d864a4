"""What the region's map shows, as values that know nothing of where they were read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from enum import StrEnum

from branchkit.api.workspace import Period, Record, frozen


class CommitmentState(StrEnum):
    """How a commitment stands on a day, the most pressing first."""

    OVERDUE = "overdue"
    OPEN = "open"
    BROKEN = "broken"
    KEPT = "kept"


@frozen
class Commitment:
    """One commitment of a unit. ``settled_on`` is set once it was kept or given up."""

    record: Record
    unit: str
    text: str
    kind: str
    made_on: date
    deadline: date
    state: CommitmentState
    settled_on: date | None = None

    @property
    def is_settled(self) -> bool:
        """Whether nothing more is expected of it."""
        return self.state in (CommitmentState.KEPT, CommitmentState.BROKEN)

    @property
    def is_late(self) -> bool:
        """Whether it was kept after its day."""
        return self.state is CommitmentState.KEPT and (self.settled_on or date.min) > self.deadline


@frozen
class Resource:
    """One resource. ``uses`` are those of the period, ``last_used`` is the latest of all."""

    record: Record
    unit: str
    kind: str
    name: str
    since: date
    uses: int = 0
    last_used: date | None = None
    is_idle: bool = False


@frozen
class UnitRow:
    """One unit of the region; ``record`` is None for one that stands on no roll of member units."""

    name: str
    org: str
    record: Record | None
    resources: tuple[Resource, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    invited: int = 0
    present: int = 0
    registered: int = 0
    hours: Decimal = Decimal(0)

    @property
    def idle(self) -> int:
        """Resources that lie idle."""
        return sum(resource.is_idle for resource in self.resources)

    def shared(self, kind: str) -> tuple[int, int]:
        """Of one kind of resource: how many were used in the period, and how many there are."""
        resources = [resource for resource in self.resources if resource.kind == kind]
        return sum(resource.uses > 0 for resource in resources), len(resources)

    def count(self, state: CommitmentState) -> int:
        """Commitments in a state."""
        return sum(commitment.state is state for commitment in self.commitments)

    @property
    def wants_attention(self) -> bool:
        """Whether something lies idle or is overdue, or the unit stands on no roll."""
        return bool(self.record is None or self.idle or self.count(CommitmentState.OVERDUE))


@frozen
class Region:
    """The region in a period, as it stands on ``as_of``: the period's last day, or today while it runs."""

    period: Period
    as_of: date
    units: tuple[UnitRow, ...]
    meetings: int = 0
    registered: int = 0
    """All who registered, those from elsewhere included."""
    hours: Decimal = Decimal(0)

    @property
    def resources(self) -> list[Resource]:
        """All resources, those that lie idle first, else in the order of the units."""
        resources = [resource for unit in self.units for resource in unit.resources]
        return sorted(resources, key=lambda resource: not resource.is_idle)

    @property
    def commitments(self) -> list[Commitment]:
        """All commitments, the most pressing first."""
        return in_urgency(commitment for unit in self.units for commitment in unit.commitments)

    def count(self, state: CommitmentState) -> int:
        """Commitments in a state."""
        return sum(unit.count(state) for unit in self.units)


def in_urgency(commitments: Iterable[Commitment]) -> list[Commitment]:
    """Overdue ones first, then open, given up and kept ones, each by day."""
    order = list(CommitmentState)
    return sorted(commitments, key=lambda c: (order.index(c.state), c.deadline, c.unit, c.text))
