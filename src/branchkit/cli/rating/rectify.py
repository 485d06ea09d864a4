"""``branchkit rectify``: what a sheet shows that wants mending, put on the list, looked at, and evaluated again."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from branchkit.cli.exit_codes import OK
from branchkit.cli.parser import worded
from branchkit.cli.registers.register import known_register
from branchkit.cli.shell import FORMATS, CommandContext, Shell
from branchkit.core.errors import RectificationError
from branchkit.core.rating.rectification import LOW_SHARE, Result, Shortcoming, Term
from branchkit.core.scoring.sheets import SheetKey
from branchkit.core.tables import Table, TableColumn, Value
from branchkit.core.typed_days import typed_day, typed_period
from branchkit.core.typed_numbers import typed_number
from branchkit.services.duties.scene import period_text
from branchkit.services.organizations.organizations import orgs_of, read_tree
from branchkit.services.rating.item_words import COLUMNS, ItemWords
from branchkit.services.rating.rectification import (
    ITEMS,
    Given,
    Item,
    is_backward,
    items_of,
    not_taken,
    shortcoming_text,
    take,
    usual,
)
from branchkit.services.rating.reevaluation import Reevaluation, keep_results, reevaluations
from branchkit.services.rating.shortcomings import Asked, shortcomings
from branchkit.services.registers.names import MemberNames
from branchkit.services.reports.periodic import find_sheet
from branchkit.services.scoring.sheets import existing_sheet, read_organization, scheme_of

if TYPE_CHECKING:
    from branchkit.i18n.catalog import Catalog

STATES = ("open", "overdue", "done", "accepted")
_GIVEN = ("owner", "measures", "supervisor", "helper", "contact_leader")
_SHOWN = ("item", "owner", "term", "deadline", "state", "then_now")


def add_arguments(parser: argparse.ArgumentParser, catalog: Catalog) -> None:
    """Declare ``rectify propose|take|check|list``."""
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def text(key: str) -> str:
        return catalog.text(f"cli.rectify.{key}")

    def command(name: str) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = commands.add_parser(
            name, help=text(name), description=text(name)
        )
        made.add_argument("--org", default="", help=text("org"))
        made.add_argument(
            "--format", choices=FORMATS, default="text", help=catalog.text("cli.format")
        )
        return made

    proposing, taking = command("propose"), command("take")
    checking, listing = command("check"), command("list")
    for made in (proposing, taking):
        made.add_argument("period", metavar="PERIOD", help=text("period"))
        made.add_argument("--scheme", default="", help=text("scheme"))
        made.add_argument("--satisfied", default="", metavar="PERCENT", help=text("satisfied"))
    for made in (proposing, taking, checking):
        made.add_argument("--below", default="", metavar="PERCENT", help=text("below"))
    taking.add_argument("number", nargs="*", type=int, metavar="NUMBER", help=text("number"))
    taking.add_argument("--all", action="store_true", help=text("all"))
    for name in _GIVEN:
        option = f"--{name.replace('_', '-')}"
        taking.add_argument(option, default="", metavar="TEXT", help=text(f"given.{name}"))
    terms = {str(term): catalog.text(f"rectify.term.{term}") for term in Term}
    taking.add_argument("--term", default="", help=text("given.term"), **worded(catalog, terms))
    taking.add_argument("--deadline", default="", metavar="DATE", help=text("given.deadline"))
    checking.add_argument(
        "period", nargs="?", default="", metavar="PERIOD", help=text("check_period")
    )
    checking.add_argument("--dry-run", action="store_true", help=text("dry_run"))
    states = {state: catalog.text(f"rectify.state.{state}") for state in STATES}
    listing.add_argument("--state", default="", help=text("state"), **worded(catalog, states))
    for made in (checking, listing):
        made.add_argument("--subtree", action="store_true", help=text("subtree"))


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Carry out one command."""
    commands = {"propose": _propose, "take": _take, "check": _check, "list": _list}
    return commands[args.command](_Context(args, shell))


class _Context(CommandContext):
    """One call of a command."""

    def __init__(self, args: argparse.Namespace, shell: Shell) -> None:
        super().__init__(args, shell)
        self.contributions = self.workspace.contributions
        self.register = known_register(self.contributions, ITEMS)
        self.is_text = args.format == "text"

    def percent(self, text: str) -> Decimal | None:
        """A share as it was typed; None for nothing. Raises :class:`RectificationError` ``no_percent``."""
        if not text:
            return None
        number = typed_number(text.rstrip("%％"))
        if number is None or not 0 <= Decimal(number) <= 100:
            raise RectificationError("no_percent", text=text)
        return Decimal(number)

    @property
    def share(self) -> Decimal:
        """Below which points are low."""
        given = self.percent(self.args.below)
        return LOW_SHARE if given is None else given

    def sheet(self) -> SheetKey:
        """The sheet that is meant."""
        return find_sheet(
            self.store,
            self.contributions,
            self.org,
            typed_period(self.args.period, self.today),
            sector=read_organization(self.store, self.org).sector,
            scheme_id=self.args.scheme,
        )

    def found(self, key: SheetKey) -> tuple[list[Shortcoming], list[Shortcoming]]:
        """All that the sheet shows, and of that what is not on the list yet."""
        asked = Asked(self.share, self.percent(self.args.satisfied))
        everything = shortcomings(self.store, self.contributions, key, self.today, asked)
        scheme = scheme_of(existing_sheet(self.store, key), self.contributions.schemes)
        items = list(items_of(self.store, [key.org]))
        return everything, not_taken(everything, items, key, scheme.title)

    def orgs(self) -> list[str]:
        """The organisations whose items are meant."""
        return orgs_of(self.store, self.org, self.args.subtree)


def _propose(context: _Context) -> int:
    key = context.sheet()
    everything, fresh = context.found(key)
    context.shell.emit(_table(context, everything, fresh), context.args.format)
    context.shell.say("cli.rectify.found", count=len(everything), fresh=len(fresh))
    if is_backward(context.store, context.contributions, key):
        given = usual(context.store, context.contributions, key, context.today)
        said = (given.contact_leader, given.helper)
        context.shell.say("cli.rectify.backward", leader=said[0] or None, helper=said[1] or None)
    return OK


def _table(
    context: _Context, everything: Sequence[Shortcoming], fresh: Sequence[Shortcoming]
) -> Table:
    catalog = context.catalog
    people = MemberNames(context.store, [context.org])
    names = {one.subject: people.name(one.subject) for one in everything if one.subject}
    heads = ("number", "ground", "item", "term", "listed")
    more = () if context.is_text else ("subject", "source", "points", "maximum")
    rows: list[tuple[Value, ...]] = []
    for number, one in enumerate(everything, start=1):
        listed = not any(one is other for other in fresh)
        line: tuple[Value, ...] = (
            number,
            catalog.text(f"rectify.ground.{one.ground}") if context.is_text else str(one.ground),
            shortcoming_text(catalog, one, names),
            catalog.text(f"rectify.term.{one.term}") if context.is_text else str(one.term),
            (catalog.text("rectify.listed") if listed else "") if context.is_text else listed,
        )
        if more:
            line = (*line, one.subject, catalog.local(one.source), one.points, one.maximum)
        rows.append(line)
    columns = tuple(
        TableColumn(head, catalog.text(f"rectify.head.{head}"), _align(head))
        for head in (*heads, *more)
    )
    return Table(columns, tuple(rows))


def _align(head: str) -> str:
    return "right" if head in ("number", "points", "maximum") else "left"


def _take(context: _Context) -> int:
    key = context.sheet()
    everything, fresh = context.found(key)
    chosen = _chosen(context.args, everything, fresh)
    given = _given(context, usual(context.store, context.contributions, key, context.today))
    with context.begin("rectification.take") as uow:
        records = take(
            uow,
            context.register,
            context.contributions,
            key,
            chosen,
            given,
            context.today,
            context.catalog,
        )
        uow.commit()
    _show(context, [Item(key.org, record) for record in records])
    context.shell.say("cli.rectify.taken", count=len(records))
    return OK


def _chosen(
    args: argparse.Namespace, everything: Sequence[Shortcoming], fresh: Sequence[Shortcoming]
) -> list[Shortcoming]:
    """Those of the numbers, or all; what is on the list already stays there once."""
    if args.all:
        return list(fresh)
    if not args.number:
        raise RectificationError("nothing_chosen")
    wrong = [number for number in args.number if not 1 <= number <= len(everything)]
    if wrong:
        raise RectificationError("no_number", found=wrong, count=len(everything))
    wanted = [everything[number - 1] for number in dict.fromkeys(args.number)]
    return [one for one in wanted if any(one is other for other in fresh)]


def _given(context: _Context, usual: Given) -> Given:
    args, today = context.args, context.today
    texts: Mapping[str, str] = {
        name: getattr(args, name) or getattr(usual, name) for name in _GIVEN
    }
    deadline: date | None = typed_day(args.deadline, today) if args.deadline else None
    if args.deadline and deadline is None:
        raise RectificationError("no_day", text=args.deadline)
    return Given(**texts, term=Term(args.term) if args.term else None, deadline=deadline)


def _check(context: _Context) -> int:
    """Evaluate again what is not met yet; with a period by its sheets, else each item by the period after its own."""
    args = context.args
    period = typed_period(args.period, context.today) if args.period else None
    items = [
        item
        for item in items_of(context.store, context.orgs())
        if item.text("result") != Result.MET
        and (period is None or _comes_before(item, str(period), period.kind))
    ]
    found = reevaluations(context.store, context.contributions, items, period, context.share)
    kept = 0
    if not args.dry_run:
        with context.begin("rectification.check") as uow:
            kept = len(list(keep_results(uow, context.register, found)))
            uow.commit()
    by_sheets = [one for one in found if one.why_not not in ("by_hand", "no_source")]
    _show_results(context, by_sheets)
    told = sum(one.result is not None for one in found)
    counts = {"count": len(by_sheets), "told": told, "kept": kept}
    context.shell.say("cli.rectify.checked", **counts, others=len(found) - len(by_sheets))
    return OK


def _comes_before(item: Item, period: str, kind: object) -> bool:
    own = item.period
    return own is None or (own.kind is kind and str(own) < period)


def _show_results(context: _Context, found: Sequence[Reevaluation]) -> None:
    catalog, tree = context.catalog, read_tree(context.store)
    heads = ("organization", "item", "period", "before", "after", "maximum", "result")
    shown = heads if context.args.subtree or not context.is_text else heads[1:]
    if not context.is_text:
        shown = ("id", *shown, "why_not")
    rows = []
    for one in found:
        why = catalog.text(f"rectify.why_not.{one.why_not}") if one.why_not else ""
        result = catalog.text(f"rectify.result.{one.result}") if one.result else why
        line: dict[str, Value] = {
            "id": one.item.record.id,
            "organization": tree.name(one.item.org),
            "item": one.item.text("item"),
            "period": _period(context, one),
            "before": one.before,
            "after": one.after,
            "maximum": one.maximum,
            "result": result if context.is_text else one.result,
            "why_not": one.why_not,
        }
        rows.append(tuple(line[head] for head in shown))
    columns = tuple(
        TableColumn(head, catalog.text(f"rectify.head.{head}"), _align(head)) for head in shown
    )
    context.shell.emit(Table(columns, tuple(rows)), context.args.format)


def _period(context: _Context, one: Reevaluation) -> str:
    if one.period is None:
        return ""
    return period_text(context.catalog, one.period) if context.is_text else str(one.period)


def _list(context: _Context) -> int:
    items = [
        item
        for item in items_of(context.store, context.orgs())
        if context.args.state in ("", item.state(context.today))
    ]
    _show(context, items, subtree=context.args.subtree)
    late = sum(item.state(context.today) == "overdue" for item in items)
    context.shell.say("cli.rectify.listed", count=len(items), late=late)
    return OK


def _show(context: _Context, items: Sequence[Item], *, subtree: bool = False) -> None:
    words = ItemWords(
        context.store, context.catalog, context.register, read_tree(context.store), items
    )
    columns: Sequence[str] = COLUMNS
    if context.is_text:
        columns = ("organization", *_SHOWN) if subtree else _SHOWN
    table = words.table(items, context.today, columns, bare=not context.is_text)
    context.shell.emit(table, context.args.format)
