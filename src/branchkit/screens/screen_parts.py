"""What a screen is made of beside its grid: parts that act on it, and the commands behind its keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Generic, TypeVar

from branchkit.screens.console import ConsoleScreen

ScreenT = TypeVar("ScreenT", bound=ConsoleScreen)


class ScreenPart(Generic[ScreenT]):
    """Something that acts on a screen, such as a form, and knows it by its own type: no list of what it may use is kept."""

    def __init__(self, screen: ScreenT) -> None:
        self._screen = screen
        self._text = screen.catalog.text


class Commands(ScreenPart[ScreenT]):
    """What the keys of a screen do: :attr:`actions` has a method for each of its actions."""

    actions: Mapping[str, Callable[[], None]]
    """Action's id → what it does."""

    def perform(self, action: str) -> bool:
        """Do an action; False when it is none of these."""
        if action not in self.actions:
            return False
        self.actions[action]()
        return True
