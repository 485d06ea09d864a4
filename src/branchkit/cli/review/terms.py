"""``branchkit terms``: by when sheets have to be handed up, for those below an organisation, and exceptions."""

from __future__ import annotations

import argparse
from datetime import date
from typing import TYPE_CHECKING

from branchkit.cli.exit_codes import OK
from branchkit.cli.review.context import BelowContext
from branchkit.cli.shell import FORMATS, Shell
from branchkit.core.errors import ReviewError
from branchkit.core.review.terms import Extension, Terms
from branchkit.core.tables import Table, TableColumn, Value
from branchkit.core.typed_days import typed_day
from branchkit.services.organizations.organizations import the_organization
from branchkit.services.review.terms import grant, read_terms, set_terms

if TYPE_CHECKING:
    from branchkit.i18n.catalog import Catalog

DAYS = ("opens", "due", "closes")
NONE = "-"
"""Typed for a day that is to be taken away."""


def add_arguments(parser: argparse.ArgumentParser, catalog: Catalog) -> None:
    """Declare ``terms show|set|extend``."""
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def text(key: str) -> str:
        return catalog.text(f"cli.terms.{key}")

    def command(name: str) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = commands.add_parser(
            name, help=text(name), description=text(name)
        )
        made.add_argument("period", metavar="PERIOD", help=catalog.text("cli.sheet.period"))
        made.add_argument("--scheme", default="", help=catalog.text("cli.review.scheme"))
        made.add_argument("--org", default="", help=text("org"))
        made.add_argument(
            "--format", choices=FORMATS, default="text", help=catalog.text("cli.format")
        )
        return made

    command("show")
    setting = command("set")
    for day in DAYS:
        setting.add_argument(f"--{day}", metavar="DATE", help=text(day))
    extending = command("extend")
    extending.add_argument("organization", metavar="ORGANIZATION", help=text("whom"))
    how = extending.add_mutually_exclusive_group(required=True)
    how.add_argument("--until", metavar="DATE", help=text("until"))
    how.add_argument("--exempt", action="store_true", help=text("exempt"))
    how.add_argument("--take-back", action="store_true", help=text("take_back"))
    extending.add_argument("--reason", default="", help=catalog.text("cli.sheet.reason"))


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Carry out one of these commands; each ends with what is set."""
    context = BelowContext(args, shell)
    if args.command == "set":
        days = {name: _day(context, text) for name in DAYS if (text := getattr(args, name))}
        if not days:
            raise ReviewError("no_days")
        with context.begin("review.terms") as uow:
            set_terms(uow, context.node, context.kind, context.period, days)
            uow.commit()
    elif args.command == "extend":
        org = the_organization(context.tree, args.organization).id
        with context.begin("review.extend") as uow:
            grant(uow, context.node, org, context.kind, context.period, _extension(context))
            uow.commit(reason=args.reason)
    _emit(context, read_terms(context.store, context.node, context.kind, context.period))
    return OK


def _day(context: BelowContext, text: str) -> date | None:
    """A typed day; None for :data:`NONE`. Raises :class:`ReviewError` ``no_day``."""
    if text == NONE:
        return None
    day = typed_day(text, context.today)
    if day is None:
        raise ReviewError("no_day", text=text)
    return day


def _extension(context: BelowContext) -> Extension | None:
    args = context.args
    if args.take_back:
        return None
    due = None if args.exempt else _day(context, args.until)
    return Extension(due, args.reason, context.workspace.actor.name, context.at, args.exempt)


def _emit(context: BelowContext, terms: Terms) -> None:
    """A line for all below, then one for each exception."""
    text = context.catalog.text
    for_people = context.args.format == "text"
    names = ("organization", "name", *DAYS, "exempt", "reason", "by")
    columns = tuple(TableColumn(name, text(f"review.column.{name}")) for name in names)
    everybody: tuple[Value, ...] = (
        context.node,
        text("review.all_below"),
        *(getattr(terms, name) for name in DAYS),
        "",
        "",
        "",
    )
    rows = [everybody]
    for org, granted in terms.extensions.items():
        exempt: Value = granted.exempt
        if for_people:
            exempt = text("review.timeliness.exempt") if granted.exempt else ""
        name = context.tree.name(org)
        rows.append((org, name, None, granted.due, None, exempt, granted.reason, granted.by))
    table = Table(columns, tuple(rows))
    context.shell.emit(table.without("organization") if for_people else table, context.args.format)
