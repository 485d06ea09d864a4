"""The development of members."""

from __future__ import annotations

from branchkit.screens.actions.action import Action

DEVELOPMENT: tuple[Action, ...] = (
    Action("case.enter", ("enter",)),
    Action("case.step", ("s", "f2", "=")),
    Action("case.add", ("a", "f3")),
    Action("case.refuse", ("x", "f4")),
    Action("case.repeat", ("b", "f5")),
    Action("case.extend", ("e", "f6")),
    Action("case.undo", ("u", "f7", "ctrl+z")),
    Action("case.papers", ("p", "f8")),
    Action("case.reminders", ("r", "*")),
    Action("case.find", ("/",)),
    Action("case.everybody", ("0",)),
    Action("case.applicants", ("1",)),
    Action("case.activists", ("2",)),
    Action("case.prospects", ("3",)),
    Action("case.probationary", ("4",)),
    Action("case.ended", ("5",)),
    Action("case.person", ("i",), listed=True),
    Action("case.log", ("h",), listed=True),
    Action("case.cancel", ("c",), listed=True),
    Action("case.resume", ("o",), listed=True),
    Action("case.redo", ("U", "ctrl+y"), listed=True),
    Action("case.unmask", ("m",), listed=True),
    Action("case.subtree", ("t",), listed=True),
    Action("place.home", ("escape", "f10")),
)
"""Digits filter the board by stage, in the order of the stages."""
