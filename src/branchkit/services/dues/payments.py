"""Paying: a month, what is open of it, several months at once, a large gift; and correcting what was written down.

A payment adds to what was paid before, whoever enters it how often: the first one of a month stands on the month's bill, every
further one is a row of its own with its own day. What is paid after a month is over is 补缴, what is paid when nothing is
open any more 多缴. A sum that was written down wrongly stays, and a row beside it corrects it and says why.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from branchkit.core.dates import Period
from branchkit.core.dues.entries import EntryKind, MonthDues
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


@frozen
class Paid:
    """A sum that was written down for a month, and what the month comes to with it."""

    member: str
    month: Period
    amount: Decimal
    total: Decimal
    """All that is paid for the month now."""
    over: Decimal
    """What of that is more than is due."""

    @property
    def adds(self) -> bool:
        """Whether something had been paid before."""
        return self.total != self.amount


def pay(writer: DuesWriter, member: str, month: Period, amount: Decimal, on: date) -> Paid:
    """Add a payment to what a member has paid for a month, whatever is due. A month without a bill is billed.

    Raises :class:`DuesError` ``nothing_to_pay`` for a sum of nothing, and what :meth:`DuesRecords.amount` raises.
    """
    if amount <= 0:
        raise DuesError("nothing_to_pay")
    state = writer.records.month(member, month)
    if not state.is_billed:
        return _told(member, month, MonthDues(due=_bill(writer, member, month, amount, on)), amount)
    late = month < Period.containing(on)
    bill = state.bill
    if bill is not None and bill.paid is None and state.open and state.paid == 0:
        # Moved to a row of another kind, the bill must not meet one that is there.
        kind = EntryKind.CATCH_UP if late else bill.kind
        writer.pay(
            bill, amount, on, kind, state.next_part(kind) if kind != bill.kind else bill.part
        )
    else:
        kind = EntryKind.CATCH_UP if late else EntryKind.NORMAL
        kind = kind if state.open else EntryKind.EXTRA
        part = state.next_part(kind)
        writer.add(member, month, NOTHING, kind=kind, part=part, paid=amount, paid_on=on)
    return _told(member, month, state, amount)


def _told(member: str, month: Period, before: MonthDues, amount: Decimal) -> Paid:
    total = before.paid + amount
    return Paid(member, month, amount, total, max(total - before.due, NOTHING))


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
        pay(writer, member, month, state.open, on)
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


def correct(
    writer: DuesWriter,
    member: str,
    month: Period,
    right: Decimal,
    reason: str,
    *,
    gifts: bool = False,
) -> Decimal:
    """Write down that what a member paid for a month was ``right`` in all, and why; what it differs by.

    The rows stay as they were; another one makes the difference, on the day of the last of them. With ``gifts`` it is about
    the month's large gifts. Raises :class:`DuesError` ``reason_missing``, ``nothing_paid`` or ``sum_is_right``.
    """
    if not reason.strip():
        raise DuesError("reason_missing")
    state = writer.records.month(member, month)
    rows = [e for e in state.entries if e.paid and (e.kind is EntryKind.LARGE) is gifts]
    if not rows:
        raise DuesError("nothing_paid")
    difference = right - (state.gifts if gifts else state.paid)
    if not difference:
        raise DuesError("sum_is_right", paid=right)
    kind = EntryKind.LARGE if gifts else EntryKind.CORRECTION
    writer.add(
        member,
        month,
        NOTHING,
        kind=kind,
        part=state.next_part(kind),
        paid=difference,
        paid_on=max((e.paid_on for e in rows if e.paid_on is not None), default=None),
        note=reason.strip(),
    )
    return difference


def give(writer: DuesWriter, member: str, amount: Decimal, on: date, note: str = "") -> Decimal:
    """Add a large gift, which is handed on to the centre; what the member's gifts of the month come to.

    Raises :class:`DuesError` ``gift_too_small``.
    """
    month = Period.containing(on)
    least = writer.records.rules(month).large_gift
    if amount < least:
        raise DuesError("gift_too_small", amount=amount, least=least)
    state = writer.records.month(member, month)
    part = state.next_part(EntryKind.LARGE)
    writer.add(
        *(member, month, NOTHING),
        kind=EntryKind.LARGE,
        part=part,
        paid=amount,
        paid_on=on,
        note=note,
    )
    return state.gifts + amount


def _unbilled(records: DuesRecords, member: str, month: Period) -> list[Payable]:
    try:
        due = records.amount(member, month).due
    except DuesError:
        return []
    return [Payable(month, due)] if due else []


def _bill(
    writer: DuesWriter, member: str, month: Period, paid: Decimal | None, on: date
) -> Decimal:
    """Bill a month and write the payment with it; what is due."""
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
    return amount.due
