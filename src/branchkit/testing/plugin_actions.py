"""The changes that a plugin makes, kept instead of written: for tests of its commands, actions and screens without a store.

::

    changes = FakeActions()
    answer = write_visits(FakeView(members=[...]).command(changes, month=Period(2026, 11)))
    assert changes.records == [("book.visit", "v1", {"member": "m0001"})]
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from branchkit.core.registers.register import Record


class FakeActions:
    """Keeps the promises of :class:`~branchkit.plugin.workspace_view.WorkspaceActions` without checking what it is given."""

    def __init__(self) -> None:
        self.records: list[tuple[str, str, Mapping[str, object]]] = []
        """(register, organisation, values) of every record added."""
        self.edits: list[tuple[str, str, str, Mapping[str, object]]] = []
        """(register, organisation, record, changes) of every edit."""
        self.reshapings: list[Mapping[str, object]] = []
        """What each change of the tree was asked for."""
        self._done: list[list[Any]] = []

    def add_record(
        self, register: str, org: str, values: Mapping[str, object], *, reason: str = ""
    ) -> Record:
        """Keep it; the record's id is ``new1`` for the first."""
        self._keep(self.records, (register, org, dict(values)))
        return Record(f"new{len(self.records)}", register, org, dict(values))

    def edit_record(
        self, register: str, org: str, id: str, changes: Mapping[str, object], *, reason: str = ""
    ) -> Record:
        """Keep it; the record answered has the changes alone."""
        self._keep(self.edits, (register, org, id, dict(changes)))
        return Record(id, register, org, dict(changes))

    def reshape(self, *, reason: str, **changes: Any) -> None:
        """Keep it."""
        self._keep(self.reshapings, {**changes, "reason": reason})

    def undo(self) -> bool:
        """Forget the latest of all; False when there is none."""
        if not self._done:
            return False
        self._done.pop().pop()
        return True

    def _keep(self, kept: list[Any], change: object) -> None:
        kept.append(change)
        self._done.append(kept)
