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
from branchkit.cli.shell import FORMATS, Shell
from branchkit.core.date_reading import read_date
from branchkit.core.dates import Period
from branchkit.core.dues.money import parse_money
from branchkit.core.dues.owing import DuesBase
from branchkit.core.errors import DuesError, ExchangeError, MemberError
from branchkit.core.values import frozen
from branchkit.services.dues.account import account_of, added_up, hand_up, handed_up_of
from branchkit.services.dues.board import DuesBoard
from branchkit.services.dues.payments import enter_paid, give, payable, settle_month
from branchkit.services.dues.records import DuesBook, rules_in
from branchkit.services.dues.writer import DuesRoll, make_bill, set_base
from branchkit.services.roster import branch_name, the_one
from branchkit.services.unmasking import record_unmasking

if TYPE_CHECKING:
    from branchkit.bootstrap import Workspace
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
    printing.add_argument("paper", choices=("roll", "account"), help=words("paper"))
    printing.add_argument("year", metavar="YEAR", help=words("year"))
    printing.add_argument("--subtree", action="store_true", help=words("subtree"))
    printing.add_argument("-o", "--output", type=Path, metavar="FILE", help=words("output"))
    printing.add_argument("--format", default=None, help=words("paper_format"))


@frozen
class _Desk:
    """What every command works on."""

    args: argparse.Namespace
    shell: Shell
    workspace: Workspace
    org: str
    today: date

    def book(self, reader: Reader, org: str = "") -> DuesBook:
        """The organisation's dues as they are, or those of one below it."""
        return DuesBook(reader, self.workspace.contributions.rule_packs, org or self.org)

    def books(self) -> list[DuesBook]:
        """The books of the organisation or, with ``--subtree``, of all that have members below it as well."""
        from branchkit.services.organizations.organizations import orgs_of

        store = self.workspace.store
        orgs = orgs_of(store, self.org, self._subtree)
        return [self.book(store, org) for org in orgs]

    def boards(self, month: Period, books: Iterable[DuesBook]) -> list[DuesBoard]:
        """A month of each book."""
        store = self.workspace.store
        return [DuesBoard(store, book, month, self.today) for book in books]

    def lists(self, books: Sequence[DuesBook] = (), *, unmasked: bool = False) -> DuesLists:
        """The lists in the format that was asked for; several ``books`` are told apart by the organisation."""
        packs = self.workspace.contributions.rule_packs
        norms = rules_in(packs, Period.containing(self.today)).norms
        store, local = self.workspace.store, self.shell.catalog.local
        return DuesLists(
            self.shell.catalog,
            self.args.format,
            {norm.id: local(norm.title) for norm in norms},
            names={book.org: branch_name(store, book.org) for book in books if self._subtree},
            unmasked=unmasked,
        )

    @property
    def _subtree(self) -> bool:
        return getattr(self.args, "subtree", False)

    @contextmanager
    def change(self, action: str) -> Iterator[tuple[UnitOfWork, DuesRoll]]:
        """A unit of work and the roll in it, kept when the block ends well."""
        with self.workspace.store.begin(self.workspace.actor, action) as uow:
            roll = DuesRoll(uow, self.workspace.contributions.registers, self.book(uow))
            yield uow, roll
            uow.commit()

    def month(self) -> Period:
        """The month that was named; raises :class:`DuesError` ``not_a_month``."""
        return _month(self.args.month)

    def paid_on(self) -> date:
        """``--on``, else today."""
        return _day(self.args.on, self.today)

    def unmask(self, where: str, books: Iterable[DuesBook]) -> bool:
        """Whether bases are shown, which is on record with every organisation before they are."""
        if self.args.unmask != _BASE:
            return False
        with self.workspace.store.begin(self.workspace.actor, "dues.unmask") as uow:
            for book in books:
                record_unmasking(uow, book.org, (_BASE,), where, self.workspace.clock())
            uow.commit()
        self.shell.say("cli.dues.unmasking_recorded")
        return True


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Carry out one command of dues."""
    workspace = shell.workspace()
    org = args.org or workspace.organization
    branch_name(workspace.store, org)
    desk = _Desk(args, shell, workspace, org, workspace.clock().date())
    commands: dict[str, Callable[[_Desk], int]] = {
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
    return commands[args.command](desk)


def _show(desk: _Desk) -> int:
    month = desk.month()
    books = desk.books()
    unmasked = desk.unmask(f"dues show {month}", books)
    boards = desk.boards(month, books)
    desk.shell.emit(desk.lists(books, unmasked=unmasked).month(boards), desk.args.format)
    for board in boards if len(boards) == 1 else ():
        totals = board.totals()
        desk.shell.say(
            "cli.dues.totals",
            settled=totals.settled,
            people=totals.people,
            due=totals.due,
            paid=totals.paid,
            open=totals.open,
        )
    return OK


def _bill(desk: _Desk) -> int:
    month = desk.month()
    with desk.change("dues.bill") as (_uow, roll):
        billing = make_bill(roll, month)
    boards = desk.boards(month, [desk.book(desk.workspace.store)])
    desk.shell.emit(desk.lists().month(boards), desk.args.format)
    desk.shell.say("screen.dues.billed", added=billing.added, changed=billing.changed)
    desk.shell.problems(billing.problems)
    return PROBLEMS if billing.problems else OK


def _pay(desk: _Desk) -> int:
    args, month, on = desk.args, desk.month(), desk.paid_on()
    if bool(args.member) == args.all or (args.amount and len(args.member) != 1):
        raise DuesError("who_pays")
    amount = parse_money(args.amount) if args.amount else None
    paid: list[tuple[str, Period, Decimal]] = []
    with desk.change("dues.pay") as (uow, roll):
        for member in _payers(desk, uow, roll.book, month):
            if amount is None:
                paid.append((member.name, month, settle_month(roll, member.id, month, on)))
            else:
                enter_paid(roll, member.id, month, amount, on)
                paid.append((member.name, month, amount))
    _emit_paid(desk, paid)
    return OK


def _payers(desk: _Desk, uow: UnitOfWork, book: DuesBook, month: Period) -> list[Member]:
    """Those who were named, or all of whom something is open."""
    if not desk.args.all:
        return [the_one(uow, desk.org, name) for name in desk.args.member]
    board = DuesBoard(desk.workspace.store, book, month, desk.today)
    return [line.member for line in board.lines() if line.is_payable]


def _catch_up(desk: _Desk) -> int:
    last = Period.containing(desk.today)
    if desk.args.until:
        last = _month(desk.args.until)
    on = desk.paid_on()
    paid = []
    with desk.change("dues.catch_up") as (uow, roll):
        member = the_one(uow, desk.org, desk.args.member)
        for item in payable(roll.book, member.id, last):
            paid.append((member.name, item.month, settle_month(roll, member.id, item.month, on)))
    _emit_paid(desk, paid)
    return OK


def _gift(desk: _Desk) -> int:
    amount, on = parse_money(desk.args.amount), desk.paid_on()
    with desk.change("dues.give") as (uow, roll):
        member = the_one(uow, desk.org, desk.args.member)
        give(roll, member.id, amount, on, desk.args.note)
    _emit_paid(desk, [(member.name, Period.containing(on), amount)])
    return OK


def _base(desk: _Desk) -> int:
    args, store = desk.args, desk.workspace.store
    if args.norm:
        _set_base(desk)
    elif args.base or args.since:
        raise DuesError("norm_missing")
    books = desk.books()[:1] if args.member else desk.books()
    unmasked = desk.unmask("dues base", books)
    if args.member:
        people = [(books[0], the_one(store, desk.org, args.member))]
    else:
        people = [(book, m) for book in books for m in book.members if not m.removed]
    desk.shell.emit(desk.lists(books, unmasked=unmasked).bases(people), args.format)
    without = [member.name for book, member in people if not book.bases.of(member.id)]
    if without:
        desk.shell.say("cli.dues.without_base", count=len(without), names=without)
    return OK


def _set_base(desk: _Desk) -> None:
    args = desk.args
    if not args.member:
        raise MemberError("name_missing")
    since = _day(args.since, desk.today.replace(day=1))
    amount = parse_money(args.base) if args.base else None
    registers = desk.workspace.contributions.registers
    with desk.change("dues.base") as (uow, roll):
        member = the_one(uow, desk.org, args.member)
        base = DuesBase("", member.id, args.norm, since, amount)
        comes_to = set_base(uow, registers, roll.book, base)
    desk.shell.say(
        "cli.dues.base_set", name=member.name, month=str(base.first_month), due=comes_to.due
    )


def _arrears(desk: _Desk) -> int:
    books = desk.books()
    boards = desk.boards(Period.containing(desk.today), books)
    table = desk.lists(books).arrears(boards)
    desk.shell.emit(table, desk.args.format)
    desk.shell.say("cli.dues.owing", count=len(table.rows))
    return OK


def _account(desk: _Desk) -> int:
    """Of a subtree the sums of all its organisations."""
    store, year = desk.workspace.store, _year(desk.args.year)
    accounts = [account_of(book, handed_up_of(store, book.org), year) for book in desk.books()]
    lines = [added_up(months) for months in zip(*accounts, strict=True)]
    desk.shell.emit(desk.lists().account(lines), desk.args.format)
    return OK


def _hand_up(desk: _Desk) -> int:
    month, amount, on = desk.month(), parse_money(desk.args.amount), desk.paid_on()
    workspace = desk.workspace
    with workspace.store.begin(workspace.actor, "dues.hand_up") as uow:
        registers = workspace.contributions.registers
        hand_up(uow, registers, desk.org, month, amount, on, desk.args.receipt)
        uow.commit()
    desk.shell.say("screen.dues.handed_up", amount=amount)
    return OK


def _print(desk: _Desk) -> int:
    from branchkit.exchange.writers import FILE_FORMATS, format_of, write, write_stream
    from branchkit.services.reports.dues import DuesPaperBasis, dues_account, dues_roll
    from branchkit.services.reports.periodic import joined

    args, store, shell = desk.args, desk.workspace.store, desk.shell
    if args.output is None and args.format in FILE_FORMATS:
        raise ExchangeError("needs_file", format=args.format)
    make = dues_roll if args.paper == "roll" else dues_account
    year, at = _year(args.year), shell.clock()
    papers = [
        (
            branch_name(store, book.org),
            make(DuesPaperBasis(store, book, shell.catalog, year, at)),
        )
        for book in desk.books()
        if book.members or not args.subtree
    ]
    if not papers:
        raise DuesError("no_members")
    filled_by = shell.catalog.text("report.dues.filled_by", name=branch_name(store, desk.org))
    paper = replace(joined(papers), filled_by=filled_by) if args.subtree else papers[0][1]
    if args.output is None:
        write_stream(paper, args.format or "text", shell.stdout)
        return OK
    write(paper, args.format or format_of(args.output) or "text", args.output)
    shell.say("cli.report.written", path=args.output)
    return OK


def _emit_paid(desk: _Desk, paid: list[tuple[str, Period, Decimal]]) -> None:
    desk.shell.emit(desk.lists().paid(paid), desk.args.format)
    total = sum((amount for _name, _month, amount in paid), Decimal(0))
    desk.shell.say("cli.dues.paid_total", count=len(paid), total=total)


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
