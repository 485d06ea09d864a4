"""One register."""

from __future__ import annotations

from branchkit.screens.actions.action import Action

REGISTER: tuple[Action, ...] = (
    Action("record.add", ("=", "a")),
    Action("record.edit", ("enter", "e")),
    Action("record.cell", ("f2",)),
    Action("record.copy", ("c", "f5")),
    Action("record.remove", ("delete", "d"), listed=True),
    Action("record.find", ("/",)),
    Action("record.filter", ("f", "f3")),
    Action("record.sort", ("s", "f4")),
    Action("record.undo", ("u", "f7", "ctrl+z")),
    Action("record.redo", ("U", "ctrl+y"), listed=True),
    Action("record.history", ("h", "f6")),
    Action("record.subtree", ("t", "f8")),
    Action("record.export", ("p", "f10")),
    Action("record.import", ("i",), listed=True),
    Action("record.gone", ("x",), listed=True),
    Action("record.unmask", ("m",), listed=True),
    Action("period.previous", ("[",), listed=True),
    Action("period.next", ("]",), listed=True),
    Action("place.registers", ("escape",)),
)
