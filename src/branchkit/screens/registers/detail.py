"""The lines under the grid: the cell under the cursor in full, then the rest of its row."""

from __future__ import annotations

from branchkit.core.text_width import wrap
from branchkit.i18n.catalog import Catalog
from branchkit.services.registers.board import RecordBoard
from branchkit.widgets import cells
from branchkit.widgets.lines import Line
from branchkit.widgets.tones import Tone

HEIGHT = 5
CELL_LINES = 2
"""Lines that one cell may take, so that some are left for its row."""


def detail_lines(
    board: RecordBoard, catalog: Catalog, place: int, key: str, width: int
) -> list[Line]:
    """Exactly :data:`HEIGHT` lines about one row."""
    record = board.record(place)
    here = [c for c in board.register.columns if c.id == key]
    lines: list[Line] = []
    if record.removed:
        text = catalog.text("screen.register.removed_because", reason=record.removed)
        lines.append(Line(cells.fit(f" {text}", width), Tone.VETO))
    for column in here:
        title = catalog.local(column.title)
        text = board.texts.shown(column, record)
        lines += _lines(f"{title}: {text}", width, CELL_LINES, Tone.NORMAL)
    others = [
        f"{catalog.local(column.title)}: {text}"
        for column in board.register.columns
        if column.id != key and (text := board.texts.shown(column, record))
    ]
    left = HEIGHT - 1 - len(lines)
    lines += _lines("  ".join(others), width, left, Tone.MUTED)
    return [Line("-" * width, Tone.MUTED), *lines[: HEIGHT - 1]]


def _lines(text: str, width: int, count: int, tone: Tone) -> list[Line]:
    """So many lines at most; where that is not enough the last one says so."""
    wrapped = wrap(text, width - 2)
    if len(wrapped) > count > 0:
        wrapped[count - 1] = cells.fit("".join(wrapped[count - 1 : count + 1]), width - 2)
    return [Line(f" {line}", tone) for line in wrapped[:count]]
