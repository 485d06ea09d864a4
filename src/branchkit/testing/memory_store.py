"""A store in memory with the behaviour of the real one, for tests that need no file.

It is one session: :meth:`MemoryStore.begin` while a unit of work is open is refused, and
``version`` stands still.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

from branchkit.core.actors import Actor
from branchkit.core.errors import StoreError
from branchkit.core.fields import canonical, differences, without_nulls
from branchkit.core.ports import Body, Damage, Document, Entry
from branchkit.store.ledger import Key, Line, Operation, first_bad_line, unfolded


class _Kept(NamedTuple):
    rev: int
    text: str


_NEVER = _Kept(0, "{}")


class _MemoryReader:
    """Reads a dictionary of texts, so that no caller can change what is kept."""

    def __init__(self, documents: dict[Key, _Kept]) -> None:
        self._documents = documents

    def get(self, org: str, kind: str, id: str) -> Document | None:
        """One document or None."""
        rev, text = self._documents.get((org, kind, id), _NEVER)
        return None if text == "{}" else Document(org, kind, id, rev, json.loads(text))

    def scan(self, org: str, kind: str, prefix: str = "") -> Iterator[Document]:
        """All documents of a kind whose id begins with ``prefix``, in the order of the ids."""
        for key in sorted(self._documents):
            if key[:2] == (org, kind) and key[2].startswith(prefix):
                document = self.get(*key)
                if document is not None:
                    yield document

    def project(
        self, org: str, kind: str, prefix: str, fields: Sequence[str]
    ) -> Iterator[tuple[Any, ...]]:
        """``(id, field, field, ...)`` of each document."""
        for document in self.scan(org, kind, prefix):
            yield (document.id, *(document.body.get(field) for field in fields))

    def organizations_of(self, kind: str) -> list[str]:
        """The organisations that have a document of this kind."""
        found = (
            org for (org, k, _), kept in self._documents.items() if k == kind and kept.text != "{}"
        )
        return sorted(set(found))

    def version(self) -> int:
        """Always the same: there is no other session."""
        return 0


class MemoryUnitOfWork(_MemoryReader):
    """One transaction on a copy of the documents."""

    def __init__(self, store: MemoryStore, actor: Actor, action: str) -> None:
        super().__init__(dict(store._documents))
        self.actor = actor
        self._store = store
        self._action = action
        self._written: list[Key] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._store._writer is self:
            self._store._writer = None

    def put(self, org: str, kind: str, id: str, body: Body) -> Document:
        """Write a document whole; an empty body takes it away."""
        self._check_open()
        key = (org, kind, id)
        text = canonical(without_nulls(json.loads(canonical(body))))
        rev, before = self._store._documents.get(key, _NEVER)
        kept = self._documents[key] = _Kept(rev + (text != before), text)
        if key not in self._written:
            self._written.append(key)
        return Document(org, kind, id, kept.rev, json.loads(text))

    def commit(self, *, reason: str = "", undoes: int | None = None) -> int | None:
        """Take the changes over into the store; the operation's number, None if there were none."""
        self._check_open()
        self._store._writer = None
        return self._store._take_over(
            self.actor, self._action, reason, undoes, self._written, self._documents
        )

    def _check_open(self) -> None:
        if self._store._writer is not self:
            raise StoreError("no_transaction")


class MemoryStore(_MemoryReader):
    """Documents and ledger in two collections."""

    def __init__(self, clock: Callable[[], datetime] = datetime.now) -> None:
        super().__init__({})
        self._clock = clock
        self._lines: list[Line] = []
        self._writer: MemoryUnitOfWork | None = None

    def begin(self, actor: Actor, action: str) -> MemoryUnitOfWork:
        """Start a transaction."""
        if self._writer is not None:
            raise StoreError("nested")
        self._writer = MemoryUnitOfWork(self, actor, action)
        return self._writer

    def entries(
        self,
        *,
        org: str | None = None,
        kind: str | None = None,
        id_prefix: str | None = None,
        after: int = 0,
        newest_first: bool = False,
    ) -> Iterator[Entry]:
        """The ledger, filtered."""
        for line in reversed(self._lines) if newest_first else iter(self._lines):
            wanted = (
                line.seq > after
                and org in (None, line.org)
                and kind in (None, line.kind)
                and line.id.startswith(id_prefix or "")
            )
            if wanted:
                yield line.entry()

    def last_seq(self) -> int:
        """The newest entry's seq, 0 when there is none."""
        return len(self._lines)

    def verify(self) -> list[Damage]:
        """Recompute the hash chain and the fold of the ledger."""
        bad = first_bad_line(self._lines)
        changes = sorted(((x.org, x.kind, x.id), x.seq, x.change) for x in self._lines)
        documents = sorted((key, *kept) for key, kept in self._documents.items())
        folded = unfolded(((key, change) for key, _, change in changes), documents)
        return [*([bad] if bad else []), *folded]

    def backup(self, target: Path) -> None:
        """Write documents and ledger down as JSON; only good for looking at them."""
        documents = [[*key, *kept] for key, kept in sorted(self._documents.items())]
        content = {"documents": documents, "ledger": self._lines}
        target.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")

    def close(self) -> None:
        """Nothing to let go of."""

    def _take_over(
        self,
        actor: Actor,
        action: str,
        reason: str,
        undoes: int | None,
        written: list[Key],
        documents: dict[Key, _Kept],
    ) -> int | None:
        seq = len(self._lines)
        operation = Operation(seq + 1, self._clock(), actor.name, action, reason, undoes)
        for key in written:
            before = self._documents.get(key, _NEVER)
            after = documents[key]
            if after.text == before.text:
                continue
            seq += 1
            prev = self._lines[-1].hash if self._lines else ""
            fields = differences(json.loads(before.text), json.loads(after.text))
            self._lines.append(operation.line(seq, prev, key, fields))
            self._documents[key] = after
        return operation.number if seq >= operation.number else None
