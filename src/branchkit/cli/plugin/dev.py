"""``branchkit plugin dev``: the demo workspace with a plugin that is being written, in strict mode.

Declarations are read anew when a file was saved. An idle screen polls nothing: the files are looked at after each key.
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from branchkit.cli.demo import ORGANIZATION, remove_demo
from branchkit.cli.exit_codes import PROBLEMS
from branchkit.cli.open_app import open_app
from branchkit.cli.shell import Shell
from branchkit.core.organizations.organization import SECTORS
from branchkit.plugin.authored import AuthoredPlugin, find_plugin
from branchkit.plugin.discovery import InstalledPlugin, installed_plugins
from branchkit.plugin.failure_words import remedy_of, words_of

if TYPE_CHECKING:
    from branchkit.app import BranchkitApp


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Make the demo anew and open it; 1, and no screen, when the plugin cannot be loaded as it is."""
    plugin = find_plugin(args.directory.expanduser())
    with plugin.importable():
        if _tell_failures(plugin, shell):
            return PROBLEMS
        shell.installed = lambda: _with(plugin)
        shell.strict = True
        shell.workspace_directory = _made_demo(plugin, shell)

        def make_app(*arguments: Any, **named: Any) -> BranchkitApp:
            from branchkit.cli.plugin.dev_app import DevApp

            return DevApp(plugin, *arguments, **named)

        return open_app(shell, make_app=make_app)


def _tell_failures(plugin: AuthoredPlugin, shell: Shell) -> bool:
    failures = [failure for failure in plugin.load().failures if failure.plugin == plugin.id]
    for failure in failures:
        shell.say("cli.plugins.failure", plugin=plugin.id, text=words_of(failure, shell.catalog))
        shell.tell(remedy_of(failure, shell.catalog))
    return any(not failure.is_warning for failure in failures)


def _with(plugin: AuthoredPlugin) -> Sequence[InstalledPlugin]:
    """What is installed, with the folder's plugin in place of one of the same id."""
    others = [found for found in installed_plugins() if found.id != plugin.id]
    return sorted([*others, plugin.installed], key=lambda found: found.id)


def _made_demo(plugin: AuthoredPlugin, shell: Shell) -> Path:
    """A branch of the plugin's own sector with the plugin's demo records; made anew at every run."""
    from platformdirs import user_data_path

    from branchkit.bootstrap import create_workspace
    from branchkit.services.demo.branch import fill_demo

    directory = user_data_path("branchkit") / f"plugin-{plugin.id}"
    remove_demo(directory)
    shell.say("cli.demo.making")
    sector = next(iter(plugin.sectors), SECTORS[0])
    create_workspace(
        directory,
        name=shell.catalog.text("cli.plugin.demo_name"),
        sector=sector,
        clock=shell.clock,
        actor=shell.actor,
        organization=ORGANIZATION,
        sectors=(*SECTORS, *plugin.sectors),
    )
    try:
        workspace = shell.open_workspace(directory)
        try:
            today = shell.clock().date()
            fill_demo(workspace.store, workspace.contributions, ORGANIZATION, today)
        finally:
            workspace.close()
    except BaseException:
        shutil.rmtree(directory, ignore_errors=True)
        raise
    return directory
