"""The app while a plugin is being written: it reads the declarations anew when they were saved."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from textual import events

from branchkit.app import BranchkitApp
from branchkit.plugin.authored import AuthoredPlugin
from branchkit.plugin.failure_words import words_of
from branchkit.screens.desk import Place

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
        self._at = Place(named.get("start", "home"))
        super().__init__(*arguments, **named)

    def _show(self, place: Place) -> None:
        super()._show(place)
        self._at = place

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
