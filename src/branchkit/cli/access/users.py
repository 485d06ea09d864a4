"""``branchkit users``: who works in the workspace, and the roles that they have on its organisations."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from branchkit.cli.exit_codes import OK
from branchkit.cli.parser import worded
from branchkit.cli.shell import FORMATS, Shell
from branchkit.core.access.roles import WHOLE, Role
from branchkit.core.access.users import Grant, User
from branchkit.core.errors import AccessError
from branchkit.core.tables import Table, TableColumn
from branchkit.core.typed_days import typed_day
from branchkit.services.access.explaining import node_name
from branchkit.services.access.users import add_user, change_user, existing_user, users_of
from branchkit.services.organizations.organizations import read_tree, the_organization

if TYPE_CHECKING:
    from branchkit.core.organizations.tree import OrganizationTree
    from branchkit.i18n.catalog import Catalog

COLUMNS = ("login", "name", "role", "node", "organization", "since", "until", "bound", "state")

_ACTIONS = {"add": "access.add", "change": "access.change", "remove": "access.remove"}
"""Command → what the ledger calls it."""


def add_arguments(parser: argparse.ArgumentParser, catalog: Catalog) -> None:
    """Declare ``users list|add|change|remove``."""
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def text(key: str) -> str:
        return catalog.text(f"cli.users.{key}")

    def command(name: str) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = commands.add_parser(
            name, help=text(name), description=text(name)
        )
        made.add_argument("--format", choices=FORMATS, default="text", help=text("format"))
        return made

    roles = worded(catalog, {str(role): catalog.code("common.role", role) for role in Role})
    listing = command("list")
    listing.add_argument("--all", action="store_true", help=text("all"))
    adding, changing, removing = command("add"), command("change"), command("remove")
    for writing in (adding, changing, removing):
        writing.add_argument("login", metavar="USER", help=text("login"))
        writing.add_argument("--reason", default="", help=text("reason"))
    for writing in (adding, changing):
        writing.add_argument("--name", metavar="NAME", help=text("name"))
        writing.add_argument("--role", help=text("role"), required=writing is adding, **roles)
        writing.add_argument("--node", default="", metavar="ORG", help=text("node"))
        writing.add_argument("--since", default="", metavar="DATE", help=text("since"))
        writing.add_argument("--until", default="", metavar="DATE", help=text("until"))
        writing.add_argument(
            "--bound", action=argparse.BooleanOptionalAction, default=None, help=text("bound")
        )
    changing.add_argument("--take", help=text("take"), **roles)
    changing.add_argument("--back", action="store_true", help=text("back"))


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Carry out one command; of a change the user is shown as they are then."""
    workspace = shell.workspace()
    tree, today = read_tree(workspace.store), shell.clock().date()
    if args.command == "list":
        found = [u for u in users_of(workspace.store) if args.all or not u.left]
        shell.emit(_table(found, tree, shell, today, args.format), args.format)
        shell.say("cli.users.count", count=len(found))
        return OK
    first = not users_of(workspace.store)
    with workspace.store.begin(workspace.actor, _ACTIONS[args.command]) as uow:
        if args.command == "add":
            grant = _grant(args, args.role, tree, today)
            new = User(args.login.strip(), (args.name or args.login).strip(), (grant,))
            kept = add_user(uow, new if args.bound is None else _bound(new, args.bound), today)
        else:
            login = existing_user(uow, args.login).login
            if args.command == "remove":
                kept = change_user(uow, login, today, left=True)
            else:
                kept = change_user(
                    uow,
                    login,
                    today,
                    name=args.name,
                    given=[_grant(args, args.role, tree, today)] if args.role else (),
                    taken=[_grant(args, args.take, tree, today)] if args.take else (),
                    bound=args.bound,
                    left=False if args.back else None,
                )
        uow.commit(reason=args.reason)
    shell.emit(_table([kept], tree, shell, today, args.format), args.format)
    if first and args.command == "add":
        shell.say("cli.users.first", name=kept.name)
    return OK


def _bound(user: User, bound: bool) -> User:
    from dataclasses import replace

    return replace(user, bound=bound)


def _grant(args: argparse.Namespace, role: str, tree: OrganizationTree, today: date) -> Grant:
    node = the_organization(tree, args.node).id if args.node else WHOLE
    return Grant(Role(role), node, _day(args.since, today), _day(args.until, today))


def _day(text: str, today: date) -> str:
    day = typed_day(text, today) if text else None
    if text and day is None:
        raise AccessError("no_day", text=text)
    return day.isoformat() if day else ""


def _table(
    users: Iterable[User], tree: OrganizationTree, shell: Shell, today: date, format: str
) -> Table:
    """A line for each role of each user."""
    text, catalog = shell.catalog.text, shell.catalog
    whole = text("access.whole")
    rows = []
    for user in users:
        for grant in user.grants or (None,):
            state = state_of(user, grant, today)
            if format == "text":
                role = catalog.code("common.role", grant.role) if grant else ""
                shown_state: str = text(f"access.state.{state}")
            else:
                role, shown_state = str(grant.role) if grant else "", state
            rows.append(
                (
                    user.login,
                    user.name,
                    role,
                    grant.node if grant else "",
                    node_name(tree, grant.node, whole) if grant else "",
                    grant.since if grant else "",
                    grant.until if grant else "",
                    user.bound,
                    shown_state,
                )
            )
    columns = tuple(TableColumn(key, text(f"access.head.{key}")) for key in COLUMNS)
    table = Table(columns, tuple(rows))
    return table.without("node") if format == "text" else table


def state_of(user: User, grant: Grant | None, today: date) -> str:
    """``left``, ``none`` (no role at all), ``ended``, ``later`` or ``now``."""
    if user.left:
        return "left"
    if grant is None:
        return "none"
    if grant.has_ended(today):
        return "ended"
    return "now" if grant.holds_on(today) else "later"
