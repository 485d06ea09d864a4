"""The tree of organisations."""

from __future__ import annotations

from branchkit.screens.actions.action import Action

ORGANIZATIONS = (
    Action("organizations.card", ("enter",)),
    Action("organizations.work", ("=", "w")),
    Action("organizations.unfold", ("right",)),
    Action("organizations.fold", ("left",)),
    Action("organizations.fold_all", ("*",)),
    Action("organizations.find", ("/",)),
    Action("organizations.edit", ("e", "f2")),
    Action("organizations.check", ("c", "f3")),
    Action("organizations.add", ("a", "f5")),
    Action("organizations.move", ("t", "f6")),
    Action("organizations.undo", ("u", "f7", "ctrl+z")),
    Action("organizations.merge", ("g", "f8")),
    Action("organizations.dissolve", ("delete",), listed=True),
    Action("organizations.import", ("i",), listed=True),
    Action("organizations.dissolved", ("x",), listed=True),
    Action("organizations.unmask", ("m",), listed=True),
    Action("organizations.redo", ("U", "ctrl+y"), listed=True),
    Action("place.home", ("escape", "f10")),
)
