"""``branchkit undo``: what one has done of late, and the newest of it taken back."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from branchkit.cli.exit_codes import OK
from branchkit.cli.shell import FORMATS, Shell
from branchkit.core.tables import Table, TableColumn
from branchkit.services.undoing import Done, Undoing, done_text

if TYPE_CHECKING:
    from branchkit.i18n.catalog import Catalog


def add_arguments(parser: argparse.ArgumentParser, catalog: Catalog) -> None:
    """Declare ``undo [NUMBER] [--list] [--limit N]``."""
    parser.add_argument(
        "number", nargs="?", type=int, metavar="NUMBER", help=catalog.text("cli.undo.number")
    )
    parser.add_argument("--list", action="store_true", help=catalog.text("cli.undo.list"))
    parser.add_argument(
        "--limit", type=int, default=20, metavar="N", help=catalog.text("cli.undo.limit")
    )
    parser.add_argument(
        "--format", choices=FORMATS, default="text", help=catalog.text("cli.format")
    )


def run(args: argparse.Namespace, shell: Shell) -> int:
    """List the user's own operations, or take one of them back."""
    workspace, catalog = shell.workspace(), shell.catalog
    today = workspace.clock().date()
    undoing = Undoing(workspace.store, workspace.contributions, workspace.actor, today)
    if args.list:
        done = undoing.done(args.limit)
        if not done:
            shell.say("error.undo.nothing")
        shell.emit(_table(done, catalog, args.format), args.format)
        return OK
    found = undoing.find(args.number)
    outcome = undoing.undo(found)
    if outcome.refused is not None:
        if found.refused is not None and args.number is None:
            shell.say("cli.undo.newest", what=done_text(catalog, found))
        raise outcome.refused
    if args.format == "json":
        shell.emit_object({"number": found.number, "action": found.action}, "json")
    shell.say("undo.done", what=done_text(catalog, found))
    return OK


def _table(done: list[Done], catalog: Catalog, format: str) -> Table:
    """As text in words, else in codes."""
    words = format == "text"
    columns = tuple(
        TableColumn(key, catalog.text(f"cli.undo.column.{key}"))
        for key in ("number", "at", "what", "why")
    )
    return Table(
        columns,
        tuple(
            (
                one.number,
                f"{one.at:%Y-%m-%d %H:%M}" if words else one.at.isoformat(),
                done_text(catalog, one) if words else one.action,
                _why(one, catalog) if words else _code(one),
            )
            for one in done
        ),
    )


def _why(done: Done, catalog: Catalog) -> str:
    return catalog.text("undo.possible") if done.refused is None else catalog.error(done.refused)


def _code(done: Done) -> str | None:
    return None if done.refused is None else done.refused.code
