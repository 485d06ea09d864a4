"""What every screen can do."""

from __future__ import annotations

from branchkit.screens.actions.action import Action

EVERYWHERE = (
    Action("app.palette", (":", "f9")),
    Action("app.help", ("?", "f1")),
    Action("app.redraw", ("ctrl+l",), listed=True),
    Action("app.quit", ("ctrl+q", "ctrl+c")),
)
