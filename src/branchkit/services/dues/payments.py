"""Paying: a month, what is open of it, several months at once, a large gift.

What is paid for an earlier month is written on that month's bill, with the day it was paid. Only where a part had been paid
before, or where the month was never billed, it is a row of its own (补缴), so that the day of neither part is lost.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from branchkit.core.dates import Period
from branchkit.core.dues.entries import DuesEntry, EntryKind, MonthDues
from branchkit.core.dues.money import NOTHING
from branchkit.core.errors import DuesError
from branchkit.core.values import frozen
from branchkit.services.dues.records import DuesRecords
from branchkit.services.dues.writer import DuesWriter


@frozen
class Payable:
    """A month that a member can pay for, and how much."""

    month: Period
    amount: Decimal


def enter_paid(writer: DuesWriter, member: str, month: Period, paid: Decimal, on: date) -> None:
    """Write what was paid for a month, whatever is due. A sum that is corrected keeps its day.

    A month without a bill is billed. Raises :class:`DuesError` ``caught_up`` where a part of it was paid later, and what
    :meth:`DuesRecords.amount` raises.
    """
    state = writer.records.month(member, month)
    if state.bill and state.caught_up:
        raise DuesError("caught_up", paid=state.caught_up.paid or NOTHING)
    row = state.bill or state.caught_up
    if row is None:
        _bill(writer, member, month, paid, on)
    else:
        writer.pay(row, paid, row.paid_on if row.paid is not None and row.paid_on else on)


def settle_month(writer: DuesWriter, member: str, month: Period, on: date) -> Decimal:
    """Pay what is open of a month; how much that was. A month without a bill is billed.

    Raises :class:`DuesError` ``no_base``, ``unknown_norm``, ``base_missing``, ``base_negative`` or ``outside_bounds`` where the
    month was not billed.
    """
    state = writer.records.month(member, month)
    if not state.is_billed:
        due = writer.records.amount(member, month).due
        _bill(writer, member, month, due or None, on)
        return due
    if state.open:
        _pay_rest(writer, member, month, state, on)
    return state.open


def settle_months(writer: DuesWriter, member: str, months: Iterable[Period], on: date) -> Decimal:
    """Pay what is open of several months, earlier or to come; how much that was."""
    return sum((settle_month(writer, member, month, on) for month in months), NOTHING)


def payable(records: DuesRecords, member: str, last: Period) -> list[Payable]:
    """The months up to ``last`` of which something is open, oldest first.

    Those that were never billed count from the member's first bill on: what was before is not known here.
    """
    months = records.months(member)
    person = records.by_id[member]
    first = min((m for m, dues in months.items() if dues.is_billed), default=last)
    found = []
    month = first
    while month <= last:
        state = records.month(member, month)
        if state.is_billed and state.open:
            found.append(Payable(month, state.open))
        elif not state.is_billed and records.owes(person, month):
            found += _unbilled(records, member, month)
        month = month.shifted(1)
    return found


def clear_paid(writer: DuesWriter, member: str, month: Period) -> None:
    """Take back what was written as paid for a month."""
    for row in writer.records.month(member, month).entries:
        if row.kind is not EntryKind.LARGE and row.paid is not None:
            writer.pay(row, None, None)


def give(writer: DuesWriter, member: str, amount: Decimal, on: date, note: str = "") -> None:
    """A large gift, which is handed on to the centre. Raises :class:`DuesError` ``gift_too_small`` or ``gift_there``."""
    month = Period.containing(on)
    least = writer.records.rules(month).large_gift
    if amount < least:
        raise DuesError("gift_too_small", amount=amount, least=least)
    earlier = writer.records.month(member, month).gift
    if earlier is not None:
        raise DuesError("gift_there", amount=earlier.paid or NOTHING)
    writer.add(member, month, NOTHING, kind=EntryKind.LARGE, paid=amount, paid_on=on, note=note)


def _unbilled(records: DuesRecords, member: str, month: Period) -> list[Payable]:
    try:
        due = records.amount(member, month).due
    except DuesError:
        return []
    return [Payable(month, due)] if due else []


def _bill(writer: DuesWriter, member: str, month: Period, paid: Decimal | None, on: date) -> None:
    """Bill a month and write the payment with it."""
    amount = writer.records.amount(member, month)
    writer.add(
        member,
        month,
        amount.due,
        kind=EntryKind.CATCH_UP if month < Period.containing(on) else EntryKind.NORMAL,
        base=writer.records.bases.in_month(member, month),
        percent=amount.percent,
        paid=paid,
        paid_on=on if paid is not None else None,
    )


def _pay_rest(writer: DuesWriter, member: str, month: Period, state: MonthDues, on: date) -> None:
    row = state.caught_up or state.bill
    if row is not None and (row is state.caught_up or _same_month(row, on)):
        writer.pay(row, (row.paid or NOTHING) + state.open, on)
    else:
        writer.add(member, month, NOTHING, kind=EntryKind.CATCH_UP, paid=state.open, paid_on=on)


def _same_month(bill: DuesEntry, on: date) -> bool:
    """Whether the day of a payment on the bill may stand for both parts."""
    if bill.paid is None or bill.paid_on is None:
        return True
    return on in Period.containing(bill.paid_on)
