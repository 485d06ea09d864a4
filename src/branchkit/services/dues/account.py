"""The branch's account of dues: month by month what was due and paid, what came in, what was handed up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from branchkit.core.dates import Period, day_of
from branchkit.core.dues.entries import DuesEntry, EntryKind
from branchkit.core.dues.money import NOTHING, kept_money, money_text
from branchkit.core.errors import DuesError
from branchkit.core.ports import Reader, UnitOfWork
from branchkit.core.registers.register import Record, Register
from branchkit.core.values import frozen
from branchkit.services.dues.records import HANDED, DuesRecords
from branchkit.services.registers.writing import add_record, records_of


@frozen
class AccountMonth:
    """One line of the account. What is due and paid belongs to the month; what came in was paid during it, for whatever
    month; gifts are no part of either."""

    month: Period
    people_due: int = 0
    people_paid: int = 0
    """Who has paid the month in full."""
    due: Decimal = NOTHING
    paid: Decimal = NOTHING
    received: Decimal = NOTHING
    handed_up: Decimal = NOTHING
    handed_on: date | None = None
    kept: Decimal = NOTHING
    """Received and not yet handed up, over all months so far."""
    gifts: Decimal = NOTHING

    @property
    def is_used(self) -> bool:
        """Whether anything was due, came in or went out."""
        return any((self.due, self.paid, self.received, self.handed_up, self.gifts))


@frozen
class HandedUp:
    """A sum that was handed up for a month, or corrects what was."""

    id: str
    month: Period
    amount: Decimal
    on: date | None
    part: int = 1
    """Which one it is of the month."""

    @classmethod
    def from_record(cls, record: Record) -> HandedUp:
        """From a kept row."""
        values = record.values
        amount = kept_money(values.get("amount")) or NOTHING
        return cls(
            record.id,
            Period.parse(str(values["month"])),
            amount,
            day_of(values.get("on")),
            int(Decimal(str(values.get("part") or 1))),
        )


def handed_up_of(reader: Reader, org: str) -> list[HandedUp]:
    """All that was handed up."""
    return [HandedUp.from_record(row) for row in records_of(reader, HANDED, org)]


def account_of(records: DuesRecords, handed: Iterable[HandedUp], year: int) -> list[AccountMonth]:
    """The twelve months of a year."""
    all_handed = list(handed)
    first = Period(year, 1)
    kept = _received_before(records, first) - sum(
        (h.amount for h in all_handed if h.month < first), NOTHING
    )
    lines = []
    for index in range(1, 13):
        line = _month(records, Period(year, index), all_handed, kept)
        kept = line.kept
        lines.append(line)
    return lines


def added_up(lines: Iterable[AccountMonth]) -> AccountMonth:
    """The same month of several organisations as one line; the day of the last handing up."""
    first, *others = lines
    every = [first, *others]
    return AccountMonth(
        month=first.month,
        people_due=sum(line.people_due for line in every),
        people_paid=sum(line.people_paid for line in every),
        due=sum((line.due for line in every), NOTHING),
        paid=sum((line.paid for line in every), NOTHING),
        received=sum((line.received for line in every), NOTHING),
        handed_up=sum((line.handed_up for line in every), NOTHING),
        handed_on=max((line.handed_on for line in every if line.handed_on), default=None),
        kept=sum((line.kept for line in every), NOTHING),
        gifts=sum((line.gifts for line in every), NOTHING),
    )


def totals_of(lines: Sequence[AccountMonth]) -> AccountMonth:
    """The sums of the months of a year; a person counts once a month, and what is kept is what the last month keeps."""
    return replace(added_up(lines), handed_on=None, kept=lines[-1].kept)


def hand_up(
    uow: UnitOfWork,
    registers: Mapping[str, Register],
    org: str,
    month: Period,
    amount: Decimal,
    on: date,
    receipt: str = "",
) -> Decimal:
    """Write down that so much of a month's dues was handed up, beside what was before; what that comes to in all.

    Raises :class:`DuesError` ``nothing_to_hand_up``.
    """
    if amount <= 0:
        raise DuesError("nothing_to_hand_up")
    return _add_handed(uow, registers, org, month, amount, on, {"receipt": receipt})


def correct_handed_up(
    uow: UnitOfWork,
    registers: Mapping[str, Register],
    org: str,
    month: Period,
    right: Decimal,
    reason: str,
) -> Decimal:
    """Write down that what was handed up for a month is ``right`` in all, and why; what it differs by.

    The rows stay as they were; another one makes the difference, on the day of the last of them. Raises :class:`DuesError`
    ``reason_missing``, ``nothing_handed_up`` or ``sum_is_right``.
    """
    if not reason.strip():
        raise DuesError("reason_missing")
    rows = [h for h in handed_up_of(uow, org) if h.month == month]
    if not rows:
        raise DuesError("nothing_handed_up")
    difference = right - sum((h.amount for h in rows), NOTHING)
    if not difference:
        raise DuesError("sum_is_right", paid=right)
    on = max(h.on or month.last_day for h in rows)
    _add_handed(uow, registers, org, month, difference, on, {"note": reason.strip()})
    return difference


def _add_handed(
    uow: UnitOfWork,
    registers: Mapping[str, Register],
    org: str,
    month: Period,
    amount: Decimal,
    on: date,
    more: Mapping[str, str],
) -> Decimal:
    rows = [h for h in handed_up_of(uow, org) if h.month == month]
    part = max((h.part for h in rows), default=0) + 1
    values: dict[str, object] = {
        "month": str(month),
        "amount": money_text(amount),
        "part": str(part) if part > 1 else None,
        "on": on.isoformat(),
        **more,
    }
    add_record(uow, registers[HANDED], org, values)
    return sum((h.amount for h in rows), amount)


def _month(
    records: DuesRecords, month: Period, handed: Iterable[HandedUp], kept: Decimal
) -> AccountMonth:
    own = [h for h in handed if h.month == month]
    states = [records.month(member.id, month) for member in records.members]
    billed = [state for state in states if state.is_billed]
    received = sum((_paid_in(entry, month) for entry in records.entries()), NOTHING)
    handed_up = sum((h.amount for h in own), NOTHING)
    return AccountMonth(
        month=month,
        people_due=sum(1 for state in billed if state.due),
        people_paid=sum(1 for state in billed if state.due and state.settled),
        due=sum((state.due for state in billed), NOTHING),
        paid=sum((state.paid for state in billed), NOTHING),
        received=received,
        handed_up=handed_up,
        handed_on=max((h.on for h in own if h.on is not None), default=None),
        kept=kept + received - handed_up,
        gifts=sum((state.gifts for state in states), NOTHING),
    )


def _paid_in(entry: DuesEntry, month: Period) -> Decimal:
    if entry.kind is EntryKind.LARGE or entry.paid is None:
        return NOTHING
    return entry.paid if _cash_month(entry) == month else NOTHING


def _received_before(records: DuesRecords, first: Period) -> Decimal:
    ordinary = (entry for entry in records.entries() if entry.kind is not EntryKind.LARGE)
    return sum((e.paid or NOTHING for e in ordinary if _cash_month(e) < first), NOTHING)


def _cash_month(entry: DuesEntry) -> Period:
    """When the money came; a payment without a day counts in its own month."""
    return Period.containing(entry.paid_on) if entry.paid_on is not None else entry.month
