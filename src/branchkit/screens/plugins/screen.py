"""The plugins: what is loaded and from where, what it brings, what of it fails, and the switch."""

from __future__ import annotations

from collections.abc import Iterable

from textual import events
from textual.widget import Widget

from branchkit.core.errors import BranchkitError
from branchkit.screens.actions.plugins import PLUGINS
from branchkit.screens.console import ConsoleScreen
from branchkit.screens.desk import Desk, Place
from branchkit.screens.finder import Finder
from branchkit.screens.plugins.detail import detail_lines, plugin_paper
from branchkit.screens.plugins.source import PluginsSource
from branchkit.services.plugins.catalog import PluginEntry, contributed, plugin_entries, switched
from branchkit.settings import read_user_settings, write_user_settings
from branchkit.widgets.grid import Grid
from branchkit.widgets.lines import Lines
from branchkit.widgets.tones import Tone

DETAIL_HEIGHT = 5


class PluginsScreen(ConsoleScreen):
    """All plugins of the workspace; ``place.subject`` is the one to stand on."""

    ACTIONS = PLUGINS
    HELP = "screen.plugins.help"

    def __init__(self, desk: Desk, place: Place) -> None:
        super().__init__(desk)
        workspace = desk.here
        self._contributions = workspace.contributions
        disabled = workspace.settings.user.disabled_plugins
        entries = plugin_entries(self._contributions, disabled, workspace.directory)
        self._contributed = {
            entry.id: contributed(self._contributions, entry.id) for entry in entries
        }
        counts = {
            id: {kind: len(brought) for kind, brought in kinds.items()}
            for id, kinds in self._contributed.items()
        }
        self._asked = place.subject
        self.source = PluginsSource(entries, counts, desk.catalog)
        self.grid = Grid(self.source, keys=self.take_key, moved=self._cursor_moved, cursor="row")
        self.detail = Lines(DETAIL_HEIGHT, id="detail")

    def body(self) -> Iterable[Widget]:
        """The list, and the plugin under the cursor."""
        yield self.grid
        yield self.detail

    def on_mount(self) -> None:
        """The list, with what is wrong counted in the title."""
        self.grid.focus()
        ids = [entry.id for entry in self.source.entries]
        self.grid.move_to(ids.index(self._asked) if self._asked in ids else 0, 0)
        errors = sum(entry.errors for entry in self.source.entries)
        loaded = sum(entry.on for entry in self.source.entries)
        right = self.catalog.text("screen.plugins.loaded", count=loaded, all=len(ids))
        if errors:
            right = self.catalog.text("screen.plugins.with_errors", loaded=right, count=errors)
        self.set_title(self.catalog.text("screen.plugins.title"), right)
        self.back_to_idle()

    def on_resize(self, event: events.Resize) -> None:
        """Titles are as wide as the screen lets them be."""
        if not self.has_left:
            self.source.fit(event.size.width)
            self.grid.refresh_all()
            self._show_detail()

    def idle_line(self) -> str:
        """The keys of the list."""
        return self.catalog.text("screen.plugins.keys")

    def perform(self, action: str) -> None:
        """Read, switch, find."""
        match action:
            case "plugins.read":
                self._read()
            case "plugins.switch":
                self._switch()
            case "plugins.find":
                self._find()
            case _:
                super().perform(action)

    def _here(self) -> PluginEntry:
        return self.source.entries[self.grid.cursor[0]]

    def _show_detail(self) -> None:
        home, width = self.desk.here.directory, self.size.width
        lines = detail_lines(self._here(), self.catalog, home, width, DETAIL_HEIGHT)
        self.detail.show(lines)

    def _cursor_moved(self, row: int, column: int) -> None:
        self._show_detail()

    def _read(self) -> None:
        entry = self._here()
        home, brought = self.desk.here.directory, self._contributed[entry.id]
        paper = plugin_paper(entry, brought, self.catalog, home, self.size.width)
        self.read(entry.id, paper)

    def _switch(self) -> None:
        """Into the user's settings first; then the workspace is opened anew, with or without the plugin."""
        entry, desk = self._here(), self.desk
        try:
            settings = read_user_settings(desk.user_settings_path)
            settings = switched(settings, entry.id, not entry.on, desk.here.directory)
            write_user_settings(desk.user_settings_path, settings)
            workspace = desk.open_workspace(desk.here.directory, settings)
        except BranchkitError as error:
            self.say(self.catalog.error(error), Tone.ERROR)
            return
        desk.adopt(workspace)
        desk.work_at(desk.node)
        self.go(Place("plugins", subject=entry.id))

    def _find(self) -> None:
        """By title, initials or number."""
        Finder(
            self.modes,
            self.prompt,
            [self.catalog.local(entry.title) for entry in self.source.entries],
            self.grid.cursor[0],
            self.catalog.text("screen.plugins.find"),
            self.catalog.text("screen.plugins.not_found"),
            lambda row: self.grid.move_to(row, 0),
        )
