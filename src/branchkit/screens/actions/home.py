"""The home screen: digits go to the parts of the work."""

from __future__ import annotations

from branchkit.screens.actions.action import Action

HOME: tuple[Action, ...] = (
    Action("place.scoring", ("1", "f10")),
    Action("place.members", ("2",)),
    Action("place.registers", ("3",)),
    Action("place.meetings", ("4",)),
    Action("place.dues", ("5",)),
    Action("place.development", ("6",)),
    Action("place.reports", ("7",)),
    Action("place.organizations", ("8",)),
    Action("home.sector", ("9",)),
    Action("home.open", ("enter", "=")),
    Action("home.subtree", ("t", "f3"), listed=True),
    Action("home.up", ("backspace",), listed=True),
)
