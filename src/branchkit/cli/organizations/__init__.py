"""``branchkit org``: the tree of organisations, one of them, and the changes by hand."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from branchkit.cli.importing import add_file_arguments
from branchkit.cli.shell import FORMATS, Shell
from branchkit.core.organizations.reading import READERS

if TYPE_CHECKING:
    from branchkit.bootstrap import Workspace
    from branchkit.i18n.catalog import Catalog

TOP = "-"
"""Instead of ``import --under``: whoever names no superior stands at the top."""


def add_arguments(parser: argparse.ArgumentParser, catalog: Catalog) -> None:
    """Declare ``org list|show|add|edit|move|merge|dissolve|check|import``."""
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def text(key: str) -> str:
        return catalog.text(f"cli.org.{key}")

    def command(name: str, *positional: str) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = commands.add_parser(
            name, help=text(name), description=text(name)
        )
        for argument in positional:
            made.add_argument(argument, metavar=argument.upper(), help=text(f"argument.{argument}"))
        made.add_argument("--format", choices=FORMATS, default="text", help=text("format"))
        return made

    listing = command("list")
    listing.add_argument("query", nargs="?", default="", metavar="QUERY", help=text("query"))
    listing.add_argument("--ids", action="store_true", help=catalog.text("cli.ids"))
    listing.add_argument("--dissolved", action="store_true", help=text("dissolved"))
    checking = command("check")
    for reading in (listing, checking):
        reading.add_argument("--org", default="", help=text("org"))
    for reading in (listing, command("show", "organization")):
        reading.add_argument("--unmask", default="", metavar="phone", help=text("unmask"))
    adding = command("add")
    adding.add_argument("--parent", default="", metavar="ORG", help=text("parent"))
    editing = command("edit", "organization")
    for writing in (adding, editing):
        for name in READERS:
            writing.add_argument(
                f"--{name.replace('_', '-')}",
                dest=name,
                metavar="TEXT",
                required=writing is adding and name == "name",
                help=catalog.text(f"organization.field.{name}"),
            )
    moving = command("move", "organization", "superior")
    merging = command("merge", "organization", "into")
    dissolving = command("dissolve", "organization")
    dissolving.add_argument("--to", default="", metavar="ORG", help=text("to"))
    for writing in (adding, editing, moving, merging, dissolving):
        strict = writing in (moving, merging, dissolving)
        writing.add_argument("--reason", default="", required=strict, help=text("reason"))
    for writing in (editing, moving, merging, dissolving):
        writing.add_argument("--on", default="", metavar="DATE", help=text("on"))
    importing = command("import")
    add_file_arguments(importing, catalog)
    importing.add_argument("--under", default="", metavar="ORG", help=text("under"))


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Carry out one organisation command."""
    workspace = shell.workspace()
    match args.command:
        case "list" | "show" | "check":
            from branchkit.cli.organizations.listing import run_listing

            return run_listing(args, shell, workspace)
        case "import":
            return _run_import(args, shell, workspace)
        case _:
            from branchkit.cli.organizations.changes import run_change

            return run_change(args, shell, workspace)


def _run_import(args: argparse.Namespace, shell: Shell, workspace: Workspace) -> int:
    from branchkit.cli.importing.running import run_import
    from branchkit.services.importing.organizations import OrganizationSubject
    from branchkit.services.organizations.organizations import read_tree, the_organization

    under = ""
    if args.under != TOP:
        meant = args.under or workspace.organization
        under = the_organization(read_tree(workspace.store), meant).id
    sectors = workspace.contributions.sector_titles
    subject = OrganizationSubject(workspace.clock().date(), under, sectors)
    return run_import(args, shell, subject)
