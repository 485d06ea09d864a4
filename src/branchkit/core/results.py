"""What scoring answers: points with their reasons, so that "why 86.5?" always has an answer.

Reasons are codes with figures (``reason.<code>`` in the catalogs); screens and reports put them in words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from decimal import Decimal

from branchkit.core.evidence import Evidence
from branchkit.core.values import frozen


@frozen
class Reason:
    """One step on the way to the points: which rule, which figures, which cap."""

    code: str
    params: Mapping[str, object] = field(default_factory=dict)
    criterion: str = ""


@frozen
class Assessment:
    """Points that a rule gives for facts, and why."""

    points: Decimal
    reasons: tuple[Reason, ...] = ()


@frozen
class Refusal:
    """Why typed points do not fit a criterion; ``refusal.<code>`` in the catalogs."""

    code: str
    params: Mapping[str, object] = field(default_factory=dict)


@frozen
class Proposal:
    """Points that registers suggest for a cell, with the rows behind them."""

    points: Decimal
    reasons: tuple[Reason, ...]
    evidence: tuple[Evidence, ...]


@frozen
class RowInput:
    """What is known of one subject: everything :func:`branchkit.core.scoring.tally` looks at.

    ``points`` has the accepted points per criterion; a criterion missing in it is not scored yet. ``excused`` are
    criteria left without points but with a note. ``extras`` are ``(item id, points)`` per event; ``vetoes`` are veto ids.
    """

    points: Mapping[str, Decimal]
    excused: frozenset[str] = frozenset()
    extras: tuple[tuple[str, Decimal], ...] = ()
    vetoes: tuple[str, ...] = ()
    traits: frozenset[str] = frozenset()


@frozen
class RowResult:
    """A subject's result. ``total`` is rounded as the scheme says; ``missing`` are criteria still open."""

    total: Decimal
    sections: Mapping[str, Decimal]
    extras: Decimal
    missing: tuple[str, ...]
    section_shares: Mapping[str, Decimal]
    """Per section: its points in per cent of what the subject could reach there."""
    ceiling: str
    """The best band that vetoes and section minimums leave open; empty when all are."""
    vetoed: tuple[str, ...]
    reasons: tuple[Reason, ...]

    @property
    def complete(self) -> bool:
        """Whether nothing is open."""
        return not self.missing
