"""What the grid asks when a sum has been typed."""

from __future__ import annotations

from branchkit.screens.dues.view import DuesView
from branchkit.widgets.grid_model import Refused, Taken


class PaidEntry:
    """Takes typed sums through the session; the line repaints when they are on disk."""

    def __init__(self, screen: DuesView) -> None:
        self._screen = screen

    def take(self, row: int, column: int, text: str) -> Taken | Refused:
        """What was paid for the month; an empty entry takes it back."""
        screen = self._screen
        outcome = screen.session.take(row, text)
        if outcome.refused is not None:
            if outcome.places:
                screen.show_outcome(outcome)
            return Refused(screen.catalog.error(outcome.refused))
        # The grid moves next, which paints the detail.
        screen.show_outcome(outcome, detail=False)
        return Taken()
