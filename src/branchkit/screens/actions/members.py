"""The roster: a digit turns to a view, a key does something with the member under the cursor."""

from __future__ import annotations

from branchkit.screens.actions.action import Action

MEMBERS: tuple[Action, ...] = (
    Action("members.open", ("enter", "=")),
    Action("members.find", ("/",)),
    Action("members.edit", ("e", "f2")),
    Action("members.views", ("v", "f3")),
    Action("members.sort", ("s", "f4")),
    Action("members.add", ("a", "f5")),
    Action("members.transfer", ("t", "f6")),
    Action("members.undo", ("u", "f7", "ctrl+z")),
    Action("members.print", ("p", "f8")),
    Action("members.remove", ("delete",), listed=True),
    Action("members.reinstate", ("r",), listed=True),
    Action("members.record", ("n",), listed=True),
    Action("members.history", ("h",), listed=True),
    Action("members.unmask", ("m",), listed=True),
    Action("members.subtree", ("b",), listed=True),
    Action("place.import", ("i",), listed=True),
    Action("members.redo", ("U", "ctrl+y"), listed=True),
    Action("members.view.all", ("1",)),
    Action("members.view.full", ("2",)),
    Action("members.view.probationary", ("3",)),
    Action("members.view.office", ("4",)),
    Action("members.view.without-office", ("5",)),
    Action("members.view.mobile", ("6",)),
    Action("members.view.lost", ("7",)),
    Action("members.view.women", ("8",)),
    Action("members.view.under-35", ("9",)),
    Action("members.view.removed", ("0",)),
    Action("place.home", ("escape", "f10")),
)
