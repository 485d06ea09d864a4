"""Calling the roll of one meeting."""

from __future__ import annotations

from branchkit.screens.actions.action import Action

ROLL_CALL: tuple[Action, ...] = (
    Action("roll.present", ("1", "space")),
    Action("roll.leave", ("2",)),
    Action("roll.absent", ("3", "0")),
    Action("roll.rest", ("*",)),
    Action("roll.find", ("/",)),
    Action("roll.edit", ("e", "f4")),
    Action("roll.vote", ("v", "f5")),
    Action("roll.undo", ("u", "f7", "ctrl+z")),
    Action("place.meetings", ("escape", "f10")),
)
