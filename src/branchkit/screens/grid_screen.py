"""The base of screens whose body is a grid: the order in which a key is looked at, and how long something stays said."""

from __future__ import annotations

from typing import Any

from branchkit.core.outcomes import Outcome
from branchkit.screens.console import ConsoleScreen
from branchkit.screens.context import Context
from branchkit.widgets.grid import Grid
from branchkit.widgets.theme import Tone


class GridScreen(ConsoleScreen):
    """A screen with a :attr:`grid`; whoever derives from it makes one and gives it ``keys=self.take_key``."""

    grid: Grid

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._said = False

    # -- the bottom line --------------------------------------------------------------------------

    def speak(self, text: str, tone: Tone = Tone.NORMAL) -> None:
        """Say something until the next key."""
        self._said = True
        self.say(text, tone)

    def show_outcome(self, outcome: Outcome[Any]) -> None:
        """Say what an action did, or why not. A screen paints first what was touched."""
        if text := self.catalog.outcome(outcome):
            self.speak(text, Tone.NORMAL if outcome.done else Tone.ERROR)
        elif self._said:
            self.back_to_idle()

    def back_to_idle(self) -> None:
        """Keys at the left, :meth:`idle_note` at the right."""
        self._said = False
        self.say(self.idle_line(), right=self.idle_note())

    def idle_note(self) -> str:
        """What stands at the right end between actions: how safe the work is."""
        return ""

    def stays_said(self) -> bool:
        """Whether what was said has to outlast a key."""
        return False

    # -- keys -------------------------------------------------------------------------------------

    def take_key(self, key: str, character: str | None) -> bool:
        """Every key; what other sessions have done is taken in afterwards, and not while something is being typed.

        A score is given for what the scorer saw. Taken in before the key, the other's score would be overwritten
        without a word; like this it is a conflict.
        """
        if self._said and not self.modes.active and not self.stays_said():
            self.back_to_idle()
        used = self._use_key(key, character)
        if not self.modes.active and self.grid.entry is None and not self.has_left:
            self.catch_up()
        return used

    def catch_up(self) -> None:
        """Take in what other sessions have changed; called after every key, so it has to be cheap when there is nothing."""

    def _use_key(self, key: str, character: str | None) -> bool:
        """Modes and actions first; an open entry has the first look at what may belong to it."""
        if self.grid.entry is not None and not self.modes.active and not self.has_left:
            return self.grid.press_key(key, character) or super().take_key(key, character)
        return super().take_key(key, character) or self.grid.press_key(key, character)
