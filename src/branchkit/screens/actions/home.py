"""The home screen."""

from __future__ import annotations

from branchkit.screens.actions.action import Action

HOME: tuple[Action, ...] = (Action("place.home", ("escape",)),)
