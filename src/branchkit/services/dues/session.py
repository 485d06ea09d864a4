"""A month of dues being keyed: what each key of the screen does, without the screen.

Its outcomes name the lines they touched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from branchkit.core.actors import Actor
from branchkit.core.dates import Period
from branchkit.core.dues.entries import DuesEntry
from branchkit.core.dues.money import NOTHING, money_text, parse_money
from branchkit.core.dues.owing import DuesBase
from branchkit.core.errors import BranchkitError, ConflictError, DuesError
from branchkit.core.outcomes import Outcome
from branchkit.core.ports import Store
from branchkit.core.registers.register import Register
from branchkit.core.rulepacks import RulePack
from branchkit.core.values import frozen
from branchkit.services.dues.billing import BaseChange, Billing, make_bill, set_base
from branchkit.services.dues.board import DuesBoard, dues_watcher
from branchkit.services.dues.payments import (
    Paid,
    Payable,
    correct,
    give,
    pay,
    payable,
    settle_month,
    settle_months,
)
from branchkit.services.dues.records import BASES, HANDED, ROLL, DuesRecords
from branchkit.services.dues.writer import DuesWriter, dues_changes
from branchkit.services.ledger.undo import Way, reverse
from branchkit.services.registers.writing import kind_of

AHEAD = 12
"""So many months can be paid before they come."""


@frozen
class PaidPlan:
    """A pasted column, checked: line and sum of what would be written, line and reason of what is refused."""

    sums: tuple[tuple[int, Decimal], ...]
    refused: tuple[tuple[int, DuesError], ...]
    overflow: int
    """How many pasted lines there are no payers for."""


@frozen
class RowEdit:
    """What a row's form holds."""

    paid_on: date | None
    receipt: str
    note: str


class DuesSession:
    """The actions of one person at one month."""

    def __init__(
        self,
        store: Store,
        registers: Mapping[str, Register],
        packs: Mapping[str, RulePack],
        org: str,
        month: Period,
        actor: Actor,
        clock: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._registers = registers
        self._actor = actor
        self._clock = clock
        today = clock().date()
        self.paid_on = today
        """The day that payments are written with."""
        watcher = dues_watcher(store, org)
        self.board = DuesBoard(store, DuesRecords(store, packs, org), month, today, watcher)

    @property
    def records(self) -> DuesRecords:
        """What the board is made of."""
        return self.board.records

    # -- paying -------------------------------------------------------------------------------------

    def enter_payment(self, place: int, text: str) -> Outcome[int]:
        """Add a typed sum to what was paid; an empty one is none, and is refused where it would take back."""
        line = self.board.line(place)
        if not text:
            refused = DuesError("correct_it", paid=line.state.paid) if line.state.paid else None
            return Outcome(refused=refused)
        try:
            amount = parse_money(text)
        except DuesError as error:
            return Outcome(refused=error)
        member, month = line.member.id, self.board.month
        done: list[Paid] = []
        outcome = self._write(
            "dues.pay",
            lambda writer: done.append(pay(writer, member, month, amount, self.paid_on)),
        )
        if not outcome.done or not (done[0].adds or done[0].over):
            return outcome
        code = "dues.paid_over" if done[0].over else "dues.paid_more"
        told = {"total": money_text(done[0].total), "over": money_text(done[0].over)}
        return outcome.saying(code, amount=money_text(amount), **told)

    def correct(self, place: int, text: str, reason: str, *, gifts: bool = False) -> Outcome[int]:
        """Write down what was really paid for the month in all, or given, and why it differs."""
        try:
            right = parse_money(text)
        except DuesError as error:
            return Outcome(refused=error)
        member, month = self.board.roll[place], self.board.month
        outcome = self._write(
            "dues.correct",
            lambda writer: correct(writer, member, month, right, reason, gifts=gifts),
            reason,
        )
        return outcome.saying("dues.corrected", paid=money_text(right))

    def settle(self, place: int) -> Outcome[int]:
        """Pay what is open of one line."""
        line = self.board.line(place)
        if not line.is_payable:
            if line.refused is not None and not line.state.is_billed:
                return Outcome(refused=line.refused)
            return Outcome("dues.nothing_open")
        member = self.board.roll[place]
        return self._write(
            "dues.pay", lambda writer: settle_month(writer, member, self.board.month, self.paid_on)
        )

    def settle_lines(self, places: Iterable[int]) -> Outcome[int]:
        """Pay what is open of some lines, as one change."""
        lines = (self.board.line(place) for place in places)
        members = [line.member.id for line in lines if line.is_payable]
        if not members:
            return Outcome("dues.nothing_open")

        def change(writer: DuesWriter) -> None:
            writer.read_ahead(members, self.board.month)
            for member in members:
                settle_month(writer, member, self.board.month, self.paid_on)

        before = self.board.totals().paid
        outcome = self._write("dues.pay", change)
        total = money_text(self.board.totals().paid - before)
        return outcome.saying("dues.all_paid", count=len(members), total=total)

    def plan_paste(
        self, place: int, texts: Sequence[str], *, below: Sequence[int] | None = None
    ) -> PaidPlan:
        """Check a pasted column of sums whose first line belongs to ``place``; empty lines are passed over.

        ``below`` are the lines from this one on as they are shown; None: as they stand on the roll.
        """
        rows = range(place, len(self.board.roll)) if below is None else below
        sums: list[tuple[int, Decimal]] = []
        refused: list[tuple[int, DuesError]] = []
        for row, text in zip(rows, texts, strict=False):
            if not text.strip():
                continue
            line = self.board.line(row)
            try:
                paid = parse_money(text)
            except DuesError as error:
                refused.append((row, error))
                continue
            if line.refused is not None and not line.state.is_billed:
                refused.append((row, line.refused))
            elif not paid:
                refused.append((row, DuesError("nothing_to_pay")))
            else:
                sums.append((row, paid))
        overflow = max(0, len(texts) - len(rows))
        return PaidPlan(tuple(sums), tuple(refused), overflow)

    def paste(self, plan: PaidPlan) -> Outcome[int]:
        """Write what a plan accepted, as one change."""
        return self._pay_all("dues.paste", plan.sums, "dues.pasted")

    def pay_lines(self, places: Iterable[int], text: str) -> Outcome[int]:
        """Add the same typed sum to what several lines have paid, as one change."""
        try:
            amount = parse_money(text)
        except DuesError as error:
            return Outcome(refused=error)
        sums = tuple((place, amount) for place in places)
        return (
            self._pay_all("dues.pay", sums, "dues.lines_paid")
            if sums
            else Outcome("dues.nothing_open")
        )

    def _pay_all(self, action: str, sums: Sequence[tuple[int, Decimal]], code: str) -> Outcome[int]:
        def change(writer: DuesWriter) -> None:
            writer.read_ahead((self.board.roll[place] for place, _paid in sums), self.board.month)
            for place, paid in sums:
                pay(writer, self.board.roll[place], self.board.month, paid, self.paid_on)

        total = money_text(sum((paid for _place, paid in sums), NOTHING))
        outcome = self._write(action, change)
        return outcome.saying(code, count=len(sums), total=total)

    def payable(self, place: int) -> list[Payable]:
        """What a member can pay for: the open months, and those to come."""
        today = Period.containing(self.board.today)
        last = max(self.board.month, today).shifted(AHEAD)
        return payable(self.records, self.board.roll[place], last)

    def settle_months(self, place: int, months: Iterable[Period]) -> Outcome[int]:
        """Pay several months at once."""
        member, wanted = self.board.roll[place], list(months)
        sums: list[Decimal] = []

        def change(writer: DuesWriter) -> None:
            sums.append(settle_months(writer, member, wanted, self.paid_on))

        outcome = self._write("dues.catch_up", change)
        total = money_text(sum(sums, NOTHING))
        return outcome.saying("dues.caught_up", count=len(wanted), total=total)

    def give(self, place: int, text: str) -> Outcome[int]:
        """Write down a gift of the typed sum, beside what is due; what is no money is refused."""
        try:
            amount = parse_money(text)
        except DuesError as error:
            return Outcome(refused=error)
        member = self.board.roll[place]
        total: list[Decimal] = []
        outcome = self._write(
            "dues.give",
            lambda writer: total.append(give(writer, member, amount, self.paid_on)),
        )
        if outcome.done and total[0] != amount:
            given = money_text(amount)
            return outcome.saying("dues.given_more", amount=given, total=money_text(total[0]))
        return outcome.saying("dues.given", amount=money_text(amount))

    def edit(self, row: DuesEntry, edit: RowEdit) -> Outcome[int]:
        """Write a row as its form has it; what was paid is corrected, not edited."""
        changes: dict[str, object] = {
            "paid_on": None if edit.paid_on is None else edit.paid_on.isoformat(),
            "receipt": edit.receipt,
            "note": edit.note,
        }
        return self._write("dues.edit", lambda writer: writer.change(row, **changes))

    # -- bill and base ------------------------------------------------------------------------------

    def bill(self) -> tuple[Outcome[int], Billing | None]:
        """Make the month's bill."""
        made: list[Billing] = []
        outcome = self._write(
            "dues.bill", lambda writer: made.append(make_bill(writer, self.board.month))
        )
        if not outcome.done:
            return outcome, None
        billing = made[0]
        told = outcome.saying("dues.billed", added=billing.added, changed=billing.changed)
        return told, billing

    def set_bases(
        self, places: Iterable[int], base: DuesBase
    ) -> tuple[Outcome[int], tuple[BaseChange, ...]]:
        """Register the same base for these lines as one change; bills from its first month on follow it."""
        members = [self.board.roll[place] for place in places]
        month = self.board.month
        billing = [month] if self.records.is_billed(month) else []
        made: list[BaseChange] = []

        def change(writer: DuesWriter) -> None:
            for member in members:
                made.append(set_base(writer, base.of(member), billing=billing))

        outcome = self._write("dues.base", change)
        if not outcome.done:
            # A transaction that failed leaves the book with what was not kept.
            self.records.reread_people(self._store)
            self.board.renew()
            return outcome, ()
        self.board.renew()
        return outcome, tuple(made)

    # -- back and forth -----------------------------------------------------------------------------

    def undo(self) -> Outcome[int]:
        """Take back the latest change to the roll, also one from before a restart."""
        return self._reverse("undo")

    def redo(self) -> Outcome[int]:
        """Do again what was taken back last."""
        return self._reverse("redo")

    def _reverse(self, way: Way) -> Outcome[int]:
        outcome = reverse(self._store, self._actor, way, dues_changes(self.records.org))
        self.board.own(outcome.operation)
        ids: dict[str, list[str]] = {kind_of(register): [] for register in (ROLL, BASES, HANDED)}
        for entry in outcome.touched:
            ids[entry.kind].append(entry.id)
        months = sorted({entry.id[: len("2026-11")] for entry in outcome.touched})
        told = replace(outcome, params={**outcome.params, "months": months})
        if ids[kind_of(BASES)]:
            self.records.reread_bases(self._store, ids[kind_of(BASES)])
            self.board.renew()
        return told.about(self.board.absorb(ids[kind_of(ROLL)]))

    def _write(
        self, action: str, change: Callable[[DuesWriter], object], reason: str = ""
    ) -> Outcome[int]:
        """One change, durable when this returns."""
        try:
            with self._store.begin(self._actor, action) as uow:
                writer = DuesWriter(uow, self._registers, self.records)
                change(writer)
                self.board.own(uow.commit(reason=reason))
        except ConflictError as error:
            foreign = self.board.catch_up()
            return Outcome(touched=foreign[1] if foreign else (), refused=error)
        except BranchkitError as error:
            return Outcome(refused=error)
        return Outcome(touched=self.board.absorb(writer.touched))
