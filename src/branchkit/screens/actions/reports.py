"""The reports."""

from __future__ import annotations

from branchkit.screens.actions.action import Action

REPORTS = (
    Action("report.notice", ("1",)),
    Action("report.sheet", ("2",)),
    Action("report.ranking", ("3",)),
    Action("report.plugin", ("4",)),
    Action("report.subtree", ("t", "f8")),
    Action("report.save", ("s", "f2")),
    Action("report.unmask", ("m", "f3"), listed=True),
    Action("period.previous", ("[",), listed=True),
    Action("period.next", ("]",), listed=True),
    Action("place.scoring", ("escape", "f10")),
)
