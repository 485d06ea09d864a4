"""Rules over one figure: ladders (kind 6: 1–3 gives 3, more gives 5), slopes (every 10 per cent above the target +1) in
proportion to a target, and in inverse proportion (kind 7).
"""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from branchkit.core.numbers import WIDE
from branchkit.core.scoring.results import Assessment, Reason, Refusal, plain
from branchkit.core.scoring.rules.base import (
    VALUE,
    ZERO,
    Facts,
    Rule,
    bounded,
    refuse_between_steps,
    refuse_unlisted,
    to_step,
)
from branchkit.core.values import frozen


@frozen
class Rung:
    """A rung: reached by a figure of at least ``bound`` (at most, on a falling ladder)."""

    bound: Decimal
    points: Decimal


@frozen
class Ladder(Rule):
    """Rungs, the one that gives most first; ``otherwise`` where none is reached.

    On a ``falling`` ladder the bounds are upper ones: few missed meetings give much.
    """

    rungs: tuple[Rung, ...]
    otherwise: Decimal = ZERO
    falling: bool = False
    kind: ClassVar[str] = "ladder"

    @property
    def inputs(self) -> frozenset[str]:
        """One figure."""
        return frozenset({VALUE})

    def assess(self, facts: Facts, maximum: Decimal) -> Assessment | None:
        """The first rung that the figure reaches."""
        value = facts.values.get(VALUE)
        if value is None:
            return None
        for rung in self.rungs:
            if value <= rung.bound if self.falling else value >= rung.bound:
                params = {"value": plain(value), "bound": plain(rung.bound)}
                code = "ladder_falling" if self.falling else "ladder"
                reason = Reason(code, {**params, "points": plain(rung.points)})
                return Assessment(rung.points, (reason,))
        params = {"value": plain(value), "points": plain(self.otherwise)}
        return Assessment(self.otherwise, (Reason("ladder_otherwise", params),))

    def refuse(self, points: Decimal, maximum: Decimal) -> Refusal | None:
        """Only the points of a rung."""
        return refuse_unlisted(points, (self.otherwise, *(rung.points for rung in self.rungs)))

    def describe(self, maximum: Decimal) -> tuple[Reason, ...]:
        """One line per rung."""
        code = "rule.ladder_falling" if self.falling else "rule.ladder"
        return (
            *(
                Reason(code, {"bound": plain(rung.bound), "points": plain(rung.points)})
                for rung in self.rungs
            ),
            Reason("rule.ladder_otherwise", {"points": plain(self.otherwise)}),
        )


@frozen
class Slope(Rule):
    """``base`` points at ``target``; every full ``per`` above changes them by ``up``, below by ``down``.

    Both are signed: age over 48 is ``up`` −3, ``down`` 0. Without ``whole`` parts of a step count in proportion, in
    multiples of ``step``. ``base`` None is the maximum. ``below``, where it is set, are the points of every figure that
    misses the target: nothing short of ten, five for ten, one more for each beyond.
    """

    target: Decimal
    up: Decimal
    down: Decimal
    per: Decimal = Decimal(1)
    base: Decimal | None = None
    below: Decimal | None = None
    whole: bool = True
    step: Decimal = Decimal("0.1")
    kind: ClassVar[str] = "slope"

    @property
    def inputs(self) -> frozenset[str]:
        """One figure."""
        return frozenset({VALUE})

    def assess(self, facts: Facts, maximum: Decimal) -> Assessment | None:
        """The base moved along the slope, kept between 0 and the maximum."""
        value = facts.values.get(VALUE)
        if value is None:
            return None
        if self.below is not None and value < self.target:
            missed = {"value": plain(value), "target": plain(self.target)}
            reason = Reason("slope_below", {**missed, "points": plain(self.below)})
            return Assessment(self.below, (reason,))
        base = maximum if self.base is None else self.base
        steps = abs(value - self.target) / self.per
        if self.whole:
            steps = Decimal(int(steps))
        change = steps * (self.up if value > self.target else self.down)
        before = base + change if self.whole else to_step(base + change, self.step)
        points = bounded(before, maximum)
        params = {
            "value": plain(value),
            "target": plain(self.target),
            "base": plain(base),
            "steps": plain(steps)
            if self.whole
            else plain(steps.quantize(Decimal("0.01"), context=WIDE)),
            "change": f"{plain(before - base):+f}",
            "points": plain(points),
        }
        reasons = [Reason("slope", params)]
        if points < before:
            reasons.append(Reason("cap", {"before": plain(before), "cap": plain(maximum)}))
        elif points > before:
            reasons.append(Reason("raised_to_zero", {"before": plain(before)}))
        return Assessment(points, tuple(reasons))

    def refuse(self, points: Decimal, maximum: Decimal) -> Refusal | None:
        """Range and steps."""
        return refuse_between_steps(points, maximum, self.step)

    def describe(self, maximum: Decimal) -> tuple[Reason, ...]:
        """One line."""
        params = {
            "target": plain(self.target),
            "base": plain(maximum if self.base is None else self.base),
            "per": plain(self.per),
            "up": f"{plain(self.up):+f}",
            "down": f"{plain(self.down):+f}",
        }
        if self.below is not None:
            below = {**params, "below": plain(self.below)}
            return (Reason("rule.slope_from", below),)
        return (Reason("rule.slope", params),)


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
        points = bounded(to_step(bounded(before, maximum), self.step), maximum)
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


@frozen
class Inverse(Rule):
    """In inverse proportion: the maximum up to ``target``, half of it at twice the target, a third at three times."""

    target: Decimal
    """Above 0."""
    step: Decimal = Decimal("0.1")
    kind: ClassVar[str] = "inverse"

    @property
    def inputs(self) -> frozenset[str]:
        """One figure, of which less is better."""
        return frozenset({VALUE})

    def assess(self, facts: Facts, maximum: Decimal) -> Assessment | None:
        """The product of figure and points is the same for all who miss the target."""
        value = facts.values.get(VALUE)
        if value is None:
            return None
        params = {
            "value": plain(value),
            "target": plain(self.target),
            "maximum": plain(maximum),
        }
        if value <= self.target:
            return Assessment(maximum, (Reason("inverse_reached", params),))
        points = bounded(to_step(maximum * self.target / value, self.step), maximum)
        return Assessment(points, (Reason("inverse", {**params, "points": plain(points)}),))

    def refuse(self, points: Decimal, maximum: Decimal) -> Refusal | None:
        """Range and steps."""
        return refuse_between_steps(points, maximum, self.step)

    def describe(self, maximum: Decimal) -> tuple[Reason, ...]:
        """One line."""
        params = {"target": plain(self.target), "maximum": plain(maximum)}
        return (Reason("rule.inverse", params),)
