"""A table of a web page: in a box that scrolls where the screen is narrower, with words that are not broken while there is room."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from branchkit.core.tables import Table
from branchkit.core.text_width import cell_width, printable
from branchkit.exchange.writers.values import shown

_LONG = 24
"""Cells from which on a text is broken on a narrow screen too."""
_SHORT, _SHORT_HEAD = 8, 4
"""Cells up to which a text, and a line of a head, is kept whole where the page has room for that."""
_CELL, _BORDERS = 8, 14
"""Pixels of a cell and of a column's padding at the tables' 12 points."""


class WebTable:
    """``name`` is for those who hear the page, ``room`` the page's width in pixels."""

    def __init__(self, table: Table, name: str, room: int) -> None:
        self._table, self._name = table, name
        self._texts = [
            [shown(value, column) for value, column in zip(row, table.columns, strict=True)]
            for row in table.rows
        ]
        self._widths = [[cell_width(text) for text in row] for row in self._texts]
        self._keeps_heads = self._needed(heads=True) <= room
        self._keeps_cells = self._keeps_heads or self._needed(heads=False) <= room

    def _needed(self, *, heads: bool) -> int:
        """Pixels that the columns need at least where short texts are kept whole."""
        least = [2] * len(self._table.columns)
        for row in self._widths:
            least = [
                max(width, own) if own <= _SHORT else width
                for width, own in zip(least, row, strict=True)
            ]
        if heads:
            titles = (column.title for column in self._table.columns)
            least = [max(width, _head_width(t)) for width, t in zip(least, titles, strict=True)]
        return sum(width * _CELL + _BORDERS for width in least)

    def lines(self) -> Iterator[str]:
        """The box with the table in it."""
        table = self._table
        name = escape(printable(self._name))
        yield f'<div class="wide" tabindex="0" role="region" aria-label="{name}">\n<table>'
        if table.title:
            yield f"<caption>{escape(printable(table.title))}</caption>"
        heads = "".join(self._head(place, c.title) for place, c in enumerate(table.columns))
        yield f"<thead><tr>{heads}</tr></thead>\n<tbody>"
        for texts, widths in zip(self._texts, self._widths, strict=True):
            cells = "".join(map(self._cell, range(len(texts)), texts, widths))
            yield f"<tr>{cells}</tr>"
        yield "</tbody>\n</table>\n</div>"

    def _head(self, place: int, title: str) -> str:
        classes = []
        if place == self._table.frozen_columns - 1:
            classes.append("keep")
        if self._keeps_heads and _head_width(title):
            classes.append("whole")
        named = f' class="{" ".join(classes)}"' if classes else ""
        return f'<th scope="col"{named}>{escape(title)}</th>'

    def _cell(self, place: int, text: str, width: int) -> str:
        classes = [self._table.columns[place].align]
        if place == self._table.frozen_columns - 1:
            classes.append("keep")
        if width > _LONG:
            classes.append("long")
        elif self._keeps_cells and 0 < width <= _SHORT:
            classes.append("whole")
        return f'<td class="{" ".join(classes)}">{escape(text)}</td>'


def _head_width(title: str) -> int:
    """Cells of a head that is kept whole, 0 for one that may be broken."""
    width = max(map(cell_width, title.split("\n")))
    return width if width <= _SHORT_HEAD else 0
