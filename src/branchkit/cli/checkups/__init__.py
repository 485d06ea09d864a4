"""What the doctor looks at, one file per subject; each has ``check(shell)`` that yields findings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum

from branchkit.core.values import frozen
from branchkit.i18n.catalog import Catalog


class State(StrEnum):
    """How bad a finding is."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@frozen
class Finding:
    """What one check found: ``cli.doctor.<check>.<code>``, and what to do about it under ``….advice``."""

    check: str
    state: State
    code: str
    params: Mapping[str, object] = field(default_factory=dict)

    def text(self, catalog: Catalog) -> str:
        """What was found."""
        return catalog.text(f"cli.doctor.{self.check}.{self.code}", **self.params)

    def advice(self, catalog: Catalog) -> str:
        """What to do; empty when all is well."""
        if self.state is State.OK:
            return ""
        return catalog.text(f"cli.doctor.{self.check}.{self.code}.advice", **self.params)


def ok(check: str, code: str = "ok", /, **params: object) -> Finding:
    """All is well."""
    return Finding(check, State.OK, code, params)


def warning(check: str, code: str, /, **params: object) -> Finding:
    """It works, and could bite."""
    return Finding(check, State.WARNING, code, params)


def error(check: str, code: str, /, **params: object) -> Finding:
    """It does not work."""
    return Finding(check, State.ERROR, code, params)
