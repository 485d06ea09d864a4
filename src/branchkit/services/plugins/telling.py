"""Tells plugins what a commit has done: made of the ledger's own lines, so that no service has to think of it."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any

from branchkit.core.dates import Period
from branchkit.core.fields import code_of
from branchkit.core.ports import Committed, Touched
from branchkit.core.scoring.sheets import SheetState
from branchkit.core.texts import LocalText
from branchkit.plugin.contributions import Contributions
from branchkit.plugin.events import Commit, RecordStep, RecordTouched, SheetMoved
from branchkit.plugin.hookspecs import EVENTS
from branchkit.plugin.process import PluginProcess
from branchkit.plugin.questions import Asked, Question
from branchkit.plugin.wire import WireError
from branchkit.services.scoring.sheets import SHEET

_LOG = logging.getLogger(__name__)
_TITLE = LocalText("存盘后的事", "what is done after a commit")
_RECORD = "record/"


class Telling:
    """Hands commits on to the plugins that want to know of them; nobody waits for what they do."""

    def __init__(self, process: PluginProcess, contributions: Contributions, node: str) -> None:
        self._process = process
        self._listeners = tuple(contributions.events)
        self._node = node

    def __call__(self, committed: Committed) -> None:
        """Post a commit, where there is something in it that plugins are told of."""
        commit = commit_of(committed)
        if commit.sheets or commit.records:
            for plugin in self._listeners:
                question = Question(
                    Asked.EVENT, plugin, EVENTS, self._node, title=_TITLE, commit=commit
                )
                try:
                    self._process.ask(question)
                except WireError as error:
                    _LOG.warning("plugin %s: not told of a commit", plugin, exc_info=error)


def commit_of(committed: Committed) -> Commit:
    """What plugins are told of a commit."""
    return Commit(
        committed.operation,
        committed.at,
        committed.actor,
        committed.action,
        tuple(_sheets(committed)),
        tuple(_records(committed)),
    )


def _sheets(committed: Committed) -> Iterator[SheetMoved]:
    for touched in committed.touched:
        if touched.kind == SHEET and (states := touched_fields(touched).get("/state")):
            before, after = states
            scheme, _, period = touched.id.rpartition("@")
            if after is not None:
                yield SheetMoved(
                    scheme,
                    touched.org,
                    Period.parse(period),
                    None if before is None else code_of(SheetState, before),
                    code_of(SheetState, after),
                )


def _records(committed: Committed) -> Iterator[RecordTouched]:
    for touched in committed.touched:
        if touched.kind.startswith(_RECORD):
            register = touched.kind.removeprefix(_RECORD)
            yield RecordTouched(register, touched.org, touched.id, _step(touched))


def _step(touched: Touched) -> RecordStep:
    if not touched.is_there:
        return RecordStep.REMOVED
    removed = touched_fields(touched).get("/removed")
    if removed is not None:
        return RecordStep.ADDED if removed[1] is None else RecordStep.REMOVED
    return RecordStep.CHANGED if touched.was_there else RecordStep.ADDED


def touched_fields(touched: Touched) -> dict[str, list[Any]]:
    """Path → before and after."""
    fields: dict[str, list[Any]] = json.loads(touched.fields)
    return fields
