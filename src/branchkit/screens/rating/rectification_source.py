"""The rectification list as a grid, and the lines about one item below it."""

from __future__ import annotations

from collections.abc import Sequence

from branchkit.core.text_width import wrap
from branchkit.i18n.catalog import Catalog
from branchkit.services.rating.rectification import Item
from branchkit.services.rating.rectification_board import RectificationBoard
from branchkit.widgets.grid_model import GridCell, GridColumn
from branchkit.widgets.report_view import Line
from branchkit.widgets.theme import Tone

LEAST_ITEM, MOST_ITEM = 22, 80
WHO, MOST_WHO = 12, 30
DETAIL_HEIGHT = 6
_TONES = {"overdue": Tone.ERROR, "accepted": Tone.MUTED}


class ItemSource:
    """A line for each item; the organisation stands first where there are several."""

    def __init__(self, board: RectificationBoard, catalog: Catalog) -> None:
        self._board, self._catalog = board, catalog
        self.lay_out(subtree=False)

    def lay_out(self, *, subtree: bool) -> None:
        """The columns for what is listed: with the organisation where there are several, for which its term gives way."""
        state, item = self._column("state", 6), self._column("item", LEAST_ITEM, grows=MOST_ITEM)
        rest = (self._column("owner", 8), self._column("deadline", 10))
        then_now = self._column("then_now", 13)
        self._columns: tuple[GridColumn, ...]
        if subtree:
            self._columns = (
                self._column("organization", WHO, grows=MOST_WHO),
                *(state, item, *rest, then_now),
            )
        else:
            self._columns = (state, item, *rest, self._column("term", 8), then_now)

    def _column(self, key: str, width: int, *, grows: int = 0) -> GridColumn:
        return GridColumn(
            key, (self._catalog.text(f"screen.rectify.head.{key}"),), width, grows=grows
        )

    def columns(self) -> Sequence[GridColumn]:
        """How far, what, who, by when, how soon, what came of it."""
        return self._columns

    def row_count(self) -> int:
        """The items."""
        return len(self._board.items)

    def cell(self, row: int, column: int) -> GridCell:
        """One cell."""
        item, key = self._board.items[row], self._columns[column].key
        words = self._board.words
        match key:
            case "state":
                state = item.state(self._board.today)
                return GridCell(
                    words.state(item, self._board.today), _TONES.get(state, Tone.NORMAL)
                )
            case "organization":
                return GridCell(self._board.tree.get(item.org).short)
            case "then_now":
                return GridCell(words.then_and_now(item))
        return GridCell(words.shown(item, key))

    def row_tone(self, row: int) -> Tone:
        """What the superior has accepted stands back."""
        accepted = self._board.items[row].text("accepted_on")
        return Tone.MUTED if accepted else Tone.NORMAL


def detail_lines(board: RectificationBoard, catalog: Catalog, item: Item, width: int) -> list[Line]:
    """Exactly :data:`DETAIL_HEIGHT` lines: the item whole, how it is mended, who helps, where it comes from."""
    words = board.words
    parts = [
        _told(catalog, name, words.shown(item, name))
        for name in ("supervisor", "helper", "contact_leader")
        if item.text(name)
    ]
    source = [words.shown(item, name) for name in ("ground", "period", "sheet", "criterion")]
    lines = wrap(item.text("item"), width - 2)[:2]
    lines += [""] * (2 - len(lines))
    lines += [
        _told(catalog, "measures", item.text("measures")),
        "  ".join(parts),
        _told(catalog, "source", " ".join(part for part in source if part)),
    ]
    return [Line("-" * width, tone=Tone.MUTED), *(Line(f" {line}") for line in lines)]


def _told(catalog: Catalog, name: str, value: str) -> str:
    return catalog.text(f"screen.rectify.detail.{name}", value=value or None)
