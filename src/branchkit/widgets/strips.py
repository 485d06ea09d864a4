"""Lines of a table put together from cells."""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip


class StripBuilder:
    """A line from texts that start at given cells, added from left to right.

    Neighbours that look the same become one segment: every change of style costs time and bytes.
    Styles are compared by identity, so they have to come from one table (``tones.style_of``).
    """

    def __init__(self, filler: Style) -> None:
        """``filler`` is the style of the gaps."""
        self._filler = filler
        self._segments: list[Segment] = []
        self._texts: list[str] = []
        self._style = filler
        self._x = 0

    def add(self, x: int, text: str, width: int, style: Style) -> None:
        """Put a text of ``width`` cells at cell ``x``."""
        if x > self._x:
            self._append(" " * (x - self._x), self._filler)
        self._append(text, style)
        self._x = x + width

    def strip(self, width: int) -> Strip:
        """The line, filled up to ``width`` cells."""
        if self._x < width:
            self._append(" " * (width - self._x), self._filler)
        self._end_segment()
        return Strip(self._segments, max(width, self._x))

    def _append(self, text: str, style: Style) -> None:
        if style is not self._style:
            self._end_segment()
            self._style = style
        self._texts.append(text)

    def _end_segment(self) -> None:
        if self._texts:
            self._segments.append(Segment("".join(self._texts), self._style))
            self._texts.clear()
