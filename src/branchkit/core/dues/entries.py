"""The records of the register ``roll.dues``: what they come to for one member and month, and what is in arrears."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum

from branchkit.core.dates import Period, day_of
from branchkit.core.dues.money import NOTHING, kept_money
from branchkit.core.fields import code_of
from branchkit.core.values import frozen


class EntryKind(StrEnum):
    """What a row of the roll is."""

    NORMAL = "normal"
    """The month's bill with the first payment on it, or a further payment by the end of the month (nothing is due on
    it, the bill says what is)."""
    CATCH_UP = "catch-up"
    """补缴: paid after the month was over. A bill of which nothing had been paid becomes one; a rest is a row of its own."""
    EXTRA = "extra"
    """多缴: paid when nothing was open any more."""
    CORRECTION = "correction"
    """更正: what a sum that was written down wrongly is too low by or, negative, too high; the note says why."""
    LARGE = "large"
    """大额党费: a gift, no part of what is due."""


@frozen
class DuesEntry:
    """One row of the roll: a payment, or a bill that waits for one."""

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
    part: int = 1
    """Which one it is of the member's rows of its kind in the month."""

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
            code_of(EntryKind, str(values.get("kind") or "normal")),
            kept_money(values.get("base")),
            kept_money(values.get("rate")),
            str(values.get("receipt", "")),
            str(values.get("note", "")),
            int(Decimal(str(values.get("part") or 1))),
        )


_OF_A_BILL = (EntryKind.NORMAL, EntryKind.CATCH_UP)


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
        """The month's bill: the row on which something is due, if there is one."""
        asked = [e for e in self.entries if e.kind in _OF_A_BILL]
        normal = [e for e in asked if e.kind is EntryKind.NORMAL]
        return min(normal or asked, key=lambda entry: entry.part, default=None)

    @property
    def gifts(self) -> Decimal:
        """The large gifts of the month."""
        gifts = (e.paid or NOTHING for e in self.entries if e.kind is EntryKind.LARGE)
        return sum(gifts, NOTHING)

    def next_part(self, kind: EntryKind) -> int:
        """The number of a further row of a kind."""
        return max((e.part for e in self.entries if e.kind is kind), default=0) + 1

    @property
    def is_billed(self) -> bool:
        """Whether anything was asked for the month."""
        return any(e.kind is not EntryKind.LARGE for e in self.entries)

    @property
    def open(self) -> Decimal:
        """What is still to be paid."""
        return max(self.due - self.paid, NOTHING)

    @property
    def over(self) -> Decimal:
        """What was paid beyond what is due."""
        return max(self.paid - self.due, NOTHING)

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
    """How many months up to the last one that is over were billed and nothing was paid for them, without a gap.

    A month of which a part was paid neither counts nor ends the row: a rest stays owed. One that was never billed ends it,
    since nobody asked the member for it.
    """
    in_part: int = 0
    """How many months within that row were paid in part."""

    @property
    def total(self) -> Decimal:
        """All that is open."""
        return sum((amount for _month, amount in self.months), NOTHING)


def arrears_until(months: Mapping[Period, MonthDues], last: Period) -> Arrears:
    """A member's arrears at the end of the month ``last``."""
    still_open = sorted(
        (month, dues.open) for month, dues in months.items() if month <= last and dues.open
    )
    unpaid = in_part = 0
    month = last
    while (dues := months.get(month)) and dues.open:
        if dues.paid:
            in_part += 1
        else:
            unpaid += 1
        month = month.previous
    return Arrears(tuple(still_open), unpaid, in_part if unpaid else 0)
