"""What the commands of dues may use of their screen."""

from __future__ import annotations

from typing import Protocol

from branchkit.core.dates import Period
from branchkit.core.outcomes import Outcome
from branchkit.screens.dues.source import DuesSource
from branchkit.screens.view import ScreenView
from branchkit.services.dues.session import DuesSession


class DuesView(ScreenView, Protocol):
    """One month on the screen."""

    session: DuesSession
    source: DuesSource

    @property
    def organization_name(self) -> str:
        """Whose dues they are."""

    def here(self) -> int | None:
        """The line under the cursor; None while there are no lines."""

    def show_outcome(self, outcome: Outcome[int], *, detail: bool = True) -> None:
        """Paint what an action changed and say what it did."""

    def turn_to(self, month: Period) -> None:
        """Show another month."""

    def refresh_all(self) -> None:
        """Paint everything anew."""

    def pass_to_grid(self, key: str, character: str | None) -> None:
        """A key that belongs to the grid after all."""
