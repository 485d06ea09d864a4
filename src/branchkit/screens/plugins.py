"""The plugins: what is loaded and from where, what each brings, what of it fails, and the switch.

Files of the workspace are named as they lie in it (``home``): the way to it would fill the line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from branchkit.core.errors import BranchkitError
from branchkit.core.text_width import wrap
from branchkit.i18n.catalog import Catalog
from branchkit.plugin.holdings import BUILT_IN_ID
from branchkit.plugin.isolation import lines_of, words_of
from branchkit.screens.actions import PLUGINS
from branchkit.screens.context import Context, Place
from branchkit.screens.grid_screen import GridScreen
from branchkit.screens.plugin_keys import note_clashes
from branchkit.services.plugins.catalog import (
    KINDS,
    Contribution,
    PluginEntry,
    contributed,
    plugin_entries,
    switched,
)
from branchkit.settings import UserSettings, read_user_settings, write_user_settings
from branchkit.widgets.grid_model import GridCell, GridColumn
from branchkit.widgets.report_view import Line, ReportLine
from branchkit.widgets.theme import Tone

VERSION_WIDTH, COUNT_WIDTH, STATE_WIDTH = 7, 4, 9
_LEAST_TITLE, _MOST_TITLE = 14, 60


class PluginsSource:
    """One line for each; ``counts`` has kind → number by plugin."""

    def __init__(
        self,
        entries: Sequence[PluginEntry],
        counts: Mapping[str, Mapping[str, int]],
        catalog: Catalog,
    ) -> None:
        self.entries = tuple(entries)
        self._counts = counts
        self._catalog = catalog
        text = catalog.text
        self._columns = (
            GridColumn(
                "title", (text("screen.plugins.head.title"),), _LEAST_TITLE, grows=_MOST_TITLE
            ),
            GridColumn("version", (text("screen.plugins.head.version"),), VERSION_WIDTH),
            *(
                GridColumn(kind, (text(f"screen.plugins.kind.{kind}"),), COUNT_WIDTH, "right")
                for kind in KINDS
            ),
            GridColumn("state", (text("screen.plugins.head.state"),), STATE_WIDTH),
        )

    def columns(self) -> Sequence[GridColumn]:
        """Title, version, counts, state."""
        return self._columns

    def row_count(self) -> int:
        """The plugins."""
        return len(self.entries)

    def cell(self, row: int, column: int) -> GridCell:
        """One cell."""
        entry, key = self.entries[row], self._columns[column].key
        match key:
            case "title":
                return GridCell(self._catalog.local(entry.title))
            case "version":
                return GridCell(entry.version)
            case "state":
                return self._state(entry)
        count = self._counts.get(entry.id, {}).get(key, 0)
        return GridCell(str(count) if count else "")

    def row_tone(self, row: int) -> Tone:
        """Those that are switched off are faint; the state says it, too."""
        return Tone.NORMAL if self.entries[row].on else Tone.MUTED

    def _state(self, entry: PluginEntry) -> GridCell:
        text = self._catalog.text
        if not entry.on:
            return GridCell(text("screen.plugins.state.off"))
        if entry.errors:
            return GridCell(text("screen.plugins.state.errors", count=entry.errors), Tone.ERROR)
        return GridCell(
            text("screen.plugins.state.slow" if entry.failures else "screen.plugins.state.on")
        )


_INDENT = "  "


def detail_lines(
    entry: PluginEntry, catalog: Catalog, home: Path, width: int, height: int
) -> list[Line]:
    """Where it is from and whom it serves, then what of it fails first, as far as there is room."""
    said = [Line("-" * width, Tone.MUTED), Line(f" {_whence(entry, catalog, home)}")]
    room = height - len(said)
    if not entry.on:
        return [*said, Line(f" {catalog.text('screen.plugins.off')}")]
    if not entry.failures:
        return [*said, Line(f" {catalog.text('screen.plugins.sound')}")]
    first = entry.failures[0]
    tone = Tone.NORMAL if first.is_warning else Tone.ERROR
    lines = wrap(_short(words_of(first, catalog), home), width - 2)
    return [*said, *(Line(f" {line}", tone) for line in lines[:room])]


def plugin_report(
    entry: PluginEntry,
    contributed: Mapping[str, Sequence[Contribution]],
    catalog: Catalog,
    home: Path,
    width: int,
) -> list[ReportLine]:
    """Everything: what fails with what to do about it, then what it brings, by kind."""
    lines = [
        ReportLine(""),
        ReportLine(f"{_INDENT}{_whence(entry, catalog, home)}"),
        ReportLine(""),
    ]
    lines += _failures(entry, catalog, width - len(_INDENT) * 2)
    for kind, brought in contributed.items():
        if brought:
            title = catalog.text(f"cli.plugins.head.{kind}")
            lines.append(ReportLine(f"{_INDENT}{title} {len(brought)}", Tone.HEAD))
            lines += (
                ReportLine(f"{_INDENT * 2}{catalog.local(part.title)}  {part.id}")
                for part in brought
            )
            lines.append(ReportLine(""))
    return lines


def _failures(entry: PluginEntry, catalog: Catalog, width: int) -> Iterator[ReportLine]:
    for failure in entry.failures:
        tone = Tone.NORMAL if failure.is_warning else Tone.ERROR
        for line in lines_of(failure, catalog, width):
            yield ReportLine(f"{_INDENT}{line}", tone)
            tone = Tone.NORMAL
        yield ReportLine("")


def _short(text: str, home: Path) -> str:
    return text.replace(f"{home}/", "")


def _whence(entry: PluginEntry, catalog: Catalog, home: Path) -> str:
    sectors = [catalog.titled(f"sector.{id}", title) for id, title in entry.sectors.items()]
    ours = entry.id == BUILT_IN_ID
    return catalog.text(
        "screen.plugins.whence",
        title=entry.title,
        source=catalog.text("screen.plugins.ours") if ours else _short(entry.source, home),
        sectors=sectors or catalog.text("screen.plugins.all_sectors"),
    )


DETAIL_HEIGHT = 5


class PluginsScreen(GridScreen):
    """All plugins of the workspace; ``place.subject`` is the one to stand on."""

    ACTIONS = PLUGINS
    HELP = "screen.plugins.help"
    KEYS = "screen.plugins.keys"
    detail_height = DETAIL_HEIGHT

    def __init__(self, context: Context, place: Place) -> None:
        super().__init__(context)
        workspace = context.here
        self._contributions = workspace.contributions
        note_clashes(self._contributions, context.user_settings.keys)
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
        self.source = PluginsSource(entries, counts, context.catalog)
        self.make_grid(self.source)

    def arrive(self) -> None:
        """At the plugin that was asked for."""
        ids = [entry.id for entry in self.source.entries]
        self.move_to(ids.index(self._asked) if self._asked in ids else 0)

    def row_about(self, row: int) -> object:
        """The plugin."""
        return self.source.entries[row].id

    def show_title(self) -> None:
        """How many are loaded, and how much is wrong with them."""
        entries, text = self.source.entries, self.catalog.text
        errors = sum(entry.errors for entry in entries)
        right = text(
            "screen.plugins.loaded",
            count=sum(entry.is_loaded for entry in entries),
            all=len(entries),
        )
        if errors:
            right = text("screen.plugins.with_errors", loaded=right, count=errors)
        self.set_title(text("screen.plugins.title"), right)

    def perform(self, action: str) -> None:
        """Read, switch, find."""
        match action:
            case "plugins.read":
                self._read()
            case "plugins.switch":
                self._switch()
            case "plugins.set":
                self._set()
            case "plugins.find":
                self._find()
            case _:
                super().perform(action)

    def _here(self) -> PluginEntry:
        return self.source.entries[self.grid.cursor[0]]

    def detail_lines(self, width: int) -> Sequence[Line]:
        """The plugin under the cursor."""
        home = self.context.here.directory
        return detail_lines(self._here(), self.catalog, home, width, DETAIL_HEIGHT)

    def _read(self) -> None:
        entry = self._here()
        home, brought = self.context.here.directory, self._contributed[entry.id]
        report = plugin_report(entry, brought, self.catalog, home, self.size.width)
        self.show_report(entry.id, report)

    def _set(self) -> None:
        """What the plugin lets its users set, as a form."""
        entry, workspace = self._here(), self.context.here
        plugin = self._contributions.plugin(entry.id)
        if plugin is None or not plugin.settings:
            why = "not_loaded" if plugin is None else "no_settings"
            self.speak(self.catalog.text(f"screen.plugins.{why}"))
            return
        from branchkit.screens.plugin_settings import fill_settings

        values = self._contributions.settings[plugin.id]
        fill_settings(self, plugin, values, lambda: self._reopen(workspace.settings.user, entry.id))

    def _switch(self) -> None:
        """Into the user's settings first; then the workspace is opened anew, with or without the plugin."""
        entry, context = self._here(), self.context
        try:
            settings = read_user_settings(context.user_settings_path)
            settings = switched(settings, entry.id, not entry.on, context.here.directory)
            write_user_settings(context.user_settings_path, settings)
        except BranchkitError as error:
            self.speak(self.catalog.error(error), Tone.ERROR)
            return
        self._reopen(settings, entry.id)

    def _reopen(self, settings: UserSettings, plugin: str) -> None:
        """Open the workspace anew, and stand on a plugin."""
        context = self.context
        try:
            workspace = context.open_workspace(context.here.directory, settings)
        except BranchkitError as error:
            self.speak(self.catalog.error(error), Tone.ERROR)
            return
        context.adopt(workspace)
        context.work_at(context.node)
        self.go(Place("plugins", subject=plugin))

    def _find(self) -> None:
        """By title, initials or number."""
        self.find(
            [self.catalog.local(entry.title) for entry in self.source.entries],
            self.catalog.text("screen.plugins.find"),
            self.catalog.text("screen.plugins.not_found"),
        )
