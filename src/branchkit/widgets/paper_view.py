"""Lines of plain text to be read: help, a report, a notice as it will be printed."""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from textual import events
from textual.strip import Strip
from textual.widget import Widget

from branchkit.core.values import frozen
from branchkit.widgets import cells
from branchkit.widgets.tones import Tone, style_of

SIDESTEP = 8
"""Cells that one press of left or right moves the paper."""


@frozen
class PaperLine:
    """One line and its look."""

    text: str
    tone: Tone = Tone.NORMAL


class PaperView(Widget, can_focus=True):
    """A paper larger than its window, moved under it by the keyboard."""

    DEFAULT_CSS = "PaperView { width: 1fr; height: 1fr; overflow: hidden hidden; }"

    def __init__(self, lines: Sequence[str | PaperLine] = (), *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._top = 0
        self._left = 0
        self._lines: tuple[PaperLine, ...] = ()
        self._widest = 0
        self.set_lines(lines)

    @property
    def top(self) -> int:
        """The first visible line, from 0."""
        return self._top

    @property
    def line_count(self) -> int:
        """How many lines the paper has."""
        return len(self._lines)

    def set_lines(self, lines: Sequence[str | PaperLine]) -> None:
        """Show another paper, from its beginning."""
        self._lines = tuple(
            PaperLine(cells.plain_line(line)) if isinstance(line, str) else line for line in lines
        )
        self._widest = max((cells.width(line.text) for line in self._lines), default=0)
        self._top = self._left = 0
        self.refresh()

    def scroll_lines(self, rows: int, columns: int = 0) -> None:
        """Move the window as far as there is paper."""
        width, height = self.size
        top = max(0, min(self._top + rows, len(self._lines) - height))
        left = max(0, min(self._left + columns, self._widest - width))
        if (top, left) != (self._top, self._left):
            self._top, self._left = top, left
            self.refresh()

    def feed(self, key: str, character: str | None) -> bool:
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
        self.scroll_lines(*by)
        return True

    def on_key(self, event: events.Key) -> None:
        """The keys that move the paper; the others go on to the screen."""
        if self.feed(event.key, event.character):
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
