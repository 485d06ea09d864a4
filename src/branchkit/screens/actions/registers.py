"""The list of registers."""

from __future__ import annotations

from branchkit.screens.actions.action import Action

REGISTERS: tuple[Action, ...] = (Action("place.home", ("escape",)),)
