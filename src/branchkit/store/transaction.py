"""A unit of work on SQLite: documents change at once, the ledger's lines are written by the commit."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Self

from branchkit.core.actors import Actor
from branchkit.core.errors import StoreError
from branchkit.core.fields import canonical, differences, without_nulls
from branchkit.core.ports import Body, Document
from branchkit.store.documents import DocumentDatabase, LedgerStorage
from branchkit.store.ledger import Key, Operation
from branchkit.store.reader import GONE, LedgerReader, SqliteReader

_KEPT = "SELECT rev, body FROM document WHERE org = ? AND kind = ? AND id = ?"
_KEEP = "UPDATE document SET rev = ?, body = ? WHERE org = ? AND kind = ? AND id = ?"
_ADD = "INSERT OR REPLACE INTO document (rev, body, org, kind, id) VALUES (?, ?, ?, ?, ?)"
_DROP = "DELETE FROM document WHERE org = ? AND kind = ? AND id = ?"
_ENTER = (
    "INSERT INTO entry (seq, at, actor, org, kind, id, change, reason, prev, hash) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)

_NO_FIELDS = b"{}"


@dataclass(slots=True)
class _Pending:
    """A document that was written in this transaction. Of what it is now only the differences are held: an import may
    have fifty thousand of these."""

    rev: int
    """At the beginning; 0: never written."""
    before: str
    """Its text at the beginning."""
    fields: bytes
    """From then to now, as the ledger has them."""

    @property
    def changed(self) -> bool:
        """Whether anything is left to enter in the ledger."""
        return self.fields != _NO_FIELDS

    @property
    def new_rev(self) -> int:
        """A commit is one change, however often the document was written in it."""
        return self.rev + self.changed


def kept_body(body: Body) -> tuple[Body, str]:
    """A body as it is kept, without keys that have None, and its text."""
    text = canonical(body)
    if "null" not in text:
        return body, text
    kept = without_nulls(json.loads(text))
    return kept, canonical(kept)


class SqliteUnitOfWork(SqliteReader):
    """One transaction; made by :meth:`~branchkit.store.sqlite_store.SqliteStore.begin`.

    An error in it ends it: what SQLite may have rolled back on its own must not be committed in part.
    """

    def __init__(
        self,
        storage: LedgerStorage,
        database: DocumentDatabase,
        actor: Actor,
        action: str,
        clock: Callable[[], datetime],
    ) -> None:
        super().__init__(storage.connection)
        self.actor = actor
        self._storage = storage
        self._database = database
        self._action = action
        self._clock = clock
        self._pending: dict[Key, _Pending] = {}
        self._last: Body = {}
        """The body that was written last, as it is kept."""
        if storage.writer is not None:
            raise StoreError("nested")
        self._connection.run("BEGIN IMMEDIATE")
        storage.writer = self

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._storage.writer is self:
            self._abandon()

    def put(self, org: str, kind: str, id: str, body: Body) -> Document:
        """Write a document whole, through TinyDB's table; an empty body takes it away."""
        self._database.documents(org, kind).put(id, body)
        pending = self._pending[org, kind, id]
        return Document(org, kind, id, pending.new_rev, self._last)

    def write(self, org: str, kind: str, id: str, body: Body) -> None:
        """What a table does with a document that was touched."""
        self._check_open()
        kept, text = kept_body(body)
        try:
            self._write((org, kind, id), kept, text)
        except BaseException:
            self._abandon()
            raise

    def commit(self, *, reason: str = "", undoes: int | None = None) -> int | None:
        """Write the ledger's lines and make everything durable; the operation's number or None."""
        self._check_open()
        changed = [(key, pending) for key, pending in self._pending.items() if pending.changed]
        if not changed:
            self._abandon()
            return None
        try:
            number = self._enter(changed, reason, undoes)
            self._connection.run("COMMIT")
        except BaseException:
            self._abandon()
            raise
        self._storage.writer = None
        return number

    def _write(self, key: Key, body: Body, text: str) -> None:
        self._last = body
        pending = self._pending.get(key)
        rows = self._connection.run(_KEPT, *key)
        rev, now = rows[0] if rows else (0, GONE)
        if pending is None:
            pending = self._pending[key] = _Pending(rev, now, _NO_FIELDS)
        if text == now:
            return
        pending.fields = canonical(differences(json.loads(pending.before), body)).encode()
        if pending.rev:
            self._connection.run(_KEEP, pending.new_rev, text, *key)
        elif pending.changed:
            self._connection.run(_ADD, pending.new_rev, text, *key)
        else:
            self._connection.run(_DROP, *key)

    def _enter(self, changed: list[tuple[Key, _Pending]], reason: str, undoes: int | None) -> int:
        seq, prev = LedgerReader(self._connection).last()
        operation = Operation(seq + 1, self._clock(), self.actor.name, self._action, reason, undoes)
        for key, pending in changed:
            seq += 1
            line = operation.sealed(seq, prev, key, pending.fields.decode())
            self._connection.run(_ENTER, *line)
            prev = line.hash
        return operation.number

    def _check_open(self) -> None:
        if self._storage.writer is not self:
            raise StoreError("no_transaction")

    def _abandon(self) -> None:
        self._connection.roll_back()
        self._storage.writer = None
