"""What is known of a screen by those who show its rows as a list, and of the parts of its rows."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import ClassVar, Literal, Protocol

from textual.geometry import Size

from branchkit.core.cell_texts import figure_in
from branchkit.core.values import frozen
from branchkit.i18n.catalog import Catalog
from branchkit.screens.context import Context
from branchkit.screens.marks import Marks
from branchkit.widgets.grid import Grid
from branchkit.widgets.grid_model import GridColumn
from branchkit.widgets.picker import PickerItem
from branchkit.widgets.report_view import ReportLine
from branchkit.widgets.theme import Tone

ROWS_A_STEP = 60
"""Rows looked at between two looks at the keyboard."""
AT_ONCE = 250
"""So many rows are looked at before the next key is, whatever they are."""


@frozen
class RowView:
    """A part of the rows that somebody may want to see alone."""

    title: str
    shows: Callable[[int], bool]
    """Whether a row belongs to it."""


class ListedScreen(Protocol):
    """A screen with a grid of rows (:class:`~branchkit.screens.grid_screen.GridScreen`)."""

    CURSOR: ClassVar[Literal["cell", "row"]]
    tells_open: ClassVar[bool]
    context: Context
    catalog: Catalog
    marks: Marks

    @property
    def grid(self) -> Grid:
        """The rows."""

    @property
    def size(self) -> Size:
        """Of the screen, in cells."""

    @property
    def has_left(self) -> bool:
        """Whether another screen has taken over."""

    def row_key(self, row: int, /) -> Hashable | None:
        """What a row is about."""

    def is_open_row(self, row: int, /) -> bool:
        """Whether something is still to be done in a row."""

    def views(self) -> Sequence[RowView]:
        """The parts that the screen offers to show alone."""

    def choose(
        self,
        label: str,
        options: Iterable[PickerItem | tuple[str, str]],
        done: Callable[[str], None],
    ) -> None:
        """Have an option picked."""

    def ask(self, label: str, done: Callable[[str], None], *, hint: str = "") -> None:
        """Have a line answered."""

    def speak(self, text: str, tone: Tone = Tone.NORMAL) -> None:
        """Say something until the next key."""

    def sort_by(self, column: str, /) -> None:
        """Sort by a column, by its key."""

    def show_report(self, title: str, lines: Sequence[str | ReportLine]) -> None:
        """Show a report over the screen until Esc."""

    def hush(self) -> None:
        """What was said is over."""

    def back_to_idle(self) -> None:
        """The bottom line as it is between actions."""

    def show_detail(self) -> None:
        """The lines below the grid."""

    def take_key(self, key: str, character: str | None, /) -> bool:
        """A key, as if it had been typed."""

    def in_steps(
        self, what: str, steps: Iterable[object], done: Callable[[], None] | None = None
    ) -> object:
        """Do something long, a step at a time."""


def title_of(column: GridColumn) -> str:
    """A column's head in one line, without the figure that may stand below it."""
    lines = [line.strip() for line in column.head]
    return (
        "".join(line for line in lines if line and figure_in(line.rstrip("+")) is None) or lines[0]
    )
