"""Picking one of a list by its digit, by moving to it, or by typing part of it; what stands at the right is the caller's."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from branchkit.core.names import matches
from branchkit.core.values import frozen
from branchkit.screens.members.view import MembersView
from branchkit.screens.modes import Choice
from branchkit.widgets.picker import PickerItem

NUMBERED = 9
"""Options that have a digit before them."""


@frozen
class Option:
    """One line of the list, and what picking it does."""

    text: str
    pick: Callable[[], None]
    right: str = ""


def choose(screen: MembersView, label: str, options: Iterable[Option]) -> None:
    """Show the list; nothing is done when it is abandoned."""
    listed = list(options)

    def matching(text: str) -> list[PickerItem]:
        query = text.strip()
        return [
            PickerItem(
                str(place),
                f"{place + 1 if place < NUMBERED else ' '} {option.text}",
                option.right,
            )
            for place, option in enumerate(listed)
            if not query or query in option.text or matches(option.text, query)
        ]

    def done(item: PickerItem | None) -> None:
        screen.back_to_idle()
        if item is not None:
            listed[int(item.id)].pick()

    Choice(screen.modes, screen.picker, label, matching, done)
