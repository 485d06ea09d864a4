"""What happens in cases: an item of a deduction or an award, so and so many points each time."""

from __future__ import annotations

from decimal import Decimal

from branchkit.core.numbers import plain
from branchkit.core.results import Reason
from branchkit.core.rules.facts import Facts
from branchkit.core.texts import LocalText
from branchkit.core.values import frozen


@frozen
class CaseItem:
    """One item.

    ``each`` is a case's points; with ``most`` the scorer judges every case between the two (kind 1). A figure counts as
    one case for every full ``per``. ``cap`` bounds the item's sum.
    """

    id: str
    title: LocalText
    each: Decimal
    most: Decimal | None = None
    per: Decimal = Decimal(1)
    cap: Decimal | None = None

    def counted(self, facts: Facts) -> int | None:
        """How many cases a figure speaks of, None when there is no figure."""
        value = facts.values.get(self.id)
        return None if value is None else max(int(value // self.per), 0)

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


def described(item: CaseItem, word: str) -> Reason:
    """The item's own rule, where ``word`` is ``deduction`` or ``award``."""
    params: dict[str, object] = {"item": item.title, "each": plain(item.each)}
    if item.most is not None:
        return Reason(f"rule.{word}_judged", {**params, "most": plain(item.most)})
    if item.cap is not None:
        return Reason(f"rule.{word}_capped", {**params, "cap": plain(item.cap)})
    if item.per != 1:
        return Reason(f"rule.{word}_per", {**params, "per": plain(item.per)})
    return Reason(f"rule.{word}", params)
