"""A month of dues."""

from __future__ import annotations

from branchkit.screens.actions.action import Action

DUES: tuple[Action, ...] = (Action("place.home", ("escape",)),)
