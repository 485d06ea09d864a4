"""``branchkit plugin dev``: the demo workspace with a plugin that is being written, in strict mode.

Declarations are read anew when a file was saved. An idle screen polls nothing: the files are looked at after each key.
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from textual import events

from branchkit.app import BranchkitApp
from branchkit.cli.demo import ORGANIZATION, remove_demo
from branchkit.cli.exit_codes import PROBLEMS
from branchkit.cli.open_app import open_app
from branchkit.cli.shell import Shell
from branchkit.core.organizations.organization import SECTORS
from branchkit.plugin.authored import AuthoredPlugin, find_plugin
from branchkit.plugin.discovery import InstalledPlugin, installed_plugins
from branchkit.plugin.isolation import remedy_of, words_of

CODE = ".py"
_WATCHED = (".toml", CODE)


class SavedFiles:
    """Tells which of a plugin's files were saved since it was asked last."""

    def __init__(self, package: Path) -> None:
        self._package = package
        self._times = dict(self._now())

    def saved(self) -> set[Path]:
        """Files that were written, made or taken away."""
        before, now = self._times, dict(self._now())
        self._times = now
        return {path for path in before.keys() | now.keys() if before.get(path) != now.get(path)}

    def _now(self) -> Iterator[tuple[Path, int]]:
        for path in self._package.rglob("*"):
            if path.suffix in _WATCHED:
                yield path, path.stat().st_mtime_ns


class DevApp(BranchkitApp):
    """For the author of one plugin."""

    def __init__(self, plugin: AuthoredPlugin, *arguments: Any, **named: Any) -> None:
        self._plugin = plugin
        self._files = SavedFiles(plugin.package)
        super().__init__(*arguments, **named)

    async def on_event(self, event: events.Event) -> None:
        """After each key the files are looked at; a look costs less than drawing a cell."""
        await super().on_event(event)
        if isinstance(event, events.Key) and (saved := self._files.saved()):
            self._take_over(saved)

    def _take_over(self, saved: set[Path]) -> None:
        """Python cannot be taken out of a running program; what it has imported stays."""
        if any(path.suffix == CODE for path in saved):
            self._say("cli.plugin.restart")
            return
        failures = [f for f in self._plugin.load().failures if f.plugin == self._plugin.id]
        if failures:
            text = words_of(failures[0], self._catalog)
            # The line has no room for the way to the package.
            self._front_says(text.replace(f"{self._plugin.package}/", ""))
            return
        assert self._workspace is not None
        node = self._node
        self._adopt(self._open_workspace(self._workspace.directory))
        self._work_at(node)
        self._go(self._at)
        self.call_later(self._say, "cli.plugin.reread")

    def _say(self, key: str) -> None:
        self._front_says(self._catalog.text(key))


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
