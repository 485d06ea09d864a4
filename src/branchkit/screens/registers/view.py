"""What the commands of a register may use of their screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol, TypeVar

from textual.widget import Widget

from branchkit.screens.registers.source import RecordSource
from branchkit.screens.view import ScreenView
from branchkit.services.registers.board import RecordBoard, Selection
from branchkit.services.registers.reading import RecordRef
from branchkit.services.registers.session import RecordSession

W = TypeVar("W", bound=Widget)


class RegisterView(ScreenView, Protocol):
    """One register on the screen."""

    board: RecordBoard
    session: RecordSession
    source: RecordSource

    def here(self) -> tuple[int, str]:
        """Place and column under the cursor."""

    def ref_here(self) -> RecordRef | None:
        """The row under the cursor; None where there is none."""

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
