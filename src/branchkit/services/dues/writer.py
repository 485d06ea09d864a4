"""The only writer of dues, for the screen and for the command line: bills, payments, bases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal

from branchkit.core.dates import Period
from branchkit.core.dues.entries import DuesEntry, EntryKind
from branchkit.core.dues.money import money_text
from branchkit.core.dues.owing import Amount, DuesBase
from branchkit.core.errors import ConflictError, DuesError, Place, Problem
from branchkit.core.members.member import Member
from branchkit.core.ports import UnitOfWork
from branchkit.core.registers.register import Register
from branchkit.core.values import frozen
from branchkit.services.dues.records import BASES, ROLL, DuesRecords, entry_in
from branchkit.services.registers.writing import RecordWriter, add_record, edit_record, kind_of


class DuesWriter:
    """The rows of one organisation in one unit of work.

    ``book`` is what whoever writes has seen. A row that somebody else has changed since is not overwritten:
    :class:`~branchkit.core.errors.ConflictError` ``cell``.
    """

    def __init__(
        self, uow: UnitOfWork, registers: Mapping[str, Register], records: DuesRecords
    ) -> None:
        self.records = records
        self._uow = uow
        self._writer = RecordWriter(uow, registers[ROLL], records.org)
        self.touched: list[str] = []
        """The ids of the rows that were added or changed."""
        self._strangers: dict[Period, list[DuesEntry]] = {}

    def read_ahead(self, members: Iterable[str], month: Period) -> None:
        """Read at once the rows of a month that will be changed."""
        rows = (row for member in members for row in self.records.month(member, month).entries)
        self._uow.get_many((self.records.org, kind_of(ROLL), row.id) for row in rows)

    def add(
        self,
        member: str,
        month: Period,
        due: Decimal,
        *,
        kind: EntryKind = EntryKind.NORMAL,
        base: DuesBase | None = None,
        percent: Decimal | None = None,
        paid: Decimal | None = None,
        paid_on: date | None = None,
        note: str = "",
    ) -> None:
        """A new row."""
        self._refuse_strangers(member, month, paid)
        added = self._writer.add(
            {
                "month": str(month),
                "member": member,
                "kind": str(kind),
                "due": money_text(due),
                **_based_on(base, percent),
                **_payment(paid, paid_on),
                "note": note,
            }
        )
        self.touched.append(added.id)

    def change(self, entry: DuesEntry, **changes: object) -> None:
        """Change columns of a row that was seen as ``entry``."""
        self._refuse_changed(entry, changes.get("paid"))
        self._writer.edit(entry.id, changes)
        self.touched.append(entry.id)

    def pay(self, entry: DuesEntry, paid: Decimal | None, paid_on: date | None) -> None:
        """Write what was paid on a row, None takes it away."""
        self.change(entry, **_payment(paid, paid_on))

    def recalculate(self, entry: DuesEntry, base: DuesBase, amount: Amount) -> None:
        """Write another base and what it comes to."""
        changes = {"due": money_text(amount.due), **_based_on(base, amount.percent)}
        self.change(entry, **changes)

    def _refuse_changed(self, entry: DuesEntry, yours: object) -> None:
        document = self._uow.get(self.records.org, kind_of(ROLL), entry.id)
        now = entry_in(entry.id, document.body) if document else None
        if now != entry:
            theirs = money_text(now.paid) if now and now.paid is not None else ""
            raise ConflictError("cell", theirs=theirs, yours=yours or "")

    def _refuse_strangers(self, member: str, month: Period, yours: Decimal | None) -> None:
        """Refuse where the month has a row of the member that was not seen."""
        if month not in self._strangers:
            self._strangers[month] = list(self._unseen(month))
        for row in self._strangers[month]:
            if row.member == member:
                theirs = money_text(row.paid) if row.paid is not None else ""
                raise ConflictError("cell", theirs=theirs, yours=money_text(yours) if yours else "")

    def _unseen(self, month: Period) -> Iterator[DuesEntry]:
        for document in self._uow.scan(self.records.org, kind_of(ROLL), f"{month}."):
            row = entry_in(document.id, document.body)
            if row is not None and self.records.entry(row.id) is None:
                yield row


def _based_on(base: DuesBase | None, percent: Decimal | None) -> dict[str, object]:
    amount = base.base if base else None
    return {
        "base": None if amount is None else money_text(amount),
        "rate": None if percent is None else format(percent, "f"),
    }


def _payment(paid: Decimal | None, paid_on: date | None) -> dict[str, object]:
    return {
        "paid": None if paid is None else money_text(paid),
        "paid_on": None if paid_on is None else paid_on.isoformat(),
    }


@frozen
class Billing:
    """What a bill did: how many rows are new, how many follow another base now, and who could not be billed."""

    added: int
    changed: int
    problems: tuple[Problem, ...]


def make_bill(writer: DuesWriter, month: Period) -> Billing:
    """Bill a month; made again, it adds who is missing and changes nothing else.

    A bill on which nothing was paid follows its base when that is another one now; a sum that was changed by hand stays as
    long as the base behind it is the same. Who has no base, or one that does not fit its norm, is told of, not guessed.
    """
    biller = _Biller(writer, month)
    payers = writer.records.payers(month)
    writer.read_ahead((member.id for member in payers), month)
    for member in payers:
        biller.bill(member)
    return Billing(biller.added, biller.changed, tuple(biller.problems))


def bill_member(writer: DuesWriter, member: Member, month: Period) -> None:
    """Bill one member; a bill on which something was paid, or whose base is the same, stays. Who has no base is not billed."""
    _Biller(writer, month).bill(member)


class _Biller:
    def __init__(self, writer: DuesWriter, month: Period) -> None:
        self._roll = writer
        self._month = month
        self.added = 0
        self.changed = 0
        self.problems: list[Problem] = []

    def bill(self, member: Member) -> None:
        """Add or bring up to date one member's bill; why it cannot be made is noted among the problems."""
        records = self._roll.records
        state = records.month(member.id, self._month)
        if not records.owes(member, self._month):
            if state.open:
                self.problems.append(_problem(DuesError("not_owing"), member))
            return
        if state.is_billed and (state.bill is None or state.bill.paid is not None):
            return
        try:
            amount = records.amount(member.id, self._month)
        except DuesError as error:
            self.problems.append(_problem(error, member))
            return
        base = records.bases.in_month(member.id, self._month)
        if state.bill is None:
            self._roll.add(member.id, self._month, amount.due, base=base, percent=amount.percent)
            self.added += 1
        elif base is not None and _is_outdated(state.bill, base, amount):
            self._roll.recalculate(state.bill, base, amount)
            self.changed += 1


def _problem(error: DuesError, member: Member) -> Problem:
    """Why a member is not billed, as a problem of the roster."""
    return Problem(error.code, Place(key=member.name), "warning", dict(error.params))


def _is_outdated(bill: DuesEntry, base: DuesBase, amount: Amount) -> bool:
    same = (bill.base, bill.percent) == (base.base, amount.percent)
    return bill.due != amount.due and not same


def set_base(
    uow: UnitOfWork, registers: Mapping[str, Register], records: DuesRecords, base: DuesBase
) -> Amount:
    """Register a base; one from the same day is replaced. What it comes to in its first month.

    Raises :class:`~branchkit.core.errors.DuesError` ``unknown_norm``, ``base_missing``, ``base_negative`` or ``outside_bounds``.
    """
    amount = records.rules(base.first_month).amount(base)
    values: dict[str, object] = {
        "member": base.member,
        "norm": base.norm,
        "base": None if base.base is None else money_text(base.base),
        "from": base.since.isoformat(),
    }
    same_day = next((b for b in records.bases.of(base.member) if b.since == base.since), None)
    if same_day is None:
        add_record(uow, registers[BASES], records.org, values)
    else:
        edit_record(uow, registers[BASES], records.org, same_day.id, values)
    records.reread_people(uow)
    return amount
