"""Carries a confirmed reshaping out: the tree, who stands where, and the teaching posts of those who moved, in one transaction."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from branchkit.api.workspace import WorkspaceActions
from branchkit_schools.structure.reshaping import Reshaping
from branchkit_schools.structure.vocabulary import POSTS


def apply_reshaping(actions: WorkspaceActions, reshaping: Reshaping, on: date, reason: str) -> None:
    """Do it. Raises :class:`~branchkit.core.errors.BranchkitError` when it is refused; then nothing has changed."""
    day = on.isoformat()
    actions.reshape(
        founded=[replace(organization, founded=day) for organization in reshaping.founded],
        converted=reshaping.converted,
        moved=reshaping.moved,
        grouped=reshaping.grouped,
        dissolved=[organization.id for organization in reshaping.dissolved],
        carried=[POSTS],
        reason=reason,
    )
