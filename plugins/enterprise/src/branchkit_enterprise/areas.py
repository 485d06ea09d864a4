"""Responsibility areas and how they stand by the checks made of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum

from branchkit.api.registers import as_number
from branchkit.api.workspace import Record, add_months, day_of, frozen
from branchkit_enterprise.projects import project_key


class AreaState(StrEnum):
    """How an area stands, the worst first."""

    OVERDUE = "overdue"
    """A problem that should have been mended by now."""
    OPEN = "open"
    """A problem that is being mended."""
    UNCHECKED = "unchecked"
    """Nobody has looked at it yet, or not for too long."""
    MET = "met"


@frozen
class Check:
    """One look at an area."""

    id: str
    on: date
    result: str
    problem: str = ""
    deadline: date | None = None
    mended_on: date | None = None

    @property
    def is_open(self) -> bool:
        """Whether it found something that is not mended."""
        return self.result != "met" and self.mended_on is None


@frozen
class Area:
    """An area with somebody who answers for it."""

    org: str
    id: str
    name: str
    kind: str
    owner: str
    since: date
    goal: str = ""
    team: tuple[str, ...] = ()
    staff: Decimal | None = None
    checks: tuple[Check, ...] = ()
    """The newest first."""

    @property
    def last_check(self) -> Check | None:
        """The newest."""
        return self.checks[0] if self.checks else None

    @property
    def open_checks(self) -> tuple[Check, ...]:
        """Those whose problem is not mended, the most urgent first."""
        found = [check for check in self.checks if check.is_open]
        return tuple(sorted(found, key=lambda check: (check.deadline or date.max, check.on)))

    @property
    def most_urgent(self) -> Check | None:
        """The open problem to be mended first."""
        return next(iter(self.open_checks), None)

    def state(self, today: date, months: int) -> AreaState:
        """How it stands on a day, where it has to be looked at once in so many months."""
        urgent = self.most_urgent
        if urgent is not None:
            late = urgent.deadline is not None and urgent.deadline < today
            return AreaState.OVERDUE if late else AreaState.OPEN
        last = self.last_check
        fresh = last is not None and add_months(last.on, months) >= today
        return AreaState.MET if fresh else AreaState.UNCHECKED


def areas_of(
    records: Iterable[Record],
    checks: Mapping[tuple[str, str], tuple[Check, ...]],
    today: date,
) -> list[Area]:
    """Rows as areas, those given up left out; ``checks`` are those of (organisation, area)."""
    found = (_area(record, checks, today) for record in records if not record.removed)
    return [area for area in found if area is not None]


def checks_of(records: Iterable[Record]) -> dict[tuple[str, str], tuple[Check, ...]]:
    """(Organisation, area) → its checks, the newest first."""
    found: dict[tuple[str, str], list[Check]] = {}
    for record in records:
        check = _check(record)
        if check is not None and not record.removed:
            found.setdefault((record.org, project_key(record.values.get("area"))), []).append(check)
    return {
        key: tuple(sorted(checks, key=lambda check: (check.on, check.id), reverse=True))
        for key, checks in found.items()
    }


def _area(
    record: Record, checks: Mapping[tuple[str, str], tuple[Check, ...]], today: date
) -> Area | None:
    values = record.values
    since, until = day_of(values.get("since")), day_of(values.get("until"))
    if since is None or (until is not None and until < today):
        return None
    name, team = project_key(values.get("area")), values.get("team")
    return Area(
        record.org,
        record.id,
        name,
        str(values.get("kind") or ""),
        str(values.get("owner") or ""),
        since,
        str(values.get("goal") or ""),
        tuple(map(str, team)) if isinstance(team, list) else (),
        as_number(values.get("staff")),
        checks.get((record.org, name), ()),
    )


def _check(record: Record) -> Check | None:
    values = record.values
    on = day_of(values.get("date"))
    if on is None:
        return None
    return Check(
        record.id,
        on,
        str(values.get("result") or "met"),
        str(values.get("problem") or ""),
        day_of(values.get("deadline")),
        day_of(values.get("mended_on")),
    )
