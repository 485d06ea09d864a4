"""What of the meetings that the rules ask for was held, period by period, and what is still owed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum

from branchkit.core.dates import Period
from branchkit.core.rulepacks import Quota
from branchkit.core.values import frozen


@frozen
class Held:
    """One thing that was held. ``group`` is the Party group that held it, empty where that is not written down."""

    day: date
    register: str
    kind: str
    record: str
    group: str = ""
    column: str = ""
    """Where its kind stands; a quota that looks at another column does not count it."""


@frozen
class BranchShape:
    """What of a branch decides which meetings it owes."""

    has_committee: bool
    groups: tuple[str, ...]
    """Names of the Party groups; empty where the branch has none."""
    since: date | None = None
    """When it was founded or its books begin: what was not written down in a period that began before was not missed."""


class QuotaState(StrEnum):
    """How a period stands."""

    MET = "met"
    OWED = "owed"
    """The period runs, and something is still to be held."""
    MISSED = "missed"
    """The period is over."""
    AHEAD = "ahead"
    """The period has not begun."""
    NOT_ASKED = "not-asked"


@frozen
class QuotaCell:
    """One quota in one period: ``held`` of ``wanted``, and the records behind it."""

    quota: Quota
    period: Period
    wanted: int
    held: int
    state: QuotaState
    records: tuple[str, ...]
    groups_open: tuple[str, ...] = ()
    """Groups that have not met yet, where each has to."""

    @property
    def owed(self) -> int:
        """How many are still missing."""
        return max(0, self.wanted - self.held)


def quota_cells(
    quotas: Iterable[Quota], held: Sequence[Held], year: int, shape: BranchShape, today: date
) -> list[QuotaCell]:
    """Every quota in every of its periods of a year, quota by quota, periods in order."""
    return [
        _cell(quota, period, held, shape, today)
        for quota in quotas
        for period in _periods(quota, year)
    ]


def _periods(quota: Quota, year: int) -> list[Period]:
    period = Period.containing(date(year, 1, 1), quota.every)
    found = []
    while period.first_day.year == year:
        found.append(period)
        period = period.shifted(1)
    return found


def _cell(
    quota: Quota, period: Period, held: Sequence[Held], shape: BranchShape, today: date
) -> QuotaCell:
    rows = [row for row in held if _counts(row, quota, period)]
    records = tuple(row.record for row in rows)
    met = {row.group for row in rows if row.group}
    each_group = quota.by == "group"
    wanted = quota.times * (len(shape.groups) if each_group else 1)
    if quota.by == "committee" and not shape.has_committee:
        wanted = 0
    count = len(rows)
    groups_open: tuple[str, ...] = ()
    if each_group and met:
        # A group that met three times does not stand in for two that did not.
        unnamed = sum(1 for row in rows if not row.group)
        count = min(wanted, len(met.intersection(shape.groups)) * quota.times + unnamed)
        groups_open = tuple(name for name in shape.groups if name not in met)
    state = _state(period, wanted, count, shape, today)
    return QuotaCell(quota, period, wanted, count, state, records, groups_open)


def _counts(row: Held, quota: Quota, period: Period) -> bool:
    is_of_kind = not quota.column or row.kind in quota.kinds
    is_looked_at = (row.register, row.column) == (quota.register, quota.column)
    return is_looked_at and is_of_kind and row.day in period


def _state(period: Period, wanted: int, count: int, shape: BranchShape, today: date) -> QuotaState:
    if not wanted:
        return QuotaState.NOT_ASKED
    if count >= wanted:
        return QuotaState.MET
    if today < period.first_day:
        return QuotaState.AHEAD
    if today <= period.last_day:
        return QuotaState.OWED
    began_before = shape.since is not None and period.first_day < shape.since
    return QuotaState.NOT_ASKED if began_before else QuotaState.MISSED
