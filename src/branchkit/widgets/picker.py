"""A list with a line that filters it: every action and place (``:``), finding a member (``/``).

Fed keys by the screen like the prompt. What matches is the caller's function: by name, by pinyin
initials, in English; it is called once per change of the line.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum

from rich.segment import Segment
from textual import events
from textual.geometry import Offset
from textual.strip import Strip
from textual.widget import Widget

from branchkit.core.values import frozen
from branchkit.widgets import cells
from branchkit.widgets.line_editor import LineEditor
from branchkit.widgets.prompt import PromptEventKind, edit_line, edited_line
from branchkit.widgets.report_view import Line, line_strip
from branchkit.widgets.theme import Tone, style_of


@frozen
class PickerItem:
    """One line of the list; ``right`` stands at its right end (a key, a place)."""

    id: str
    text: str
    """From the left."""
    right: str = ""
    also: str = ""
    """What it is found by besides its text: its English."""


class PickerEventKind(StrEnum):
    """What a key did to the picker."""

    CHANGED = "changed"
    PICKED = "picked"
    ABANDONED = "abandoned"


@frozen
class PickerEvent:
    """What a key did. ``item`` is the one picked, or the one the cursor stands on, if there is one."""

    kind: PickerEventKind
    item: PickerItem | None


class Picker(Widget):
    """The list over the bottom of the screen, its filter line beneath; not displayed while closed."""

    DEFAULT_CSS = """
    Picker { width: 1fr; max-height: 50%; dock: bottom; layer: overlay; display: none; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._label = self._nothing = ""
        self._editor: LineEditor | None = None
        self._matches: Callable[[str], Sequence[PickerItem]] = lambda text: ()
        self._items: Sequence[PickerItem] = ()
        self._at = 0
        self._top = 0
        self.pressed: Callable[[str, str | None], object] = self.press_key
        """Who is given the key that a click stands for."""

    @property
    def is_open(self) -> bool:
        """Whether the list is shown."""
        return self._editor is not None

    @property
    def typed(self) -> str:
        """What has been typed into the filter line."""
        return self._editor.text if self._editor else ""

    @property
    def current(self) -> PickerItem | None:
        """The item the cursor stands on."""
        return self._items[self._at] if self._items else None

    @property
    def items(self) -> Sequence[PickerItem]:
        """The items that match the filter text, in the order in which they are shown."""
        return self._items

    def open(
        self,
        label: str,
        matches: Callable[[str], Sequence[PickerItem]],
        text: str = "",
        *,
        nothing: str = "",
    ) -> None:
        """Show the list; ``matches`` gives the items for a filter text, the best first, ``nothing`` is shown where there are none."""
        self._label, self._matches = cells.printable(label), matches
        self._nothing = cells.printable(nothing)
        self._editor = LineEditor(text)
        self._filter()
        # What it need not cover stays in sight; it keeps its height while it is filtered.
        self.styles.height = max(len(self._items), 1) + 1
        self.display = True

    def close(self) -> None:
        """Take the list away."""
        self._editor = None
        self._items = ()
        self.display = False

    def press_key(self, key: str, character: str | None) -> PickerEvent | None:
        """One key while open; None when it means nothing. Picking or abandoning closes the list."""
        if self._editor is None:
            return None
        page = max(1, self.size.height - 1)
        whole = len(self._items)
        steps = {
            **{"up": -1, "down": 1, "shift+tab": -1, "tab": 1},
            **{"pageup": -page, "pagedown": page, "home": -whole, "end": whole},
        }
        if key in steps:
            self._at = max(0, min(self._at + steps[key], len(self._items) - 1))
            self.refresh()
            return PickerEvent(PickerEventKind.CHANGED, self.current)
        event = edit_line(self._editor, key, character)
        if event is None:
            return None
        if event.kind is PromptEventKind.ABANDONED:
            self.close()
            return PickerEvent(PickerEventKind.ABANDONED, None)
        if event.kind is PromptEventKind.ACCEPTED and (picked := self.current):
            # With nothing to pick the list stays: what is typed next was not meant for what lies below.
            self.close()
            return PickerEvent(PickerEventKind.PICKED, picked)
        if event.kind is PromptEventKind.EDITED:
            self._filter()
        self.refresh()
        return PickerEvent(PickerEventKind.CHANGED, self.current)

    def paste(self, text: str) -> PickerEvent | None:
        """Pasted text, into the filter line; None when closed."""
        if self._editor is None:
            return None
        self._editor.insert(text.strip("\r\n"))
        self._filter()
        self.refresh()
        return PickerEvent(PickerEventKind.CHANGED, self.current)

    def on_click(self, event: events.Click) -> None:
        """A line that is clicked is picked."""
        event.stop()
        if event.y < self.size.height - 1 and self._top + event.y < len(self._items):
            self._at = self._top + event.y
            self.pressed("enter", "\r")

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The next lines."""
        event.stop()
        self.pressed("down", None)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The lines before."""
        event.stop()
        self.pressed("up", None)

    def render_line(self, y: int) -> Strip:
        """A line of the list, or the filter line at the bottom."""
        width, height = self.size
        self._scroll(height - 1)
        if y == height - 1 and self._editor is not None:
            room = max(1, width - cells.width(self._label))
            self._follow_cursor(room)
            return edited_line(self._editor.view(room), self._label, "", width)
        index = self._top + y
        if not self._items and y == 0 and self._nothing:
            return line_strip(Line(f"   {self._nothing}", Tone.MUTED), width)
        if index >= len(self._items):
            return Strip.blank(width)
        item = self._items[index]
        right = cells.cut(cells.printable(item.right), width // 2)
        text = cells.fit(" " + item.text, width - cells.width(right) - 1) + right + " "
        return Strip([Segment(text, style_of(Tone.NORMAL, index == self._at))], width)

    def _filter(self) -> None:
        self._items = self._matches(self._editor.text if self._editor else "")
        self._at = self._top = 0

    def _scroll(self, rows: int) -> None:
        self._top = max(min(self._top, self._at), self._at - max(1, rows) + 1)

    def _follow_cursor(self, room: int) -> None:
        """Called while drawing: when the list is opened its place is not known yet."""
        if self._editor is not None:
            origin = self.content_region.offset
            x = cells.width(self._label) + cells.width(self._editor.view(room).before)
            self.app.cursor_position = Offset(origin.x + x, origin.y + self.size.height - 1)
