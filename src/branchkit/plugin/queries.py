"""Conditions in TinyDB's words, for the tables of a :class:`~branchkit.plugin.workspace_view.WorkspaceView`.

::

    def not_met(view: WorkspaceView, org: str) -> list[Record]:
        from branchkit.plugin.queries import where

        by_letter = where("kind").one_of(["phone", "letter"]) & ~where("note").exists()
        return list(view.table("rural/roll.visits", [org]).search(by_letter))

``&``, ``|`` and ``~`` combine conditions. Of a row that lacks the column none holds, ``!=`` neither; ``~`` turns that round.
Importing this takes some milliseconds: do so where you ask, since a plugin is read at every start.
"""

from __future__ import annotations

from tinydb import Query, where
from tinydb.queries import QueryInstance

__all__ = ["Query", "QueryInstance", "where"]
