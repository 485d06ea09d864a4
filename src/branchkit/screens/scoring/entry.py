"""What the grid asks when a score has been typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from branchkit.widgets.grid_model import Refused, Taken

if TYPE_CHECKING:
    from branchkit.screens.scoring.view import ScoringView


class ScoreEntry:
    """Takes typed points through the session; the cell repaints when they are on disk."""

    def __init__(self, screen: ScoringView) -> None:
        self._screen = screen

    def take(self, row: int, column: int, text: str) -> Taken | Refused:
        """Points for a cell; an empty entry clears it."""
        screen = self._screen
        place, criterion = screen.source.locate(row, column)
        session = screen.session
        outcome = session.take(place, criterion, text) if text else session.clear(place, criterion)
        if outcome.refused is not None:
            if outcome.places:
                screen.show_outcome(outcome)
            return Refused(screen.catalog.error(outcome.refused))
        # The grid moves next, which paints the detail.
        screen.show_outcome(outcome, detail=False)
        return Taken()
