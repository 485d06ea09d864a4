"""A vote in words: carried, or which rule it falls short of."""

from __future__ import annotations

from branchkit.core.meetings.votes import Count, Shortfall, shortfalls
from branchkit.core.rulepacks import Edition
from branchkit.i18n.catalog import Catalog


def shortfall_text(catalog: Catalog, shortfall: Shortfall) -> str:
    """The rule, its percentage, and the people that there are."""
    return catalog.text(
        "screen.vote.short",
        rule=shortfall.rule.title,
        limit=f"{shortfall.rule.value:f}",
        part=shortfall.part,
        whole=shortfall.whole,
    )


def vote_text(catalog: Catalog, kind: str, count: Count, edition: Edition) -> str:
    """Carried, or why not."""
    short = shortfalls(kind, count, edition)
    if not short:
        return catalog.text("screen.vote.passes")
    reasons = catalog.listed(shortfall_text(catalog, shortfall) for shortfall in short)
    return catalog.text("screen.vote.needs", reasons=reasons)
