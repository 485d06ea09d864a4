"""The scoring screen."""

from __future__ import annotations

from branchkit.screens.actions.action import Action

SCORING = (
    Action("score.take", ("=",)),
    Action("score.column", ("*",)),
    Action("score.next", ("g", "f3")),
    Action("score.repeat", ("r", "f4")),
    Action("score.fill", ("f", "f5")),
    Action("score.note", ("n", "f2")),
    Action("score.evidence", ("e", "f6")),
    Action("score.undo", ("u", "f7", "ctrl+z")),
    Action("score.redo", ("U", "ctrl+y"), listed=True),
    Action("score.extra", ("b", "f8")),
    Action("score.veto", ("v",), listed=True),
    Action("score.earlier", ("l",), listed=True),
    Action("score.clear", ("delete",), listed=True),
    Action("score.find", ("/",)),
    Action("score.submit", ("f10",)),
    Action("period.previous", ("[",), listed=True),
    Action("period.next", ("]",), listed=True),
    Action("place.home", ("h", "f12")),
)
