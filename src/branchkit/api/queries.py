"""The language in which tables are asked: ``view.table(...).search(where("visited") >= "2026-11-01")``. Imports TinyDB."""

from __future__ import annotations

from branchkit.plugin.queries import Query, QueryInstance, where

__all__ = [
    "Query",
    "QueryInstance",
    "where",
]
