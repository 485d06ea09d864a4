"""``branchkit org``: the tree of organisations, one of them, and the changes by hand."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from branchkit.cli.shell import FORMATS, Shell
from branchkit.core.organizations.reading import READERS

if TYPE_CHECKING:
    from branchkit.i18n.catalog import Catalog


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
    importing.add_argument("file", metavar="FILE", type=Path, help=text("file"))
    importing.add_argument("--under", default="", metavar="ORG", help=text("under"))
    importing.add_argument("--sheet", default="", metavar="N", help=text("sheet"))
    importing.add_argument("--dry-run", action="store_true", help=text("dry_run"))
    importing.add_argument("--errors", type=Path, metavar="FILE", help=text("errors"))


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Carry out one organisation command."""
    workspace = shell.workspace()
    match args.command:
        case "list" | "show" | "check":
            from branchkit.cli.organizations.listing import run_listing

            return run_listing(args, shell, workspace)
        case "import":
            from branchkit.cli.importing.organizations import run_import

            return run_import(args, shell, workspace)
        case _:
            from branchkit.cli.organizations.changes import run_change

            return run_change(args, shell, workspace)
