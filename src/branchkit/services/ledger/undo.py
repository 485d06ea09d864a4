"""Undo and redo of a sheet's rows or a register's records, read off the ledger: nothing is kept in memory, so both work
after a restart.

Everybody takes back their own changes only. An operation that is taken back stays in the ledger; the
operation that takes it back names it in ``undoes``. So the stack is the ledger itself, read from its
newest line: an operation with ``undoes`` cancels the one it names, and the newest change that is not
cancelled is the next to take back. Redo takes back an undo; a new change leaves nothing to redo.

* A field that somebody else has changed since is never overwritten: :class:`ConflictError`.
* Totals and what else follows from the cells are no changes of their own: ``settle`` works them out.
* An operation that also changed something other than the rows (a sheet handed up) is a boundary.

The caller commits, naming what was taken back::

    with store.begin(actor, "score.undo") as uow:
        reversal = undo(uow, store, org, f"{key}/")
        if reversal is not None:
            uow.commit(undoes=reversal.operation)

Documents of another kind than ``row`` are named by ``kind``; of an organisation and those below it ``org`` lists all.

Taking back a whole operation, whatever kinds of documents it changed; ``services/ledger/undo`` does so for rows of one kind.

All of it or nothing: a field that somebody has changed since is never overwritten.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby, takewhile
from typing import Any, NamedTuple

from branchkit.core.actors import Actor
from branchkit.core.errors import ConflictError
from branchkit.core.fields import Fields, flattened, nested
from branchkit.core.ports import Body, Entry, Store, UnitOfWork
from branchkit.core.values import frozen

ROW = "row"
DERIVED = frozenset({"/total", "/complete", "/ceiling"})
"""Fields of a row that follow from the others."""
_SUBJECT = "/subject"
"""Whose row it is: there as long as anything else is."""
_NO_CONTENT = DERIVED | {_SUBJECT}

Settle = Callable[[str, Body], Body]
"""Given a row's id and body, the body with everything that follows from its cells worked out."""


class Reversal(NamedTuple):
    """What was taken back. ``operation`` belongs into the commit's ``undoes``."""

    operation: int
    ids: tuple[str, ...]
    """The rows that changed, in the order in which the operation had changed them."""
    path: str
    """The first field that changed, for the cursor to go to."""
    org: str = ""
    """Whose row changed first."""


@frozen
class _Operation:
    """One commit as far as it concerns the rows in question."""

    number: int
    undoes: int | None
    entries: tuple[Entry, ...]

    @property
    def is_change(self) -> bool:
        """Whether more was changed than what follows from the cells."""
        return any(entry.change.fields.keys() - _NO_CONTENT for entry in self.entries)


Orgs = str | Iterable[str]
"""Whose documents: one organisation's, or those of several."""


def undoable(store: Store, org: Orgs, prefix: str, actor: Actor, kind: str = ROW) -> int | None:
    """The operation that :func:`undo` would take back next, None when there is none."""
    stack = _Stack(store, kind, _listed(org), prefix, actor)
    return next((o.number for o in stack.changes_in_force()), None)


def redoable(store: Store, org: Orgs, prefix: str, actor: Actor, kind: str = ROW) -> int | None:
    """The undo that :func:`redo` would take back next, None when there is none."""
    stack = _Stack(store, kind, _listed(org), prefix, actor)
    return next((o.number for o in stack.undos_in_force()), None)


def undo(
    uow: UnitOfWork,
    store: Store,
    org: Orgs,
    prefix: str,
    settle: Settle | None = None,
    kind: str = ROW,
) -> Reversal | None:
    """Take back the actor's latest change to documents whose id begins with ``prefix``; None when there is none.

    Without ``settle`` the totals are put back as they were, which is refused like any other field when
    they have moved since. Raises :class:`ConflictError` ``changed_since``.
    """
    stack = _Stack(store, kind, _listed(org), prefix, uow.actor)
    return _first_reversal(uow, store, stack.changes_in_force(), settle)


def redo(
    uow: UnitOfWork,
    store: Store,
    org: Orgs,
    prefix: str,
    settle: Settle | None = None,
    kind: str = ROW,
) -> Reversal | None:
    """Take back the actor's latest undo, as long as nothing was changed after it; else as :func:`undo`."""
    stack = _Stack(store, kind, _listed(org), prefix, uow.actor)
    return _first_reversal(uow, store, stack.undos_in_force(), settle)


def _listed(org: Orgs) -> frozenset[str]:
    return frozenset({org} if isinstance(org, str) else org)


@frozen
class _Stack:
    """The actor's operations on the documents in question, newest first."""

    store: Store
    kind: str
    orgs: frozenset[str]
    prefix: str
    actor: Actor

    def changes_in_force(self) -> Iterator[_Operation]:
        """Changes that have not been taken back, up to the first one that also changed something else."""
        cancelled: set[int] = set()
        for operation in self._operations():
            if operation.number in cancelled:
                continue
            if operation.undoes is not None:
                cancelled.add(operation.undoes)
            elif operation.is_change:
                if not _is_alone(self.store, operation):
                    return
                yield operation

    def undos_in_force(self) -> Iterator[_Operation]:
        """Undos that have not been taken back, up to the first change after them."""
        cancelled: set[int] = set()
        for operation in self._operations():
            if operation.number in cancelled:
                continue
            if operation.undoes is not None:
                cancelled.add(operation.undoes)
                if _undone_by(self.store, operation.undoes) is None:
                    yield operation
            elif operation.is_change:
                return

    def _operations(self) -> Iterator[_Operation]:
        one = next(iter(self.orgs)) if len(self.orgs) == 1 else None
        lines = self.store.entries(
            org=one, kind=self.kind, id_prefix=self.prefix, newest_first=True
        )
        within = (entry for entry in lines if one is not None or entry.org in self.orgs)
        for number, group in groupby(within, key=lambda entry: entry.change.operation):
            entries = tuple(group)[::-1]
            if entries[0].actor == self.actor.name:
                yield _Operation(number, entries[0].change.undoes, entries)


def _undone_by(store: Store, number: int) -> int | None:
    """What the operation ``number`` itself takes back; an operation's number is the seq of its first line."""
    return next(store.entries(after=number - 1)).change.undoes


def _is_alone(store: Store, operation: _Operation) -> bool:
    """Whether the operation changed nothing but these rows."""
    lines = store.entries(after=operation.number - 1)
    whole = takewhile(lambda entry: entry.change.operation == operation.number, lines)
    return sum(1 for _ in whole) == len(operation.entries)


def _first_reversal(
    uow: UnitOfWork, store: Store, candidates: Iterator[_Operation], settle: Settle | None
) -> Reversal | None:
    """Take the first candidate back that still makes a difference.

    One whose fields all stand as before it has been taken back by other changes; to stop at it would
    make the key do nothing for ever.
    """
    for operation in candidates:
        bodies: dict[tuple[str, str], Body] = {}
        changed: list[str] = []
        for entry in operation.entries:
            found = uow.get(entry.org, entry.kind, entry.id)
            current = flattened(found.body) if found else {}
            fields = _taken_back(store, entry, current, strict=settle is None)
            paths = _content_differences(current, fields)
            if not paths:
                continue
            changed += paths
            body = nested(fields)
            bodies[entry.org, entry.id] = settle(entry.id, body) if settle and body else body
        if bodies:
            for (org, id), body in bodies.items():
                uow.put(org, operation.entries[0].kind, id, body)
            ids = tuple(id for _org, id in bodies)
            return Reversal(operation.number, ids, changed[0], next(iter(bodies))[0])
    return None


def _taken_back(store: Store, entry: Entry, current: Fields, *, strict: bool) -> Fields:
    """The row's fields with the entry's changes taken back."""
    fields = dict(current)
    for path, (before, after) in entry.change.fields.items():
        now = current.get(path)
        if now == before:
            continue
        if now != after:
            if path in DERIVED and not strict:
                continue
            raise _conflict(store, entry, path, now)
        if before is None:
            del fields[path]
        else:
            fields[path] = before
    content = fields.keys() - _NO_CONTENT
    if entry.kind != ROW or _SUBJECT in fields or not current:
        return fields
    return {**fields, _SUBJECT: current[_SUBJECT]} if content else {}


def _content_differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> Sequence[str]:
    paths = sorted((before.keys() | after.keys()) - _NO_CONTENT)
    return [path for path in paths if before.get(path) != after.get(path)]


def _conflict(store: Store, entry: Entry, path: str, now: object) -> ConflictError:
    """Names who changed the field after the entry."""
    later = store.entries(org=entry.org, kind=entry.kind, id_prefix=entry.id, newest_first=True)
    last = next(e for e in later if e.id == entry.id and path in e.change.fields)
    return ConflictError(
        "changed_since",
        id=entry.id,
        path=path,
        mine=entry.change.fields[path][1],
        theirs=now,
        by=last.actor,
        at=last.at,
    )


def undo_whole(uow: UnitOfWork, store: Store, actions: str) -> list[Entry]:
    """Take back the actor's latest operation whose action begins with ``actions``; its entries, none when there is none.

    The caller commits, naming the operation. Raises :class:`ConflictError` ``changed_since``.
    """
    entries = _latest(store, uow.actor.name, actions)
    for entry in reversed(entries):
        found = uow.get(entry.org, entry.kind, entry.id)
        fields = flattened(found.body) if found else {}
        for path, (before, after) in entry.change.fields.items():
            if fields.get(path) not in (before, after):
                raise _conflict(store, entry, path, fields.get(path))
            fields[path] = before
        kept = {path: value for path, value in fields.items() if value is not None}
        uow.put(entry.org, entry.kind, entry.id, nested(kept))
    return entries


def _latest(store: Store, actor: str, actions: str) -> list[Entry]:
    cancelled: set[int] = set()
    lines = store.entries(newest_first=True)
    for number, group in groupby(lines, key=lambda entry: entry.change.operation):
        entries = list(group)[::-1]
        change = entries[0].change
        if entries[0].actor != actor or number in cancelled:
            continue
        if change.undoes is not None:
            cancelled.add(change.undoes)
        elif change.action.startswith(actions):
            return entries
    return []
