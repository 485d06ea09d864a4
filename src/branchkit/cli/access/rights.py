"""``branchkit access``: what one may do, why somebody may or may not, and what was refused."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from branchkit.cli.exit_codes import OK, PROBLEMS
from branchkit.cli.parser import worded
from branchkit.cli.shell import FORMATS, Shell
from branchkit.core.access.asking import guard_of
from branchkit.core.access.rights import Rights
from branchkit.core.access.roles import RIGHTS, WHOLE, Operation, Role
from branchkit.core.errors import AccessError
from branchkit.core.tables import Table, TableColumn
from branchkit.services.access.explaining import Answer, answer, node_name, refusals
from branchkit.services.access.users import existing_user
from branchkit.services.organizations.organizations import read_tree, the_organization

if TYPE_CHECKING:
    from branchkit.core.organizations.tree import OrganizationTree
    from branchkit.i18n.catalog import Catalog

_MANY = 200
"""Refusals that are listed."""


def add_arguments(parser: argparse.ArgumentParser, catalog: Catalog) -> None:
    """Declare ``access why|list|table|refused``."""
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def text(key: str) -> str:
        return catalog.text(f"cli.access.{key}")

    def command(name: str) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = commands.add_parser(
            name, help=text(name), description=text(name)
        )
        made.add_argument("--format", choices=FORMATS, default="text", help=text("format"))
        return made

    words = {str(o): catalog.text(f"access.operation.{o}") for o in Operation}
    why = command("why")
    why.add_argument("user", metavar="USER", help=text("user"))
    why.add_argument("operation", help=text("operation"), **worded(catalog, words))
    why.add_argument("node", metavar="ORG", help=text("node"))
    listing = command("list")
    listing.add_argument("--user", default="", metavar="USER", help=text("whose"))
    command("table")
    command("refused")


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Carry out one command. ``why`` ends with 1 where the answer is no."""
    match args.command:
        case "table":
            return _tell_table(args, shell)
        case "refused":
            return _refused(args, shell)
        case "why":
            return _why(args, shell)
        case _:
            return _list(args, shell)


def _why(args: argparse.Namespace, shell: Shell) -> int:
    workspace = shell.workspace()
    tree = read_tree(workspace.store)
    org = the_organization(tree, args.node).id
    user = existing_user(workspace.store, args.user)
    today = shell.clock().date()
    found = answer(workspace.store, user, Operation(args.operation), org, tree, today)
    if args.format == "text":
        for line in why_lines(found, tree, shell.catalog):
            print(line, file=shell.stdout)
    else:
        shell.emit(_why_table(found, tree, shell.catalog), args.format)
    return OK if found.explanation.allowed else PROBLEMS


def why_lines(found: Answer, tree: OrganizationTree, catalog: Catalog) -> list[str]:
    """The answer in sentences: yes or no, by which role and line of the table, and who could."""
    why, text = found.explanation, catalog.text
    named: dict[str, object] = {
        "name": found.user.name,
        "operation": str(found.operation),
        "organization": tree.name(found.org),
    }
    lines = [text("access.why.yes" if why.allowed else "access.why.no", **named)]
    if why.grant is not None:
        days = _days(why.grant.since, why.grant.until, catalog)
        lines.append(
            text(
                f"access.why.{why.code}",
                role=str(why.grant.role),
                node=node_name(tree, why.grant.node, text("access.whole")),
                reach=str(why.reach) if why.reach else "own",
                operation=str(found.operation),
                days=days,
            )
        )
    elif not why.allowed:
        lines.append(text("access.why.without_role"))
    if found.others:
        names = catalog.listed([user.name for user in found.others[:8]])
        lines.append(text("access.why.others", names=names, count=len(found.others)))
    elif not why.allowed:
        lines.append(text("access.why.nobody"))
    return lines


def _days(since: str, until: str, catalog: Catalog) -> str:
    if since and until:
        return catalog.text("access.days.both", since=since, until=until)
    if since:
        return catalog.text("access.days.since", since=since)
    return catalog.text("access.days.until", until=until) if until else ""


def _why_table(found: Answer, tree: OrganizationTree, catalog: Catalog) -> Table:
    why = found.explanation
    values: Mapping[str, str | bool] = {
        "login": found.user.login,
        "operation": str(found.operation),
        "node": found.org,
        "organization": tree.name(found.org),
        "allowed": why.allowed,
        "why": why.code,
        "role": str(why.grant.role) if why.grant else "",
        "granted_on": why.grant.node if why.grant else "",
        "since": why.grant.since if why.grant else "",
        "until": why.grant.until if why.grant else "",
        "reach": str(why.reach) if why.reach else "",
        "others": ",".join(user.login for user in found.others),
    }
    columns = tuple(TableColumn(key, catalog.text(f"access.head.{key}")) for key in values)
    return Table(columns, (tuple(values.values()),))


def _list(args: argparse.Namespace, shell: Shell) -> int:
    """What somebody may do, organisation by organisation: where nothing may be done there is no line."""
    workspace = shell.workspace()
    tree, today = read_tree(workspace.store), shell.clock().date()
    guard = guard_of(workspace.store)
    if args.user:
        user = existing_user(workspace.store, args.user)
    elif guard is not None:
        user = guard.rights.user
    else:
        raise AccessError("no_users")
    rights = Rights(user, today, lambda: tree)
    allowed = [(WHOLE, rights.allowed(WHOLE)), *((o.id, rights.allowed(o.id)) for o in tree)]
    whole = shell.catalog.text("access.whole")
    rows = []
    for org, operations in allowed:
        if operations:
            names = [str(o) for o in Operation if o in operations]
            told = (
                shell.catalog.listed([shell.catalog.text(f"access.operation.{n}") for n in names])
                if args.format == "text"
                else ",".join(names)
            )
            rows.append((org, node_name(tree, org, whole), told))
    table = _table(shell, ("node", "organization", "operations"), rows)
    shell.emit(table.without("node") if args.format == "text" else table, args.format)
    return OK


def _tell_table(args: argparse.Namespace, shell: Shell) -> int:
    """The table of rights itself: a line for each operation, a column for each role."""
    text, in_words = shell.catalog.text, args.format == "text"

    def cell(role: Role, operation: Operation) -> str:
        reach = RIGHTS[role].get(operation)
        if reach is None:
            return ""
        return text(f"access.reach.{reach}") if in_words else str(reach)

    columns = (
        TableColumn("operation", text("access.head.operation")),
        *(TableColumn(str(role), shell.catalog.code("common.role", role)) for role in Role),
    )
    rows = tuple(
        (
            text(f"access.operation.{operation}") if in_words else str(operation),
            *(cell(role, operation) for role in Role),
        )
        for operation in Operation
    )
    shell.emit(Table(columns, rows), args.format)
    return OK


def _refused(args: argparse.Namespace, shell: Shell) -> int:
    workspace = shell.workspace()
    tree = read_tree(workspace.store)
    whole = shell.catalog.text("access.whole")
    rows = []
    for one in islice(refusals(workspace.store), _MANY):
        operation, action = one.operation, one.action
        if args.format == "text":
            operation = shell.catalog.text(f"access.operation.{operation}")
            action = shell.catalog.titled(f"history.action.{action}", None) if action else ""
        at = one.at[:16].replace("T", " ") if args.format == "text" else one.at
        rows.append((at, one.by, operation, node_name(tree, one.org, whole), action))
    keys = ("at", "by", "operation", "organization", "action")
    shell.emit(_table(shell, keys, rows), args.format)
    return OK


def _table(shell: Shell, keys: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Table:
    columns = tuple(TableColumn(key, shell.catalog.text(f"access.head.{key}")) for key in keys)
    return Table(columns, tuple(rows))
