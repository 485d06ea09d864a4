"""A month of dues."""

from __future__ import annotations

from branchkit.screens.actions.action import Action

DUES: tuple[Action, ...] = (
    Action("dues.take", ("=",)),
    Action("dues.column", ("*",)),
    Action("dues.next", ("g", "f3")),
    Action("dues.bill", ("b", "f2")),
    Action("dues.base", ("i", "f4")),
    Action("dues.months", ("c", "f5")),
    Action("dues.edit", ("e", "f6")),
    Action("dues.undo", ("u", "f7", "ctrl+z")),
    Action("dues.redo", ("U", "ctrl+y"), listed=True),
    Action("dues.day", ("d", "f8")),
    Action("dues.find", ("/",)),
    Action("dues.clear", ("delete",), listed=True),
    Action("dues.gift", ("l",), listed=True),
    Action("dues.account", ("a",), listed=True),
    Action("dues.hand_up", ("h",), listed=True),
    Action("dues.print", ("p", "f10")),
    Action("dues.unmask", ("m",), listed=True),
    Action("period.previous", ("[",), listed=True),
    Action("period.next", ("]",), listed=True),
    Action("place.home", ("escape",)),
)
