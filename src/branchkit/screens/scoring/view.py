"""What the commands of scoring may use of their screen."""

from __future__ import annotations

from typing import Protocol

from branchkit.core.outcomes import Outcome
from branchkit.screens.scoring.source import CriteriaDown, MembersAcross
from branchkit.screens.view import ScreenView
from branchkit.services.scoring.board import SheetBoard
from branchkit.services.scoring.session import ScoringSession


class ScoringView(ScreenView, Protocol):
    """One sheet on the screen."""

    session: ScoringSession
    board: SheetBoard
    source: MembersAcross | CriteriaDown

    def here(self) -> tuple[int, str]:
        """Place and criterion under the cursor."""

    def show_outcome(self, outcome: Outcome[int], *, detail: bool = True) -> None:
        """Paint what an action changed and say what it did."""

    def show_title(self) -> None:
        """Paint the title anew."""

    def pass_to_grid(self, key: str, character: str | None) -> None:
        """A key that belongs to the grid after all."""
