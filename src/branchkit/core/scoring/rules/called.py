"""A rule of somebody else's making: a function turns figures into points, its parameters stand in the scheme."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import ClassVar

from branchkit.core.scoring.results import Assessment, Reason, Refusal, plain
from branchkit.core.scoring.rules.base import (
    Facts,
    Rule,
    bounded,
    refuse_between_steps,
    to_step,
)
from branchkit.core.texts import LocalText
from branchkit.core.values import frozen

Parameter = Decimal | str | bool | tuple[Decimal, ...]


@frozen
class RuleFacts:
    """What is given to the function of a rule: the figure of every input, the scheme's parameters, and the maximum."""

    values: Mapping[str, Decimal]
    """Input → figure."""
    parameters: Mapping[str, Parameter]
    """Key → what the scheme says, else its default."""
    maximum: Decimal
    """The criterion's points; infinite where it has no upper limit."""


@frozen
class RulePoints:
    """What it gives: points between 0 and the maximum, and why, in two languages."""

    points: Decimal
    """Rounded to the rule's step."""
    why: LocalText
    """For whoever asks how it came about."""


@frozen
class CalledRule(Rule):
    """A rule by the kind's ``id``. Without ``points`` it proposes nothing: whoever brings the kind is not there."""

    id: str
    title: LocalText
    parameters: tuple[tuple[str, Parameter], ...] = ()
    wanted: frozenset[str] = frozenset()
    step: Decimal = Decimal("0.1")
    points: Callable[[RuleFacts], RulePoints | None] | None = None
    """None: nothing can be said. It must be pure: the same facts give the same points."""
    kind: ClassVar[str] = "called"

    @property
    def inputs(self) -> frozenset[str]:
        """As the kind declares them."""
        return self.wanted

    def assess(self, facts: Facts, maximum: Decimal) -> Assessment | None:
        """Nothing while a figure is missing."""
        if self.points is None or not facts.values.keys() >= self.wanted:
            return None
        values = {name: facts.values[name] for name in sorted(self.wanted)}
        given = self.points(RuleFacts(values, dict(self.parameters), maximum))
        if given is None:
            return None
        points = bounded(to_step(given.points, self.step), maximum)
        params = {"why": given.why, "points": plain(points)}
        return Assessment(points, (Reason("called", params),))

    def refuse(self, points: Decimal, maximum: Decimal) -> Refusal | None:
        """Range and steps."""
        return refuse_between_steps(points, maximum, self.step)

    def describe(self, maximum: Decimal) -> tuple[Reason, ...]:
        """The kind's title with the parameters as the scheme has them."""
        shown = ", ".join(f"{name} = {_shown(value)}" for name, value in self.parameters)
        if not shown:
            return (Reason("rule.called", {"rule": self.title}),)
        return (Reason("rule.called_with", {"rule": self.title, "parameters": shown}),)


def _shown(value: Parameter) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(_shown, value))}]"
    if isinstance(value, bool):
        return str(value).lower()
    return f"{plain(value)}" if isinstance(value, Decimal) else value
