"""What undo takes back of a rating: whatever one person has done to it last, step by step."""

from __future__ import annotations

from branchkit.core.rating.rating import RATING
from branchkit.services.ledger.undo import Scope


def rating_changes(parent: str, id: str) -> Scope:
    """The changes of one rating, named by its document."""
    return Scope("rating", RATING, (parent,), id)
