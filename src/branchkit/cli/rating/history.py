"""``branchkit sheet history``: the periods of a member or of an organisation, scheme by scheme."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from branchkit.cli.exit_codes import OK
from branchkit.cli.shell import FORMATS, CommandContext, Shell
from branchkit.core.tables import Table, TableColumn, Value
from branchkit.services.duties.scene import period_text
from branchkit.services.rating.histories import SchemeHistory, histories
from branchkit.services.roster import the_one

if TYPE_CHECKING:
    from branchkit.i18n.catalog import Catalog

HISTORY = "history"
_HEADS = ("scheme", "period", "total", "difference", "band", "movement", "state", "members")
_NUMBERS = ("total", "difference", "members")


def add_history_arguments(parser: argparse.ArgumentParser, catalog: Catalog) -> None:
    """Whose history; of no period, as it is about all of them."""
    parser.add_argument(
        "member",
        nargs="?",
        default="",
        metavar="SUBJECT",
        help=catalog.text("cli.sheet.history_subject"),
    )
    parser.add_argument("--org", default="", help=catalog.text("cli.sheet.org"))
    parser.add_argument(
        "--format", choices=FORMATS, default="text", help=catalog.text("cli.format")
    )


def show_history(args: argparse.Namespace, shell: Shell) -> int:
    """A line for each period; as text also the line of them, and those of which there is nothing.

    Raises :class:`~branchkit.core.errors.MemberError` ``unknown``, ``several``.
    """
    context = CommandContext(args, shell)
    subject = the_one(context.store, context.org, args.member).id if args.member else context.org
    schemes = context.workspace.contributions.schemes
    found = histories(context.store, schemes, context.org, subject)
    shell.emit(_table(found, shell.catalog, bare=args.format != "text"), args.format)
    blocks = shell.user_settings.pictures == "blocks"
    for one in found:
        title = one.scheme.title
        line = one.line(blocks=blocks)
        shell.say("cli.sheet.history_line", scheme=title, count=len(one.entries), line=line)
        if one.missing:
            named = [period_text(shell.catalog, period) for period in one.missing]
            shell.say("cli.sheet.history_missing", scheme=title, periods=named)
    return OK


def _table(found: list[SchemeHistory], catalog: Catalog, *, bare: bool) -> Table:
    rows: list[tuple[Value, ...]] = []
    for one in found:
        for entry in one.entries:
            placing = entry.placing
            band = placing.band if placing else None
            state = catalog.code("sheet.state", entry.state) if entry.state else ""
            moved = catalog.text(f"movement.{entry.moved}") if entry.moved else ""
            rows.append(
                (
                    one.scheme.id if bare else catalog.local(one.scheme.title),
                    str(entry.period) if bare else period_text(catalog, entry.period),
                    placing.total if placing else None,
                    entry.difference,
                    (band.id if bare else catalog.local(band.title)) if band else "",
                    (str(entry.moved) if entry.moved else "") if bare else moved,
                    (str(entry.state) if entry.state else "") if bare else state,
                    entry.count or None,
                )
            )
    columns = tuple(
        TableColumn(head, catalog.text(f"history.head.{head}"), _align(head)) for head in _HEADS
    )
    return Table(columns, tuple(rows))


def _align(head: str) -> str:
    return "right" if head in _NUMBERS else "left"
