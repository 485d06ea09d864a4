"""The records of the register ``roll.dues``: what they come to for one member and month, and what is in arrears."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum

from branchkit.core.dates import Period, day_of
from branchkit.core.dues.money import NOTHING, kept_money
from branchkit.core.values import frozen


class EntryKind(StrEnum):
    """What a row of the roll is."""

    NORMAL = "normal"
    """The month's bill, and what was paid on it, be it in time or later."""
    CATCH_UP = "catch-up"
    """补缴: the rest of a bill of which a part had been paid before (nothing is due on it, the bill says what is), or a
    month that was never billed."""
    LARGE = "large"
    """大额党费: a gift, no part of what is due."""


@frozen
class DuesEntry:
    """One row of the roll."""

    id: str
    member: str
    month: Period
    due: Decimal
    paid: Decimal | None = None
    """None: nothing was paid yet."""
    paid_on: date | None = None
    kind: EntryKind = EntryKind.NORMAL
    base: Decimal | None = None
    percent: Decimal | None = None
    receipt: str = ""
    note: str = ""

    @classmethod
    def from_values(cls, id: str, values: Mapping[str, object], month: Period) -> DuesEntry:
        """From a kept row of a month; one without a kind is the month's bill."""
        # By position: a branch has six hundred rows a year, and all are read when its dues are opened.
        return cls(
            id,
            str(values.get("member", "")),
            month,
            kept_money(values.get("due")) or NOTHING,
            kept_money(values.get("paid")),
            day_of(values.get("paid_on")),
            _KINDS[str(values.get("kind") or "normal")],
            kept_money(values.get("base")),
            kept_money(values.get("rate")),
            str(values.get("receipt", "")),
            str(values.get("note", "")),
        )


_KINDS = {str(kind): kind for kind in EntryKind}


@frozen
class MonthDues:
    """What a member's rows of one month come to; gifts stand apart."""

    entries: tuple[DuesEntry, ...] = ()
    due: Decimal = NOTHING
    """All that is due."""
    paid: Decimal = NOTHING
    """All that was paid on it."""

    @classmethod
    def of(cls, entries: Iterable[DuesEntry]) -> MonthDues:
        """From the rows of the month."""
        rows, due, paid = tuple(entries), NOTHING, NOTHING
        for row in rows:
            if row.kind is not EntryKind.LARGE:
                due += row.due
                paid += row.paid or NOTHING
        return cls(rows, due, paid)

    @property
    def bill(self) -> DuesEntry | None:
        """The month's bill."""
        return next((e for e in self.entries if e.kind is EntryKind.NORMAL), None)

    @property
    def caught_up(self) -> DuesEntry | None:
        """What was paid apart from the bill."""
        return next((e for e in self.entries if e.kind is EntryKind.CATCH_UP), None)

    @property
    def gift(self) -> DuesEntry | None:
        """The large gift of the month."""
        return next((e for e in self.entries if e.kind is EntryKind.LARGE), None)

    @property
    def is_billed(self) -> bool:
        """Whether anything was asked for the month."""
        return any(e.kind is not EntryKind.LARGE for e in self.entries)

    @property
    def open(self) -> Decimal:
        """What is still to be paid."""
        return max(self.due - self.paid, NOTHING)

    @property
    def settled(self) -> bool:
        """Whether the month was billed and nothing is open."""
        return self.is_billed and not self.open

    @property
    def paid_on(self) -> date | None:
        """When the last of it was paid."""
        ordinary = (e for e in self.entries if e.kind is not EntryKind.LARGE)
        return max((e.paid_on for e in ordinary if e.paid_on is not None), default=None)


def months_of(entries: Iterable[DuesEntry]) -> dict[Period, MonthDues]:
    """One member's rows by month."""
    found: dict[Period, list[DuesEntry]] = {}
    for entry in entries:
        found.setdefault(entry.month, []).append(entry)
    return {month: MonthDues.of(rows) for month, rows in found.items()}


@frozen
class Arrears:
    """The open months, oldest first, with what is open in each."""

    months: tuple[tuple[Period, Decimal], ...] = ()
    in_a_row: int = 0
    """How many months up to the last one that is over were billed and not paid, without a gap.

    Only months in which nothing was paid count: a part is a payment. A month that was never billed ends the row, since
    nobody asked the member for it.
    """

    @property
    def total(self) -> Decimal:
        """All that is open."""
        return sum((amount for _month, amount in self.months), NOTHING)


def arrears_until(months: Mapping[Period, MonthDues], last: Period) -> Arrears:
    """A member's arrears at the end of the month ``last``."""
    still_open = sorted(
        (month, dues.open) for month, dues in months.items() if month <= last and dues.open
    )
    in_a_row = 0
    month = last
    while (dues := months.get(month)) and dues.open and not dues.paid:
        in_a_row += 1
        month = month.previous
    return Arrears(tuple(still_open), in_a_row)
