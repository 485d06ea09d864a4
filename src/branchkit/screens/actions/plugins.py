"""The plugins."""

from __future__ import annotations

from branchkit.screens.actions.action import Action

PLUGINS = (
    Action("plugins.read", ("enter", "=")),
    Action("plugins.switch", ("space", "f2")),
    Action("plugins.find", ("/",)),
    Action("place.home", ("escape", "f10")),
)
