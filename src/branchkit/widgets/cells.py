"""Text and strips in terminal cells, beyond :mod:`branchkit.core.text_width`: windows, ends and fitting, lines put together.

Rich, which counts the cells of what is drawn, must agree; ``tests/widgets/test_cells.py`` holds it to that.
"""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from branchkit.core.text_width import cell_width as width
from branchkit.core.text_width import char_width, pad, printable
from branchkit.core.text_width import clip as cut

__all__ = ["CUT_MARK", "OVERFLOW", "cut", "fit", "pad", "printable", "tail", "width", "window"]

CUT_MARK = ">"
"""Last cell of a text that did not fit; the ellipsis is two cells wide on some terminals."""

OVERFLOW = "#"
"""Fills a right-aligned cell whose figure does not fit: half a figure would be a wrong one."""


def tail(text: str, cells: int) -> str:
    """The longest end that takes at most ``cells``."""
    return cut(text[::-1], cells)[::-1] if width(text) > cells else text


def window(text: str, start: int, cells: int) -> str:
    """The part of ``text`` in the cells ``start`` … ``start + cells``, padded to exactly ``cells``.

    A double cell that the window's edge would split becomes a space.
    """
    shown: list[str] = []
    at = 0
    for character in text:
        size = char_width(character)
        after = at + size
        if after > start:
            if at >= start + cells:
                break
            whole = at >= start and after <= start + cells
            shown.append(character if whole else " ")
        at = after
    return pad("".join(shown), cells)


def fit(text: str, cells: int, align: str = "left") -> str:
    """The text in exactly ``cells`` cells: padded, or cut with a mark that shows it."""
    if len(text) <= cells and text.isascii() and text.isprintable():  # nearly every cell of a sheet
        return text.rjust(cells) if align == "right" else pad(text, cells, align)
    text = printable(text)
    if width(text) > cells:
        if align == "right":
            return OVERFLOW * cells
        text = cut(text, cells - 1) + CUT_MARK if cells else ""
    return pad(text, cells, align)


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
