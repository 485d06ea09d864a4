"""What the commands of a register may use of their screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Protocol, TypeVar

from textual.widget import Widget

from branchkit.i18n.catalog import Catalog
from branchkit.screens.desk import Desk, Place
from branchkit.screens.modes import Modes
from branchkit.screens.registers.source import RecordSource
from branchkit.services.record_board import RecordBoard, Selection
from branchkit.services.record_rows import RowRef
from branchkit.services.record_session import RecordOutcome, RecordSession
from branchkit.widgets.form_model import FormField
from branchkit.widgets.grid import Grid
from branchkit.widgets.paper_view import PaperLine
from branchkit.widgets.picker import Picker
from branchkit.widgets.prompt import Prompt
from branchkit.widgets.tones import Tone

W = TypeVar("W", bound=Widget)


class RegisterView(Protocol):
    """One register on the screen."""

    desk: Desk
    catalog: Catalog
    board: RecordBoard
    session: RecordSession
    source: RecordSource
    grid: Grid
    modes: Modes
    prompt: Prompt
    picker: Picker

    def here(self) -> tuple[int, str]:
        """Place and column under the cursor."""

    def ref_here(self) -> RowRef | None:
        """The row under the cursor; None where there is none."""

    def show_outcome(self, outcome: RecordOutcome) -> None:
        """Paint what an action changed, go there and say what it did."""

    def select(self, selection: Selection) -> None:
        """Show other rows, in steps between which keys are looked at."""

    def open_at(self, *, subtree: bool) -> None:
        """Show the rows of the organisation alone, or of those below it as well."""

    def in_steps(self, what: str, steps: Iterator[int], done: Callable[[], None]) -> None:
        """Do something long, a step at a time; what is begun anew ends the same begun before."""

    def repaint(self) -> None:
        """Title, rows and detail anew."""

    def show_detail(self) -> None:
        """The lines under the grid anew."""

    def part(self, kind: type[W], *, before: Widget | None = None) -> W:
        """The screen's only widget of a kind."""

    def say(self, text: str, tone: Tone = Tone.NORMAL, right: str = "") -> None:
        """Say something in the bottom line."""

    def speak(self, text: str, tone: Tone = Tone.NORMAL) -> None:
        """Say something until the next action."""

    def back_to_idle(self) -> None:
        """The bottom line as it is between actions."""

    def read(self, title: str, lines: Sequence[str | PaperLine]) -> None:
        """Show a paper over the screen."""

    def choose(
        self, label: str, options: Sequence[tuple[str, str]], done: Callable[[str], None]
    ) -> None:
        """Have one of a few options picked."""

    def fill_in(
        self,
        title: str,
        fields: Sequence[FormField],
        keep: Callable[[Mapping[str, str]], Mapping[str, str]],
        done: Callable[[], None] | None = None,
        refresh: Callable[[Mapping[str, str]], Sequence[FormField]] | None = None,
    ) -> None:
        """Have a form filled in."""

    def go(self, place: Place) -> None:
        """Leave for another place."""
