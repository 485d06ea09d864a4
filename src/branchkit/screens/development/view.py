"""What commands and forms may use of the screen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Protocol

from branchkit.core.development.standing import CaseStanding, StepStanding
from branchkit.screens.view import ScreenView
from branchkit.services.development.board import CaseBoard
from branchkit.services.development.cases import CaseRef
from branchkit.services.development.steps import Packs


class DevelopmentView(ScreenView, Protocol):
    """The board, or one case of it."""

    board: CaseBoard
    today: date
    names: Mapping[str, str]
    """Member's id → name."""

    @property
    def packs(self) -> Packs:
        """The rule packs."""

    @property
    def is_case_open(self) -> bool:
        """Whether one person's steps are shown."""

    def here(self) -> CaseStanding | None:
        """The case that is shown, or stands under the cursor."""

    def step_here(self) -> StepStanding | None:
        """The step under the cursor, where one person's steps are shown."""

    def open_case(self, ref: CaseRef) -> None:
        """Show one person's steps."""

    def filter(self, wanted: int) -> None:
        """Show another part of the board."""

    def changed(self, org: str, id: str, text: str) -> None:
        """A case is kept: show it as it is now, and say what was done."""

    def move_to(self, row: int) -> None:
        """Put the cursor on a row."""
