"""The only writer of dues, for the screen and for the command line: rows of the roll, and bases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal

from branchkit.core.dates import Period
from branchkit.core.dues.entries import DuesEntry, EntryKind
from branchkit.core.dues.money import money_text
from branchkit.core.dues.owing import Amount, DuesBase
from branchkit.core.errors import ConflictError
from branchkit.core.ports import UnitOfWork
from branchkit.core.registers.register import Register
from branchkit.services.dues.records import BASES, HANDED, ROLL, DuesRecords, entry_in
from branchkit.services.ledger.undo import Scope
from branchkit.services.registers.writing import RecordWriter, kind_of


def dues_changes(org: str) -> Scope:
    """What undo takes back: bills and payments, with the bases and what was handed up."""
    return Scope("dues", kind_of(ROLL), (org,), with_kinds=(kind_of(BASES), kind_of(HANDED)))


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
        self._registers = registers
        self._bases: RecordWriter | None = None
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
        part: int = 1,
        base: DuesBase | None = None,
        percent: Decimal | None = None,
        paid: Decimal | None = None,
        paid_on: date | None = None,
        note: str = "",
    ) -> None:
        """A new row. ``part`` says which one of its kind it is, for the member and month."""
        self._refuse_strangers(member, month, paid)
        added = self._writer.add(
            {
                "month": str(month),
                "member": member,
                **_as_part(kind, part),
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

    def pay(
        self, entry: DuesEntry, paid: Decimal, paid_on: date, kind: EntryKind, part: int
    ) -> None:
        """Write the payment that a bill waits for, which may make another kind of row of it."""
        self.change(entry, **_as_part(kind, part), **_payment(paid, paid_on))

    def recalculate(self, entry: DuesEntry, base: DuesBase, amount: Amount) -> None:
        """Write another base and what it comes to."""
        changes = {"due": money_text(amount.due), **_based_on(base, amount.percent)}
        self.change(entry, **changes)

    def keep_base(self, base: DuesBase) -> None:
        """Register a base, which counts at once; one of the same member from the same day is replaced."""
        if self._bases is None:
            self._bases = RecordWriter(self._uow, self._registers[BASES], self.records.org)
        of_member = self.records.bases.of(base.member)
        same_day = next((known for known in of_member if known.since == base.since), None)
        values = base.to_values()
        kept = self._bases.edit(same_day.id, values) if same_day else self._bases.add(values)
        self.records.reread_bases(self._uow, [kept.id])

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


def _as_part(kind: EntryKind, part: int) -> dict[str, object]:
    """The first row of a kind has no number, as rows had none before a month could have several."""
    return {"kind": str(kind), "part": str(part) if part > 1 else None}


def _payment(paid: Decimal | None, paid_on: date | None) -> dict[str, object]:
    return {
        "paid": None if paid is None else money_text(paid),
        "paid_on": None if paid_on is None else paid_on.isoformat(),
    }
