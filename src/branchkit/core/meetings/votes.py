"""Whether a vote carried: the shares and their denominators are the rule pack's, not ours.

A rule's id says what it asks of which kind of vote: ``<kind>-attendance-over``, ``<kind>-attendance-least``,
``<kind>-favour-of-entitled-over``, ``<kind>-favour-of-present-over``, and the same with ``-least``. Over is more than, least is
at least. A decision is measured by those *entitled*, an election by those *present*: with 20 entitled and 16 there, nine votes
elect somebody and decide nothing.
"""

from __future__ import annotations

from decimal import Decimal

from branchkit.core.rulepacks import Edition, Rule
from branchkit.core.values import frozen

KINDS = ("decision", "election", "admission")


@frozen
class Count:
    """What was counted: who may vote, how many of them came, how many were in favour."""

    entitled: int
    present: int
    in_favour: int


@frozen
class Shortfall:
    """A rule that the vote does not meet. ``part`` of ``whole`` people, where ``rule`` wants its percentage."""

    rule: Rule
    part: int
    whole: int


def shortfalls(kind: str, count: Count, edition: Edition) -> list[Shortfall]:
    """What keeps a vote from carrying, in the order of the rules; empty when it carried."""
    asked = (
        (rule, _figures(rule.id.removeprefix(f"{kind}-"), count)) for rule in _rules(kind, edition)
    )
    return [
        Shortfall(rule, part, whole)
        for rule, (part, whole) in asked
        if not _meets(rule, part, whole)
    ]


def passed(kind: str, entitled: int, present: int, in_favour: int, edition: Edition) -> bool:
    """Whether a vote carried; False for a kind that the edition has no rules for, since nothing can be said of it."""
    count = Count(entitled, present, in_favour)
    return bool(_rules(kind, edition)) and not shortfalls(kind, count, edition)


def needed(kind: str, entitled: int, present: int, edition: Edition) -> int:
    """The fewest votes in favour with which it carries, given who came."""
    return next(
        (
            votes
            for votes in range(present + 1)
            if not any(
                s.rule.id.startswith(f"{kind}-favour")
                for s in shortfalls(kind, Count(entitled, present, votes), edition)
            )
        ),
        present + 1,
    )


def _rules(kind: str, edition: Edition) -> list[Rule]:
    return [rule for id, rule in edition.rules.items() if id.startswith(f"{kind}-")]


def _figures(asked: str, count: Count) -> tuple[int, int]:
    part = count.present if asked.startswith("attendance") else count.in_favour
    whole = count.present if "of-present" in asked else count.entitled
    return part, whole


def _meets(rule: Rule, part: int, whole: int) -> bool:
    wanted = rule.value * whole
    return part * 100 > wanted if rule.id.endswith("-over") else Decimal(part * 100) >= wanted
