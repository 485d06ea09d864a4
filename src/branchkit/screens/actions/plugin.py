"""What every screen of a plugin can do besides its own."""

from __future__ import annotations

from branchkit.screens.actions.action import Action

PLUGIN = (Action("place.home", ("escape", "f10")),)
