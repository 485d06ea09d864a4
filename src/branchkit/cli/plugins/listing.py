"""``plugin list``: what is loaded, what it brings, what of it does not work; ``plugin on|off`` for this user."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from branchkit.cli.exit_codes import OK, PROBLEMS
from branchkit.cli.shell import FORMATS, Shell
from branchkit.core.tables import Table, TableColumn
from branchkit.plugin.isolation import words_of
from branchkit.screens.plugin_keys import note_clashes
from branchkit.services.plugins.catalog import KINDS, contributed, plugin_entries, switched
from branchkit.services.plugins.settings import is_called, named_plugin
from branchkit.settings import write_user_settings

if TYPE_CHECKING:
    from branchkit.i18n.catalog import Catalog
    from branchkit.plugin.contributions import Contributions, LoadedPlugin


def add_arguments(parser: argparse.ArgumentParser, catalog: Catalog) -> None:
    """Declare ``plugins``."""
    parser.add_argument("--ids", action="store_true", help=catalog.text("cli.plugins.ids"))
    parser.add_argument("--run", action="store_true", help=catalog.text("cli.plugins.run"))
    parser.add_argument(
        "--format", choices=FORMATS, default="text", help=catalog.text("cli.plugins.format")
    )


def run(args: argparse.Namespace, shell: Shell) -> int:
    """List the plugins on stdout and their failures on stderr; 1 when there are any."""
    contributions = shell.contributions()
    contributions.read_all()
    note_clashes(contributions, shell.user_settings.keys)
    if args.run:
        _run_all(shell)
    table = _table(contributions, shell.catalog)
    if args.format == "text" and not args.ids:
        table = table.without("id", "source")
    shell.emit(table, args.format)
    disabled = shell.user_settings.disabled_plugins
    if disabled:
        shell.say("cli.plugins.disabled", plugins=disabled)
    for failure in contributions.failures:
        text = words_of(failure, shell.catalog)
        shell.say("cli.plugins.failure", plugin=failure.plugin, text=text)
    return OK if all(failure.is_warning for failure in contributions.failures) else PROBLEMS


def _run_all(shell: Shell) -> None:
    """Where the workspace is worked at; says how much was run."""
    from branchkit.services.plugins.trying import run_all

    workspace = shell.workspace()
    today = workspace.clock().date()
    count = run_all(
        workspace.store,
        workspace.contributions,
        workspace.organization,
        today,
        process=workspace.plugin_process,
    )
    shell.say("cli.plugins.ran", count=count)


def _table(contributions: Contributions, catalog: Catalog) -> Table:
    columns = (
        *(
            TableColumn(key, catalog.text(f"cli.plugins.head.{key}"))
            for key in ("id", "title", "version", "source")
        ),
        *(TableColumn(key, catalog.text(f"cli.plugins.head.{key}"), "right") for key in KINDS),
        TableColumn("failures", catalog.text("cli.plugins.head.failures"), "right"),
    )
    rows = tuple(_row(plugin, contributions, catalog) for plugin in contributions.plugins)
    return Table(columns, rows)


def _row(
    plugin: LoadedPlugin, contributions: Contributions, catalog: Catalog
) -> tuple[str | int, ...]:
    failures = sum(failure.plugin == plugin.id for failure in contributions.failures)
    brought = contributed(contributions, plugin.id)
    counts = (len(brought[kind]) for kind in KINDS)
    title = catalog.local(plugin.title)
    return (plugin.id, title, plugin.version, plugin.source, *counts, failures)


def _titled(text: str, shell: Shell) -> str:
    """The id of the plugin of a title, also where it is switched off and so not loaded."""
    contributions = shell.contributions()
    directory = shell.workspace_directory
    if directory is None:
        return named_plugin(contributions, text)
    entries = plugin_entries(contributions, shell.user_settings.disabled_plugins, directory)
    return next((e.id for e in entries if is_called(e.title, text)), text)


def switch(args: argparse.Namespace, shell: Shell) -> int:
    """Write it into the user's settings; open sessions see it when they open their workspace anew."""
    on = args.command == "on"
    directory = shell.workspace_directory
    id = args.plugin if args.plugin.isascii() else _titled(args.plugin, shell)
    settings = switched(shell.user_settings, id, on, directory)
    write_user_settings(shell.user_settings_path, settings)
    shell.say("cli.plugin.switched_on" if on else "cli.plugin.switched_off", plugin=args.plugin)
    return OK
