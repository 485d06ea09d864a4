"""The list of registers."""

from __future__ import annotations

from branchkit.screens.actions.action import Action

REGISTERS: tuple[Action, ...] = (
    Action("registers.open", ("enter", "=")),
    Action("registers.find", ("/",)),
    Action("registers.whole_set", ("p", "f10")),
    Action("registers.import", ("i", "f6"), listed=True),
    Action("registers.subtree", ("t", "f8"), listed=True),
    Action("place.home", ("escape",)),
)
