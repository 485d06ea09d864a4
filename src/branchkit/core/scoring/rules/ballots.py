"""Kind 8: ballots of rater groups, each group with its weight."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import ClassVar

from branchkit.core.numbers import WIDE
from branchkit.core.scoring.results import Assessment, Reason, Refusal, plain
from branchkit.core.scoring.rules.base import (
    HUNDRED,
    ZERO,
    Facts,
    Rule,
    bounded,
    refuse_between_steps,
    to_step,
)
from branchkit.core.texts import LocalText
from branchkit.core.values import frozen


@frozen
class BallotOption:
    """What can be ticked, and what it is worth in per cent of the maximum."""

    id: str
    title: LocalText
    worth: Decimal


@frozen
class RaterGroup:
    """Who votes (members, branch, masses). Weights are relative to each other."""

    id: str
    title: LocalText
    weight: Decimal = Decimal(1)


@frozen
class Ballots(Rule):
    """Mean worth of each group's votes, weighted.

    A group without votes is waited for; with ``rescale`` it is left out and the others share its weight.
    """

    options: tuple[BallotOption, ...]
    groups: tuple[RaterGroup, ...]
    rescale: bool = False
    step: Decimal = Decimal("0.1")
    kind: ClassVar[str] = "ballots"

    @property
    def inputs(self) -> frozenset[str]:
        """One per group: its result in per cent."""
        return frozenset(group.id for group in self.groups)

    def assess(self, facts: Facts, maximum: Decimal) -> Assessment | None:
        """The weighted result, once every group has voted that has to."""
        weights = sum_of = ZERO
        reasons: list[Reason] = []
        for group in self.groups:
            votes = facts.ballots.get(group.id, {})
            count = sum(votes.get(option.id, 0) for option in self.options)
            percent = self._worth(votes, count) if count else facts.values.get(group.id)
            if percent is None:
                if not self.rescale:
                    return None
                reasons.append(Reason("ballot_absent", {"group": group.title}))
                continue
            percent = bounded(percent, HUNDRED)
            weights += group.weight
            sum_of += group.weight * percent
            reasons.append(_reason(group, count, percent))
        if not weights:
            return None
        points = to_step(maximum * sum_of / (weights * HUNDRED), self.step)
        reasons.append(
            Reason("ballot_result", {"maximum": plain(maximum), "points": plain(points)})
        )
        return Assessment(bounded(points, maximum), tuple(reasons))

    def _worth(self, votes: Mapping[str, int], count: int) -> Decimal:
        """The mean worth of a group's votes, in per cent."""
        return sum((o.worth * votes.get(o.id, 0) for o in self.options), ZERO) / count

    def refuse(self, points: Decimal, maximum: Decimal) -> Refusal | None:
        """Range and steps."""
        return refuse_between_steps(points, maximum, self.step)

    def describe(self, maximum: Decimal) -> tuple[Reason, ...]:
        """One line per group, one per option."""
        return (
            *(
                Reason("rule.ballot_group", {"group": g.title, "weight": plain(g.weight)})
                for g in self.groups
            ),
            *(
                Reason("rule.ballot_option", {"option": o.title, "worth": plain(o.worth)})
                for o in self.options
            ),
        )


def _reason(group: RaterGroup, count: int, percent: Decimal) -> Reason:
    params: dict[str, object] = {
        "group": group.title,
        "percent": plain(percent.quantize(Decimal("0.01"), context=WIDE)),
        "weight": plain(group.weight),
    }
    if count:
        return Reason("ballot", {**params, "votes": count})
    return Reason("ballot_percent", params)
