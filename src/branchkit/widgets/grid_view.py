"""What a grid shows and where its cursor stands: rows in some order, columns that scroll, a block of cells.

It draws lines itself (Textual's Line API) and asks its source for visible cells only, so that ten
thousand rows cost what forty do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from textual.geometry import Offset, Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from branchkit.widgets import cells
from branchkit.widgets.grid_model import GridSource, Move
from branchkit.widgets.row_order import RowOrder
from branchkit.widgets.viewport import Block, GridCursor, Viewport, head_line, row_line


class GridView(Widget):
    """A table with a cursor and pinned columns."""

    @dataclass
    class CursorMoved(Message, namespace="grid"):
        """The cursor stands on another cell."""

        grid: GridView
        row: int
        column: int

        @property
        def control(self) -> GridView:
            """For ``@on`` with a selector."""
            return self.grid

    def __init__(
        self,
        source: GridSource,
        *,
        moved: Callable[[int, int], None] | None = None,
        cursor: Literal["cell", "row"] = "cell",
        marked: Callable[[int], bool] | None = None,
        ordered: Callable[[], RowOrder | None] | None = None,
        id: str | None = None,
    ) -> None:
        """``moved`` is told of every move of the cursor in the same call, in place of the message
        :class:`CursorMoved`, so that what it repaints is sent together with the cursor. ``marked`` says which rows are.
        ``ordered`` is asked for the order in which rows are shown when they are read anew, if they have one.
        """
        super().__init__(id=id)
        self._source = source
        self._moved = moved
        self._row_wide = cursor == "row"
        self._marked = marked
        self._ordered = ordered
        self._block_from: tuple[int, int] | None = None
        self._block_held = False
        """Whether the block stays until it is let go: it was not begun with Shift, which some terminals do not send."""
        self._measured: tuple[int, int] | None = None
        """Which lines growing columns have been measured in."""
        self._viewport = Viewport(source.columns(), source.row_count())
        self._row = 0
        self._column = self._viewport.stops[0] if self._viewport.stops else 0
        self._entry: str | None = None
        self._refusal = ""
        self._drawn = False

    # -- what it is and where the cursor stands -------------------------------------------------

    @property
    def source(self) -> GridSource:
        """Where the contents come from."""
        return self._source

    @property
    def cursor(self) -> tuple[int, int]:
        """Row and column of the cursor."""
        return self._row, self._column

    @property
    def viewport(self) -> Viewport:
        """Which rows and columns are visible."""
        return self._viewport

    def set_source(self, source: GridSource) -> None:
        """Show something else; the cursor stays where it was as far as there is such a cell."""
        self._source = source
        self.refresh_all()

    @property
    def drawn(self) -> bool:
        """Whether any line has been asked for yet."""
        return self._drawn

    # -- other rows, other order ------------------------------------------------------------------

    def show_rows(self, order: RowOrder | None) -> None:
        """Show these rows, in this order; None: all, as they come. The cursor stays on its row, or stands on the first one."""
        position = None if order is None else order.position(self._row)
        row = order.rows[0] if order is not None and position is None and len(order) else self._row
        self._viewport.order = order
        self._measured = None
        self._block_from = None
        self.move_to(row, self._column)
        self._viewport.reveal(row, self._column)
        self.refresh()

    def rows_from_here(self) -> list[int]:
        """The shown rows from the cursor's down, in their order."""
        viewport = self._viewport
        first = viewport.position(self._row) or 0
        return [viewport.row(position) for position in range(first, viewport.shown_count)]

    def shown_rows(self) -> list[int]:
        """All shown rows in their order."""
        return [self._viewport.row(position) for position in range(self._viewport.shown_count)]

    # -- a block of cells ---------------------------------------------------------------------------

    def begin_block(self) -> None:
        """Begin a block at the cursor, which moves extend until :meth:`let_go`."""
        self._block_from, self._block_held = self.cursor, True
        self.refresh()

    def let_go(self) -> bool:
        """Select no block any more; False where none was."""
        held, self._block_from, self._block_held = self._block_from, None, False
        if held is not None:
            self.refresh()
        return held is not None

    @property
    def block(self) -> Block | None:
        """The cells between anchor and cursor; None while no block is begun."""
        if self._block_from is None:
            return None
        viewport = self._viewport
        ends = [viewport.position(row) or 0 for row in (self._block_from[0], self._row)]
        rows = [viewport.row(position) for position in range(min(ends), max(ends) + 1)]
        if self._row_wide:
            return Block(tuple(rows), tuple(range(len(viewport.columns))))
        stops = sorted((self._block_from[1], self._column))
        return Block(tuple(rows), tuple(c for c in viewport.stops if stops[0] <= c <= stops[1]))

    def _extend(self, move: Move) -> None:
        if self._block_from is None:
            self._block_from = self.cursor
        kept = self._block_from
        self.move_to(*self._viewport.after(move, self._row, self._column))
        self._block_from = kept
        self.refresh()

    # -- repainting -----------------------------------------------------------------------------

    def refresh_cells(self, positions: Iterable[tuple[int, int]]) -> None:
        """Repaint these cells (row, column), as far as they are visible."""
        regions = [region for row, column in positions if (region := self._region(row, column))]
        if regions:
            self.refresh(*regions)

    def refresh_row(self, row: int) -> None:
        """Repaint one row."""
        line = self._viewport.line_of(row)
        if line is not None:
            self.refresh(Region(0, line, self.size.width, 1))

    def refresh_all(self) -> None:
        """Read columns and number of rows anew and repaint everything."""
        order = self._ordered() if self._ordered else None
        before = self._viewport
        fresh = Viewport(self._source.columns(), self._source.row_count(), order)
        fresh.top, fresh.first = before.top, before.first
        if [column.key for column in fresh.columns] == [column.key for column in before.columns]:
            fresh.wanted = before.wanted
        self._measured = None
        fresh.resize(self._viewport.width, self._viewport.height)
        self._viewport = fresh
        self._row = max(0, min(self._row, fresh.row_count - 1))
        if fresh.shown_count and fresh.position(self._row) is None:
            self._row = fresh.row(min(fresh.top, fresh.shown_count - 1))
        if self._column not in fresh.stops:
            self._column = fresh.stops[0] if fresh.stops else 0
        fresh.reveal(self._row, self._column)
        self._follow_cursor()
        self.refresh()

    # -- moving ---------------------------------------------------------------------------------

    def move(self, move: Move) -> None:
        """Move the cursor; an open entry is not touched (see :meth:`take`)."""
        if move in (Move.PAGE_UP, Move.PAGE_DOWN):
            page = self._viewport.body_height
            before = self._row, self._column
            self._turn_page(page if move is Move.PAGE_DOWN else -page)
            self.move_to(*self._viewport.after(move, *before))
        else:
            self.move_to(*self._viewport.after(move, self._row, self._column))

    def move_to(self, row: int, column: int) -> None:
        """Put the cursor on a cell, scrolling as little as shows it; out of range is clamped.

        A row that is not shown is from now on: whoever goes there by another way than moving wants to see it.
        """
        row = max(0, min(row, self._viewport.row_count - 1))
        if self._block_from is not None and not self._block_held:
            self.let_go()
        order = self._viewport.order
        if order is not None and order.position(row) is None:
            self._viewport.order = order.including(row)
            self._measured = None
            self.refresh()
        if column not in self._viewport.stops:
            column = self._column
        before = self.cursor
        self._row, self._column = row, column
        if self._viewport.reveal(row, column) or self._block_from is not None:
            self.refresh()
        elif before != self.cursor:
            self._refresh_cursor(before[0], before[1])
            self._refresh_cursor(row, column)
            if not self._row_wide and before[1] != column:
                places = map(self._viewport.place_of, (before[1], column))
                self.refresh(*(Region(place.x, 0, place.width, 1) for place in places if place))
        self._follow_cursor()
        if before == self.cursor:
            return
        if self._moved is not None:
            self._moved(row, column)
        else:
            self.post_message(self.CursorMoved(self, row, column))

    def _turn_page(self, rows: int) -> None:
        before = self._viewport.top
        self._viewport.page(rows)
        if self._viewport.top != before:
            self.refresh()

    # -- drawing --------------------------------------------------------------------------------

    def on_resize(self) -> None:
        """Fit rows and columns to the new size, keeping the cursor in sight."""
        self._fit()
        self._follow_cursor()

    def on_focus(self) -> None:
        """Put the terminal's own cursor, which input methods follow, on the cell; it moves with the next paint."""
        self._follow_cursor()
        self._refresh_cursor(self._row, self._column)

    def render_line(self, y: int) -> Strip:
        """One line of the widget."""
        self._drawn = True
        self._fit()
        viewport = self._viewport
        if y < viewport.head_height:
            return head_line(viewport, y, None if self._row_wide else self._column)
        row = viewport.row_at(y)
        if row is None:
            return Strip.blank(viewport.width)
        cursor = GridCursor(*self.cursor, self._row_wide, self._entry, bool(self._refusal))
        marked = self._marked is not None and self._marked(row)
        return row_line(viewport, self._source, row, cursor, marked=marked, block=self.block)

    def _fit(self) -> None:
        """The frame may be painted before the resize event is delivered."""
        width, height = self.size
        if (width, height) != (self._viewport.width, self._viewport.height):
            self._viewport.resize(width, height)
            self._viewport.reveal(self._row, self._column)
            self._measured = None
        if self._measured != (self._viewport.top, height):
            self._measure()

    def _measure(self) -> None:
        """Let columns grow by what is in sight: before it is drawn, so that no name is sent twice.

        Whatever brings other rows into sight has everything drawn anew, so that the lines drawn after this one are enough.
        """
        viewport = self._viewport
        self._measured = viewport.top, viewport.height
        growing = [(i, column) for i, column in enumerate(viewport.columns) if column.grows]
        if not growing or not viewport.width:
            return
        source, rows = self._source, viewport.rows_in_sight()
        wanted = {}
        for index, column in growing:
            texts = [source.cell(row, index).text for row in rows]
            widest = max(map(cells.width, (*texts, *column.head)), default=0)
            wanted[index] = min(column.grows, widest)
        if viewport.grow(wanted):
            viewport.reveal(self._row, self._column)
            self._follow_cursor()

    def _region(self, row: int, column: int) -> Region | None:
        line = self._viewport.line_of(row)
        place = self._viewport.place_of(column)
        if line is None or place is None:
            return None
        return Region(place.x, line, place.width, 1)

    def _refresh_cursor(self, row: int, column: int) -> None:
        if self._row_wide:
            self.refresh_row(row)
        else:
            self.refresh_cells((row, lit) for lit in {column, self._viewport.beacon or 0})

    def _follow_cursor(self) -> None:
        """Keep the terminal's own cursor on the cell, for input methods and braille displays."""
        # ``has_focus`` is set only after ``on_focus`` has run.
        if not self.is_mounted or self.screen.focused is not self:
            return
        region = self._region(self._row, self._column)
        if region is not None:
            place = self.content_region.offset
            self.app.cursor_position = Offset(place.x + region.right - 1, place.y + region.y)
