"""Asks the functions of plugins for the values of computed columns: arguments are typed, and what comes back is looked at."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from branchkit.core.dates import day_of
from branchkit.core.numbers import is_workable
from branchkit.core.registers.computed import LISTS, as_amount, figure
from branchkit.core.registers.conditions import as_number
from branchkit.core.registers.register import FIGURES, ColumnKind
from branchkit.core.texts import LocalText
from branchkit.plugin.functions import FormulaFunction
from branchkit.plugin.isolation import FailureLog
from branchkit.plugin.target_calls import TargetCall

_DAYS = (ColumnKind.DATE, ColumnKind.MONTH)
_REMEMBERED = 4096


class FunctionCall:
    """The function behind a formula; a value that it cannot say is open."""

    def __init__(self, log: FailureLog, plugin: str, spec: FormulaFunction) -> None:
        self.spec = spec
        self._function = TargetCall(log, plugin, spec)
        self._answers: dict[tuple[object, ...], object] = {}

    @property
    def title(self) -> LocalText:
        """What it is called."""
        return self.spec.title

    @property
    def takes(self) -> tuple[ColumnKind, ...]:
        """The kinds of its columns."""
        return self.spec.takes

    @property
    def makes(self) -> ColumnKind:
        """The kind of its value."""
        return self.spec.makes

    def __call__(self, inputs: Sequence[object]) -> object:
        """The value as a document would keep it; None where there is none."""
        asked = tuple(map(_argument, self.spec.takes, inputs))
        if asked not in self._answers:
            if len(self._answers) >= _REMEMBERED:
                self._answers.clear()
            self._answers[asked] = self._ask(asked)
        return self._answers[asked]

    def _ask(self, arguments: tuple[object, ...]) -> object:
        given: object = self._function.ask(lambda function: function(*arguments))
        if given is None:
            return None
        if isinstance(given, Decimal) and not is_workable(given):
            self._function.note("number", f"{given:.3E}")
            return None
        kept = _kept(self.spec.makes, given)
        if kept is None:
            self._function.note("result", f"{type(given).__name__}, {self.spec.makes}")
        return kept


def _argument(kind: ColumnKind, value: object) -> object:
    """A kept value as the function is given it."""
    if kind in LISTS:
        return tuple(value) if isinstance(value, list) else ()
    if kind in FIGURES:
        return as_number(value)
    return day_of(value) if kind in _DAYS else value


def _kept(kind: ColumnKind, value: object) -> object:
    """What a function gave as a document keeps it; None where it is not of its kind."""
    match kind:
        case ColumnKind.NUMBER | ColumnKind.MONEY:
            if not isinstance(value, Decimal):
                return None
            return as_amount(value) if kind is ColumnKind.MONEY else figure(value)
        case ColumnKind.DATE | ColumnKind.MONTH:
            if not isinstance(value, date) or isinstance(value, datetime):
                return None
            return f"{value:%Y-%m}" if kind is ColumnKind.MONTH else value.isoformat()
        case ColumnKind.YES_NO:
            return value if isinstance(value, bool) else None
        case ColumnKind.MEMBERS | ColumnKind.LIST:
            entries = list(value) if isinstance(value, tuple | list) else [None]
            return entries if all(isinstance(entry, str) for entry in entries) else None
    return value if isinstance(value, str) else None
