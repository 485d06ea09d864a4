"""Lines of plain text to be read: help, a report, a notice as it will be printed; and the few fixed lines below a grid.

Changing fixed lines costs no layout, and a line that stays the same is not painted again.
"""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from textual import events
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from branchkit.core.values import frozen
from branchkit.widgets import cells
from branchkit.widgets.theme import Tone, style_of


@frozen
class Line:
    """One line: a text, and one that stands at the right end; the left one is cut where both do not fit."""

    text: str = ""
    """From the left."""
    tone: Tone = Tone.NORMAL
    """Of the whole line."""
    right: str = ""
    """At the right end."""


BARS = (Tone.TITLE, Tone.KEYS)
"""The tones of lines that look alike from end to end."""


def line_strip(line: Line, width: int) -> Strip:
    """The line in exactly ``width`` cells."""
    right = cells.cut(cells.printable(line.right), width)
    room = width - cells.width(right)
    # What is cut keeps a blank before what stands at the right end.
    gap = 1 if right and room and cells.width(cells.printable(line.text)) >= room else 0
    left, style = cells.fit(line.text, room - gap) + " " * gap, style_of(line.tone)
    segments = [Segment(left, style)] if room else []
    if right:
        segments.append(Segment(right, style if line.tone in BARS else style_of(Tone.NORMAL)))
    return Strip(segments, width)


class Lines(Widget):
    """So many lines as it is made for."""

    DEFAULT_CSS = "Lines { width: 1fr; height: auto; }"

    def __init__(self, count: int, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._lines = [Line()] * count
        self.styles.height = count

    def show(self, lines: Sequence[Line | str]) -> None:
        """Show these; lines that are missing become empty, further ones are left out."""
        for index in range(len(self._lines)):
            given = lines[index] if index < len(lines) else Line()
            self.show_line(index, given)

    def show_line(self, index: int, line: Line | str) -> None:
        """Show one, counted from 0."""
        line = Line(line) if isinstance(line, str) else line
        if line != self._lines[index]:
            self._lines[index] = line
            self.refresh(Region(0, index, self.size.width, 1))

    def render_line(self, y: int) -> Strip:
        """One line."""
        return line_strip(self._lines[y] if y < len(self._lines) else Line(), self.size.width)


WHEEL_LINES = 3
"""So many lines a notch of the wheel moves the paper."""
SIDESTEP = 8
"""Cells that one press of left or right moves the paper."""


@frozen
class ReportLine:
    """One line and its look."""

    text: str
    """Cut at the screen's width: fold it with ``wrap``."""
    tone: Tone = Tone.NORMAL
    """Of the whole line."""


class ReportView(Widget, can_focus=True):
    """A paper larger than its window, moved under it by the keyboard."""

    DEFAULT_CSS = "ReportView { width: 1fr; height: 1fr; overflow: hidden hidden; }"

    def __init__(self, lines: Sequence[str | ReportLine] = (), *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._top = 0
        self._left = 0
        self._lines: tuple[ReportLine, ...] = ()
        self._widest = 0
        self._early: list[tuple[str, str | None]] = []
        """Keys that came before it was known how much is in sight."""
        self.set_lines(lines)

    @property
    def top(self) -> int:
        """The first visible line, from 0."""
        return self._top

    @property
    def line_count(self) -> int:
        """How many lines the paper has."""
        return len(self._lines)

    def set_lines(self, lines: Sequence[str | ReportLine]) -> None:
        """Show another paper, from its beginning."""
        self._lines = tuple(
            ReportLine(cells.printable(line))
            if isinstance(line, str)
            else ReportLine(cells.printable(line.text), line.tone)
            for line in lines
        )
        self._widest = max((cells.width(line.text) for line in self._lines), default=0)
        self._top = self._left = 0
        self._early = []
        self.refresh()

    def scroll_lines(self, rows: int, columns: int = 0) -> None:
        """Move the window as far as there is paper."""
        width, height = self.size
        top = max(0, min(self._top + rows, len(self._lines) - height))
        left = max(0, min(self._left + columns, self._widest - width))
        if (top, left) != (self._top, self._left):
            self._top, self._left = top, left
            self.refresh()

    def press_key(self, key: str, character: str | None) -> bool:
        """Do what a key means here; False when it means nothing."""
        page = max(1, self.size.height - 1)
        end = len(self._lines)
        by = {
            "up": (-1, 0),
            "down": (1, 0),
            "enter": (1, 0),
            "pageup": (-page, 0),
            "pagedown": (page, 0),
            "space": (page, 0),
            "home": (-end, -self._widest),
            "end": (end, 0),
            "left": (0, -SIDESTEP),
            "right": (0, SIDESTEP),
        }.get(key)
        if by is None:
            return False
        if self.size.height:
            self.scroll_lines(*by)
        else:
            self._early.append((key, character))
        return True

    def on_resize(self) -> None:
        """Take the keys that were typed before it stood, and leave no blank below the paper."""
        if self.size.height:
            early, self._early = self._early, []
            for key, character in early:
                self.press_key(key, character)
            self.scroll_lines(0)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """On in the paper."""
        event.stop()
        self.scroll_lines(WHEEL_LINES)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Back in the paper."""
        event.stop()
        self.scroll_lines(-WHEEL_LINES)

    def on_key(self, event: events.Key) -> None:
        """The keys that move the paper; the others go on to the screen."""
        if self.press_key(event.key, event.character):
            event.stop()
            event.prevent_default()

    def render_line(self, y: int) -> Strip:
        """One line of the window."""
        width = self.size.width
        index = self._top + y
        if index >= len(self._lines):
            return Strip.blank(width)
        line = self._lines[index]
        return Strip(
            [Segment(cells.window(line.text, self._left, width), style_of(line.tone))], width
        )
