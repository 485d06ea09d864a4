"""Conditions on rows, in TinyDB's words: a condition is called with a mapping and says whether it holds.

::

    def not_met(view: WorkspaceView, org: str) -> list[Record]:
        from branchkit.plugin.queries import where

        holds = where("kind").one_of(["phone", "letter"]) & ~where("note").exists()
        return [row for row in view.records("rural/roll.visits", [org]) if holds(row.values)]

``&``, ``|`` and ``~`` combine conditions. Of a row that lacks the column none holds, ``!=`` neither; ``~`` turns that round.
Importing this takes some milliseconds: do so where you ask, since a plugin is read at every start.
"""

from __future__ import annotations

from tinydb import Query, where

__all__ = ["Query", "where"]
