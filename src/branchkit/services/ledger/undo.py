"""Undo and redo, read off the ledger: nothing is kept in memory, so both work after a restart.

Everybody takes back their own changes only. An operation that is taken back stays in the ledger; the
operation that takes it back names it in ``undoes``. So the stack is the ledger itself, read from its
newest line: an operation with ``undoes`` cancels the one it names, and the newest change that is not
cancelled is the next to take back. Redo takes back an undo; a new change leaves nothing to redo.

* A field that somebody else has changed since is never overwritten: :class:`ConflictError`.
* Totals and what else follows from the cells are no changes of their own: ``settle`` works them out.
* An operation that also changed something outside of the scope (a sheet handed up) is a boundary.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby, takewhile
from typing import Any, Literal

from branchkit.core.actors import Actor
from branchkit.core.errors import BranchkitError
from branchkit.core.fields import Fields, flattened, nested, steps
from branchkit.core.masking import mask_field
from branchkit.core.outcomes import Outcome
from branchkit.core.ports import Body, Entry, Ledger, Reader, Store, UnitOfWork
from branchkit.core.values import frozen
from branchkit.services.ledger.conflicts import conflict

ROW = "row"
DERIVED = frozenset({"/total", "/own_total", "/complete", "/ceiling"})
"""Fields of a row that follow from the others."""
_SUBJECT = "/subject"
"""Whose row it is: there as long as anything else is."""
_SUBJECTS = (_SUBJECT, "/member", "/values/member")
"""Where documents say whom they are about."""
_NO_CONTENT = DERIVED | {_SUBJECT}

Way = Literal["undo", "redo"]

Settle = Callable[[UnitOfWork, str, Body], Body]
"""Given a document's id and body, the body with everything that follows from its fields worked out."""

Check = Callable[[UnitOfWork, Sequence[Entry]], object]
"""Given what was taken back, raises where others have built upon it."""


@frozen
class Scope:
    """The operations among which undo goes back: what one screen, or one command, changes."""

    subject: str
    """The actions that take back are called ``<subject>.undo`` and ``<subject>.redo``, and so their outcomes."""
    kind: str | None = None
    """Of documents; None: whatever an operation changed."""
    orgs: Collection[str] | None = None
    """Whose documents; None: everybody's."""
    prefix: str = ""
    """How the documents' ids begin."""
    actions: str = ""
    """How the operations' names begin."""
    settle: Settle | None = None
    """Without it totals are put back as they were, which is refused like any other field when they have moved since."""
    check: Check | None = None
    with_kinds: Collection[str] = ()
    """Further kinds of documents that the same operations change, and that are taken back with them."""

    def operations(self, ledger: Ledger, actor: str) -> Iterator[Operation]:
        """The actor's own, newest first."""
        one = next(iter(self.orgs)) if self.orgs is not None and len(self.orgs) == 1 else None
        kind = None if self.with_kinds else self.kind
        lines = ledger.entries(org=one, kind=kind, id_prefix=self.prefix or None, newest_first=True)
        within = (entry for entry in lines if self._holds(entry))
        for number, group in groupby(within, key=lambda entry: entry.change.operation):
            entries = tuple(group)[::-1]
            first = entries[0]
            if first.actor == actor and first.change.action.startswith(self.actions):
                yield Operation(number, first.change.undoes, entries)

    def _holds(self, entry: Entry) -> bool:
        if self.orgs is not None and entry.org not in self.orgs:
            return False
        return not self.with_kinds or entry.kind == self.kind or entry.kind in self.with_kinds


def next_to_undo(ledger: Ledger, actor: str, scope: Scope) -> int | None:
    """The number of the operation that the next undo within the scope would begin with."""
    changes = _changes(ledger, scope.operations(ledger, actor))
    return next((operation.number for operation in changes), None)


def reverse(store: Store, actor: Actor, way: Way, scope: Scope) -> Outcome[Entry]:
    """Take back the actor's latest change within the scope or, with ``redo``, their latest undo if nothing came after it.

    Answers ``<subject>.done_<way>`` with the entries taken back and the path that changed first, or
    ``<subject>.nothing_to_<way>``. What was done says which ``action`` it was, how many documents it changed (``count``),
    and whom or which days they are about (``names``, the first few). Refused are :class:`~branchkit.core.errors.ConflictError` ``changed_since`` and what
    ``scope.check`` raises.
    """
    try:
        with store.begin(actor, f"{scope.subject}.{way}") as uow:
            operations = scope.operations(uow, actor.name)
            found = (_changes if way == "undo" else _undos)(uow, operations)
            number, entries, path = _first_reversal(uow, found, scope.settle)
            if not entries:
                return Outcome(f"{scope.subject}.nothing_to_{way}")
            if scope.check is not None:
                scope.check(uow, entries)
            told: dict[str, object] = {
                "action": _action_of(uow, entries[0]),
                "count": len(entries),
                "names": tuple(dict.fromkeys(about(uow, entry) for entry in entries[:NAMED])),
            }
            operation = uow.commit(undoes=number)
    except BranchkitError as error:
        return Outcome(refused=error)
    return Outcome(f"{scope.subject}.done_{way}", told, entries, path, operation=operation)


NAMED = 3
"""So many documents of an operation are named."""


def _action_of(ledger: Ledger, entry: Entry) -> str:
    """What somebody had done: of an undo that is taken back, what it had taken back."""
    undone = entry.change.undoes
    return (entry if undone is None else next(ledger.entries(after=undone - 1))).change.action


def about(reader: Reader, entry: Entry) -> str:
    """Whom or what a document is about: a name, the day of a record, or both; the period of a sheet."""
    if "@" in entry.id and entry.kind != ROW:
        return entry.id.rpartition("@")[2]
    fields = {path: after or before for path, (before, after) in entry.change.fields.items()}
    document = reader.get(entry.org, entry.kind, entry.id)
    known = {**fields, **(flattened(document.body) if document else {})}
    if known.get("/name"):
        return str(known["/name"])
    subject = next((str(known[path]) for path in _SUBJECTS if known.get(path)), "")
    named = subject and (
        reader.get(entry.org, "member", subject) or reader.get("", "organization", subject)
    )
    name = str(named.body["name"]) if named else ""
    told = " ".join(part for part in (name, str(known.get("/on") or "")) if part)
    return told or subject or entry.id.rpartition("/")[2]


@frozen
class Operation:
    """One commit as far as it concerns the documents in question."""

    number: int
    undoes: int | None
    entries: tuple[Entry, ...]

    @property
    def is_change(self) -> bool:
        """Whether more was changed than what follows from the cells."""
        return any(entry.change.fields.keys() - _NO_CONTENT for entry in self.entries)


def _changes(ledger: Ledger, operations: Iterator[Operation]) -> Iterator[Operation]:
    """Changes that have not been taken back, up to the first one that also changed something else."""
    cancelled: set[int] = set()
    for operation in operations:
        if operation.number in cancelled:
            continue
        if operation.undoes is not None:
            cancelled.add(operation.undoes)
        elif operation.is_change:
            if not _is_alone(ledger, operation):
                return
            yield operation


def _undos(ledger: Ledger, operations: Iterator[Operation]) -> Iterator[Operation]:
    """Undos that have not been taken back, up to the first change after them."""
    cancelled: set[int] = set()
    for operation in operations:
        if operation.number in cancelled:
            continue
        if operation.undoes is not None:
            cancelled.add(operation.undoes)
            if _undone_by(ledger, operation.undoes) is None:
                yield operation
        elif operation.is_change:
            return


def _undone_by(ledger: Ledger, number: int) -> int | None:
    """What the operation ``number`` itself takes back; an operation's number is the seq of its first line."""
    return next(ledger.entries(after=number - 1)).change.undoes


def _is_alone(ledger: Ledger, operation: Operation) -> bool:
    """Whether the operation changed nothing but these documents."""
    lines = ledger.entries(after=operation.number - 1)
    whole = takewhile(lambda entry: entry.change.operation == operation.number, lines)
    return sum(1 for _ in whole) == len(operation.entries)


def _first_reversal(
    uow: UnitOfWork, candidates: Iterator[Operation], settle: Settle | None
) -> tuple[int | None, tuple[Entry, ...], str]:
    """Take the first candidate back that still makes a difference: its number, its entries, the first path.

    One whose fields all stand as before it has been taken back by other changes; to stop at it would
    make the key do nothing for ever.
    """
    for operation in candidates:
        entries: list[Entry] = []
        changed: list[str] = []
        for entry in operation.entries:
            found = uow.get(entry.org, entry.kind, entry.id)
            current = flattened(found.body) if found else {}
            fields = _taken_back(uow, entry, current, strict=settle is None)
            paths = _content_differences(current, fields)
            if not paths:
                continue
            body = nested(fields)
            uow.put(
                entry.org,
                entry.kind,
                entry.id,
                settle(uow, entry.id, body) if settle and body else body,
            )
            entries.append(entry)
            changed += paths
        if entries:
            return operation.number, tuple(entries), changed[0]
    return None, (), ""


def _taken_back(ledger: Ledger, entry: Entry, current: Fields, *, strict: bool) -> Fields:
    """The document's fields with the entry's changes taken back."""
    fields = dict(current)
    for path, (before, after) in entry.change.fields.items():
        now = current.get(path)
        if now == before:
            continue
        if now != after:
            if path in DERIVED and not strict:
                continue
            mask = partial(mask_field, steps(path)[-1])
            raise conflict(
                ledger,
                *(entry.org, entry.kind, entry.id, path, "changed_since"),
                id=entry.id,
                path=path,
                mine=mask(after),
                theirs=mask(now),
            )
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
