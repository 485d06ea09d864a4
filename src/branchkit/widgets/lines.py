"""A few fixed lines of text: a screen's title, the detail below the grid.

Changing them costs no layout, and a line that stays the same is not painted again.
"""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from branchkit.core.values import frozen
from branchkit.widgets import cells
from branchkit.widgets.tones import Tone, style_of


@frozen
class Line:
    """One line: a text, and one that stands at the right end; the left one is cut where both do not fit."""

    text: str = ""
    tone: Tone = Tone.NORMAL
    right: str = ""


def line_strip(line: Line, width: int) -> Strip:
    """The line in exactly ``width`` cells."""
    right = cells.cut(cells.plain_line(line.right), width)
    room = width - cells.width(right)
    segments = [Segment(cells.fit(line.text, room), style_of(line.tone))] if room else []
    if right:
        segments.append(Segment(right, style_of(Tone.NORMAL)))
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
