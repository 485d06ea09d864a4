"""How siblings are rated (评定): what breaks a tie, how far one may rise at once, whose votes weigh how much, how long a notice runs.

Declared in a scheme as ``[rating]`` and carried by it; :mod:`branchkit.core.rating` does what they say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from decimal import Decimal
from enum import StrEnum

from branchkit.core.values import frozen

BALLOT = "ballot"
"""In ``ties``: what all rater groups together say."""


class RaterGroup(StrEnum):
    """Whose votes a row of ``book.ballot`` counts."""

    MEMBERS = "members"
    """The members of the organisation itself, 党员."""
    COMMITTEE = "committee"
    """The committee above and its departments, 上级党委."""
    MASSES = "masses"
    """Those whom it works for, 群众."""


_EVEN: Mapping[RaterGroup, Decimal] = {group: Decimal(1) for group in RaterGroup}


@frozen
class RatingTerms:
    """What a scheme says of a rating among the children of one parent."""

    ties: tuple[str, ...] = ()
    """What tells equal totals apart, one after the other: a section's or criterion's id, :data:`BALLOT` or a rater group. Where
    nothing does, the rank is shared."""
    one_grade_up: bool = False
    """Whether nobody rises by more than one band at a time."""
    honours: tuple[str, ...] = ()
    """Levels of commendations of an organisation (``book.commendation``) that let it rise further; beside them the committee may."""
    new_months: int = 0
    """An organisation founded less than so many months before the period's last day is not rated; 0: one founded within the period."""
    weights: Mapping[RaterGroup, Decimal] = field(default_factory=lambda: _EVEN)
    """Rater group → its weight, relative to the others; a group that is not there has none."""
    mostly: Decimal = Decimal(100)
    """What a vote for "mostly satisfied" is worth, in per cent; 100: as the rate of satisfaction counts it."""
    questions: tuple[str, ...] = ()
    """Which questions of ``book.ballot`` count; empty: all."""
    all_groups: bool = False
    """Whether every weighted group has to have voted; else those that have share the weight of the others."""
    notice_days: int = 5
    """How long the notice runs."""
    working_days: bool = True
    """Whether these are working days."""
