"""The welcome."""

from __future__ import annotations

from branchkit.screens.actions.action import Action

WELCOME = (
    Action("welcome.demo", ("1",)),
    Action("welcome.make", ("2",)),
    Action("welcome.open", ("3",)),
    Action("place.import", ("4",)),
    Action("place.scoring", ("5", "escape")),
)
