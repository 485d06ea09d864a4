"""Meetings and what is still owed."""

from __future__ import annotations

from branchkit.screens.actions.action import Action

MEETINGS: tuple[Action, ...] = (Action("place.home", ("escape",)),)
