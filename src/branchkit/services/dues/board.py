"""One month of dues as the screen shows it: a line for each payer, and what they come to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from branchkit.core.dates import Period
from branchkit.core.dues.entries import Arrears, MonthDues
from branchkit.core.dues.money import NOTHING
from branchkit.core.dues.owing import Amount, DuesBase
from branchkit.core.errors import DuesError
from branchkit.core.members.member import Member
from branchkit.core.ports import Store
from branchkit.core.values import frozen
from branchkit.services.dues.records import BASES, ROLL, TRANSFERS, DuesRecords
from branchkit.services.ledger.watching import Watcher
from branchkit.services.registers.writing import kind_of
from branchkit.services.roster import MEMBER


@frozen
class DuesLine:
    """What a member owes and has paid for the month that is shown, and for months before."""

    member: Member
    base: DuesBase | None
    state: MonthDues
    amount: Amount | None
    """What the base comes to; None with ``refused`` saying why."""
    refused: DuesError | None
    arrears: Arrears

    @property
    def due(self) -> Decimal | None:
        """What was billed or, before the bill is made, what it will be."""
        if self.state.is_billed:
            return self.state.due
        return self.amount.due if self.amount else None

    @property
    def open(self) -> Decimal:
        """What is still to be paid for the month."""
        return self.state.open if self.state.is_billed else self.due or NOTHING

    @property
    def is_payable(self) -> bool:
        """Whether something can be paid: a month without a bill whose due is nothing is only billed."""
        return bool(self.open) or (not self.state.is_billed and self.amount is not None)


@frozen
class Totals:
    """The sums over all lines of the month, in yuan."""

    people: int
    settled: int
    """Who has paid in full."""
    due: Decimal
    paid: Decimal
    open: Decimal
    """What is still to be paid, line by line: what somebody has paid too much pays nothing for others."""
    gifts: Decimal
    arrears: Decimal
    """What is open for the months before today's."""


def dues_watcher(store: Store, org: str) -> Watcher:
    """To be made before a book is read."""
    return Watcher(store, {kind_of(ROLL), kind_of(BASES), kind_of(TRANSFERS), MEMBER}, {org})


class DuesBoard:
    """The lines of a month, in the order of the roll; each is worked out when it is looked at."""

    def __init__(
        self,
        store: Store,
        records: DuesRecords,
        month: Period,
        today: date,
        watcher: Watcher | None = None,
    ) -> None:
        """``watcher`` is as old as the records; without one what is committed from now on is told."""
        self.records = records
        self.month = month
        self.today = today
        self._store = store
        self._watcher = watcher or dues_watcher(store, records.org)
        self._lines: dict[str, DuesLine] = {}
        self.roll: tuple[str, ...] = ()
        self._place: dict[str, int] = {}
        self.renew()

    def renew(self) -> None:
        """Work out anew who stands in the month."""
        self.roll = tuple(member.id for member in self.records.payers(self.month))
        self._place = {id: place for place, id in enumerate(self.roll)}
        self._lines.clear()

    def place(self, member: str) -> int | None:
        """The line of a member; None for one who does not stand in the month."""
        return self._place.get(member)

    def line(self, place: int) -> DuesLine:
        """The line at a place from 0, worked out when it is first asked for."""
        id = self.roll[place]
        if id not in self._lines:
            self._lines[id] = self._line(id)
        return self._lines[id]

    def lines(self) -> Iterable[DuesLine]:
        """All lines in the order of the roll."""
        return (self.line(place) for place in range(len(self.roll)))

    def names(self) -> list[str]:
        """The names in the order of the lines."""
        return [self.records.by_id[id].name for id in self.roll]

    def totals(self) -> Totals:
        """What the lines come to."""
        lines = list(self.lines())
        return Totals(
            people=sum(1 for line in lines if line.due),
            settled=sum(1 for line in lines if line.due and line.state.settled),
            due=sum((line.due or NOTHING for line in lines), NOTHING),
            paid=sum((line.state.paid for line in lines), NOTHING),
            open=sum((line.open for line in lines), NOTHING),
            gifts=sum((line.state.gifts for line in lines), NOTHING),
            arrears=sum((line.arrears.total for line in lines), NOTHING),
        )

    def own(self, operation: int | None) -> None:
        """This session's own change: not to be told as somebody else's."""
        self._watcher.own(operation)

    def catch_up(self) -> tuple[str, tuple[int, ...]] | None:
        """Take in what other sessions have done to dues since: who did it last, and the lines that changed."""
        news = self._watcher.foreign()
        if not news:
            return None
        changed: dict[str, list[str]] = {}
        for change in news:
            changed.setdefault(change.kind, []).append(change.id)
        rows = changed.pop(kind_of(ROLL), [])
        if changed:
            if bases := changed.get(kind_of(BASES)):
                self.records.reread_bases(self._store, bases)
            if MEMBER in changed or kind_of(TRANSFERS) in changed:
                self.records.reread_members(self._store, changed.get(MEMBER, ()))
            self.renew()
        return news[-1].actor, self.absorb(rows)

    def absorb(self, ids: Iterable[str]) -> tuple[int, ...]:
        """Take in how these rows are now; the lines that changed."""
        members = self.records.reread(self._store, ids)
        for member in members:
            self._lines.pop(member, None)
        if any(
            self.records.month(member, self.month).entries and member not in self._place
            for member in members
        ):
            self.renew()
        return tuple(sorted(self._place[m] for m in members if m in self._place))

    def _line(self, id: str) -> DuesLine:
        amount, refused = None, None
        try:
            amount = self.records.amount(id, self.month)
        except DuesError as error:
            refused = error
        return DuesLine(
            member=self.records.by_id[id],
            base=self.records.bases.in_month(id, self.month),
            state=self.records.month(id, self.month),
            amount=amount,
            refused=refused,
            arrears=self.records.arrears(id, self.today),
        )
