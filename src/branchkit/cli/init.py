"""``branchkit init``: make a workspace."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from branchkit.cli import exit_codes
from branchkit.core.organizations.organization import OrganizationKind
from branchkit.i18n.catalog import Catalog
from branchkit.plugin.discovery import known_sectors

if TYPE_CHECKING:
    from branchkit.cli.shell import Shell


def add_arguments(parser: argparse.ArgumentParser, catalog: Catalog) -> None:
    """Folder, name, sector, kind, and whether it becomes the default."""
    text = catalog.text
    parser.add_argument("directory", metavar="DIR", type=Path, help=text("cli.init.directory"))
    parser.add_argument("--name", required=True, help=text("cli.init.name"))
    add_sector_option(parser, catalog, "cli.init.sector", required=True)
    kinds = [str(kind) for kind in OrganizationKind if kind.has_roll]
    parser.add_argument("--kind", choices=kinds, default="branch", help=text("cli.init.kind"))
    parser.add_argument("--default", action="store_true", help=text("cli.init.default"))


def add_sector_option(
    parser: argparse._ActionsContainer, catalog: Catalog, help_key: str, **options: Any
) -> None:
    """``--sector`` with those there are, which plugins bring too; the help lists them with their titles."""
    sectors = known_sectors()
    listed = [f"{id} {catalog.titled(f'sector.{id}', title)}" for id, title in sectors.items()]
    # argparse takes a per cent sign for a placeholder, and a plugin may call its sector what it likes.
    help = catalog.text(help_key, sectors=listed).replace("%", "%%")
    parser.add_argument("--sector", choices=tuple(sectors), help=help, **options)


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Make the workspace and say what comes next."""
    from branchkit.bootstrap import create_workspace
    from branchkit.settings import write_user_settings

    directory = args.directory.expanduser().absolute()
    kind = OrganizationKind(args.kind)
    create_workspace(
        directory,
        name=args.name,
        sector=args.sector,
        clock=shell.clock,
        actor=shell.actor,
        kind=kind,
        sectors=known_sectors(),
    )
    print(directory, file=shell.stdout)
    shell.say("cli.init.made", name=args.name)
    if args.default:
        settings = replace(shell.user_settings, default_workspace=directory)
        write_user_settings(shell.user_settings_path, settings)
        shell.say("cli.init.is_default")
    option = "" if args.default else f" --workspace {directory}"
    shell.say(
        "cli.init.next" if kind is OrganizationKind.BRANCH else "cli.init.next_tree", option=option
    )
    return exit_codes.OK
