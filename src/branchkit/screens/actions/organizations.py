"""The tree of organisations."""

from __future__ import annotations

from branchkit.screens.actions.action import Action

ORGANIZATIONS: tuple[Action, ...] = (Action("place.home", ("escape",)),)
