"""All plugins as a grid: what each brings and how it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from branchkit.i18n.catalog import Catalog
from branchkit.services.plugins.catalog import KINDS, PluginEntry
from branchkit.widgets.grid_model import GridCell, GridColumn
from branchkit.widgets.tones import Tone

ID_WIDTH, VERSION_WIDTH, COUNT_WIDTH, STATE_WIDTH = 11, 7, 4, 9
_LEAST_TITLE = 14


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
        self._columns: tuple[GridColumn, ...] = ()
        self.fit(80)

    def fit(self, width: int) -> None:
        """The title has what the others leave of the screen."""
        others = (ID_WIDTH, VERSION_WIDTH, *(COUNT_WIDTH for _kind in KINDS), STATE_WIDTH)
        title = max(_LEAST_TITLE, width - sum(others) - len(others) - 1)
        text = self._catalog.text
        self._columns = (
            GridColumn("id", (text("screen.plugins.head.id"),), ID_WIDTH),
            GridColumn("title", (text("screen.plugins.head.title"),), title),
            GridColumn("version", (text("screen.plugins.head.version"),), VERSION_WIDTH),
            *(
                GridColumn(kind, (text(f"screen.plugins.kind.{kind}"),), COUNT_WIDTH, "right")
                for kind in KINDS
            ),
            GridColumn("state", (text("screen.plugins.head.state"),), STATE_WIDTH),
        )

    def columns(self) -> Sequence[GridColumn]:
        """Id, title, version, counts, state."""
        return self._columns

    def row_count(self) -> int:
        """The plugins."""
        return len(self.entries)

    def cell(self, row: int, column: int) -> GridCell:
        """One cell."""
        entry, key = self.entries[row], self._columns[column].key
        match key:
            case "id":
                return GridCell(entry.id)
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
