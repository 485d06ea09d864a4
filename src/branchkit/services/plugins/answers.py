"""Runs a plugin's command or action, and makes an :class:`~branchkit.plugin.answers.Answer` of whatever it returns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from branchkit.core.duties import Opening
from branchkit.core.errors import BranchkitError, PluginError
from branchkit.core.numbers import is_workable
from branchkit.core.tables import Report, Table, TableColumn, Value
from branchkit.plugin.answers import Answer
from branchkit.plugin.contributions import Contributions, PluginFailure
from branchkit.plugin.isolation import FailureLog, Targeted, load_target
from branchkit.services.reports.plugins import fault_of

NOTHING = Answer()
_PLAIN = (str, int, Decimal, date, type(None))


class StrangeAnswerError(Exception):
    """What was returned can be neither said nor shown; its text says what it was."""


def answer_of(contributions: Contributions, kind: str, spec: Targeted, scene: object) -> Answer:
    """What the function behind a spec answers to a scene; ``kind`` is ``commands`` or ``actions``.

    Raises :class:`PluginError` ``target`` and ``answer``, which are kept as failures as well, and whatever refusal the function raises.
    """
    function: Any = load_target(contributions, kind, spec)
    log = FailureLog.of(contributions)
    plugin = contributions.owners.get((kind, spec.id), spec.id)
    answer, strange = NOTHING, ""
    with log.guarded(plugin, "raised", spec.id, passing=(BranchkitError,)) as watched:
        try:
            # Made whole in here: what is worked out only when it is read is the plugin's code, too.
            answer = _answer(function(scene))
        except StrangeAnswerError as error:
            strange = str(error)
    failure = watched.failure
    if strange:
        failure = PluginFailure(plugin, "result", spec.id, spec.target, strange)
        log.note(failure)
    if failure is not None:
        raise PluginError("answer", title=spec.title, place=failure.place, message=failure.message)
    return answer


def _answer(returned: object) -> Answer:
    match returned:
        case None:
            return NOTHING
        case Answer():
            if not isinstance(returned.said, str):
                raise StrangeAnswerError(f"said: {type(returned.said).__name__}")
            if not isinstance(returned.opens, Opening | None):
                raise StrangeAnswerError(f"opens: {type(returned.opens).__name__}")
            shown: object = returned.shown
            return replace(returned, shown=None if shown is None else _shown(shown))
        case str():
            return Answer(returned)
        case Opening():
            return Answer(opens=returned)
    return Answer(shown=_shown(returned))


def _shown(value: object) -> Report | Table | Mapping[str, object]:
    match value:
        case Report() | Table():
            report = Report("", (value,)) if isinstance(value, Table) else value
            if fault := fault_of(report):
                raise StrangeAnswerError(fault)
            return value
        case Mapping():
            return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, Iterable) and not isinstance(value, str | bytes):
        rows = list(value)
        if all(isinstance(row, Mapping) for row in rows):
            return _table(rows)
    raise StrangeAnswerError(f"{type(value).__name__}, {Answer.__name__}")


def _table(rows: Sequence[Mapping[object, object]]) -> Table:
    """A column for each key, in the order in which they are met; what a row lacks is empty."""
    keys = list(dict.fromkeys(str(key) for row in rows for key in row))
    columns = tuple(TableColumn(key, key) for key in keys)
    known = [{str(key): value for key, value in row.items()} for row in rows]
    return Table(columns, tuple(tuple(_cell(row.get(key)) for key in keys) for row in known))


def _cell(value: object) -> Value:
    if isinstance(value, Decimal) and not is_workable(value):
        raise StrangeAnswerError(f"{value:.3E}")
    if isinstance(value, _PLAIN):
        return value
    raise StrangeAnswerError(type(value).__name__)


def _plain(value: object) -> object:
    """A value that JSON can have: nests of lists and mappings, none of them endless."""
    match value:
        case Mapping():
            return {str(key): _plain(part) for key, part in value.items()}
        case list() | tuple():
            return [_plain(part) for part in value]
    return _cell(value)


Told = Callable[[object], str]


def mapping_lines(value: Mapping[str, object], told: Told) -> list[str]:
    """A line for each key; ``told`` puts a value into words."""
    return [f"{key}: {told(part)}" for key, part in value.items()]
