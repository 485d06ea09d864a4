"""Kind 1: judged from nothing to the maximum, in steps."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from branchkit.core.numbers import plain
from branchkit.core.results import Assessment, Reason, Refusal
from branchkit.core.rules.base import Rule, refuse_between_steps
from branchkit.core.rules.facts import Facts
from branchkit.core.values import frozen


@frozen
class Judged(Rule):
    """Whoever scores decides; facts do not."""

    kind: ClassVar[str] = "judged"
    step: Decimal = Decimal("0.5")

    def assess(self, facts: Facts, maximum: Decimal) -> Assessment | None:
        """Never proposes anything."""
        return None

    def refuse(self, points: Decimal, maximum: Decimal) -> Refusal | None:
        """Range and steps."""
        return refuse_between_steps(points, maximum, self.step)

    def describe(self, maximum: Decimal) -> tuple[Reason, ...]:
        """One line."""
        return (Reason("rule.judged", {"maximum": plain(maximum), "step": plain(self.step)}),)
