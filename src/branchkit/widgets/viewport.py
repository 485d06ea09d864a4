"""Which rows and columns of a grid are on the screen, at which cell each column starts, and the lines drawn from that.

Pinned columns keep their place; the others scroll by whole columns, rows by whole rows and as
little as brings the cursor into sight.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from operator import itemgetter

from textual.strip import Strip

from branchkit.core.values import frozen
from branchkit.widgets import cells
from branchkit.widgets.cells import StripBuilder
from branchkit.widgets.grid_model import GridColumn, GridSource, Move
from branchkit.widgets.row_order import RowOrder
from branchkit.widgets.theme import Tone, style_of

GAP = 1
"""Cells between two columns."""

MARK = "*"
"""In the gap after the first column of a marked row."""

OPEN = "_ "
"""What an open cell shows; its last cell is left to the sign, as a figure's is."""

MORE_LEFT, MORE_RIGHT = "<", ">"
"""Signs in the header that there are columns out of sight."""


@frozen
class PlacedColumn:
    """A visible column: its index, where it starts and how many cells of it are shown."""

    index: int
    x: int
    width: int


class Viewport:
    """The window of a grid over its source."""

    def __init__(
        self, columns: Sequence[GridColumn], row_count: int, order: RowOrder | None = None
    ) -> None:
        """``order`` says which rows are shown; None: all, as they come."""
        self.columns = tuple(columns)
        self.row_count = row_count
        """How many rows there are, those not shown included."""
        self.order = order
        self.wanted: dict[int, int] = {}
        """Of columns that grow: the cells that the widest text seen so far would take."""
        self.widths = [column.width for column in self.columns]
        self.width = 0
        self.height = 0
        self.top = 0
        """The position of the first visible row."""
        self.first = 0
        """How many scrolling columns are hidden on the left."""
        self.placed: tuple[PlacedColumn, ...] = ()
        self.more_left = False
        self.more_right = False
        self.head_height = max((len(column.head) for column in self.columns), default=0)
        self._left = [i for i, column in enumerate(self.columns) if column.pinned == "left"]
        self._right = [i for i, column in enumerate(self.columns) if column.pinned == "right"]
        scrolling = [i for i, column in enumerate(self.columns) if not column.pinned]
        self.stops = tuple(scrolling or self._left or self._right)
        """The columns the cursor can stand on, in order."""
        self._scrolling = scrolling
        self.beacon = self._left[0] if self._left and scrolling else None
        """The column that shows which row the cursor stands in: the first of those that stay, where there is one."""

    @property
    def body_height(self) -> int:
        """How many rows are visible at once; at least one."""
        return max(1, self.height - self.head_height)

    def resize(self, width: int, height: int) -> None:
        """Fit the window to a new size in cells."""
        self.width, self.height = width, height
        self._place()

    @property
    def shown_count(self) -> int:
        """How many rows are shown, in sight or not."""
        return self.row_count if self.order is None else len(self.order)

    def row(self, position: int) -> int:
        """The row at a position among the shown ones."""
        return position if self.order is None else self.order.rows[position]

    def position(self, row: int) -> int | None:
        """Where a row stands among the shown ones; None where it is not shown."""
        if self.order is not None:
            return self.order.position(row)
        return row if 0 <= row < self.row_count else None

    def rows_in_sight(self) -> list[int]:
        """The visible rows from the top."""
        last = min(self.top + self.body_height, self.shown_count)
        return [self.row(position) for position in range(self.top, last)]

    def row_at(self, y: int) -> int | None:
        """The row shown on line ``y`` of the widget; None for the head and below the last row."""
        position = self.top + y - self.head_height
        return self.row(position) if y >= self.head_height and position < self.shown_count else None

    def column_at(self, x: int) -> int | None:
        """The column shown in cell ``x`` of a line; a gap belongs to the one before it."""
        found = [place.index for place in self.placed if place.x <= x <= place.x + place.width]
        return found[-1] if found else None

    def line_of(self, row: int) -> int | None:
        """The widget's line that shows ``row``, if it is visible."""
        position = self.position(row)
        if position is None:
            return None
        line = position - self.top
        return line + self.head_height if 0 <= line < self.body_height else None

    def after(self, move: Move, row: int, column: int) -> tuple[int, int]:
        """Where a move leads from a cell; it ends at the edges."""
        position, last = self.position(row) or 0, self.shown_count - 1
        stop = self.stops.index(column) if column in self.stops else 0
        match move:
            case Move.UP:
                position -= 1
            case Move.DOWN:
                position += 1
            case Move.LEFT:
                stop -= 1
            case Move.RIGHT:
                stop += 1
            case Move.FIRST:
                position = 0 if stop == 0 else position
                stop = 0
            case Move.LAST:
                position = last if stop == len(self.stops) - 1 else position
                stop = len(self.stops) - 1
            case Move.PAGE_UP:
                position -= self.body_height
            case Move.PAGE_DOWN:
                position += self.body_height
            case Move.TOP:
                position = 0
            case Move.BOTTOM:
                position = last
        if self.stops:
            column = self.stops[max(0, min(stop, len(self.stops) - 1))]
        return self.row(max(0, min(position, last))) if last >= 0 else 0, column

    def grow(self, wanted: Mapping[int, int]) -> bool:
        """Take in how many cells columns would take; whether any has become wider.

        Nothing becomes narrower again while the grid shows the same columns: it would jump as one scrolls.
        """
        more = {index: n for index, n in wanted.items() if n > self.wanted.get(index, 0)}
        if not more:
            return False
        self.wanted.update(more)
        before = self.widths
        self._place()
        return self.widths != before

    def place_of(self, column: int) -> PlacedColumn | None:
        """Where ``column`` is shown, if it is."""
        return next((place for place in self.placed if place.index == column), None)

    def marks(self) -> Iterator[tuple[int, str]]:
        """Where in the header's gaps which sign says that there are columns out of sight."""
        middle = [place for place in self.placed if not self.columns[place.index].pinned]
        if not middle:
            return
        if self.more_left and middle[0].x:
            yield middle[0].x - GAP, MORE_LEFT
        end = middle[-1].x + middle[-1].width
        if self.more_right and end < self.width:
            yield end, MORE_RIGHT

    def reveal(self, row: int, column: int) -> bool:
        """Scroll as little as brings the cell into sight; whether anything moved."""
        before = (self.top, self.first)
        self._reveal_row(row)
        self._reveal_column(column)
        return (self.top, self.first) != before

    def page(self, rows: int) -> None:
        """Scroll by ``rows`` as far as there are any."""
        self.top += rows
        self._clamp_top()

    def _clamp_top(self) -> None:
        self.top = max(0, min(self.top, self.shown_count - self.body_height))

    def _reveal_row(self, row: int) -> None:
        position = self.position(row) or 0
        if position < self.top:
            self.top = position
        elif position >= self.top + self.body_height:
            self.top = position - self.body_height + 1
        self._clamp_top()

    def _reveal_column(self, column: int) -> None:
        if column not in self._scrolling:
            return
        wanted = self._scrolling.index(column)
        self.first = min(self.first, wanted)
        self._place()
        while self.place_of(column) is None and self.first < wanted:
            self.first += 1
            self._place()

    def _place(self) -> None:
        self.widths = [column.width for column in self.columns]
        if self.wanted:
            self.widths = shared(self.widths, self.wanted, self._spare())
        self._lay_out()

    def _spare(self) -> int:
        """The cells that stay blank where every column is as narrow as it can be."""
        first, self.first = self.first, 0
        self._lay_out()
        self.first = first
        end = max((place.x + place.width for place in self.placed), default=0)
        if not self.more_right:
            return self.width - end
        last = [p for p in self.placed if not self.columns[p.index].pinned][-1:]
        right = [p.x for p in self.placed if self.columns[p.index].pinned == "right"]
        free = (right[0] - GAP if right else self.width) - (
            last[0].x + last[0].width if last else 0
        )
        return max(0, free)

    def _lay_out(self) -> None:
        left, left_end = self._run(self._left, 0, self.width)
        right_width = sum(self.widths[i] + GAP for i in self._right)
        needed = max((self.widths[i] + GAP for i in self._scrolling), default=0)
        right_indices = self._right if left_end + needed + right_width <= self.width else []
        room_end = self.width - (right_width if right_indices else 0)
        self._show_more_if_it_fits(left_end, room_end)
        middle, middle_end = self._run(self._scrolling[self.first :], left_end, room_end)
        self.more_left = self.first > 0
        self.more_right = self.first + len(middle) < len(self._scrolling)
        right_start = room_end if self.more_left or self.more_right else middle_end
        right, _ = self._run(right_indices, right_start, self.width)
        if not middle and self.first < len(self._scrolling) and left_end < self.width:
            # Narrower than one column: show what there is room for rather than no cursor at all.
            x = left_end + (GAP if left_end else 0)
            middle = [PlacedColumn(self._scrolling[self.first], x, max(0, room_end - x))]
        self.placed = (*left, *middle, *right)

    def _show_more_if_it_fits(self, start: int, end: int) -> None:
        """After the window has grown, do not leave columns hidden that there is room for."""
        while self.first > 0:
            wider = self._scrolling[self.first - 1 :]
            if start + sum(self.widths[i] + GAP for i in wider) > end + (not start):
                return
            self.first -= 1

    def _run(self, indices: Sequence[int], x: int, end: int) -> tuple[list[PlacedColumn], int]:
        """Place whole columns from ``x`` on until ``end``; the cell after the last one, too."""
        run: list[PlacedColumn] = []
        for index in indices:
            start = x + (GAP if x else 0)
            width = self.widths[index]
            if start + width > end:
                break
            run.append(PlacedColumn(index, start, width))
            x = start + width
        return run, x


def shared(widths: Sequence[int], wanted: Mapping[int, int], spare: int) -> list[int]:
    """The widths with ``spare`` cells given to the columns that want more (index → cells): in turn, a cell each, while some want."""
    grown = list(widths)
    short = [index for index, cells in wanted.items() if cells > grown[index]]
    while spare > 0 and short:
        each = max(1, spare // len(short))
        for index in short:
            more = min(each, wanted[index] - grown[index], spare)
            grown[index] += more
            spare -= more
        short = [index for index in short if wanted[index] > grown[index]]
    return grown


@frozen
class GridCursor:
    """Where the cursor stands and what it looks like."""

    row: int
    column: int
    whole_row: bool = False
    entry: str | None = None
    """What is being typed there; None: nothing."""
    refused: bool = False


def head_line(viewport: Viewport, y: int, current: int | None = None) -> Strip:
    """Line ``y`` of the header, in its last line the signs for columns out of sight; the column ``current`` is lit in the first."""
    head, normal = style_of(Tone.HEAD), style_of(Tone.NORMAL)
    pieces = []
    for place in viewport.placed:
        column = viewport.columns[place.index]
        index = y - (viewport.head_height - len(column.head))
        text = column.head[index] if index >= 0 else ""
        style = style_of(Tone.HEAD, cursor=True) if place.index == current and not index else head
        pieces.append((place.x, cells.fit(text, place.width, column.align), place.width, style))
    if y == viewport.head_height - 1:
        pieces.extend((x, mark, 1, normal) for x, mark in viewport.marks())
    line = StripBuilder(normal)
    for x, text, width, style in sorted(pieces, key=itemgetter(0)):
        line.add(x, text, width, style)
    return line.strip(viewport.width)


@frozen
class Block:
    """Cells that belong together: some rows, in their order, times some columns."""

    rows: tuple[int, ...]
    columns: tuple[int, ...]


def row_line(
    viewport: Viewport,
    source: GridSource,
    row: int,
    cursor: GridCursor,
    *,
    marked: bool = False,
    block: Block | None = None,
) -> Strip:
    """One row; asks the source for its visible cells. A marked one has :data:`MARK` in the gap after its first column.

    The cells of a ``block`` look like the one under the cursor.
    """
    row_tone = source.row_tone(row)
    in_row = row == cursor.row
    whole_row = cursor.whole_row and in_row
    lit = (viewport.beacon, cursor.column) if in_row and not whole_row else ()
    if block is not None and row in block.rows:
        lit = (*lit, *block.columns)
    line = StripBuilder(style_of(row_tone if whole_row else Tone.NORMAL, whole_row))
    for place in viewport.placed:
        if in_row and cursor.entry is not None and place.index == cursor.column:
            text = cells.pad(cells.tail(cursor.entry, place.width), place.width, "right")
            tone = Tone.ERROR if cursor.refused else Tone.HEAD
        else:
            cell = source.cell(row, place.index)
            shown = cell.text or (OPEN if cell.tone is Tone.OPEN else "")
            text = cells.fit(shown, place.width, viewport.columns[place.index].align)
            tone = row_tone if cell.tone is Tone.NORMAL else cell.tone
        style = style_of(tone, whole_row or place.index in lit)
        line.add(place.x, text, place.width, style)
        if marked and place is viewport.placed[0]:
            line.add(place.x + place.width, MARK, GAP, style_of(Tone.HEAD, whole_row))
    return line.strip(viewport.width)
