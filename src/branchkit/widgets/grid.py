"""The grid that every long or edited table is shown in: scoring, registers, review, rosters.

It draws lines itself (Textual's Line API) and asks its source for visible cells only, so that ten
thousand rows cost what forty do. Typing is synchronous: a key is looked at, an entry is taken or
refused and the cursor has moved before the next key is read, however fast they come.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from textual import events
from textual.geometry import Offset, Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from branchkit.widgets.grid_model import GridEditor, GridSource, Move, Refused, Waiting
from branchkit.widgets.line_editor import numeral
from branchkit.widgets.viewport import GridCursor, Viewport, head_line, row_line

FirstLook = Callable[[str, str | None], bool]
"""Given a key's name and its character before the grid; True when it was used up."""

MOVES = {
    "up": Move.UP,
    "down": Move.DOWN,
    "enter": Move.DOWN,
    "left": Move.LEFT,
    "shift+tab": Move.LEFT,
    "right": Move.RIGHT,
    "tab": Move.RIGHT,
    "home": Move.FIRST,
    "end": Move.LAST,
    "pageup": Move.PAGE_UP,
    "pagedown": Move.PAGE_DOWN,
    "ctrl+home": Move.TOP,
    "ctrl+end": Move.BOTTOM,
}
"""Home and End pressed twice go to the first and last row: Ctrl+Home does not arrive from PuTTY."""

_BACKSPACE = frozenset({"backspace", "ctrl+h"})


def paste_rows(text: str) -> list[list[str]]:
    """A pasted block as rows of cells: lines by line break, cells by tab."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n").split("\n")
    return [line.split("\t") for line in lines]


class Grid(Widget, can_focus=True):
    """A table with a cursor, pinned columns and, where there is an editor, entry of figures."""

    DEFAULT_CSS = "Grid { width: 1fr; height: 1fr; overflow: hidden hidden; }"

    @dataclass
    class CursorMoved(Message):
        """The cursor stands on another cell."""

        grid: Grid
        row: int
        column: int

        @property
        def control(self) -> Grid:
            """For ``@on`` with a selector."""
            return self.grid

    @dataclass
    class EntryRefused(Message):
        """An entry does not fit where it stands; it is still open."""

        grid: Grid
        message: str

        @property
        def control(self) -> Grid:
            """For ``@on`` with a selector."""
            return self.grid

    @dataclass
    class Pasted(Message):
        """A block of text was pasted; nothing has been done with it."""

        grid: Grid
        rows: list[list[str]]

        @property
        def control(self) -> Grid:
            """For ``@on`` with a selector."""
            return self.grid

    def __init__(
        self,
        source: GridSource,
        editor: GridEditor | None = None,
        keys: FirstLook | None = None,
        paste: Callable[[str], bool] | None = None,
        *,
        moved: Callable[[int, int], None] | None = None,
        cursor: Literal["cell", "row"] = "cell",
        marked: Callable[[int], bool] | None = None,
        id: str | None = None,
    ) -> None:
        """``keys`` and ``paste`` look first at every key and pasted text; they answer True for what they use.

        ``moved`` is told of every move of the cursor in the same call, in place of the message
        :class:`CursorMoved`, so that what it repaints is sent together with the cursor. ``marked`` says which rows are.
        """
        super().__init__(id=id)
        self._source = source
        self._editor = editor
        self._first_look = keys
        self._first_paste = paste
        self._moved = moved
        self._row_wide = cursor == "row"
        self._marked = marked
        self._viewport = Viewport(source.columns(), source.row_count())
        self._row = 0
        self._column = self._viewport.stops[0] if self._viewport.stops else 0
        self._entry: str | None = None
        self._refusal = ""
        self._waiting_move = Move.STAY
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
    def entry(self) -> str | None:
        """What has been typed and not yet taken; None when no entry is open."""
        return self._entry

    @property
    def is_edited(self) -> bool:
        """Whether figures can be typed into it."""
        return self._editor is not None

    @property
    def refusal(self) -> str:
        """Why the open entry was refused; empty when it was not."""
        return self._refusal

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
        fresh = Viewport(self._source.columns(), self._source.row_count())
        fresh.top, fresh.first = self._viewport.top, self._viewport.first
        fresh.resize(self._viewport.width, self._viewport.height)
        self._viewport = fresh
        self._row = max(0, min(self._row, fresh.row_count - 1))
        if self._column not in fresh.stops:
            self._column = fresh.stops[0] if fresh.stops else 0
        fresh.reveal(self._row, self._column)
        self._follow_cursor()
        self.refresh()

    # -- moving ---------------------------------------------------------------------------------

    def move(self, move: Move) -> None:
        """Move the cursor; an open entry is not touched (see :meth:`take`)."""
        row, column = self._row, self._column
        last_row = self._viewport.row_count - 1
        stops = self._viewport.stops
        stop = stops.index(column) if column in stops else 0
        page = self._viewport.body_height
        match move:
            case Move.UP:
                row -= 1
            case Move.DOWN:
                row += 1
            case Move.LEFT:
                stop -= 1
            case Move.RIGHT:
                stop += 1
            case Move.FIRST:
                row = 0 if stop == 0 else row
                stop = 0
            case Move.LAST:
                row = last_row if stop == len(stops) - 1 else row
                stop = len(stops) - 1
            case Move.PAGE_UP | Move.PAGE_DOWN:
                by = page if move is Move.PAGE_DOWN else -page
                row += by
                self._turn_page(by)
            case Move.TOP:
                row = 0
            case Move.BOTTOM:
                row = last_row
        if stops:
            column = stops[max(0, min(stop, len(stops) - 1))]
        self.move_to(row, column)

    def move_to(self, row: int, column: int) -> None:
        """Put the cursor on a cell, scrolling as little as shows it; out of range is clamped."""
        row = max(0, min(row, self._viewport.row_count - 1))
        if column not in self._viewport.stops:
            column = self._column
        before = self.cursor
        self._row, self._column = row, column
        if self._viewport.reveal(row, column):
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

    # -- entry ----------------------------------------------------------------------------------

    def open_entry(self, text: str = "") -> bool:
        """Open an entry in the cursor's cell with ``text`` in it; False where nothing can be typed."""
        columns = self._viewport.columns
        if (
            self._editor is None
            or not self._viewport.row_count
            or not columns[self._column].editable
        ):
            return False
        self._set_entry(text)
        return True

    def abandon_entry(self) -> None:
        """Close the entry; the cell keeps what it had."""
        self._set_entry(None)

    def commit_entry(self, move: Move = Move.STAY) -> bool:
        """Have an open entry taken, then move. False when it was refused, or waits for an answer: it stays open."""
        if self._entry is not None and self._editor is not None:
            answer = self._editor.accept(self._row, self._column, self._entry)
            if isinstance(answer, Waiting):
                self._waiting_move = move
                return False
            if isinstance(answer, Refused):
                self._refusal = answer.message
                self._refresh_cursor(self._row, self._column)
                self.post_message(self.EntryRefused(self, answer.message))
                return False
            self._set_entry(None)
            self._take_and_move(answer.move or move)
            return True
        self.move(move)
        return True

    def resume_entry(self) -> bool:
        """Have the entry that waits taken now, and move as was meant; False when it is refused."""
        return self.commit_entry(self._waiting_move)

    def _take_and_move(self, move: Move) -> None:
        """Whoever follows the cursor is told also when it has nowhere to go: the cell under it has changed."""
        before = self.cursor
        self.move(move)
        if self.cursor == before and self._moved is not None:
            self._moved(*before)

    def _set_entry(self, text: str | None) -> None:
        self._entry, self._refusal = text, ""
        self._refresh_cursor(self._row, self._column)
        self._follow_cursor()

    # -- keys -----------------------------------------------------------------------------------

    def press_key(self, key: str, character: str | None) -> bool:
        """Do what a key means here; False when it means nothing."""
        if key in MOVES:
            self.commit_entry(MOVES[key])
            return True
        if typed := numeral(character):
            return self.open_entry((self._entry or "") + typed)
        if self._entry is None:
            return False
        if key in _BACKSPACE:
            self._set_entry(self._entry[:-1])
        elif key == "escape":
            self.abandon_entry()
        else:
            return False
        return True

    def on_key(self, event: events.Key) -> None:
        """Every key: the screen looks first, then the grid."""
        used = self._first_look is not None and self._first_look(event.key, event.character)
        if used or self.press_key(event.key, event.character):
            event.stop()
            event.prevent_default()

    def on_paste(self, event: events.Paste) -> None:
        """A bracketed paste, whole."""
        event.stop()
        event.prevent_default()
        if self._first_paste is None or not self._first_paste(event.text):
            self.post_message(self.Pasted(self, paste_rows(event.text)))

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
        return row_line(viewport, self._source, row, cursor, marked=marked)

    def _fit(self) -> None:
        """The frame may be painted before the resize event is delivered."""
        if self.size != (self._viewport.width, self._viewport.height):
            self._viewport.resize(*self.size)
            self._viewport.reveal(self._row, self._column)

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
