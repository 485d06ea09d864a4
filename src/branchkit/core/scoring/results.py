"""What scoring looks at and answers: evidence of a metric, points with their reasons, so that "why 86.5?" always has an answer.

Reasons are codes with figures (``reason.<code>`` in the catalogs); screens and reports put them in words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from decimal import Decimal

from branchkit.core.numbers import WIDE
from branchkit.core.values import frozen

_ONE = Decimal(1)


def plain(number: Decimal) -> Decimal:
    """The same number without trailing zeros or an exponent: 10 for 10.00 and for 1E+1."""
    short = number.normalize(WIDE)
    return (
        short
        if short == 0 or short.adjusted() < len(short.as_tuple().digits)
        else short.quantize(_ONE, context=WIDE)
    )


@frozen
class Evidence:
    """One row that a metric looked at. ``summary`` is short data ("03 张家"), not a sentence."""

    register: str
    """The register's id."""
    record: str
    """The row's id."""
    on: date | None
    """The row's day, where it has one."""
    summary: str
    """The row in a few words."""
    counted: bool = True
    """False for a row that was due but did not count: a meeting not missed, dues not paid."""


@frozen
class Measurement:
    """A metric's figure for one subject and period.

    ``value`` None: it cannot be said, since the register has no rows that could tell.
    """

    metric: str
    """The metric's id."""
    value: Decimal | None
    """The figure; None: nothing can be said."""
    evidence: tuple[Evidence, ...] = ()
    """The rows behind it."""


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
    """What is known of one subject: everything :func:`branchkit.core.scoring.tally.tally` looks at.

    ``points`` has the accepted points per criterion; a criterion missing in it is not scored yet. ``excused`` are
    criteria left without points but with a note. ``extras`` are ``(item id, points)`` per event; ``vetoes`` are veto ids.
    """

    points: Mapping[str, Decimal]
    """Criterion → points."""
    excused: frozenset[str] = frozenset()
    """Criteria of which the subject is excused."""
    extras: tuple[tuple[str, Decimal], ...] = ()
    """Id and points of each bonus and deduction."""
    vetoes: tuple[str, ...] = ()
    """Ids of those that struck."""
    traits: frozenset[str] = frozenset()
    """What decides which criteria apply."""
    excluded: str = ""
    """Why the subject was left out of this sheet by decision; nothing is added up then."""


@frozen
class RowResult:
    """A subject's result. ``total`` is rounded as the scheme says; ``missing`` are criteria still open."""

    total: Decimal
    sections: Mapping[str, Decimal]
    """Section → its points."""
    extras: Decimal
    """Bonuses less deductions, in points."""
    missing: tuple[str, ...]
    section_shares: Mapping[str, Decimal]
    """Per section: its points in per cent of what the subject could reach there."""
    ceiling: str
    """The best band that vetoes, section minimums and stars leave open; empty when all are."""
    vetoed: tuple[str, ...]
    """Ids of the vetoes that struck."""
    reasons: tuple[Reason, ...]
    """Why it came to this, for people to read."""
    stars: tuple[str, ...] = ()
    """The criteria and sections that have earned their star, in the scheme's order."""

    @property
    def complete(self) -> bool:
        """Whether nothing is open."""
        return not self.missing
