"""What each member's dues are worked out from, and since when.

A base counts from the first month that it was there on the first day of: one that is changed in the middle of a month
counts from the next month, so that a month never has two.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from branchkit.core.dates import day_of
from branchkit.core.dues.money import kept_money
from branchkit.core.periods import Period
from branchkit.core.registers import Record
from branchkit.core.values import frozen


@frozen
class DuesBase:
    """A row of the register ``dues.base``."""

    id: str
    member: str
    norm: str
    since: date
    base: Decimal | None = None
    """Yuan a month: to which the rate applies or, where the norm has bounds, what is paid; None where nothing was agreed."""

    @property
    def first_month(self) -> Period:
        """The first month it counts in."""
        month = Period.containing(self.since)
        return month if self.since == month.first_day else month.shifted(1)

    @classmethod
    def from_record(cls, record: Record) -> DuesBase:
        """From a kept row."""
        values = record.values
        since = day_of(values.get("from")) or date.min
        return cls(
            id=record.id,
            member=str(values.get("member", "")),
            norm=str(values.get("norm", "")),
            since=since,
            base=kept_money(values.get("base")),
        )


class BaseHistory:
    """The bases of all members of an organisation."""

    def __init__(self, bases: Iterable[DuesBase]) -> None:
        self._of: dict[str, list[DuesBase]] = {}
        for base in sorted(bases, key=lambda base: (base.since, base.id)):
            self._of.setdefault(base.member, []).append(base)

    def of(self, member: str) -> tuple[DuesBase, ...]:
        """All bases of a member, oldest first."""
        return tuple(self._of.get(member, ()))

    def in_month(self, member: str, month: Period) -> DuesBase | None:
        """The base that counts in a month; None where there is none yet."""
        counting = [base for base in self._of.get(member, ()) if base.first_month <= month]
        return counting[-1] if counting else None
