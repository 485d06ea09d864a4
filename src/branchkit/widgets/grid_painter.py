"""The lines of a grid, drawn from its viewport and source."""

from __future__ import annotations

from operator import itemgetter

from textual.strip import Strip

from branchkit.core.values import frozen
from branchkit.widgets import cells
from branchkit.widgets.grid_model import GridSource
from branchkit.widgets.strips import StripBuilder
from branchkit.widgets.tones import Tone, style_of
from branchkit.widgets.viewport import Viewport


@frozen
class GridCursor:
    """Where the cursor stands and what it looks like."""

    row: int
    column: int
    whole_row: bool = False
    entry: str | None = None
    """What is being typed there; None: nothing."""
    refused: bool = False


def head_line(viewport: Viewport, y: int) -> Strip:
    """Line ``y`` of the header, in its last line the signs for columns out of sight."""
    head, normal = style_of(Tone.HEAD), style_of(Tone.NORMAL)
    pieces = []
    for place in viewport.placed:
        column = viewport.columns[place.index]
        index = y - (viewport.head_height - len(column.head))
        text = column.head[index] if index >= 0 else ""
        pieces.append((place.x, cells.fit(text, place.width, column.align), place.width, head))
    if y == viewport.head_height - 1:
        pieces.extend((x, mark, 1, normal) for x, mark in viewport.marks())
    line = StripBuilder(normal)
    for x, text, width, style in sorted(pieces, key=itemgetter(0)):
        line.add(x, text, width, style)
    return line.strip(viewport.width)


def row_line(viewport: Viewport, source: GridSource, row: int, cursor: GridCursor) -> Strip:
    """One row; asks the source for its visible cells."""
    row_tone = source.row_tone(row)
    whole_row = cursor.whole_row and row == cursor.row
    line = StripBuilder(style_of(row_tone if whole_row else Tone.NORMAL, whole_row))
    for place in viewport.placed:
        here = row == cursor.row and place.index == cursor.column
        if here and cursor.entry is not None:
            text = cells.pad(cells.tail(cursor.entry, place.width), place.width, "right")
            tone = Tone.ERROR if cursor.refused else Tone.HEAD
        else:
            cell = source.cell(row, place.index)
            text = cells.fit(cell.text, place.width, viewport.columns[place.index].align)
            tone = row_tone if cell.tone is Tone.NORMAL else cell.tone
        lit = whole_row or (here and not cursor.whole_row)
        line.add(place.x, text, place.width, style_of(tone, lit))
    return line.strip(viewport.width)
