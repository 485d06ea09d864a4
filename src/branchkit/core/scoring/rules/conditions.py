"""Kind 3: all or nothing on a condition; several conditions, each missing one costing points."""

from __future__ import annotations

from decimal import Decimal
from itertools import chain
from typing import ClassVar

from branchkit.core.scoring.results import Assessment, Reason, Refusal, plain
from branchkit.core.scoring.rules.base import ZERO, Facts, Rule, bounded, refuse_unlisted
from branchkit.core.texts import LocalText
from branchkit.core.values import frozen


@frozen
class Condition:
    """Something that holds or does not.

    A figure meets it from ``at_least`` on and up to ``at_most``; without either, any figure above 0 does. ``minus`` is
    what it costs when it does not hold.
    """

    id: str
    title: LocalText
    minus: Decimal = ZERO
    at_least: Decimal | None = None
    at_most: Decimal | None = None

    def holds(self, facts: Facts) -> bool | None:
        """Whether it is met, None when nothing is known."""
        if self.id in facts.met:
            return facts.met[self.id]
        value = facts.values.get(self.id)
        if value is None:
            return None
        if self.at_least is None and self.at_most is None:
            return value > 0
        return (self.at_least is None or value >= self.at_least) and (
            self.at_most is None or value <= self.at_most
        )

    def wording(self, code: str, **params: object) -> Reason:
        """A reason about this condition; bounds that are not set leave the figure's line out."""
        return Reason(code, {"condition": self.title, **params})


@frozen
class AllOrNothing(Rule):
    """The maximum when every condition holds, nothing otherwise."""

    conditions: tuple[Condition, ...]
    kind: ClassVar[str] = "all-or-nothing"

    @property
    def inputs(self) -> frozenset[str]:
        """One per condition."""
        return frozenset(condition.id for condition in self.conditions)

    def assess(self, facts: Facts, maximum: Decimal) -> Assessment | None:
        """Waits until it is known of every condition whether it holds, or one is known to fail."""
        answers = [(condition, condition.holds(facts)) for condition in self.conditions]
        failed = tuple(
            condition.wording("condition_missing_all", **_figure(condition, facts))
            for condition, holds in answers
            if holds is False
        )
        if failed:
            return Assessment(ZERO, failed)
        if any(holds is None for _condition, holds in answers):
            return None
        return Assessment(maximum, tuple(c.wording("condition_met") for c in self.conditions))

    def refuse(self, points: Decimal, maximum: Decimal) -> Refusal | None:
        """Only the maximum or nothing."""
        return refuse_unlisted(points, (ZERO, maximum))

    def describe(self, maximum: Decimal) -> tuple[Reason, ...]:
        """One line per condition."""
        return tuple(
            c.wording("rule.all_or_nothing", maximum=plain(maximum)) for c in self.conditions
        )


@frozen
class Conditions(Rule):
    """The maximum, less what each condition costs that does not hold; never below zero."""

    conditions: tuple[Condition, ...]
    kind: ClassVar[str] = "conditions"

    @property
    def inputs(self) -> frozenset[str]:
        """One per condition."""
        return frozenset(condition.id for condition in self.conditions)

    def assess(self, facts: Facts, maximum: Decimal) -> Assessment | None:
        """Conditions of which nothing is known are taken as met, and named."""
        answers = [(condition, condition.holds(facts)) for condition in self.conditions]
        if all(holds is None for _condition, holds in answers):
            return None
        reasons: list[Reason] = []
        lost = ZERO
        for condition, holds in answers:
            if holds is None:
                reasons.append(Reason("not_measured", {"item": condition.title}))
            elif holds:
                reasons.append(condition.wording("condition_met"))
            else:
                lost += condition.minus
                reasons.append(condition.wording("condition_missing", minus=plain(condition.minus)))
        if lost > maximum:
            reasons.append(Reason("never_below_zero", {"lost": plain(lost)}))
        return Assessment(bounded(maximum - lost, maximum), tuple(reasons))

    def refuse(self, points: Decimal, maximum: Decimal) -> Refusal | None:
        """Only what some of the conditions can leave."""
        left = {maximum}
        for condition in self.conditions:
            left |= {max(points_left - condition.minus, ZERO) for points_left in left}
        return refuse_unlisted(points, left)

    def describe(self, maximum: Decimal) -> tuple[Reason, ...]:
        """The maximum, then one line per condition."""
        costs = (
            condition.wording("rule.condition", minus=plain(condition.minus))
            for condition in self.conditions
        )
        return tuple(chain((Reason("rule.conditions", {"maximum": plain(maximum)}),), costs))


def _figure(condition: Condition, facts: Facts) -> dict[str, object]:
    value = facts.values.get(condition.id)
    return {"value": "" if value is None else plain(value)}
