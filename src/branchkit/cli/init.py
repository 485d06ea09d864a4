"""``branchkit init``: make a workspace."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from branchkit.cli import exit_codes
from branchkit.cli.parser import worded
from branchkit.core.errors import WorkspaceError
from branchkit.core.organizations.organization import OrganizationKind
from branchkit.core.texts import NO_TEXT, LocalText
from branchkit.i18n.catalog import Catalog
from branchkit.plugin.discovery import known_sectors

if TYPE_CHECKING:
    from branchkit.cli.shell import Shell
    from branchkit.plugin.authored import AuthoredPlugin


def add_arguments(parser: argparse.ArgumentParser, catalog: Catalog) -> None:
    """Folder, name, sector, kind, and whether it becomes the default."""
    text = catalog.text
    parser.add_argument("directory", metavar="DIR", type=Path, help=text("cli.init.directory"))
    parser.add_argument("--name", required=True, help=text("cli.init.name"))
    # A plugin that is given along may bring the sector: which there are is known when all has been read.
    help = sectors_help(catalog, "cli.init.sector")
    parser.add_argument("--sector", metavar="ID", default="", help=help)
    parser.add_argument(
        "--plugin",
        metavar="DIR",
        type=Path,
        action="append",
        default=[],
        help=text("cli.init.plugin"),
    )
    kinds = {str(k): text(f"organization.kind.{k}") for k in OrganizationKind if k.has_roll}
    parser.add_argument(
        "--kind", default="branch", help=text("cli.init.kind"), **worded(catalog, kinds)
    )
    parser.add_argument("--default", action="store_true", help=text("cli.init.default"))


def add_sector_option(
    parser: argparse._ActionsContainer, catalog: Catalog, help_key: str, **options: Any
) -> None:
    """``--sector`` with those there are, which plugins bring too; the help lists them with their titles."""
    help = sectors_help(catalog, help_key)
    parser.add_argument("--sector", choices=tuple(known_sectors()), help=help, **options)


def sectors_help(catalog: Catalog, key: str) -> str:
    """Every sector with its title, for argparse: it takes a per cent sign for a placeholder, and a title may have one."""
    return catalog.text(key, sectors=_listed(known_sectors(), catalog)).replace("%", "%%")


def _listed(sectors: Mapping[str, LocalText], catalog: Catalog) -> list[str]:
    return [f"{id} {catalog.titled(f'sector.{id}', title)}" for id, title in sectors.items()]


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Make the workspace and say what comes next."""
    from branchkit.bootstrap import create_workspace
    from branchkit.settings import write_user_settings

    directory = args.directory.expanduser().absolute()
    kind = OrganizationKind(args.kind)
    plugins = _given(args.plugin)
    sectors = {**known_sectors(), **_brought(plugins)}
    sector = args.sector or _only_one(plugins)
    if not sector:
        raise WorkspaceError("no_sector", known=_listed(sectors, shell.catalog))
    if sector not in sectors:
        known = _listed(sectors, shell.catalog)
        raise WorkspaceError("unknown_sector", sector=sector, known=known)
    create_workspace(
        directory,
        name=args.name,
        sector=sector,
        clock=shell.clock,
        actor=shell.actor,
        kind=kind,
        sectors=sectors,
    )
    print(directory, file=shell.stdout)
    shell.say("cli.init.made", name=args.name)
    _add(plugins, directory, shell)
    if args.default:
        settings = replace(shell.user_settings, default_workspace=directory)
        write_user_settings(shell.user_settings_path, settings)
        shell.say("cli.init.is_default")
    option = "" if args.default else f" --workspace {directory}"
    shell.say(
        "cli.init.next" if kind is OrganizationKind.BRANCH else "cli.init.next_tree", option=option
    )
    return exit_codes.OK


def _given(directories: Sequence[Path]) -> list[AuthoredPlugin]:
    """The plugins that are to be copied in, looked at before anything is made."""
    if not directories:
        return []
    from branchkit.plugin.authored import find_plugin
    from branchkit.services.plugins.adding import require_addable

    plugins = [find_plugin(directory.expanduser()) for directory in directories]
    for plugin in plugins:
        require_addable(plugin)
    return plugins


def _brought(plugins: Sequence[AuthoredPlugin]) -> dict[str, LocalText]:
    return {
        sector: plugin.sector_titles.get(sector, NO_TEXT)
        for plugin in plugins
        for sector in plugin.sectors
    }


def _only_one(plugins: Sequence[AuthoredPlugin]) -> str:
    """The sector of the plugins that are given along, where they are for one."""
    sectors = {sector for plugin in plugins for sector in plugin.sectors}
    return sectors.pop() if len(sectors) == 1 else ""


def _add(plugins: Sequence[AuthoredPlugin], directory: Path, shell: Shell) -> None:
    if not plugins:
        return
    from branchkit.services.plugins.adding import add_plugin

    for plugin in plugins:
        add_plugin(directory, plugin)
        shell.say("cli.plugin.added", plugin=plugin.id)
