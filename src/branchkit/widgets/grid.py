"""The grid that every long or edited table is shown in: scoring, registers, review, rosters.

Typing is synchronous: a key is looked at, an entry is taken or refused and the cursor has moved before the next key is
read, however fast they come. How it is drawn stands in :mod:`branchkit.widgets.grid_view`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from textual import events
from textual.message import Message

from branchkit.core.tsv import block_of
from branchkit.widgets.grid_model import GridEditor, GridSource, Move, Refused, Waiting
from branchkit.widgets.grid_view import GridView
from branchkit.widgets.line_editor import numeral
from branchkit.widgets.row_order import RowOrder

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

_EXTENDS = {f"shift+{key}": MOVES[key] for key in ("up", "down", "left", "right", "home", "end")}

_BACKSPACE = frozenset({"backspace", "ctrl+h"})


WHEEL_ROWS = 3
"""So many rows a notch of the wheel scrolls."""


class Grid(GridView, can_focus=True):
    """A table with a cursor, pinned columns and, where there is an editor, entry of figures."""

    DEFAULT_CSS = "Grid { width: 1fr; height: 1fr; overflow: hidden hidden; }"

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
        ordered: Callable[[], RowOrder | None] | None = None,
        clicked: Callable[[int | None, int, int], None] | None = None,
        id: str | None = None,
    ) -> None:
        """``keys`` and ``paste`` look first at every key and pasted text; they answer True for what they use.

        ``clicked`` is told of clicks: row (None: the head), column, how many in a row; without it the cursor goes there.
        The rest is that of :class:`GridView`.
        """
        super().__init__(source, moved=moved, cursor=cursor, marked=marked, ordered=ordered, id=id)
        self._editor = editor
        self._first_look = keys
        self._first_paste = paste
        self._clicked = clicked
        self._waiting_move = Move.STAY

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
        if key in _EXTENDS and self._entry is None:
            self._extend(_EXTENDS[key])
            return True
        if typed := numeral(character, begun=bool(self._entry)):
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
            self.post_message(self.Pasted(self, block_of(event.text)))

    # -- the mouse ------------------------------------------------------------------------------

    def on_click(self, event: events.Click) -> None:
        """The cursor goes there, once an open entry is taken; the screen may do more with it."""
        event.stop()
        row, column = self._viewport.row_at(event.y), self._viewport.column_at(event.x)
        in_head = event.y < self._viewport.head_height
        if column is None or (row is None and not in_head):
            return
        if self._clicked is not None:
            self._clicked(row, column, event.chain)
        elif row is not None and (self._entry is None or self.commit_entry()):
            self.move_to(row, column)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The rows below."""
        event.stop()
        self._wheel(WHEEL_ROWS)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The rows above."""
        event.stop()
        self._wheel(-WHEEL_ROWS)

    def _wheel(self, rows: int) -> None:
        """The cursor comes along where it would be out of sight; an entry holds it, and the rows with it."""
        if self._entry is not None:
            return
        self._turn_page(rows)
        sight = self._viewport.rows_in_sight()
        if sight and self._row not in sight:
            self.move_to(sight[0] if rows > 0 else sight[-1], self._column)
