"""The way back: which screens were left, and where somebody stood on them, so that Esc leads there again."""

from __future__ import annotations

from typing import Any

from branchkit.core.values import frozen
from branchkit.screens.context import Place

MOST = 30
"""So many steps back are kept."""
_HOME, _NOWHERE = "home", "welcome"


@frozen
class Stand:
    """Where somebody stood on a screen: the cell, what its row was about, and what of the screen was shown."""

    row: int = 0
    column: int = 0
    about: object = None
    """What the row was about, where rows are told apart: it may stand elsewhere by now."""
    shown: Any = None
    """A view, a month, a case that was open: the screen's own affair."""


@frozen
class Stop:
    """A screen that was left."""

    place: Place
    node: str
    """The organisation it was about."""
    stand: Stand


class Trail:
    """The screens that were left for another one, the last one last."""

    def __init__(self) -> None:
        self._stops: list[Stop] = []

    def __len__(self) -> int:
        return len(self._stops)

    def leave(self, stop: Stop, place: Place, node: str) -> None:
        """A screen was left for ``place``. Turning over to another period of the same is no step, and going home ends at home."""
        if place.id == _HOME:
            homes = [s.place.id == _HOME and s.node == node for s in self._stops]
            if any(homes):
                del self._stops[homes.index(True) :]
                return
        same = (stop.place.id, stop.place.scheme, stop.place.register, stop.node) == (
            place.id,
            place.scheme,
            place.register,
            node,
        )
        if not same and stop.place.id != _NOWHERE:
            self._stops.append(stop)
            del self._stops[:-MOST]

    def back(self) -> Stop | None:
        """The last stop, which is none any more; None where there is none."""
        return self._stops.pop() if self._stops else None

    def forget(self) -> None:
        """Another workspace: nothing to go back to."""
        self._stops.clear()
