"""Asks the function that a plugin's spec names, for the checks, formulas and rules that are asked for many rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from branchkit.plugin.contributions import PluginFailure
from branchkit.plugin.isolation import FailureLog, Targeted, import_target
from branchkit.plugin.often import OftenGuarded

T = TypeVar("T")


class TargetCall:
    """The function is imported when it is first asked; what fails is noted as the plugin's."""

    def __init__(self, log: FailureLog, plugin: str, spec: Targeted) -> None:
        self._log = log
        self._plugin = plugin
        self._spec = spec
        self._guard = OftenGuarded(log, plugin, spec.id)
        self._function: Callable[..., Any] | None = None

    def ask(self, call: Callable[[Callable[..., Any]], T]) -> T | None:
        """What ``call`` gets out of the function; None where that cannot be imported, or fails."""
        if self._function is None:
            found: Any
            found, failure = import_target(self._log, self._plugin, self._spec)
            if failure is not None:
                return None
            self._function = found
        given: T | None = None
        with self._guard.call() as watched:
            given = call(self._function)
        return given if watched.failure is None else None

    def note(self, code: str, message: str) -> None:
        """Keep what was wrong with an answer."""
        failure = PluginFailure(self._plugin, code, self._spec.id, self._spec.target, message)
        self._log.note(failure)
