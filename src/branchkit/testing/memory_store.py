"""A store in memory with the behaviour of the real one, for tests that need no file.

:meth:`MemoryStore.session` opens another session on the same documents, in the same thread: a unit of work that would
have to wait for another session's is refused at once.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

from branchkit.core.actors import Actor
from branchkit.core.errors import StoreError
from branchkit.core.fields import canonical, differences, without_nulls
from branchkit.core.ports import Body, Bounds, Damage, Document, Entry, Key, LedgerEnd, TellStep
from branchkit.core.rollup.figures import SheetFigures, figures_of, summed
from branchkit.store.ledger import Line, Operation, bad_lines, later_than, unfolded


class _Kept(NamedTuple):
    rev: int
    text: str


_NEVER = _Kept(0, "{}")


@dataclass
class _Shelf:
    """What all sessions share."""

    documents: dict[Key, _Kept] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    writer: MemoryUnitOfWork | None = None
    commits: int = 0


class _MemoryReader:
    """Reads a dictionary of texts, so that no caller can change what is kept."""

    def __init__(self, documents: dict[Key, _Kept], lines: list[Line]) -> None:
        self._documents = documents
        self._lines = lines

    def get(self, org: str, kind: str, id: str) -> Document | None:
        """One document or None."""
        rev, text = self._documents.get((org, kind, id), _NEVER)
        return None if text == "{}" else Document(org, kind, id, rev, json.loads(text))

    def get_many(self, keys: Iterable[Key]) -> Mapping[Key, Document]:
        """Those of the documents that there are, in the order of ``keys``."""
        found = ((key, self.get(*key)) for key in keys)
        return {key: document for key, document in found if document is not None}

    def scan(
        self,
        org: str,
        kind: str,
        prefix: str = "",
        *,
        bounds: Bounds | None = None,
        newest_first: bool = False,
        limit: int | None = None,
    ) -> Iterator[Document]:
        """The documents of a kind whose id begins with ``prefix``, in the order of the ids."""
        keys = sorted(self._documents, reverse=newest_first)
        wanted = (key for key in keys if key[:2] == (org, kind) and key[2].startswith(prefix))
        documents = (document for key in wanted if (document := self.get(*key)))
        within = (document for document in documents if _is_within(document.body, bounds))
        return islice(within, limit)

    def project(
        self,
        org: str,
        kind: str,
        prefix: str,
        fields: Sequence[str],
        *,
        bounds: Bounds | None = None,
        newest_first: bool = False,
        limit: int | None = None,
    ) -> Iterator[tuple[Any, ...]]:
        """``(id, field, field, ...)`` of each document."""
        documents = self.scan(
            org, kind, prefix, bounds=bounds, newest_first=newest_first, limit=limit
        )
        for document in documents:
            yield (document.id, *(document.body.get(field) for field in fields))

    def project_many(
        self,
        orgs: Iterable[str],
        kind: str,
        prefix: str,
        fields: Sequence[str],
        *,
        bounds: Bounds | None = None,
    ) -> Iterator[tuple[Any, ...]]:
        """``(organisation, id, field, field, ...)`` of each document."""
        wanted = set(orgs)
        keys = (key for key in sorted(self._documents) if key[0] in wanted and key[1] == kind)
        documents = (self.get(*key) for key in keys if key[2].startswith(prefix))
        for document in documents:
            if document is not None and _is_within(document.body, bounds):
                yield (document.org, document.id, *map(document.body.get, fields))

    def organizations_of(self, kind: str) -> list[str]:
        """The organisations that have a document of this kind."""
        found = (
            org for (org, k, _), kept in self._documents.items() if k == kind and kept.text != "{}"
        )
        return sorted(set(found))

    def figures(
        self, orgs: Iterable[str], periods: Iterable[str], *, parts: bool = True
    ) -> list[SheetFigures]:
        """Counted whenever they are asked for."""
        wanted, span = list(orgs), list(periods)
        counted = figures_of((*key, json.loads(kept.text)) for key, kept in self._documents.items())
        found = (line for line in counted.values() if line.org in wanted and line.period in span)
        return sorted(
            found, key=lambda line: (wanted.index(line.org), span.index(line.period), line.scheme)
        )

    def figure_sums(
        self, groups: Mapping[str, str], periods: Iterable[str]
    ) -> list[tuple[str, SheetFigures]]:
        """Added up whenever they are asked for."""
        return summed(self.figures(groups, periods), groups)

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


def _is_within(body: Body, bounds: Bounds | None) -> bool:
    if bounds is None:
        return True
    value = body.get(bounds.field)
    return (
        isinstance(value, str)
        and value >= bounds.low
        and (bounds.high is None or value <= bounds.high)
    )


def _refuse_what_is_no_text(*texts: str) -> None:
    try:
        "".join(texts).encode()
    except UnicodeEncodeError:
        raise StoreError("not_text") from None


class MemoryUnitOfWork(_MemoryReader):
    """One transaction on a copy of the documents."""

    def __init__(self, store: MemoryStore, shelf: _Shelf, actor: Actor, action: str) -> None:
        super().__init__(dict(shelf.documents), shelf.lines)
        self.actor = actor
        self.store = store
        self._shelf = shelf
        self.action = action
        self._written: dict[Key, None] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._shelf.writer is self:
            self._end()

    def put(self, org: str, kind: str, id: str, body: Body) -> Document:
        """Write a document whole; an empty body takes it away."""
        self._check_open()
        key = (org, kind, id)
        text = canonical(without_nulls(json.loads(canonical(body))))
        _refuse_what_is_no_text(*key, text)
        rev, before = self._shelf.documents.get(key, _NEVER)
        kept = self._documents[key] = _Kept(rev + (text != before), text)
        self._written[key] = None
        return Document(org, kind, id, kept.rev, json.loads(text))

    def commit(self, *, reason: str = "", undoes: int | None = None) -> int | None:
        """Take the changes over into what all sessions share; the operation's number, None if there were none."""
        self._check_open()
        _refuse_what_is_no_text(reason)
        number = self.store._take_over(self, reason, undoes)
        self._end()
        return number

    def version(self) -> int:
        """As the session has it."""
        return self.store.version()

    def changed(self) -> dict[Key, tuple[_Kept, str]]:
        """What differs from what was there before, with the changed fields as canonical JSON."""
        found = {}
        for key in self._written:
            before = self._shelf.documents.get(key, _NEVER)
            after = self._documents[key]
            if after.text != before.text:
                fields = differences(json.loads(before.text), json.loads(after.text))
                found[key] = after, canonical(fields)
        return found

    def _end(self) -> None:
        self._shelf.writer = None
        self._documents = self._shelf.documents

    def _check_open(self) -> None:
        if self._shelf.writer is not self:
            raise StoreError("no_transaction")


class MemoryStore(_MemoryReader):
    """One session; documents and ledger are two collections."""

    def __init__(
        self, clock: Callable[[], datetime] = datetime.now, shelf: _Shelf | None = None
    ) -> None:
        """``shelf`` comes from :meth:`session`."""
        self._shelf = shelf or _Shelf()
        super().__init__(self._shelf.documents, self._shelf.lines)
        self._clock = clock
        self._own_commits = 0
        self._behind: datetime | None = None

    def session(self) -> MemoryStore:
        """Another session on the same documents."""
        return MemoryStore(self._clock, self._shelf)

    def begin(self, actor: Actor, action: str) -> MemoryUnitOfWork:
        """Start a transaction; raises ``store.busy`` while another session has one open."""
        writer = self._shelf.writer
        if writer is not None:
            raise StoreError("nested" if writer.store is self else "busy")
        self._shelf.writer = MemoryUnitOfWork(self, self._shelf, actor, action)
        return self._shelf.writer

    def last_seq(self) -> int:
        """The newest entry's seq, 0 when there is none."""
        return len(self._shelf.lines)

    def clock_behind(self) -> datetime | None:
        """When the entry before this session's first was made, if later than that one."""
        return self._behind

    def version(self) -> int:
        """How many commits the other sessions have made."""
        return self._shelf.commits - self._own_commits

    def verify(
        self, *, since: LedgerEnd | None = None, tell: TellStep | None = None
    ) -> list[Damage]:
        """Recompute the hash chain and the fold of the ledger, always all of it."""
        lines = self._shelf.lines
        if since is not None and since not in [LedgerEnd(line.seq, line.hash) for line in lines]:
            return [Damage("cut", since.seq)]
        changes = sorted(((x.org, x.kind, x.id), x.seq, x.change) for x in lines)
        documents = sorted((key, *kept) for key, kept in self._documents.items())
        folded = unfolded(((key, change) for key, _, change in changes), documents)
        return [*bad_lines(lines), *folded]

    def count_figures_anew(self) -> None:
        """They always are what the documents come to."""

    def backup(self, target: Path) -> list[Damage]:
        """Write documents and ledger down as JSON; only good for looking at them."""
        documents = [[*key, *kept] for key, kept in sorted(self._documents.items())]
        content = {"documents": documents, "ledger": self._shelf.lines}
        target.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
        return []

    def close(self) -> None:
        """Nothing to let go of."""

    def _take_over(self, uow: MemoryUnitOfWork, reason: str, undoes: int | None) -> int | None:
        changed = uow.changed()
        if not changed:
            return None
        shelf = self._shelf
        end = (len(shelf.lines), shelf.lines[-1].hash if shelf.lines else "")
        operation = Operation(self._clock(), uow.actor.name, uow.action, reason, undoes)
        if shelf.lines and not self._own_commits:
            self._behind = later_than(operation.at, shelf.lines[-1].at)
        fields = ((key, text) for key, (_kept, text) in changed.items())
        shelf.lines.extend(operation.lines(end, fields))
        shelf.documents.update({key: kept for key, (kept, _fields) in changed.items()})
        shelf.commits += 1
        self._own_commits += 1
        return end[0] + 1
