"""Taking back a whole operation, whatever kinds of documents it changed; ``services/history`` does so for rows of one kind.

All of it or nothing: a field that somebody has changed since is never overwritten.
"""

from __future__ import annotations

from itertools import groupby

from branchkit.core.errors import ConflictError
from branchkit.core.fields import flattened, nested
from branchkit.core.ports import Entry, Store, UnitOfWork


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
