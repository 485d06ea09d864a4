"""Asks the functions of plugins for points: what they give is looked at, and a function that fails proposes nothing."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from branchkit.core.numbers import is_workable
from branchkit.core.scoring.rules.called import RuleFacts, RulePoints
from branchkit.core.texts import NO_TEXT, LocalText
from branchkit.plugin.isolation import FailureLog
from branchkit.plugin.rule_kinds import RuleKind
from branchkit.plugin.target_calls import TargetCall

_REMEMBERED = 4096
"""Answers that are kept: guarding a call takes a fifth of a millisecond, and subjects have few different figures."""


class RuleCall:
    """The function of one kind of rule."""

    def __init__(self, log: FailureLog, plugin: str, kind: RuleKind) -> None:
        self._function = TargetCall(log, plugin, kind)
        self._answers: dict[object, RulePoints | None] = {}

    def __call__(self, facts: RuleFacts) -> RulePoints | None:
        """What it gives for facts; None where it says nothing, fails, or gives points that are none."""
        values, parameters = tuple(facts.values.items()), tuple(facts.parameters.items())
        asked = values, parameters, facts.maximum
        if asked not in self._answers:
            if len(self._answers) >= _REMEMBERED:
                self._answers.clear()
            self._answers[asked] = self._ask(facts)
        return self._answers[asked]

    def _ask(self, facts: RuleFacts) -> RulePoints | None:
        given: Any = self._function.ask(lambda function: function(facts))
        if given is None:
            return None
        if not (isinstance(given, RulePoints) and isinstance(given.points, Decimal)):
            value = given.points if isinstance(given, RulePoints) else given
            self._function.note(
                "result", f"{type(value).__name__}, {RulePoints.__name__} / Decimal"
            )
            return None
        if not isinstance(given.why, LocalText) or given.why == NO_TEXT:
            self._function.note("result", f"why: {given.why!r}")
            return None
        if not is_workable(given.points):
            self._function.note("number", f"{given.points:.3E}")
            return None
        if not 0 <= given.points <= facts.maximum:
            self._function.note("bounds", f"{given.points} (0…{facts.maximum})")
            return None
        return given
