"""How well a figure of a rule pack is founded, and how it is cited."""

from __future__ import annotations

from enum import StrEnum

from branchkit.core.texts import LocalText
from branchkit.core.values import frozen


class Basis(StrEnum):
    """How well a figure is founded."""

    FOUND = "found"
    """Read in the text of the regulation."""
    SECONDARY = "secondary"
    """Read in a text about the regulation."""
    GENERAL = "general"
    """General knowledge, not looked up."""
    LOCAL = "local"
    """Set by this workspace."""


@frozen
class Citation:
    """Where a rule comes from, for a line on a screen: 支部工作条例 第四条, or 发展党员细则 2026版 (暂定)."""

    title: LocalText
    article: str = ""
    basis: Basis = Basis.FOUND

    @property
    def provisional(self) -> bool:
        """Whether the screen has to say 暂定."""
        return self.basis in (Basis.SECONDARY, Basis.GENERAL)
