"""What a grid is given and what it answers with: columns, cells, a source, an editor.

Rows and columns are numbered from 0. Nothing here draws.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Literal, Protocol, runtime_checkable

from branchkit.core.values import frozen
from branchkit.widgets.theme import Tone


class Move(StrEnum):
    """Where the cursor goes."""

    STAY = "stay"
    UP = "up"
    DOWN = "down"
    LEFT = "left"
    RIGHT = "right"
    FIRST = "first"
    """The first column; from there, the first row."""
    LAST = "last"
    """The last column; from there, the last row."""
    PAGE_UP = "page-up"
    PAGE_DOWN = "page-down"
    TOP = "top"
    BOTTOM = "bottom"


@frozen
class GridColumn:
    """One column; ``width`` in cells, without the one cell of gap before it."""

    key: str
    """By which the source knows it; nothing shows it."""
    head: tuple[str, ...]
    """The header's lines, from the top; shorter heads stand on the bottom line."""
    width: int
    """In terminal cells."""
    align: Literal["left", "right", "center"] = "left"
    """Of cells and head."""
    pinned: Literal["left", "right", ""] = ""
    """Pinned columns stay when the others scroll, and the cursor passes over them."""
    editable: bool = False
    """Whether figures are typed into it."""
    grows: int = 0
    """In cells: as wide as it may become where its texts want it and the screen has room to spare; 0: it stays."""


@frozen
class GridCell:
    """What one cell shows."""

    text: str
    """One line; cut where it is wider than its column."""
    tone: Tone = Tone.NORMAL
    """What it wants to say besides."""
    plain: str | None = None
    """As what it is sorted, looked for and copied, where that is not its text: without the signs behind a figure."""


class GridSource(Protocol):
    """Where a grid's contents come from; asked for what is on the screen, never for all rows."""

    def columns(self) -> Sequence[GridColumn]:
        """The columns, in order: pinned left, scrolling, pinned right."""
        ...

    def row_count(self) -> int:
        """How many rows there are."""
        ...

    def cell(self, row: int, column: int) -> GridCell:
        """One cell; called for visible cells only, at every repaint of one."""
        ...

    def row_tone(self, row: int) -> Tone:
        """The look of the row's cells that have none of their own."""
        ...


@runtime_checkable
class FittingSource(GridSource, Protocol):
    """A source of which some columns take what the others leave of the screen."""

    def fit(self, width: int) -> None:
        """Make the columns anew for so many cells."""
        ...


@frozen
class Taken:
    """The entry is in force. ``move`` overrides where the key would have gone."""

    move: Move | None = None


@frozen
class Refused:
    """The entry stays open for mending; ``message`` says why, in words."""

    message: str


@frozen
class Waiting:
    """The entry stays open while something is asked about it; :meth:`Grid.resume_entry` then has it taken."""


class GridEditor(Protocol):
    """Who decides about an entry, at once and in the same call."""

    def accept(self, row: int, column: int, text: str) -> Taken | Refused | Waiting:
        """Take what was typed. ``text`` holds ASCII digits, ``.`` and ``-`` only; empty clears."""
        ...
