"""What every rule can do and the arithmetic that rules share, over the facts known of one subject for one criterion."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import field
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import ClassVar

from branchkit.core.numbers import WIDE
from branchkit.core.scoring.results import Assessment, Reason, Refusal, plain
from branchkit.core.values import frozen


@frozen
class Case:
    """One thing that happened. ``points`` is what the scorer judged where the item leaves a range."""

    item: str
    points: Decimal | None = None
    supplements: tuple[str, ...] = ()


@frozen
class History:
    """Figures of other sheets, oldest first; ``missing`` are the periods that have none, as texts (``2026-03``)."""

    figures: tuple[Decimal, ...]
    missing: tuple[str, ...] = ()
    drafts: tuple[str, ...] = ()
    """Of the missing ones those whose sheet has not been handed up."""
    unsettled: tuple[str, ...] = ()
    """Of the missing ones those whose sheet was handed up without a result of the subject."""


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


ZERO = Decimal(0)
HUNDRED = Decimal(100)
VALUE = "value"
"""The input of rules that look at a single figure."""


class Span(StrEnum):
    """Which sheets a rule looks back at."""

    WITHIN = "within"
    """Those whose period lies in the period of the sheet that is scored."""
    BEFORE = "before"
    """That of the period before."""


@frozen
class HistoryQuery:
    """Which figures of other sheets a rule wants.

    ``scheme`` empty is the scheme itself, ``criterion`` empty is the total. Where the other scheme judges members and
    this one an organisation, the figure of a sheet is the mean of its complete rows.
    """

    span: Span
    scheme: str = ""
    criterion: str = ""


class Rule(ABC):
    """How points come about. ``kind`` is the word in scheme files."""

    __slots__ = ()
    kind: ClassVar[str]

    @property
    def inputs(self) -> frozenset[str]:
        """The names that ``feeds`` may tie to a metric."""
        return frozenset()

    @property
    def history(self) -> HistoryQuery | None:
        """The figures of other sheets that the rule wants, if any."""
        return None

    @abstractmethod
    def assess(self, facts: Facts, maximum: Decimal) -> Assessment | None:
        """The points for ``facts``, between 0 and ``maximum``; None when the facts do not suffice."""

    @abstractmethod
    def refuse(self, points: Decimal, maximum: Decimal) -> Refusal | None:
        """Why typed points do not fit, None when they do."""

    @abstractmethod
    def describe(self, maximum: Decimal) -> tuple[Reason, ...]:
        """The rule itself in codes and figures (``reason.rule.…``), for whoever scores by it."""


def limit_in_words(maximum: Decimal) -> Reason:
    """How a rule's line says what bounds it, be it nothing."""
    if maximum.is_infinite():
        return Reason("rule.award_unlimited")
    return Reason("rule.award_cap", {"cap": plain(maximum)})


def bounded(points: Decimal, maximum: Decimal) -> Decimal:
    """``points`` brought between 0 and ``maximum``."""
    return min(max(points, ZERO), maximum)


def to_step(points: Decimal, step: Decimal) -> Decimal:
    """The multiple of ``step`` nearest to ``points``, halves upwards."""
    return plain((points / step).quantize(Decimal(1), ROUND_HALF_UP, WIDE) * step)


def refuse_outside(points: Decimal, low: Decimal, high: Decimal) -> Refusal | None:
    """A refusal of points outside a range."""
    if low <= points <= high:
        return None
    if high.is_infinite():
        return Refusal("too_low", {"points": points, "low": plain(low)})
    return Refusal("out_of_range", {"points": points, "low": plain(low), "high": plain(high)})


def refuse_between_steps(points: Decimal, maximum: Decimal, step: Decimal) -> Refusal | None:
    """A refusal of points outside 0…maximum or between two steps; the maximum itself always fits."""
    if refusal := refuse_outside(points, ZERO, maximum):
        return refusal
    if points == maximum or not points % step:
        return None
    below = points - points % step
    return Refusal(
        "not_in_steps",
        {
            "points": points,
            "step": plain(step),
            "below": plain(below),
            "above": plain(min(below + step, maximum)),
        },
    )


def refuse_unlisted(points: Decimal, allowed: Iterable[Decimal]) -> Refusal | None:
    """A refusal of points that are none of the allowed values."""
    values = sorted(set(allowed), reverse=True)
    if points in values:
        return None
    return Refusal("not_an_option", {"points": points, "allowed": tuple(plain(v) for v in values)})
