"""Runs the checks of plugins. One that fails never stands in the way of work: it is a named failure, and whatever it was asked
about passes, with a warning.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from branchkit.core.errors import Place, Problem
from branchkit.core.texts import NO_TEXT, LocalText
from branchkit.plugin.checks import (
    ERROR,
    WARNING,
    CheckSpec,
    Finding,
    LoadedCheck,
    SheetScene,
)
from branchkit.plugin.isolation import FailureLog
from branchkit.plugin.target_calls import TargetCall

if TYPE_CHECKING:
    from branchkit.core.registers.register import RecordScene, Register


class Checker:
    """The function behind a check, imported once, and what it finds looked at."""

    def __init__(self, log: FailureLog, plugin: str, spec: CheckSpec) -> None:
        self.spec = spec
        self._plugin = plugin
        self._function = TargetCall(log, plugin, spec)
        self._columns: frozenset[str] = frozenset()

    @property
    def title(self) -> LocalText:
        """What the check is called."""
        return self.spec.title

    def of_record(self, scene: RecordScene, register: Register) -> list[Problem]:
        """What the check finds of a row, at its columns."""
        if not self._columns:
            self._columns = frozenset(("", *(column.id for column in register.columns)))
        found = self._found(scene, self._columns)
        if found is None:
            return [self._failed(register.dated_by)]
        return [
            Problem(
                "record.check",
                Place(key=finding.at or register.dated_by),
                finding.severity,
                {"check": self.spec.title, "said": finding.text},
            )
            for finding in found
        ]

    def of_sheet(self, scene: SheetScene) -> list[Finding] | None:
        """What the check finds of a sheet; None where it failed."""
        criteria = (criterion.id for criterion in scene.sheet.scheme.criteria)
        found = self._found(scene, frozenset(("", *criteria)))
        if found is None:
            return None
        known = {"", *(result.subject for result in scene.sheet.subjects)}
        # Somebody of another sheet: what is found is said all the same.
        return [f if f.subject in known else replace(f, subject="") for f in found]

    def _failed(self, column: str) -> Problem:
        params: dict[str, object] = {"check": self.spec.title, "plugin": self._plugin}
        return Problem("record.check_failed", Place(key=column), WARNING, params)

    def _found(self, scene: object, places: frozenset[str]) -> list[Finding] | None:
        found: list[Any] | None = self._function.ask(lambda function: list(function(scene)))
        if found is None:
            return None
        if fault := next((fault for f in found if (fault := _fault(f, places))), ""):
            self._function.note("result", fault)
            return None
        return found


def _fault(finding: object, places: frozenset[str]) -> str:
    """Why a finding could not be shown; empty where it can."""
    if not isinstance(finding, Finding):
        return f"{type(finding).__name__}, {Finding.__name__}"
    if not isinstance(finding.text, LocalText) or finding.text == NO_TEXT:
        return f"text: {finding.text!r}"
    if finding.severity not in (ERROR, WARNING):
        return f"severity: {finding.severity!r}, {ERROR} / {WARNING}"
    return "" if finding.at in places else f"at: {finding.at!r}"


class CheckedRegisters(Mapping[str, "Register"]):
    """Registers with the checks of plugins on them; a register is read when it is asked for."""

    def __init__(
        self, registers: Mapping[str, Register], checkers: Mapping[str, Sequence[LoadedCheck]]
    ) -> None:
        """``checkers`` are by the register that they look at."""
        self._registers = registers
        self._checkers = checkers
        self._checked: dict[str, Register] = {}

    def __getitem__(self, id: str) -> Register:
        register = self._registers[id]
        if id not in self._checkers:
            return register
        if id not in self._checked:
            checks = tuple(
                lambda scene, by=checker: by.of_record(scene, register)
                for checker in self._checkers[id]
            )
            self._checked[id] = replace(register, checks=checks)
        return self._checked[id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._registers)

    def __len__(self) -> int:
        return len(self._registers)
