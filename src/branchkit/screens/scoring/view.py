"""What the commands of scoring may use of their screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from branchkit.i18n.catalog import Catalog
from branchkit.screens.desk import Desk, Place
from branchkit.screens.modes import Modes
from branchkit.screens.scoring.source import CriteriaDown, MembersAcross
from branchkit.services.board import SheetBoard
from branchkit.services.scoring_session import Outcome, ScoringSession
from branchkit.widgets.grid import Grid
from branchkit.widgets.paper_view import PaperLine, PaperView
from branchkit.widgets.picker import Picker
from branchkit.widgets.prompt import Prompt
from branchkit.widgets.tones import Tone


class ScoringView(Protocol):
    """One sheet on the screen."""

    desk: Desk
    catalog: Catalog
    session: ScoringSession
    board: SheetBoard
    source: MembersAcross | CriteriaDown
    grid: Grid
    modes: Modes
    prompt: Prompt
    picker: Picker
    paper: PaperView

    def here(self) -> tuple[int, str]:
        """Place and criterion under the cursor."""

    def show_outcome(self, outcome: Outcome, *, detail: bool = True) -> None:
        """Paint what an action changed and say what it did."""

    def show_title(self) -> None:
        """Paint the title anew."""

    def say(self, text: str, tone: Tone = Tone.NORMAL, right: str = "") -> None:
        """Say something in the bottom line."""

    def speak(self, text: str, tone: Tone = Tone.NORMAL) -> None:
        """Say something until the next action."""

    def back_to_idle(self) -> None:
        """The bottom line as it is between actions."""

    def read(self, title: str, lines: Sequence[str | PaperLine]) -> None:
        """Show a paper over the screen."""

    def go(self, place: Place) -> None:
        """Leave for another place."""

    def pass_to_grid(self, key: str, character: str | None) -> None:
        """A key that belongs to the grid after all."""
