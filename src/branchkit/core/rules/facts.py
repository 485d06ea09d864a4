"""What is known about one subject for one criterion, before a rule turns it into points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from decimal import Decimal

from branchkit.core.values import frozen


@frozen
class Case:
    """One thing that happened. ``points`` is what the scorer judged where the item leaves a range."""

    item: str
    points: Decimal | None = None
    supplements: tuple[str, ...] = ()


@frozen
class History:
    """Figures of other sheets, oldest first; ``expected`` is how many sheets there should be."""

    figures: tuple[Decimal, ...]
    expected: int = 0


@frozen
class Facts:
    """Facts by kind; a rule looks at those it understands.

    ``values`` maps an input of the rule to its figure: that is what metrics supply. ``met`` says of conditions whether
    they hold, ``ballots`` maps rater group → option → votes.
    """

    values: Mapping[str, Decimal] = field(default_factory=dict)
    cases: tuple[Case, ...] = ()
    option: str = ""
    met: Mapping[str, bool] = field(default_factory=dict)
    ballots: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    history: History | None = None


NO_FACTS = Facts()
