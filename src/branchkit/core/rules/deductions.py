"""Kind 4: so and so many points off for each case, from the maximum, never below zero."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from branchkit.core.numbers import plain
from branchkit.core.results import Assessment, Reason, Refusal
from branchkit.core.rules.base import ZERO, Rule, bounded, refuse_between_steps
from branchkit.core.rules.case_items import CaseItem, described, known, silent
from branchkit.core.rules.facts import Facts
from branchkit.core.values import frozen


@frozen
class Deductions(Rule):
    """Items whose points are taken off."""

    items: tuple[CaseItem, ...]
    step: Decimal = Decimal("0.5")
    kind: ClassVar[str] = "deductions"

    @property
    def inputs(self) -> frozenset[str]:
        """One per item: the number of cases."""
        return frozenset(item.id for item in self.items)

    def assess(self, facts: Facts, maximum: Decimal) -> Assessment | None:
        """Items of which nothing is known cost nothing, and are named."""
        if not known(self.items, facts):
            return None
        reasons: list[Reason] = []
        lost = ZERO
        for item in self.items:
            if silent(item, facts):
                reasons.append(Reason("not_measured", {"item": item.title}))
            lost += self._lost(item, facts, reasons)
        if not lost:
            reasons.insert(0, Reason("no_deduction", {"maximum": plain(maximum)}))
        if lost > maximum:
            reasons.append(Reason("never_below_zero", {"lost": plain(lost)}))
        return Assessment(bounded(maximum - lost, maximum), tuple(reasons))

    @staticmethod
    def _lost(item: CaseItem, facts: Facts, reasons: list[Reason]) -> Decimal:
        lost = ZERO
        if count := item.counted(facts):
            lost += item.each * count
            reasons.append(_reason("deduction", item, count, item.each, lost))
        for case in facts.cases:
            if case.item == item.id:
                minus = item.judged(case.points)
                lost += minus
                reasons.append(_reason("deduction", item, 1, minus, minus))
        if item.capped(lost) < lost:
            lost = item.capped(lost)
            reasons.append(Reason("deduction_cap", {"item": item.title, "cap": plain(lost)}))
        return lost

    def refuse(self, points: Decimal, maximum: Decimal) -> Refusal | None:
        """Range and steps."""
        return refuse_between_steps(points, maximum, self.step)

    def describe(self, maximum: Decimal) -> tuple[Reason, ...]:
        """The maximum, then one line per item."""
        return (
            Reason("rule.deductions", {"maximum": plain(maximum)}),
            *(described(item, "deduction") for item in self.items),
        )


def _reason(code: str, item: CaseItem, count: int, each: Decimal, points: Decimal) -> Reason:
    params = {"item": item.title, "count": count, "each": plain(each), "points": plain(points)}
    return Reason(code, params)
