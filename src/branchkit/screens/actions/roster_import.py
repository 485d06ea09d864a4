"""Importing a roster."""

from __future__ import annotations

from branchkit.screens.actions.action import Action

IMPORT = (
    Action("import.choose", ("1", "f2")),
    Action("import.write", ("enter",)),
    Action("place.scoring", ("escape", "f10")),
)
