"""Meetings of a year: what was held, what is owed."""

from __future__ import annotations

from branchkit.screens.actions.action import Action

MEETINGS: tuple[Action, ...] = (
    Action("meeting.open", ("enter", "=")),
    Action("meeting.add", ("a", "f2")),
    Action("meeting.register", ("o", "f3")),
    Action("period.previous", ("[",), listed=True),
    Action("period.next", ("]",), listed=True),
    Action("place.home", ("escape", "f10")),
)
