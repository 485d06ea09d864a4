"""Whether a vote can have been counted so, and whether it carried: shares and denominators are the rule pack's, not ours.

A rule's id says what it asks of which kind of vote: ``<kind>-attendance-over``, ``<kind>-attendance-least``,
``<kind>-favour-of-entitled-over``, ``<kind>-favour-of-present-over``, and the same with ``-least``. Over is more than, least is
at least. A decision is measured by those *entitled*, an election by those *present*: with 20 entitled and 16 there, nine votes
elect somebody and decide nothing.

``<kind>-written`` says how many votes an absentee has who gave one in writing before the meeting; a kind without that rule
knows no such votes. They count among those in favour, against or abstaining, and never as attendance.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from decimal import Decimal

from branchkit.core.errors import Place, Problem
from branchkit.core.rulepacks import Edition, Rule
from branchkit.core.values import frozen

KINDS = ("decision", "election", "admission")


@frozen
class Count:
    """What was counted: who may vote, how many of them came, how they voted."""

    entitled: int
    present: int
    in_favour: int
    against: int = 0
    abstained: int = 0
    written: int = 0
    """Votes of absentees, given in writing; how they voted is in the three figures before."""

    @property
    def cast(self) -> int:
        """All votes that were given."""
        return self.in_favour + self.against + self.abstained


FIGURES = tuple(field.name for field in fields(Count))
"""The figures of a count, in the order in which forms ask for them and registers' formulas name them."""


@frozen
class Shortfall:
    """A rule that the vote does not meet. ``part`` of ``whole`` people, where ``rule`` wants its percentage."""

    rule: Rule
    part: int
    whole: int


def miscounted(count: Count) -> Iterator[Problem]:
    """What cannot be of a count, each at the figure that is wrong: nobody votes who was neither there nor wrote.

    Registers, cases and commands ask this, so that no count is possible here and impossible there.
    """
    negative = [name for name in FIGURES if getattr(count, name) < 0]
    for name in negative:
        yield Problem("vote.negative", Place(key=name))
    if negative:
        return
    absent = count.entitled - count.present
    if absent < 0:
        yield _too_many("more_present", "present", count.present, count.entitled)
    elif count.written > absent:
        yield _too_many("more_written", "written", count.written, absent)
    elif count.cast > count.present + count.written:
        yield _too_many("more_votes", "in_favour", count.cast, count.present + count.written)


def _too_many(code: str, figure: str, found: int, limit: int) -> Problem:
    return Problem(f"vote.{code}", Place(key=figure), params={"found": found, "limit": limit})


def written_refused(kind: str, count: Count, edition: Edition) -> Iterator[Problem]:
    """That votes were given in writing where the edition knows none for this kind of vote."""
    if count.written > 0 and f"{kind}-written" not in edition.rules:
        yield Problem("vote.written_not_counted", Place(key="written"))


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
    """Whether a vote carried; False for a kind that the edition has no rules for, since nothing can be said of it.

    A count that cannot be carried nothing, whoever kept it before such counts were refused.
    """
    # How many wrote is not asked for here: as many as may have.
    count = Count(entitled, present, in_favour, written=max(0, entitled - present))
    possible = not any(miscounted(count))
    return possible and bool(_rules(kind, edition)) and not shortfalls(kind, count, edition)


def needed(kind: str, entitled: int, present: int, edition: Edition, written: int = 0) -> int:
    """The fewest votes in favour with which it carries, given who came and who wrote; one more than there are if none do."""
    votes = present + written
    return next(
        (
            in_favour
            for in_favour in range(votes + 1)
            if not any(
                s.rule.id.startswith(f"{kind}-favour")
                for s in shortfalls(kind, Count(entitled, present, in_favour), edition)
            )
        ),
        votes + 1,
    )


def _rules(kind: str, edition: Edition) -> list[Rule]:
    """The shares that are asked of a kind."""
    shares = (f"{kind}-attendance", f"{kind}-favour")
    return [rule for id, rule in edition.rules.items() if id.startswith(shares)]


def _figures(asked: str, count: Count) -> tuple[int, int]:
    part = count.present if asked.startswith("attendance") else count.in_favour
    whole = count.present if "of-present" in asked else count.entitled
    return part, whole


def _meets(rule: Rule, part: int, whole: int) -> bool:
    wanted = rule.value * whole
    return part * 100 > wanted if rule.id.endswith("-over") else Decimal(part * 100) >= wanted
