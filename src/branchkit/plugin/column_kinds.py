"""Kinds of columns in Python: what a plugin brings, and the guard around it.

A value is read and checked when somebody keeps it, guarded in full; shown and put in order hundreds of times for a screen,
where only what is raised is caught, and the plain value stands in.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial
from typing import TypeVar

from branchkit.core.registers.conditions import as_number
from branchkit.core.registers.own_kinds import KindFaultError, NotOfKind, OwnKind
from branchkit.core.registers.register import ColumnKind
from branchkit.core.texts import LocalText
from branchkit.core.values import frozen
from branchkit.plugin.contributions import PluginFailure
from branchkit.plugin.isolation import FailureLog

KEPT = (ColumnKind.TEXT, ColumnKind.NUMBER, ColumnKind.DATE, ColumnKind.YES_NO)
"""The kinds as which values can be kept."""
Kept = str | Decimal | date | bool
"""A value as a plugin has it, by kind."""
_REMEMBERED = 4096
"""Values of a kind that are known to be sound."""
T = TypeVar("T")


class ColumnValues:
    """The values of a kind; a plugin derives from it and overrides what is different.

    A value is a text, a ``Decimal``, a ``date`` or a bool, as ``kept`` of the :class:`ColumnKindSpec` says. Nothing here may depend
    on anything but the value: answers are remembered.
    """

    def read(self, text: str) -> Kept | NotOfKind:
        """The value of what was typed or stands in a workbook, never blank; a refusal says what is wanted."""
        return text

    def check(self, value: Kept) -> NotOfKind | None:
        """What is wrong with a value that came from elsewhere than from :meth:`read`; None when it may be kept."""
        return None

    def show(self, value: Kept) -> str:
        """A value as people read it; :meth:`read` must give the value again."""
        return str(value)

    def sort_key(self, value: Kept) -> Decimal | int | str:
        """By what rows are put in order: all numbers, or all texts."""
        return self.show(value)


@frozen
class ColumnKindSpec:
    """A kind of column. ``target`` is ``pkg.module:Class``, imported when a value is first read or shown.

    The class derives from :class:`ColumnValues` and is made without arguments.
    """

    id: str
    """Begins with the plugin's own and a stroke: ``county/river-code``; registers write ``kind = "county/river-code"``."""
    title: LocalText
    target: str
    kept: ColumnKind = ColumnKind.TEXT
    """As which kind its values are kept, filtered, asked for and measured: text, number, date or yes-no."""
    width: int = 0
    """Cells on the screen; 0: as ``kept``."""


def own_kind(log: FailureLog, plugin: str, spec: ColumnKindSpec) -> OwnKind:
    """The kind as registers know it, each of its answers guarded."""
    guard = _Guard(log, plugin, spec)
    return OwnKind(
        spec.id,
        spec.title,
        spec.kept,
        read=guard.read,
        check=guard.check,
        show=guard.show,
        sort_key=guard.sort_key,
        width=spec.width,
    )


class _Guard:
    def __init__(self, log: FailureLog, plugin: str, spec: ColumnKindSpec) -> None:
        self._log = log
        self._plugin = plugin
        self._spec = spec
        self._values: ColumnValues | None = None
        self._sound: set[object] = set()

    def read(self, text: str) -> object:
        values = self._loaded()
        found, is_sound = self._guarded(partial(self._read_and_checked, values, text))
        if isinstance(found, NotOfKind):
            return found
        kept = _as_kept(self._spec.kept, found)
        if kept is None:
            raise self._strange(found, f"{self._spec.kept} | NotOfKind")
        if is_sound:
            if len(self._sound) >= _REMEMBERED:
                self._sound.clear()
            self._sound.add(kept)
        return kept

    def _read_and_checked(self, values: ColumnValues, text: str) -> tuple[object, bool]:
        """What a text is, and whether it passed the check as well: one guard for both, which costs a quarter of a millisecond."""
        found = values.read(text)
        plain = _as_python(self._spec.kept, _as_kept(self._spec.kept, found))
        return found, plain is not None and values.check(plain) is None

    def check(self, value: object) -> NotOfKind | None:
        if value in self._sound:
            return None
        values, plain = self._loaded(), _as_python(self._spec.kept, value)
        if plain is None:
            return NotOfKind()
        found: object = self._guarded(lambda: values.check(plain))
        if found is None or isinstance(found, NotOfKind):
            return found
        raise self._strange(found, "NotOfKind | None")

    def show(self, value: object) -> str:
        found = self._caught(lambda values, plain: values.show(plain), value)
        return found if isinstance(found, str) else str(value)

    def sort_key(self, value: object) -> tuple[Decimal | int, str]:
        match self._caught(lambda values, plain: values.sort_key(plain), value):
            case str(text):
                return 0, text
            case bool() | None:
                return 0, str(value)
            case int() as number:
                return number, ""
            case Decimal() as number if number.is_finite():
                return number, ""
        return 0, str(value)

    def _loaded(self) -> ColumnValues:
        """The plugin's object; raises :class:`KindFaultError`."""
        if self._values is None:
            self._values = self._guarded(partial(_made, self._spec.target), "import")
        return self._values

    def _guarded(self, answer: Callable[[], T], code: str = "raised") -> T:
        found: list[T] = []
        with self._log.guarded(self._plugin, code, self._spec.id) as watched:
            found.append(answer())
        if not found:
            failure = watched.failure
            raise KindFaultError(
                failure.place if failure else "", failure.message if failure else ""
            )
        return found[0]

    def _caught(self, answer: Callable[[ColumnValues, Kept], object], value: object) -> object:
        """None where there is no answer."""
        found: object = None
        try:
            values, plain = self._loaded(), _as_python(self._spec.kept, value)
        except KindFaultError:
            return None
        if plain is not None:
            with self._log.caught(self._plugin, "raised", self._spec.id):
                found = answer(values, plain)
        return found

    def _strange(self, found: object, wanted: str) -> KindFaultError:
        message = f"{type(found).__name__}, {wanted}"
        place = self._spec.target
        failure = PluginFailure(self._plugin, "result", self._spec.id, place, message)
        self._log.note(failure)
        return KindFaultError(place, message)


def _made(target: str) -> ColumnValues:
    module, _, name = target.partition(":")
    made = getattr(importlib.import_module(module), name)()
    if not isinstance(made, ColumnValues):
        raise TypeError(f"{type(made).__name__}, {ColumnValues.__name__}")
    return made


def _as_kept(kind: ColumnKind, value: object) -> object:
    """A plugin's value as documents keep it; None for what is no such value."""
    match kind, value:
        case ColumnKind.TEXT, str(text):
            return str(text).strip() or None
        case ColumnKind.NUMBER, bool():
            return None
        case ColumnKind.NUMBER, (int() | Decimal()) as number:
            exact = Decimal(number)
            return format(exact, "f") if exact.is_finite() else None
        case ColumnKind.DATE, date() as day:
            return day.isoformat()[: len("2026-11-20")]
        case ColumnKind.YES_NO, bool():
            return value
    return None


def _as_python(kind: ColumnKind, value: object) -> Kept | None:
    match kind:
        case ColumnKind.NUMBER:
            return as_number(value) if isinstance(value, str) else None
        case ColumnKind.DATE:
            try:
                return date.fromisoformat(str(value))
            except ValueError:
                return None
        case ColumnKind.YES_NO:
            return value if isinstance(value, bool) else None
    return value if isinstance(value, str) else None
