"""Kind 7: in proportion to a target, never more than the maximum."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from branchkit.core.numbers import plain
from branchkit.core.results import Assessment, Reason, Refusal
from branchkit.core.rules.base import (
    VALUE,
    ZERO,
    Rule,
    bounded,
    refuse_between_steps,
    to_step,
)
from branchkit.core.rules.facts import Facts
from branchkit.core.values import frozen

TARGET = "target"


@frozen
class Proportional(Rule):
    """Nothing at ``start``, the maximum at ``target``, between them in proportion, in multiples of ``step``.

    A ``start`` above the target makes less worth more. ``target`` None: a metric supplies it.
    """

    target: Decimal | None
    start: Decimal = ZERO
    step: Decimal = Decimal("0.1")
    kind: ClassVar[str] = "proportional"

    @property
    def inputs(self) -> frozenset[str]:
        """The figure, and the target where it is a figure too."""
        return frozenset({VALUE, TARGET})

    def assess(self, facts: Facts, maximum: Decimal) -> Assessment | None:
        """Nothing when the target is not known; the maximum where nothing was to be done."""
        value = facts.values.get(VALUE)
        target = facts.values.get(TARGET, self.target)
        if value is None or target is None:
            return None
        if target == self.start:
            return Assessment(maximum, (Reason("nothing_due", {"maximum": plain(maximum)}),))
        before = maximum * (value - self.start) / (target - self.start)
        points = bounded(to_step(before, self.step), maximum)
        params = {
            "value": plain(value),
            "target": plain(target),
            "maximum": plain(maximum),
            "points": plain(points),
        }
        reasons = [Reason("proportional", params)]
        if before > maximum:
            reasons.append(Reason("target_reached", {"cap": plain(maximum)}))
        return Assessment(points, tuple(reasons))

    def refuse(self, points: Decimal, maximum: Decimal) -> Refusal | None:
        """Range and steps."""
        return refuse_between_steps(points, maximum, self.step)

    def describe(self, maximum: Decimal) -> tuple[Reason, ...]:
        """One line."""
        if self.target is None:
            return (Reason("rule.proportional_measured", {"maximum": plain(maximum)}),)
        params = {"target": plain(self.target), "maximum": plain(maximum)}
        if self.start:
            return (Reason("rule.proportional_from", {**params, "start": plain(self.start)}),)
        return (Reason("rule.proportional", params),)
