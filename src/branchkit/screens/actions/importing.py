"""Importing a workbook."""

from __future__ import annotations

from branchkit.screens.actions.action import Action

IMPORT = (
    Action("import.choose", ("1", "f2")),
    Action("import.write", ("enter",)),
    Action("import.register", ("3", "f3")),
    Action("import.template", ("4", "f4")),
    Action("place.home", ("escape", "f10")),
)
