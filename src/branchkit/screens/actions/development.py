"""The development of members."""

from __future__ import annotations

from branchkit.screens.actions.action import Action

DEVELOPMENT: tuple[Action, ...] = (Action("place.home", ("escape",)),)
