"""``branchkit theme [ID]``: which looks there are, and choosing one, as Ctrl+T does in the app."""

from __future__ import annotations

import argparse

from branchkit.cli.exit_codes import OK
from branchkit.cli.shell import LIST_FORMATS, Shell
from branchkit.core.errors import SettingsError
from branchkit.core.tables import Table, TableColumn
from branchkit.i18n.catalog import Catalog
from branchkit.screens.themes import USUAL, keep_theme, theme_options
from branchkit.toml.source import nearest

OWN = "base/"
"""What the ids of our own begin with, which need not be typed."""


def add_arguments(parser: argparse.ArgumentParser, catalog: Catalog) -> None:
    """Declare ``theme [ID] [--format]``."""
    parser.add_argument("id", nargs="?", default="", help=catalog.text("cli.theme.id"))
    parser.add_argument(
        "--format", choices=LIST_FORMATS, default="text", help=catalog.text("cli.theme.format")
    )


def run(args: argparse.Namespace, shell: Shell) -> int:
    """List them with the one that is worn, or keep another choice in the user's settings."""
    options = dict(theme_options(shell.workspace(), shell.catalog))
    if not args.id:
        shell.emit(_table(options, _worn(shell), shell.catalog), args.format)
        return OK
    chosen = args.id if args.id in options else OWN + args.id
    if chosen not in options:
        known = [id.removeprefix(OWN) for id in options]
        raise SettingsError(
            "no_theme",
            found=args.id,
            nearest=nearest(args.id, known, 0.0),
            choices=shell.catalog.listed(known),
        )
    keep_theme(shell.user_settings_path, chosen)
    shell.say("cli.theme.kept", title=options[chosen])
    return OK


def _worn(shell: Shell) -> str:
    return shell.user_settings.theme or shell.workspace().settings.workspace.theme or USUAL


def _table(options: dict[str, str], worn: str, catalog: Catalog) -> Table:
    columns = tuple(
        TableColumn(key, catalog.text(f"cli.theme.head.{key}")) for key in ("id", "title", "worn")
    )
    mark = catalog.text("cli.theme.worn")
    rows = tuple(
        (id.removeprefix(OWN), title, mark if id == worn else "") for id, title in options.items()
    )
    return Table(columns, rows)
