"""What other sessions commit while somebody looks on, for whoever shows documents.

A board says once which documents concern it. It is told those that others have changed, and reads them anew; of everything else
it hears nothing.
"""

from __future__ import annotations

from collections.abc import Collection

from branchkit.core.ports import Key, Store
from branchkit.core.values import frozen


@frozen
class ForeignChange:
    """A document that other sessions have changed: who did it last, and the paths of the fields, as in a ``Change``."""

    org: str
    kind: str
    id: str
    actor: str
    paths: tuple[str, ...]

    @property
    def key(self) -> Key:
        """The document's key."""
        return self.org, self.kind, self.id


class Watcher:
    """How far a session has followed the ledger.

    It has to be made before what is watched is read: what is committed meanwhile is then told, not lost.
    """

    def __init__(
        self, store: Store, kinds: Collection[str], orgs: Collection[str] | None = None
    ) -> None:
        """``kinds`` and ``orgs`` are those of the documents that concern the session; None: all organisations."""
        self._store = store
        self._kinds = frozenset(kinds)
        self._orgs = None if orgs is None else frozenset(orgs)
        self._seq = store.last_seq()
        self._version = store.version()
        self._own: set[int] = set()

    def own(self, operation: int | None) -> None:
        """An operation of this session, as ``commit`` has returned it: not to be told."""
        if operation is not None:
            self._own.add(operation)

    def foreign(self) -> list[ForeignChange]:
        """The documents that others have changed since the last call, each once, in the order of their last changes.

        As long as nobody else has committed it costs no more than ``Store.version``, else one look at the ledger's new
        lines. A change of this session that it was not told of by :meth:`own` is among them.
        """
        version = self._store.version()
        if version == self._version:
            return []
        self._version = version
        found: dict[Key, ForeignChange] = {}
        for entry in self._store.entries(after=self._seq):
            self._seq = entry.seq
            if not self._concerns(entry.org, entry.kind) or entry.change.operation in self._own:
                continue
            key = entry.org, entry.kind, entry.id
            before = found.pop(key, None)
            paths = dict.fromkeys([*(before.paths if before else ()), *entry.change.fields])
            found[key] = ForeignChange(*key, entry.actor, tuple(paths))
        self._own.clear()
        return list(found.values())

    def _concerns(self, org: str, kind: str) -> bool:
        return kind in self._kinds and (self._orgs is None or org in self._orgs)
