"""``branchkit dues``: bases, the month's bill, payments, arrears, the account and its papers."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from branchkit.cli.dues.tables import DuesLists
from branchkit.cli.exit_codes import OK, PROBLEMS
from branchkit.cli.shell import FORMATS, CommandContext, Shell
from branchkit.core.date_reading import read_date
from branchkit.core.dates import Period
from branchkit.core.dues.money import parse_money
from branchkit.core.dues.owing import DuesBase
from branchkit.core.errors import DuesError, MemberError
from branchkit.services.dues.account import account_of, added_up, hand_up, handed_up_of
from branchkit.services.dues.board import DuesBoard
from branchkit.services.dues.payments import enter_paid, give, payable, settle_month
from branchkit.services.dues.records import DuesRecords, rules_in
from branchkit.services.dues.writer import DuesWriter, make_bill, set_base
from branchkit.services.roster import branch_name, the_one
from branchkit.services.unmasking import record_unmasking

if TYPE_CHECKING:
    from branchkit.core.members.member import Member
    from branchkit.core.ports import Reader, UnitOfWork
    from branchkit.i18n.catalog import Catalog

_BASE = "base"
"""What ``--unmask`` can name."""


def add_arguments(parser: argparse.ArgumentParser, catalog: Catalog) -> None:
    """Declare ``dues show|bill|pay|catch-up|gift|base|arrears|account|hand-up|print``."""
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def words(key: str) -> str:
        return catalog.text(f"cli.dues.{key}")

    def command(name: str, *places: str) -> argparse.ArgumentParser:
        text = words(name)
        made: argparse.ArgumentParser = commands.add_parser(name, help=text, description=text)
        for place in places:
            made.add_argument(place, metavar=place.upper(), help=words(place))
        made.add_argument("--org", default="", help=words("org"))
        return made

    def listing(name: str, *places: str) -> argparse.ArgumentParser:
        made = command(name, *places)
        made.add_argument("--format", choices=FORMATS, default="text", help=words("format"))
        return made

    def dated(made: argparse.ArgumentParser) -> argparse.ArgumentParser:
        made.add_argument("--on", default="", metavar="DATE", help=words("on"))
        return made

    showing = listing("show", "month")
    listing("bill", "month")
    paying = dated(listing("pay", "month"))
    paying.add_argument("member", nargs="*", metavar="MEMBER", help=words("members"))
    paying.add_argument("--all", action="store_true", help=words("all"))
    paying.add_argument("--amount", default="", metavar="YUAN", help=words("amount"))
    catching_up = dated(listing("catch-up", "member"))
    catching_up.add_argument("--until", default="", metavar="MONTH", help=words("until"))
    giving = dated(listing("gift", "member", "amount"))
    giving.add_argument("--note", default="", help=words("note"))
    basing = listing("base")
    basing.add_argument("member", nargs="?", metavar="MEMBER", help=words("member"))
    basing.add_argument("--norm", default="", help=words("norm"))
    basing.add_argument("--base", default="", metavar="YUAN", help=words("of_base"))
    basing.add_argument("--from", dest="since", default="", metavar="DATE", help=words("since"))
    for made in (showing, basing):
        made.add_argument("--unmask", default="", choices=("", _BASE), help=words("unmask"))
    for made in (showing, basing, listing("arrears"), listing("account", "year")):
        made.add_argument("--subtree", action="store_true", help=words("subtree"))
    handing = dated(command("hand-up", "month", "amount"))
    handing.add_argument("--receipt", default="", help=words("receipt"))
    printing = command("print")
    printing.add_argument("report", choices=("roll", "account"), help=words("paper"))
    printing.add_argument("year", metavar="YEAR", help=words("year"))
    printing.add_argument("--subtree", action="store_true", help=words("subtree"))
    printing.add_argument("-o", "--output", type=Path, metavar="FILE", help=words("output"))
    printing.add_argument("--force", action="store_true", help=catalog.text("cli.force"))
    printing.add_argument("--format", default=None, help=words("paper_format"))


class _Context(CommandContext):
    """What every command works on."""

    def records(self, reader: Reader, org: str = "") -> DuesRecords:
        """The organisation's dues as they are, or those of one below it."""
        return DuesRecords(reader, self.workspace.contributions.rule_packs, org or self.org)

    def all_records(self) -> list[DuesRecords]:
        """The books of the organisation or, with ``--subtree``, of all that have members below it as well."""
        from branchkit.services.organizations.organizations import orgs_of

        store = self.store
        orgs = orgs_of(store, self.org, self._subtree)
        return [self.records(store, org) for org in orgs]

    def boards(self, month: Period, all_records: Iterable[DuesRecords]) -> list[DuesBoard]:
        """A month of each book."""
        store = self.store
        return [DuesBoard(store, records, month, self.today) for records in all_records]

    def lists(
        self, all_records: Sequence[DuesRecords] = (), *, unmasked: bool = False
    ) -> DuesLists:
        """The lists in the format that was asked for; several ``books`` are told apart by the organisation."""
        packs = self.workspace.contributions.rule_packs
        norms = rules_in(packs, Period.containing(self.today)).norms
        store, local = self.store, self.catalog.local
        return DuesLists(
            self.catalog,
            self.args.format,
            {norm.id: local(norm.title) for norm in norms},
            names={
                records.org: branch_name(store, records.org)
                for records in all_records
                if self._subtree
            },
            unmasked=unmasked,
        )

    @property
    def _subtree(self) -> bool:
        return getattr(self.args, "subtree", False)

    @contextmanager
    def change(self, action: str) -> Iterator[tuple[UnitOfWork, DuesWriter]]:
        """A unit of work and the roll in it, kept when the block ends well."""
        with self.begin(action) as uow:
            writer = DuesWriter(uow, self.workspace.contributions.registers, self.records(uow))
            yield uow, writer
            uow.commit()

    def month(self) -> Period:
        """The month that was named; raises :class:`DuesError` ``not_a_month``."""
        return _month(self.args.month)

    def paid_on(self) -> date:
        """``--on``, else today."""
        return _day(self.args.on, self.today)

    def unmask(self, where: str, all_records: Iterable[DuesRecords]) -> bool:
        """Whether bases are shown, which is on record with every organisation before they are."""
        if self.args.unmask != _BASE:
            return False
        with self.begin("dues.unmask") as uow:
            for records in all_records:
                record_unmasking(uow, records.org, (_BASE,), where, self.workspace.clock())
            uow.commit()
        self.shell.say("cli.dues.unmasking_recorded")
        return True


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Carry out one command of dues."""
    context = _Context(args, shell)
    branch_name(context.store, context.org)
    commands: dict[str, Callable[[_Context], int]] = {
        "show": _show,
        "bill": _bill,
        "pay": _pay,
        "catch-up": _catch_up,
        "gift": _gift,
        "base": _base,
        "arrears": _arrears,
        "account": _account,
        "hand-up": _hand_up,
        "print": _print,
    }
    return commands[args.command](context)


def _show(context: _Context) -> int:
    month = context.month()
    all_records = context.all_records()
    unmasked = context.unmask(f"dues show {month}", all_records)
    boards = context.boards(month, all_records)
    context.shell.emit(
        context.lists(all_records, unmasked=unmasked).month(boards), context.args.format
    )
    for board in boards if len(boards) == 1 else ():
        totals = board.totals()
        context.shell.say(
            "cli.dues.totals",
            settled=totals.settled,
            people=totals.people,
            due=totals.due,
            paid=totals.paid,
            open=totals.open,
        )
    return OK


def _bill(context: _Context) -> int:
    month = context.month()
    with context.change("dues.bill") as (_uow, writer):
        billing = make_bill(writer, month)
    boards = context.boards(month, [context.records(context.store)])
    context.shell.emit(context.lists().month(boards), context.args.format)
    context.shell.say("outcome.dues.billed", added=billing.added, changed=billing.changed)
    context.shell.problems(billing.problems)
    return PROBLEMS if billing.problems else OK


def _pay(context: _Context) -> int:
    args, month, on = context.args, context.month(), context.paid_on()
    if bool(args.member) == args.all or (args.amount and len(args.member) != 1):
        raise DuesError("who_pays")
    amount = parse_money(args.amount) if args.amount else None
    paid: list[tuple[str, Period, Decimal]] = []
    with context.change("dues.pay") as (uow, writer):
        for member in _payers(context, uow, writer.records, month):
            if amount is None:
                paid.append((member.name, month, settle_month(writer, member.id, month, on)))
            else:
                enter_paid(writer, member.id, month, amount, on)
                paid.append((member.name, month, amount))
    _emit_paid(context, paid)
    return OK


def _payers(
    context: _Context, uow: UnitOfWork, records: DuesRecords, month: Period
) -> list[Member]:
    """Those who were named, or all of whom something is open."""
    if not context.args.all:
        return [the_one(uow, context.org, name) for name in context.args.member]
    board = DuesBoard(context.store, records, month, context.today)
    return [line.member for line in board.lines() if line.is_payable]


def _catch_up(context: _Context) -> int:
    last = Period.containing(context.today)
    if context.args.until:
        last = _month(context.args.until)
    on = context.paid_on()
    paid = []
    with context.change("dues.catch_up") as (uow, writer):
        member = the_one(uow, context.org, context.args.member)
        for item in payable(writer.records, member.id, last):
            paid.append((member.name, item.month, settle_month(writer, member.id, item.month, on)))
    _emit_paid(context, paid)
    return OK


def _gift(context: _Context) -> int:
    amount, on = parse_money(context.args.amount), context.paid_on()
    with context.change("dues.give") as (uow, writer):
        member = the_one(uow, context.org, context.args.member)
        give(writer, member.id, amount, on, context.args.note)
    _emit_paid(context, [(member.name, Period.containing(on), amount)])
    return OK


def _base(context: _Context) -> int:
    args, store = context.args, context.store
    if args.norm:
        _set_base(context)
    elif args.base or args.since:
        raise DuesError("norm_missing")
    all_records = context.all_records()[:1] if args.member else context.all_records()
    unmasked = context.unmask("dues base", all_records)
    if args.member:
        people = [(all_records[0], the_one(store, context.org, args.member))]
    else:
        people = [(records, m) for records in all_records for m in records.members if not m.removed]
    context.shell.emit(context.lists(all_records, unmasked=unmasked).bases(people), args.format)
    without = [member.name for records, member in people if not records.bases.of(member.id)]
    if without:
        context.shell.say("cli.dues.without_base", count=len(without), names=without)
    return OK


def _set_base(context: _Context) -> None:
    args = context.args
    if not args.member:
        raise MemberError("name_missing")
    since = _day(args.since, context.today.replace(day=1))
    amount = parse_money(args.base) if args.base else None
    registers = context.workspace.contributions.registers
    with context.change("dues.base") as (uow, writer):
        member = the_one(uow, context.org, args.member)
        base = DuesBase("", member.id, args.norm, since, amount)
        comes_to = set_base(uow, registers, writer.records, base)
    context.shell.say(
        "cli.dues.base_set", name=member.name, month=str(base.first_month), due=comes_to.due
    )


def _arrears(context: _Context) -> int:
    all_records = context.all_records()
    boards = context.boards(Period.containing(context.today), all_records)
    table = context.lists(all_records).arrears(boards)
    context.shell.emit(table, context.args.format)
    context.shell.say("cli.dues.owing", count=len(table.rows))
    return OK


def _account(context: _Context) -> int:
    """Of a subtree the sums of all its organisations."""
    store, year = context.store, _year(context.args.year)
    accounts = [
        account_of(records, handed_up_of(store, records.org), year)
        for records in context.all_records()
    ]
    lines = [added_up(months) for months in zip(*accounts, strict=True)]
    context.shell.emit(context.lists().account(lines), context.args.format)
    return OK


def _hand_up(context: _Context) -> int:
    month, amount, on = context.month(), parse_money(context.args.amount), context.paid_on()
    workspace = context.workspace
    with workspace.store.begin(workspace.actor, "dues.hand_up") as uow:
        registers = workspace.contributions.registers
        hand_up(uow, registers, context.org, month, amount, on, context.args.receipt)
        uow.commit()
    context.shell.say("screen.dues.handed_up", amount=amount)
    return OK


def _print(context: _Context) -> int:
    from branchkit.cli.reports.output import output_format, put_out
    from branchkit.services.reports.dues import DuesReportBasis, dues_account, dues_roll
    from branchkit.services.reports.periodic import joined

    args, store, shell = context.args, context.store, context.shell
    output_format(args)
    make = dues_roll if args.report == "roll" else dues_account
    year, at = _year(args.year), shell.clock()
    papers = [
        (
            branch_name(store, records.org),
            make(DuesReportBasis(store, records, shell.catalog, year, at)),
        )
        for records in context.all_records()
        if records.members or not args.subtree
    ]
    if not papers:
        raise DuesError("no_members")
    filled_by = shell.catalog.text("report.dues.filled_by", name=branch_name(store, context.org))
    report = replace(joined(papers), filled_by=filled_by) if args.subtree else papers[0][1]
    return put_out(report, args, shell)


def _emit_paid(context: _Context, paid: list[tuple[str, Period, Decimal]]) -> None:
    context.shell.emit(context.lists().paid(paid), context.args.format)
    total = sum((amount for _name, _month, amount in paid), Decimal(0))
    context.shell.say("cli.dues.paid_total", count=len(paid), total=total)


def _month(text: str) -> Period:
    period = Period.parse(text)
    if period != Period.containing(period.first_day):
        raise DuesError("not_a_month", text=text)
    return period


def _year(text: str) -> int:
    return Period.parse(text).year


def _day(text: str, default: date) -> date:
    if not text:
        return default
    try:
        return date.fromisoformat(read_date(text, default).iso)
    except ValueError as error:
        raise DuesError("no_day", text=text) from error
