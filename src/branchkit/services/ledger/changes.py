"""The ledger as people read it: who changed which field from what to what, newest first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from branchkit.core.fields import steps
from branchkit.core.masking import HIDDEN, mask_field
from branchkit.core.ports import Entry, Store
from branchkit.core.registers.register import Register
from branchkit.core.values import frozen
from branchkit.services.ledger.undo import DERIVED, ROW

RECORD = "record/"
"""How the kind of a register's rows begins."""

_DATED = "/on"
"""The field of a record that repeats its date."""

_SHEETS = ("sheet", "roll")


@frozen
class ChangedField:
    """One field that one operation changed in one document; None: not there."""

    seq: int
    operation: int
    at: datetime
    actor: str
    action: str
    kind: str
    id: str
    path: str
    before: Any
    after: Any
    reason: str
    undoes: int | None
    undone: bool
    """Whether the operation has been taken back since."""


def about_member(id: str) -> Callable[[Entry], bool]:
    """Entries about a member: the person's data and rows on any sheet."""
    return lambda entry: (
        (entry.kind == "member" and entry.id == id)
        or (entry.kind == ROW and entry.id.endswith(f"/{id}"))
    )


def about_sheet(text: str) -> Callable[[Entry], bool]:
    """Entries about a sheet: its steps, its roll, its rows. ``text`` is its key, or a period for all of that period."""

    def concerns(entry: Entry) -> bool:
        if entry.kind not in (ROW, *_SHEETS):
            return False
        key = entry.id.rpartition("/")[0] if entry.kind == ROW else entry.id
        return text in (key, key.partition("@")[2])

    return concerns


def about_records(register: str, id: str = "") -> Callable[[Entry], bool]:
    """Entries about a register's rows, or about one of them; of every register when none is named."""
    return lambda entry: (
        entry.kind.startswith(RECORD)
        and register in ("", entry.kind.removeprefix(RECORD))
        and id in ("", entry.id)
    )


def changed_fields(
    store: Store,
    org: str,
    concerns: Callable[[Entry], bool],
    *,
    registers: Mapping[str, Register],
    derived: bool = False,
) -> Iterator[ChangedField]:
    """What was changed, newest first; personal values are masked.

    ``derived`` takes totals and what else follows from other fields along.
    """
    # An undo is newer than what it takes back, and may be taken back itself.
    undone: set[int] = set()
    for entry in store.entries(org=org, newest_first=True):
        change = entry.change
        if change.undoes is not None and change.operation not in undone:
            undone.add(change.undoes)
        if not concerns(entry):
            continue
        for path, (before, after) in change.fields.items():
            if not derived and _follows(entry.kind, path):
                continue
            mask = _mask(entry.kind, path, registers)
            yield ChangedField(
                seq=entry.seq,
                operation=change.operation,
                at=entry.at,
                actor=entry.actor,
                action=change.action,
                kind=entry.kind,
                id=entry.id,
                path=path,
                before=None if before is None else mask(before),
                after=None if after is None else mask(after),
                reason=entry.reason,
                undoes=change.undoes,
                undone=change.operation in undone,
            )


def _follows(kind: str, path: str) -> bool:
    """Whether a field only repeats what others say."""
    return (kind == ROW and path in DERIVED) or (kind.startswith(RECORD) and path == _DATED)


def _mask(kind: str, path: str, registers: Mapping[str, Register]) -> Callable[[Any], Any]:
    if kind in ("member", "case"):
        return partial(mask_field, path.removeprefix("/"))
    register = registers.get(kind.removeprefix(RECORD))
    if register and any(
        column.personal and steps(path)[-1] == column.id for column in register.columns
    ):
        return lambda value: HIDDEN
    return _as_it_is


def _as_it_is(value: Any) -> Any:
    return value
