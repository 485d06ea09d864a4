"""What is paid, given, handed up, and corrected; ``branchkit dues pay|catch-up|gift|hand-up|correct``.

Every sum adds to what was there, so that entering one twice shows; a wrong one is corrected with its reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from branchkit.cli.dues.context import DuesContext, month_of
from branchkit.cli.exit_codes import OK
from branchkit.core.dates import Period
from branchkit.core.dues.money import money_text, parse_money
from branchkit.core.errors import DuesError
from branchkit.services.dues.account import account_of, correct_handed_up, hand_up, handed_up_of
from branchkit.services.dues.billing import late_months, late_words
from branchkit.services.dues.board import DuesBoard
from branchkit.services.dues.payments import Paid, correct, give, pay, payable, settle_month
from branchkit.services.roster import the_one

if TYPE_CHECKING:
    from branchkit.core.members.member import Member
    from branchkit.core.ports import UnitOfWork
    from branchkit.services.dues.records import DuesRecords


def pay_month(context: DuesContext) -> int:
    """What is open of a month for some or all, or a sum of one member's."""
    args, month, on = context.args, context.month(), context.paid_on()
    if bool(args.member) == args.all or (args.amount and len(args.member) != 1):
        raise DuesError("who_pays")
    amount = parse_money(args.amount) if args.amount else None
    rows: list[tuple[str, Period, Decimal]] = []
    added: list[tuple[str, Paid]] = []
    with context.change("dues.pay") as (uow, writer):
        for member in _payers(context, uow, writer.records, month):
            if amount is None:
                rows.append((member.name, month, settle_month(writer, member.id, month, on)))
            else:
                added.append((member.name, pay(writer, member.id, month, amount, on)))
                rows.append((member.name, month, amount))
    _emit(context, rows)
    tell_late(context, [month], on)
    for name, paid in added:
        _tell(context, name, paid)
    return OK


def _payers(
    context: DuesContext, uow: UnitOfWork, records: DuesRecords, month: Period
) -> list[Member]:
    """Those who were named, or all of whom something is open."""
    if not context.args.all:
        return [the_one(uow, context.org, name) for name in context.args.member]
    board = DuesBoard(context.store, records, month, context.today)
    return [line.member for line in board.lines() if line.is_payable]


def catch_up(context: DuesContext) -> int:
    """All open months of a member up to one."""
    last = Period.containing(context.today)
    if context.args.until:
        last = month_of(context.args.until, context.today)
    on = context.paid_on()
    rows = []
    with context.change("dues.catch_up") as (uow, writer):
        member = the_one(uow, context.org, context.args.member)
        for item in payable(writer.records, member.id, last):
            rows.append((member.name, item.month, settle_month(writer, member.id, item.month, on)))
    _emit(context, rows)
    tell_late(context, (month for _name, month, _amount in rows), on)
    return OK


def give_gift(context: DuesContext) -> int:
    """A large gift of a member."""
    amount, on = parse_money(context.args.amount), context.paid_on()
    with context.change("dues.give") as (uow, writer):
        member = the_one(uow, context.org, context.args.member)
        total = give(writer, member.id, amount, on, context.args.note)
    _emit(context, [(member.name, Period.containing(on), amount)])
    if total != amount:
        context.shell.say("cli.dues.gifts_of_month", name=member.name, total=money_text(total))
    return OK


def correct_sum(context: DuesContext) -> int:
    """What a member paid or gave for a month."""
    args, month, right = context.args, context.month(), parse_money(context.args.amount)
    with context.change("dues.correct", args.reason) as (uow, writer):
        member = the_one(uow, context.org, args.member)
        difference = correct(writer, member.id, month, right, args.reason, gifts=args.gift)
    _emit(context, [(member.name, month, difference)])
    context.shell.say(
        "cli.dues.corrected", name=member.name, month=str(month), paid=money_text(right)
    )
    return OK


def hand_up_month(context: DuesContext) -> int:
    """Write down what was handed up, or with ``--correct`` what it really was in all."""
    args, month, amount = context.args, context.month(), parse_money(context.args.amount)
    registers = context.workspace.contributions.registers
    if args.correct:
        with context.begin("dues.correct_handed_up") as uow:
            correct_handed_up(uow, registers, context.org, month, amount, args.reason)
            uow.commit(reason=args.reason)
        total = amount
    else:
        with context.begin("dues.hand_up") as uow:
            on = context.paid_on()
            total = hand_up(uow, registers, context.org, month, amount, on, args.receipt)
            uow.commit()
    key = "screen.dues.handed_up" if total == amount else "screen.dues.handed_up_more"
    context.shell.say(key, amount=money_text(amount), total=money_text(total))
    account = account_of(
        context.records(context.store), handed_up_of(context.store, context.org), month.year
    )
    kept = account[month.index - 1].kept
    if kept < 0:
        context.shell.say("screen.dues.handed_too_much", over=money_text(-kept))
    return OK


def _emit(context: DuesContext, rows: Sequence[tuple[str, Period, Decimal]]) -> None:
    context.shell.emit(context.lists().paid(rows), context.args.format)
    total = sum((amount for _name, _month, amount in rows), Decimal(0))
    context.shell.say("cli.dues.paid_total", count=len(rows), total=total)


def tell_late(context: DuesContext, months: Iterable[Period], on: date) -> None:
    """Say which months lie further back than is caught up as a rule."""
    late = late_months(context.workspace.contributions.rule_packs, set(months), on)
    if late is not None:
        context.shell.say("screen.dues.late", **late_words(context.catalog, late))


def _tell(context: DuesContext, name: str, paid: Paid) -> None:
    """What a sum comes to with what was paid before, and whether it is more than is due."""
    if paid.adds:
        context.shell.say("cli.dues.added", name=name, total=money_text(paid.total))
    if paid.over:
        context.shell.say("cli.dues.over", name=name, over=money_text(paid.over))
