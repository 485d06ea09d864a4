"""Rules that count cases: deductions (kind 4, from the maximum, never below zero) and awards (kind 5, with supplements on the
same case, a cap, or only the best cases counted).
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import ClassVar

from branchkit.core.scoring.results import Assessment, Reason, Refusal, plain
from branchkit.core.scoring.rules.base import (
    ZERO,
    Case,
    Facts,
    Rule,
    bounded,
    limit_in_words,
    refuse_between_steps,
    to_step,
)
from branchkit.core.texts import LocalText
from branchkit.core.values import frozen

ONE = Decimal(1)


@frozen
class CaseItem:
    """One item.

    ``each`` is a case's points; with ``most`` the scorer judges every case between the two (kind 1). A figure counts as
    one case for every full ``per``; without one, 4.5 counts four times and a half. The first ``after`` cases are free, the
    lightest where they differ; fewer than ``at_least`` are no case at all. ``cap`` bounds the item's sum.
    """

    id: str
    title: LocalText
    each: Decimal
    most: Decimal | None = None
    per: Decimal = Decimal(1)
    cap: Decimal | None = None
    after: Decimal = ZERO
    at_least: Decimal = ZERO

    def counted(self, facts: Facts, reasons: list[Reason]) -> Decimal:
        """How many cases count of those that a figure speaks of; parts of a ``per`` are no case."""
        value = facts.values.get(self.id, ZERO)
        count = max(value if self.per == 1 else plain(value // self.per), ZERO)
        return count - self._free(count, reasons)

    def listed(self, facts: Facts, reasons: list[Reason]) -> list[Case]:
        """The cases that count of those listed one by one."""
        cases = [case for case in facts.cases if case.item == self.id]
        free = self._free(Decimal(len(cases)), reasons)
        if not free:
            return cases
        by_weight = sorted(cases, key=lambda c: (self.judged(c.points), sorted(c.supplements)))
        return by_weight[int(free) :]

    def _free(self, count: Decimal, reasons: list[Reason]) -> Decimal:
        """How many of so many cases do not count."""
        params = {"item": self.title, "count": plain(count)}
        if 0 < count < self.at_least:
            reasons.append(Reason("cases_too_few", {**params, "at_least": plain(self.at_least)}))
            return count
        if count and self.after:
            reasons.append(Reason("cases_free", {**params, "after": plain(self.after)}))
        return min(count, self.after)

    def judged(self, points: Decimal | None) -> Decimal:
        """A case's points: as judged within the range, else :attr:`each`."""
        if points is None or self.most is None:
            return self.each
        return min(max(points, self.each), self.most)

    def capped(self, points: Decimal) -> Decimal:
        """The item's sum within its cap."""
        return points if self.cap is None else min(points, self.cap)


def known(items: tuple[CaseItem, ...], facts: Facts) -> bool:
    """Whether anything is known of any of the items: a figure, or that cases are listed."""
    return bool(facts.cases) or any(item.id in facts.values for item in items)


def silent(item: CaseItem, facts: Facts) -> bool:
    """Whether nothing speaks of this item: no figure, and figures, not cases, are what is there."""
    return bool(facts.values) and not facts.cases and item.id not in facts.values


def stepped(points: Decimal, step: Decimal, reasons: list[Reason]) -> Decimal:
    """Points that can be entered: a part of a case can end between two steps."""
    if not points % step:
        return points
    after = to_step(points, step)
    reasons.append(
        Reason("stepped", {"before": plain(points), "step": plain(step), "after": after})
    )
    return after


def described(item: CaseItem, word: str) -> Iterator[Reason]:
    """The item's own rule, where ``word`` is ``deduction`` or ``award``, and which cases count."""
    yield _described(item, word)
    if item.at_least:
        yield Reason("rule.cases_at_least", {"item": item.title, "count": plain(item.at_least)})
    if item.after:
        yield Reason("rule.cases_after", {"item": item.title, "count": plain(item.after)})


def _described(item: CaseItem, word: str) -> Reason:
    params: dict[str, object] = {"item": item.title, "each": plain(item.each)}
    if item.most is not None:
        return Reason(f"rule.{word}_judged", {**params, "most": plain(item.most)})
    if item.cap is not None:
        return Reason(f"rule.{word}_capped", {**params, "cap": plain(item.cap)})
    if item.per != 1:
        return Reason(f"rule.{word}_per", {**params, "per": plain(item.per)})
    return Reason(f"rule.{word}", params)


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
        points = stepped(bounded(maximum - lost, maximum), self.step, reasons)
        return Assessment(points, tuple(reasons))

    @staticmethod
    def _lost(item: CaseItem, facts: Facts, reasons: list[Reason]) -> Decimal:
        lost = ZERO
        if count := item.counted(facts, reasons):
            lost += item.each * count
            reasons.append(_deduction_reason("deduction", item, count, item.each, lost))
        for case in item.listed(facts, reasons):
            minus = item.judged(case.points)
            lost += minus
            reasons.append(_deduction_reason("deduction", item, ONE, minus, minus))
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
            *(line for item in self.items for line in described(item, "deduction")),
        )


def _deduction_reason(
    code: str, item: CaseItem, count: Decimal, each: Decimal, points: Decimal
) -> Reason:
    params = {
        "item": item.title,
        "count": plain(count),
        "each": plain(each),
        "points": plain(points),
    }
    return Reason(code, params)


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
    count: Decimal


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
        points = stepped(min(points, limit), self.step, reasons)
        return Assessment(min(points, limit), tuple(reasons))

    def _by_figure(self, item: CaseItem, facts: Facts, reasons: list[Reason]) -> Iterator[_Counted]:
        """Cases known by number only: supplements stack on the first of them."""
        count = item.counted(facts, reasons)
        if not count:
            return
        reasons.append(_award_reason("award", item.title, count, item.each))
        extra = []
        for supplement in self.supplements:
            number = min(facts.values.get(supplement.id, ZERO), count)
            if supplement.of == item.id and number > 0:
                extra.append((number, supplement.points))
                reasons.append(
                    _award_reason("award_supplement", supplement.title, number, supplement.points)
                )
        points = item.each + sum((more for _number, more in extra), ZERO)
        done = ZERO
        for number, more in sorted(extra):
            if number > done:
                yield _Counted(points, number - done)
                done = number
            points -= more
        if count > done:
            yield _Counted(item.each, count - done)

    def _listed(self, item: CaseItem, facts: Facts, reasons: list[Reason]) -> Iterator[_Counted]:
        """Cases that are listed one by one."""
        for case in item.listed(facts, reasons):
            points = item.judged(case.points)
            reasons.append(_award_reason("award", item.title, ONE, points))
            for supplement in self.supplements:
                if supplement.id in case.supplements and supplement.of == item.id:
                    points += supplement.points
                    reasons.append(
                        _award_reason("award_supplement", supplement.title, ONE, supplement.points)
                    )
            yield _Counted(points, ONE)

    def refuse(self, points: Decimal, maximum: Decimal) -> Refusal | None:
        """Range and steps."""
        limit = maximum if self.cap is None else min(self.cap, maximum)
        return refuse_between_steps(points, limit, self.step)

    def describe(self, maximum: Decimal) -> tuple[Reason, ...]:
        """One line per item and supplement, then what bounds them."""
        limit = maximum if self.cap is None else min(self.cap, maximum)
        lines = [line for item in self.items for line in described(item, "award")]
        lines += [
            Reason("rule.award_supplement", {"item": s.title, "points": plain(s.points)})
            for s in self.supplements
        ]
        if self.best_of is not None:
            lines.append(Reason("rule.award_best_of", {"count": self.best_of}))
        if self.base:
            lines.insert(0, Reason("rule.award_base", {"points": plain(self.base)}))
        return (*lines, limit_in_words(limit))


def _sum(cases: list[_Counted]) -> Decimal:
    return sum((group.points * group.count for group in cases), ZERO)


def _best(cases: list[_Counted], count: int) -> list[_Counted]:
    best = []
    left = Decimal(count)
    for group in sorted(cases, key=lambda group: group.points, reverse=True):
        taken = min(group.count, left)
        best.append(_Counted(group.points, taken))
        left -= taken
    return best


def _within_cap(item: CaseItem, points: Decimal, reasons: list[Reason]) -> Decimal:
    capped = item.capped(points)
    if capped < points:
        reasons.append(Reason("award_cap", {"item": item.title, "cap": plain(capped)}))
    return capped


def _award_reason(code: str, title: LocalText, count: Decimal, each: Decimal) -> Reason:
    params = {
        "item": title,
        "count": plain(count),
        "each": plain(each),
        "points": plain(each * count),
    }
    return Reason(code, params)
