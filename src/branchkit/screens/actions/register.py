"""One register."""

from __future__ import annotations

from branchkit.screens.actions.action import Action

REGISTER: tuple[Action, ...] = (Action("place.home", ("escape",)),)
