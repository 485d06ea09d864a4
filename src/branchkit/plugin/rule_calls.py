"""Asks the functions of plugins for points: what they give is looked at, and a function that fails proposes nothing."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from branchkit.core.numbers import is_workable
from branchkit.core.scoring.rules.called import RuleFacts, RulePoints
from branchkit.core.texts import NO_TEXT, LocalText
from branchkit.plugin.contributions import PluginFailure
from branchkit.plugin.isolation import FailureLog, import_target
from branchkit.plugin.rule_kinds import RuleKind

_REMEMBERED = 4096
"""Answers that are kept: guarding a call takes a fifth of a millisecond, and subjects have few different figures."""


class RuleCall:
    """The function of one kind of rule."""

    def __init__(self, log: FailureLog, plugin: str, kind: RuleKind) -> None:
        self._log = log
        self._plugin = plugin
        self._kind = kind
        self._function: Callable[[RuleFacts], Any] | None = None
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
        if self._function is None:
            imported: Any
            imported, failure = import_target(self._log, self._plugin, self._kind)
            if failure is not None:
                return None
            self._function = imported
        given: Any = None
        with self._log.guarded(self._plugin, "raised", self._kind.id) as watched:
            given = self._function(facts)
        if watched.failure is not None or given is None:
            return None
        if not (isinstance(given, RulePoints) and isinstance(given.points, Decimal)):
            value = given.points if isinstance(given, RulePoints) else given
            self._note("result", f"{type(value).__name__}, {RulePoints.__name__} / Decimal")
            return None
        if not isinstance(given.why, LocalText) or given.why == NO_TEXT:
            self._note("result", f"why: {given.why!r}")
            return None
        if not is_workable(given.points):
            self._note("number", f"{given.points:.3E}")
            return None
        if not 0 <= given.points <= facts.maximum:
            self._note("bounds", f"{given.points} (0…{facts.maximum})")
            return None
        return given

    def _note(self, code: str, message: str) -> None:
        place = self._kind.target
        self._log.note(PluginFailure(self._plugin, code, self._kind.id, place, message))
