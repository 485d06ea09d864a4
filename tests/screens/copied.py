"""A terminal's clipboard, as screens are handed it."""

from __future__ import annotations

from collections.abc import Callable

from branchkit.core.tsv import block_of
from branchkit.screens.grid_screen import GridScreen


class Terminal:
    """Takes what is copied, or does not."""

    def __init__(self, *, takes: bool = True) -> None:
        self.takes = takes
        self.texts: list[str] = []

    def __call__(self, text: str, done: Callable[[bool], None]) -> None:
        self.texts.append(text)
        done(self.takes)

    @property
    def block(self) -> list[list[str]]:
        """What was copied last."""
        return block_of(self.texts[-1])


def terminal_of(screen: GridScreen) -> Terminal:
    """Stand in for the terminal of a screen that has been opened."""
    terminal = Terminal()
    object.__setattr__(screen.context, "copy", terminal)
    return terminal
