"""Rules by judgement: from nothing to the maximum in steps (kind 1), or one of several grades (kind 2)."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from branchkit.core.scoring.results import Assessment, Reason, Refusal, plain
from branchkit.core.scoring.rules.base import (
    VALUE,
    Facts,
    Rule,
    refuse_between_steps,
    refuse_unlisted,
)
from branchkit.core.texts import LocalText
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


@frozen
class Option:
    """A grade. With ``at_least`` it is reached by a figure of that size."""

    id: str
    title: LocalText
    points: Decimal
    at_least: Decimal | None = None


@frozen
class Graded(Rule):
    """Grades, best first."""

    options: tuple[Option, ...]
    kind: ClassVar[str] = "graded"

    @property
    def inputs(self) -> frozenset[str]:
        """A figure picks the grade where the grades say from which figure on."""
        return frozenset({VALUE}) if self._by_figure else frozenset()

    @property
    def _by_figure(self) -> bool:
        return any(option.at_least is not None for option in self.options)

    def assess(self, facts: Facts, maximum: Decimal) -> Assessment | None:
        """The points of the chosen grade, else of the best grade that the figure reaches."""
        for option in self.options:
            if facts.option and facts.option == option.id:
                return _assessed(option)
        value = facts.values.get(VALUE)
        if value is None or not self._by_figure:
            return None
        for option in self.options:
            if option.at_least is None or value >= option.at_least:
                return _assessed(option, value)
        return _assessed(self.options[-1], value)

    def refuse(self, points: Decimal, maximum: Decimal) -> Refusal | None:
        """Only the points of a grade."""
        return refuse_unlisted(points, (option.points for option in self.options))

    def describe(self, maximum: Decimal) -> tuple[Reason, ...]:
        """One line per grade."""
        return tuple(
            Reason("rule.graded", {"option": option.title, "points": plain(option.points)})
            if option.at_least is None
            else Reason(
                "rule.graded_from",
                {
                    "option": option.title,
                    "points": plain(option.points),
                    "at_least": plain(option.at_least),
                },
            )
            for option in self.options
        )


def _assessed(option: Option, value: Decimal | None = None) -> Assessment:
    params = {"option": option.title, "points": plain(option.points)}
    if value is None:
        return Assessment(option.points, (Reason("option", params),))
    reason = Reason("option_by_figure", {**params, "value": plain(value)})
    return Assessment(option.points, (reason,))
