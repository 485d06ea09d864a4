"""The roll of dues as it is written: the only way to its rows, for the screen and for the command line."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from branchkit.core.dates import Period
from branchkit.core.dues.entries import DuesEntry, EntryKind
from branchkit.core.dues.money import money_text
from branchkit.core.dues.owing import Amount, DuesBase
from branchkit.core.errors import ConflictError
from branchkit.core.ports import UnitOfWork
from branchkit.core.registers.register import Register
from branchkit.services.dues.book import ROLL, DuesBook, entry_in
from branchkit.services.record_writer import RecordWriter
from branchkit.services.records import kind_of


class DuesRoll:
    """The rows of one organisation in one unit of work.

    ``book`` is what whoever writes has seen. A row that somebody else has changed since is not overwritten:
    :class:`~branchkit.core.errors.ConflictError` ``cell``.
    """

    def __init__(self, uow: UnitOfWork, registers: Mapping[str, Register], book: DuesBook) -> None:
        self.book = book
        self._uow = uow
        self._writer = RecordWriter(uow, registers[ROLL], book.org)
        self.touched: list[str] = []
        """The ids of the rows that were added or changed."""

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
        document = self._uow.get(self.book.org, kind_of(ROLL), entry.id)
        now = entry_in(entry.id, document.body) if document else None
        if now != entry:
            theirs = money_text(now.paid) if now and now.paid is not None else ""
            raise ConflictError("cell", theirs=theirs, yours=yours or "")

    def _refuse_strangers(self, member: str, month: Period, yours: Decimal | None) -> None:
        """Refuse where the month has a row of the member that was not seen."""
        for document in self._uow.scan(self.book.org, kind_of(ROLL), f"{month}."):
            row = entry_in(document.id, document.body)
            if row is None or row.member != member or self.book.entry(row.id) is not None:
                continue
            theirs = money_text(row.paid) if row.paid is not None else ""
            raise ConflictError("cell", theirs=theirs, yours=money_text(yours) if yours else "")


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
