"""Kind 5: points for each case, with supplements on the same case, a cap, or only the best cases counted."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import ClassVar

from branchkit.core.numbers import plain
from branchkit.core.results import Assessment, Reason, Refusal
from branchkit.core.rules.base import ZERO, Rule, refuse_between_steps
from branchkit.core.rules.case_items import CaseItem, described, known, silent
from branchkit.core.rules.facts import Facts
from branchkit.core.texts import LocalText
from branchkit.core.values import frozen


@frozen
class Supplement:
    """More points for a case that already counts: adopted +3, adopted nationally +15.

    ``of`` is the item whose cases it goes on top of. A figure of supplements counts no further than there are cases.
    """

    id: str
    title: LocalText
    points: Decimal
    of: str


@frozen
class _Counted:
    """So many cases of so many points each."""

    points: Decimal
    count: int


@frozen
class Awards(Rule):
    """Items whose points are added up from ``base``.

    ``best_of`` N counts only the N best cases of all items (1: not accumulated); ``cap`` bounds the sum below the
    criterion's maximum.
    """

    items: tuple[CaseItem, ...]
    supplements: tuple[Supplement, ...] = ()
    base: Decimal = ZERO
    cap: Decimal | None = None
    best_of: int | None = None
    step: Decimal = Decimal("0.5")
    kind: ClassVar[str] = "awards"

    @property
    def inputs(self) -> frozenset[str]:
        """One per item and supplement: the number of cases."""
        items = frozenset(item.id for item in self.items)
        return items.union(supplement.id for supplement in self.supplements)

    def assess(self, facts: Facts, maximum: Decimal) -> Assessment | None:
        """Items of which nothing is known give nothing, and are named."""
        if not known(self.items, facts):
            return None
        reasons: list[Reason] = []
        if self.base:
            reasons.append(Reason("award_base", {"points": plain(self.base)}))
        counted: list[_Counted] = []
        gained = ZERO
        for item in self.items:
            if silent(item, facts):
                reasons.append(Reason("not_measured", {"item": item.title}))
            cases = [*self._by_figure(item, facts, reasons), *self._listed(item, facts, reasons)]
            counted += cases
            gained += _within_cap(item, _sum(cases), reasons)
        if self.best_of is not None and sum(group.count for group in counted) > self.best_of:
            gained = _sum(_best(counted, self.best_of))
            reasons.append(Reason("best_of", {"count": self.best_of, "points": plain(gained)}))
        return self._bounded(self.base + gained, maximum, reasons)

    def _bounded(self, points: Decimal, maximum: Decimal, reasons: list[Reason]) -> Assessment:
        limit = maximum if self.cap is None else min(self.cap, maximum)
        if points > limit:
            reasons.append(Reason("cap", {"before": plain(points), "cap": plain(limit)}))
        elif not points:
            reasons.insert(0, Reason("no_award"))
        return Assessment(min(points, limit), tuple(reasons))

    def _by_figure(self, item: CaseItem, facts: Facts, reasons: list[Reason]) -> Iterator[_Counted]:
        """Cases known by number only: supplements stack on the first of them."""
        count = item.counted(facts)
        if not count:
            return
        reasons.append(_reason("award", item.title, count, item.each))
        extra = []
        for supplement in self.supplements:
            number = min(int(facts.values.get(supplement.id, ZERO)), count)
            if supplement.of == item.id and number > 0:
                extra.append((number, supplement.points))
                reasons.append(
                    _reason("award_supplement", supplement.title, number, supplement.points)
                )
        points = item.each + sum((more for _number, more in extra), ZERO)
        done = 0
        for number, more in sorted(extra):
            if number > done:
                yield _Counted(points, number - done)
                done = number
            points -= more
        if count > done:
            yield _Counted(item.each, count - done)

    def _listed(self, item: CaseItem, facts: Facts, reasons: list[Reason]) -> Iterator[_Counted]:
        """Cases that are listed one by one."""
        for case in facts.cases:
            if case.item != item.id:
                continue
            points = item.judged(case.points)
            reasons.append(_reason("award", item.title, 1, points))
            for supplement in self.supplements:
                if supplement.id in case.supplements and supplement.of == item.id:
                    points += supplement.points
                    reasons.append(
                        _reason("award_supplement", supplement.title, 1, supplement.points)
                    )
            yield _Counted(points, 1)

    def refuse(self, points: Decimal, maximum: Decimal) -> Refusal | None:
        """Range and steps."""
        limit = maximum if self.cap is None else min(self.cap, maximum)
        return refuse_between_steps(points, limit, self.step)

    def describe(self, maximum: Decimal) -> tuple[Reason, ...]:
        """One line per item and supplement, then what bounds them."""
        limit = maximum if self.cap is None else min(self.cap, maximum)
        lines = [described(item, "award") for item in self.items]
        lines += [
            Reason("rule.award_supplement", {"item": s.title, "points": plain(s.points)})
            for s in self.supplements
        ]
        if self.best_of is not None:
            lines.append(Reason("rule.award_best_of", {"count": self.best_of}))
        if self.base:
            lines.insert(0, Reason("rule.award_base", {"points": plain(self.base)}))
        return (*lines, Reason("rule.award_cap", {"cap": plain(limit)}))


def _sum(cases: list[_Counted]) -> Decimal:
    return sum((group.points * group.count for group in cases), ZERO)


def _best(cases: list[_Counted], count: int) -> list[_Counted]:
    best = []
    for group in sorted(cases, key=lambda group: group.points, reverse=True):
        taken = min(group.count, count)
        best.append(_Counted(group.points, taken))
        count -= taken
    return best


def _within_cap(item: CaseItem, points: Decimal, reasons: list[Reason]) -> Decimal:
    capped = item.capped(points)
    if capped < points:
        reasons.append(Reason("award_cap", {"item": item.title, "cap": plain(capped)}))
    return capped


def _reason(code: str, title: LocalText, count: int, each: Decimal) -> Reason:
    params = {"item": title, "count": count, "each": plain(each), "points": plain(each * count)}
    return Reason(code, params)
