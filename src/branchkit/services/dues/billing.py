"""Bills and bases: what a month is billed with, and what a base that is registered later changes of months that were billed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from branchkit.core.dates import Period
from branchkit.core.dues.entries import DuesEntry
from branchkit.core.dues.money import NOTHING
from branchkit.core.dues.owing import Amount, DuesBase
from branchkit.core.errors import DuesError, Place, Problem
from branchkit.core.members.member import Member
from branchkit.core.rulepacks import Citation, RulePack
from branchkit.core.values import frozen
from branchkit.i18n.catalog import Catalog
from branchkit.services.citations import citation_text
from branchkit.services.dues.records import DuesRecords, DuesRules, rules_in
from branchkit.services.dues.writer import DuesWriter


@frozen
class Billing:
    """What a bill did: how many rows are new, how many follow another base now, and who could not be billed."""

    added: int
    changed: int
    problems: tuple[Problem, ...]


def make_bill(writer: DuesWriter, month: Period) -> Billing:
    """Bill a month; made again, it adds who is missing and changes nothing else.

    A bill follows its base when that is another one now, also where something was paid on it: the rest is owed then. A sum
    that was changed by hand stays as long as the base behind it is the same. Who has no base, or one that does not fit its
    norm, is told of, not guessed.
    """
    biller = _Biller(writer)
    payers = writer.records.payers(month)
    writer.read_ahead((member.id for member in payers), month)
    for member in payers:
        biller.bill(member, month)
    return Billing(biller.added, len(biller.changes), tuple(biller.problems))


@frozen
class Rebilled:
    """A bill that follows another base now."""

    month: Period
    before: Decimal
    """What was due by the base of then."""
    due: Decimal
    paid: Decimal

    @property
    def open(self) -> Decimal:
        """What is owed of it now."""
        return max(self.due - self.paid, NOTHING)


@frozen
class BaseChange:
    """What registering a base did."""

    base: DuesBase
    amount: Amount
    """What it comes to in its first month."""
    rebilled: tuple[Rebilled, ...]
    """The months that had been billed by another base, oldest first."""

    @property
    def open(self) -> Decimal:
        """What is owed of the months that were billed anew."""
        return sum((month.open for month in self.rebilled), NOTHING)

    @property
    def over(self) -> Decimal:
        """What was paid for them beyond what is due now."""
        return sum((max(month.paid - month.due, NOTHING) for month in self.rebilled), NOTHING)


def set_base(writer: DuesWriter, base: DuesBase, *, billing: Iterable[Period] = ()) -> BaseChange:
    """Register a base, bill anew what had been billed from its first month on, and bill ``billing`` where nobody had.

    One from the same day is replaced. Raises :class:`~branchkit.core.errors.DuesError` ``unknown_norm``, ``base_missing``,
    ``base_negative``, ``outside_bounds``, ``ends_before`` or ``decision_missing``.
    """
    records = writer.records
    rules = records.rules(base.first_month)
    amount = rules.amount(base)
    if base.until is not None and base.until < base.since:
        raise DuesError("ends_before")
    if rules.norm(base.norm).decided and not (base.decided_by and base.decided_on):
        raise DuesError("decision_missing", norm=rules.norm(base.norm).title)
    writer.keep_base(base)
    biller = _Biller(writer)
    member = records.by_id[base.member]
    billed = {month for month, state in records.months(base.member).items() if state.is_billed}
    for month in sorted(billed.union(billing)):
        if month >= base.first_month:
            biller.bill(member, month)
    return BaseChange(base, amount, tuple(biller.changes))


class _Biller:
    def __init__(self, writer: DuesWriter) -> None:
        self._writer = writer
        self.added = 0
        self.changes: list[Rebilled] = []
        self.problems: list[Problem] = []

    def bill(self, member: Member, month: Period) -> None:
        """Add or bring up to date one member's bill; why it cannot be made is noted among the problems."""
        records = self._writer.records
        state = records.month(member.id, month)
        if not records.owes(member, month):
            if state.open:
                self.problems.append(_problem(DuesError("not_owing"), member))
            return
        bill = state.bill
        if state.is_billed and bill is None:
            return
        try:
            amount = records.amount(member.id, month)
        except DuesError as error:
            # A month that was paid needs no base any more.
            if bill is None or bill.paid is None:
                self.problems.append(_problem(error, member))
            return
        base = records.bases.in_month(member.id, month)
        if bill is None:
            self._writer.add(member.id, month, amount.due, base=base, percent=amount.percent)
            self.added += 1
        elif base is not None and _is_outdated(bill, base, amount):
            self._writer.recalculate(bill, base, amount)
            others = state.due - bill.due
            self.changes.append(Rebilled(month, state.due, others + amount.due, state.paid))


def outdated_bills(records: DuesRecords, since: Period) -> list[tuple[str, Period]]:
    """Member and month of the bills from ``since`` on of which the base is another one now, oldest first.

    A base that comes out of a workbook or from the register's own screen bills nothing anew by itself.
    """
    found = []
    amounts: dict[tuple[str, str], Amount | None] = {}
    for member in records.members:
        for month, state in records.months(member.id).items():
            base = records.bases.in_month(member.id, month) if month >= since else None
            bill = state.bill
            if base is None or bill is None:
                continue
            rules = records.rules(month)
            key = rules.edition.id, base.id
            if key not in amounts:
                amounts[key] = _amount_or_none(rules, base)
            amount = amounts[key]
            outdated = amount is not None and _is_outdated(bill, base, amount)
            if outdated and records.owes(member, month):
                found.append((member.id, month))
    return sorted(found, key=lambda outdated: outdated[1])


def _amount_or_none(rules: DuesRules, base: DuesBase) -> Amount | None:
    try:
        return rules.amount(base)
    except DuesError:
        return None


def _problem(error: DuesError, member: Member) -> Problem:
    """Why a member is not billed, as a problem of the roster."""
    return Problem(error.code, Place(key=member.name), "warning", dict(error.params))


def _is_outdated(bill: DuesEntry, base: DuesBase, amount: Amount) -> bool:
    same = (bill.base, bill.percent) == (base.base, amount.percent)
    return bill.due != amount.due and not same


@frozen
class LateMonths:
    """Months that are caught up later than the rules allow as a rule."""

    months: tuple[Period, ...]
    most: int
    """So many months back, as a rule, can be caught up."""
    rule: Citation


def late_months(
    packs: Mapping[str, RulePack], months: Iterable[Period], on: date
) -> LateMonths | None:
    """Those of ``months`` that lie further back from ``on`` than is caught up as a rule; None where there are none."""
    now = Period.containing(on)
    edition = rules_in(packs, now).edition
    most = edition.number("catch-up-most")
    late = tuple(sorted(month for month in months if month < now.shifted(-most)))
    return LateMonths(late, most, edition.cite("catch-up-most")) if late else None


def late_words(catalog: Catalog, late: LateMonths) -> Mapping[str, object]:
    """What ``screen.dues.late`` says of them."""
    first, last = str(late.months[0]), str(late.months[-1])
    return {
        "months": first if first == last else f"{first}…{last}",
        "count": len(late.months),
        "most": late.most,
        "rule": citation_text(catalog, late.rule),
    }
