"""The roster."""

from __future__ import annotations

from branchkit.screens.actions.action import Action

MEMBERS: tuple[Action, ...] = (Action("place.home", ("escape",)),)
