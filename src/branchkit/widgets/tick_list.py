"""A list on which several are ticked: who was there. What is asked above, columns of names, what has been typed to find one beneath."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.segment import Segment
from textual import events
from textual.geometry import Offset
from textual.strip import Strip
from textual.widget import Widget

from branchkit.widgets import cells
from branchkit.widgets.line_editor import LineEditor
from branchkit.widgets.prompt import LEAST_ROOM, edited_line
from branchkit.widgets.theme import Tone, style_of

TICKED, OPEN = "[x] ", "[ ] "
GAP = 2
LEAST_WIDTH = 12
MOST_WIDTH = 38


class TickList(Widget):
    """The list over the lower part of the screen, columns read from the top down; not displayed while closed."""

    DEFAULT_CSS = """
    TickList { width: 1fr; height: 60%; min-height: 6; dock: bottom; layer: overlay; display: none; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.editor = LineEditor()
        """What has been typed to find somebody."""
        self._label: Callable[[], str] = str
        self._hint = ""
        self._title = ""
        self._options: Sequence[tuple[str, str]] = ()
        self._matches: Callable[[str, str], bool] = str.__contains__
        self._shown: Sequence[tuple[str, str]] = ()
        self.ticked: set[str] = set()
        """The values that are ticked."""
        self._at = 0
        self._first_column = 0

    def open(
        self,
        label: Callable[[], str],
        options: Sequence[tuple[str, str]],
        ticked: Sequence[str],
        matches: Callable[[str, str], bool],
        hint: str = "",
        title: str = "",
    ) -> None:
        """Show the options (value, text); ``matches`` tells whether a text is meant by what was typed.

        ``hint`` says beneath which keys there are, ``title`` above what is asked.
        """
        self._label = lambda: cells.printable(label())
        self._options, self._matches = options, matches
        self._hint, self._title = cells.printable(hint), cells.printable(title)
        self.ticked = set(ticked)
        self.editor = LineEditor()
        self._first_column = 0
        self.filter()
        self.display = True

    def close(self) -> None:
        """Take the list away."""
        self.display = False

    @property
    def values(self) -> tuple[str, ...]:
        """What is ticked: in the order of the options, then what is no option any more."""
        known = [value for value, _ in self._options if value in self.ticked]
        return (*known, *sorted(self.ticked.difference(known)))

    def filter(self) -> None:
        """Show whom the typed text means."""
        text = self.editor.text.strip()
        self._shown = [o for o in self._options if not text or self._matches(o[1], text)]
        self._at = 0
        self.refresh()

    def tick(self) -> None:
        """Tick the one under the cursor, or take the tick away; a text that found it has done its work."""
        if not self._shown:
            return
        value = self._shown[self._at][0]
        self.ticked.symmetric_difference_update({value})
        if self.editor.text:
            self.editor = LineEditor()
            self.filter()
            self._at = next(i for i, option in enumerate(self._shown) if option[0] == value)
        else:
            self._at = min(self._at + 1, len(self._shown) - 1)
        self.refresh()

    def tick_all(self) -> None:
        """Tick all that are shown; when they are ticked already, none."""
        shown = {value for value, _ in self._shown}
        if shown <= self.ticked:
            self.ticked -= shown
        else:
            self.ticked |= shown
        self.refresh()

    def move(self, rows: int, columns: int = 0) -> None:
        """Move the cursor, as far as there are options."""
        wanted = self._at + rows + columns * self._rows
        self._at = max(0, min(wanted, len(self._shown) - 1))
        self.refresh()

    def move_to_end(self, *, last: bool) -> None:
        """To the first or the last one."""
        self._at = max(0, len(self._shown) - 1) if last else 0
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """A name that is clicked is ticked."""
        event.stop()
        column = self._first_column + event.x // (self._width + GAP)
        place = column * self._rows + event.y - 1
        if 0 < event.y <= self._rows and place < len(self._shown):
            self._at = place
            self.tick()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The next name."""
        event.stop()
        self.move(1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The name before."""
        event.stop()
        self.move(-1)

    # -- drawing --------------------------------------------------------------------------------

    @property
    def _rows(self) -> int:
        return max(1, self.size.height - 2)

    @property
    def _width(self) -> int:
        widest = max((cells.width(cells.printable(text)) for _, text in self._options), default=0)
        return max(LEAST_WIDTH, min(widest, MOST_WIDTH)) + len(TICKED)

    def render_line(self, y: int) -> Strip:
        """A rule, a row across the columns, or the line at the bottom."""
        width = self.size.width
        if y == 0:
            self._scroll()
            title = cells.cut(f"-- {self._title} " if self._title else "", width)
            rule = Segment("-" * (width - cells.width(title)), style_of(Tone.MUTED))
            return Strip([Segment(title, style_of(Tone.HEAD)), rule], width)
        if y == self._rows + 1:
            label = self._label()
            hint = cells.cut(self._hint, max(0, width - cells.width(label) - LEAST_ROOM - 1))
            room = max(1, width - cells.width(label) - cells.width(hint) - (1 if hint else 0))
            self._follow_cursor(room, label)
            return edited_line(self.editor.view(room), label, hint, width)
        segments = []
        for column in range(self._columns):
            place = (self._first_column + column) * self._rows + y - 1
            if place >= len(self._shown):
                break
            value, text = self._shown[place]
            mark = TICKED if value in self.ticked else OPEN
            tone = Tone.NORMAL if value in self.ticked else Tone.MUTED
            segments += [
                Segment(" "),
                Segment(cells.fit(mark + text, self._width), style_of(tone, place == self._at)),
                Segment(" " * (GAP - 1)),
            ]
        return Strip(segments).adjust_cell_length(width)

    @property
    def _columns(self) -> int:
        return max(1, self.size.width // (self._width + GAP))

    def _scroll(self) -> None:
        column = self._at // self._rows
        self._first_column = max(min(self._first_column, column), column - self._columns + 1)

    def _follow_cursor(self, room: int, label: str) -> None:
        origin = self.content_region.offset
        x = cells.width(label) + cells.width(self.editor.view(room).before)
        self.app.cursor_position = Offset(origin.x + x, origin.y + self._rows + 1)
