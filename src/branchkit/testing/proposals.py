"""Proposals that a test makes up."""

from __future__ import annotations

from collections.abc import Mapping

from branchkit.core.scoring.results import Proposal, Reason
from branchkit.plugin.questions import Reply


class NoProposals:
    """Nothing is proposed, nothing has failed and nobody is asked; a test derives what it is about."""

    def get(self, subject: str, criterion: str) -> Proposal | None:
        """What the registers suggest for a cell."""
        return None

    @property
    def failed(self) -> Mapping[str, Reason]:
        """Metric → failure."""
        return {}

    def silence(self, subject: str, criterion: str) -> Reason | None:
        """Why they suggest nothing."""
        return None

    def is_unanswered(self, criterion: str) -> bool:
        """Whether a plugin has not said it."""
        return False

    def ask_ahead(self) -> None:
        """Have plugins asked at once."""

    def awaited(self) -> list[Reply]:
        """What plugins are still asked."""
        return []
