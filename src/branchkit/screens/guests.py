"""Textual's own widgets and screens, which only plugins use here: what they leave to the program.

Our widgets ask their screen before they use a key. A guest does not, so the app asks here first. What a guest declares that it
uses is its own: its bindings, and the characters that it takes. Of the rest the actions of its screen come first, so that Esc leads
home and F9 opens the list wherever one stands; what is left goes its way as in every Textual app. A key that a guest looks
for in ``on_key`` without declaring it reaches it only when no action has it.

A screen that was pushed upon a plugin's has no actions of ours: Esc closes it, Ctrl+Q ends the session.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual.screen import Screen
from textual.widget import Widget

from branchkit.screens.console import ConsoleScreen

COPYING = "screen.copy_text"
"""The action that every screen of Textual's binds to Ctrl+C, for what the mouse has selected: there is no mouse."""


def is_claimed(screen: Screen[Any], key: str, character: str | None) -> bool:
    """Whether what has the keyboard, or something that it stands in, declares that it uses a key."""
    focused = screen.focused
    if focused is not None and focused.check_consume_key(key, character):
        return True
    bound = screen.active_bindings.get(key)
    return bound is not None and bound.enabled and bound.binding.action != COPYING


def console_below(stack: Sequence[Screen[Any]]) -> ConsoleScreen | None:
    """The uppermost screen of ours: whose code it is that has pushed those above it."""
    return next((screen for screen in reversed(stack) if isinstance(screen, ConsoleScreen)), None)


def leaves_pushed(screen: Screen[Any], key: str) -> bool:
    """Close a pushed screen when Esc was pressed; whether that was it."""
    if key == "escape":
        screen.dismiss(None)
    return key == "escape"


def quieten(widget: Widget) -> None:
    """No cursor blinks: every turn would go over the line, though nobody does anything."""
    if getattr(widget, "cursor_blink", False):
        widget.cursor_blink = False  # type: ignore[attr-defined]


class Covered:
    """The guests over which something of ours lies are hidden: Textual cuts what lies above at the edges of what lies below, and
    of a double cell that is cut nothing is left."""

    def __init__(self) -> None:
        self._hidden: list[Widget] = []

    def make_room(self, guests: Sequence[Widget], above: Sequence[Widget]) -> None:
        """After each layout: hide those that ``above`` lies over, and show them again once there is nothing above."""
        if not above:
            changed, self._hidden = self._hidden, []
        else:
            # What is hidden has no place, so nobody can tell whether it still would be covered.
            changed = [g for g in guests if g.visible and _is_under(g, above)]
            self._hidden += changed
        for guest in changed:
            guest.visible = not above
        for widget in above if changed else ():
            widget.refresh()


def _is_under(guest: Widget, above: Sequence[Widget]) -> bool:
    return any(guest.region.overlaps(widget.region) for widget in above)
