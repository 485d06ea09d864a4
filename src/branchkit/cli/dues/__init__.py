"""``branchkit dues``: bases, the month's bill, payments, arrears, the account and its papers."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from branchkit.cli.dues import paying
from branchkit.cli.dues.bases import show_bases
from branchkit.cli.dues.context import BASE, DuesContext, year_of
from branchkit.cli.exit_codes import OK, PROBLEMS
from branchkit.cli.parser import worded
from branchkit.cli.shell import FORMATS, Shell
from branchkit.core.dates import Period
from branchkit.core.errors import DuesError
from branchkit.services.dues.account import account_of, added_up, handed_up_of
from branchkit.services.dues.billing import make_bill
from branchkit.services.roster import branch_name

if TYPE_CHECKING:
    from branchkit.i18n.catalog import Catalog


def add_arguments(parser: argparse.ArgumentParser, catalog: Catalog) -> None:
    """Declare ``dues show|bill|pay|correct|catch-up|gift|base|arrears|account|hand-up|print``."""
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
    to_pay = dated(listing("pay", "month"))
    to_pay.add_argument("member", nargs="*", metavar="MEMBER", help=words("members"))
    to_pay.add_argument("--all", action="store_true", help=words("all"))
    correcting = listing("correct", "month", "member", "amount")
    correcting.add_argument("--reason", required=True, metavar="WHY", help=words("reason"))
    correcting.add_argument("--gift", action="store_true", help=words("of_gift"))
    to_pay.add_argument("--amount", default="", metavar="YUAN", help=words("amount"))
    catching_up = dated(listing("catch-up", "member"))
    catching_up.add_argument("--until", default="", metavar="MONTH", help=words("until"))
    giving = dated(listing("gift", "member", "amount"))
    giving.add_argument("--note", default="", help=words("note"))
    basing = listing("base")
    basing.add_argument("member", nargs="*", metavar="MEMBER", help=words("of_base_members"))
    basing.add_argument("--norm", default="", help=words("norm"))
    basing.add_argument("--base", default="", metavar="YUAN", help=words("of_base"))
    basing.add_argument("--from", dest="since", default="", metavar="DATE", help=words("since"))
    basing.add_argument("--parts", default="", metavar="PARTS", help=words("parts"))
    basing.add_argument("--until", default="", metavar="DATE", help=words("of_base_until"))
    basing.add_argument("--decided-by", default="", metavar="WHO", help=words("decided_by"))
    basing.add_argument("--decided-on", default="", metavar="DATE", help=words("decided_on"))
    for made in (showing, basing):
        made.add_argument(
            "--unmask",
            default="",
            help=words("unmask"),
            **worded(catalog, {BASE: words("of_unmask")}),
        )
    for made in (showing, basing, listing("arrears"), listing("account", "year")):
        made.add_argument("--subtree", action="store_true", help=words("subtree"))
    handing = dated(command("hand-up", "month", "amount"))
    handing.add_argument("--receipt", default="", help=words("receipt"))
    handing.add_argument("--correct", action="store_true", help=words("correct_handed_up"))
    handing.add_argument("--reason", default="", metavar="WHY", help=words("reason"))
    printing = command("print")
    papers = {paper: words(f"of_{paper}") for paper in ("roll", "account")}
    printing.add_argument("report", help=words("paper"), **worded(catalog, papers))
    printing.add_argument("year", metavar="YEAR", help=words("year"))
    printing.add_argument("--subtree", action="store_true", help=words("subtree"))
    printing.add_argument("-o", "--output", type=Path, metavar="FILE", help=words("output"))
    printing.add_argument("--force", action="store_true", help=catalog.text("cli.force"))
    printing.add_argument("--format", default=None, help=words("paper_format"))


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Carry out one command of dues."""
    context = DuesContext(args, shell)
    branch_name(context.store, context.org)
    commands: dict[str, Callable[[DuesContext], int]] = {
        "show": _show,
        "bill": _bill,
        "pay": paying.pay_month,
        "correct": paying.correct_sum,
        "catch-up": paying.catch_up,
        "gift": paying.give_gift,
        "base": show_bases,
        "arrears": _arrears,
        "account": _account,
        "hand-up": paying.hand_up_month,
        "print": _print,
    }
    return commands[args.command](context)


def _show(context: DuesContext) -> int:
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


def _bill(context: DuesContext) -> int:
    month = context.month()
    with context.change("dues.bill") as (_uow, writer):
        billing = make_bill(writer, month)
    boards = context.boards(month, [context.records(context.store)])
    context.shell.emit(context.lists().month(boards), context.args.format)
    context.shell.say("outcome.dues.billed", added=billing.added, changed=billing.changed)
    context.shell.problems(billing.problems)
    return PROBLEMS if billing.problems else OK


def _arrears(context: DuesContext) -> int:
    all_records = context.all_records()
    boards = context.boards(Period.containing(context.today), all_records)
    table = context.lists(all_records).arrears(boards)
    context.shell.emit(table, context.args.format)
    context.shell.say("cli.dues.owing", count=len(table.rows))
    return OK


def _account(context: DuesContext) -> int:
    """Of a subtree the sums of all its organisations."""
    store, year = context.store, year_of(context.args.year, context.today)
    accounts = [
        account_of(records, handed_up_of(store, records.org), year)
        for records in context.all_records()
    ]
    lines = [added_up(months) for months in zip(*accounts, strict=True)]
    context.shell.emit(context.lists().account(lines), context.args.format)
    return OK


def _print(context: DuesContext) -> int:
    from branchkit.cli.reports.output import output_format, put_out
    from branchkit.services.reports.dues import DuesReportBasis, dues_account, dues_roll
    from branchkit.services.reports.periodic import joined

    args, store, shell = context.args, context.store, context.shell
    output_format(args, shell)
    make = dues_roll if args.report == "roll" else dues_account
    year, at = year_of(args.year, context.today), shell.clock()
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
