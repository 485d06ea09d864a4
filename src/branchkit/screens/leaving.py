"""Leaving a screen: for another place, or back to where one came from."""

from __future__ import annotations

from typing import Any

from textual.screen import Screen

from branchkit.screens.context import Context, Place
from branchkit.screens.trail import Stand


class LeavingScreen(Screen[None]):
    """A screen that knows whether it was left, and where somebody stood on it."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        """What it was handed by the program."""
        self.returned_to: Stand | None = None
        """Where to stand, when somebody comes back here."""
        self._left = False

    @property
    def has_left(self) -> bool:
        """Whether another screen has taken over for good."""
        return self._left

    def go(self, place: Place) -> None:
        """Leave for another place. A first screen is only covered then, so it is emptied: its workspace may be closed."""
        self._left = self.context.go(place)
        if self._left:
            self.call_later(self.remove_children)

    def go_back(self) -> None:
        """Leave for where one came from."""
        self._left = self.context.back()
        if self._left:
            self.call_later(self.remove_children)
        else:
            self.nothing_behind()

    def nothing_behind(self) -> None:
        """Say that this is where the way begins."""

    def stand(self) -> Stand:
        """Where somebody stands who leaves."""
        return Stand(shown=self.view_shown())

    def view_shown(self) -> object:
        """What of it is shown just now, for :meth:`show_view`; None where there is nothing to choose."""
        return None

    def show_view(self, shown: Any) -> None:
        """Show what :meth:`view_shown` has told, on a screen that was made anew."""
