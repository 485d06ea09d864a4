"""Figures of regulations: rule packs, their editions, and where a figure stands."""

from __future__ import annotations

from branchkit.core.errors import RulePackError
from branchkit.core.rulepacks import Basis, Citation, Edition, RulePack, edition_on

__all__ = [
    "Basis",
    "Citation",
    "Edition",
    "RulePack",
    "RulePackError",
    "edition_on",
]
