"""A unit of work on SQLite: documents are written a few at a time, the ledger's lines by the commit."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from types import TracebackType
from typing import Any, Self

from branchkit.core.actors import Actor
from branchkit.core.errors import StoreError
from branchkit.core.fields import canonical, differences, patched, without_nulls
from branchkit.core.ports import Body, Bounds, Committed, Document, Key, Touched
from branchkit.core.rollup.figures import (
    COUNTED,
    ROLL,
    ROW,
    FigureChanges,
    SheetFigures,
    subjects_of,
)
from branchkit.store.connection import Connection
from branchkit.store.figures import write_changes
from branchkit.store.ledger import Operation
from branchkit.store.ledger_writer import LedgerWriter
from branchkit.store.reader import GONE, NEVER, Choice, Kept, SqliteReader, body_of

# Not REPLACE: that takes the row out and puts it in again, index and all.
_WRITE = (
    "INSERT INTO document (org, kind, id, rev, body) VALUES {} "
    "ON CONFLICT (org, kind, id) DO UPDATE SET rev = excluded.rev, body = excluded.body"
)
_ROW = "(?, ?, ?, ?, ?)"
_DROP = "DELETE FROM document WHERE org = ? AND kind = ? AND id = ?"

_WAITING = 128
"""Documents that are written at once: a commit of a screenful takes one statement, an import holds no more than this."""

_REMEMBERED = 4096
"""Documents whose texts are kept for a later :meth:`SqliteUnitOfWork.put`: 4 MB."""

_NO_FIELDS = b"{}"


@dataclass(slots=True)
class _Pending:
    """A document that was put in this transaction. Of what it is now only the differences are held: an import may
    have fifty thousand of these."""

    rev: int
    """At the beginning; 0: never written."""
    before: str
    """Its text at the beginning."""
    fields: bytes
    """From then to now, as the ledger has them."""
    is_there: bool = False
    """Whether it has been written and not taken away."""

    @property
    def changed(self) -> bool:
        """Whether anything is left to enter in the ledger."""
        return self.fields != _NO_FIELDS

    @property
    def new_rev(self) -> int:
        """A commit is one change, however often the document was put in it."""
        return self.rev + self.changed


def kept_body(body: Body) -> tuple[Body, str]:
    """A body as it is kept, without keys that have None, and its text."""
    text = canonical(body)
    if "null" not in text:
        return body, text
    kept = without_nulls(json.loads(text))
    return kept, canonical(kept)


def _as_refusal(error: BaseException) -> BaseException:
    """A lone surrogate, as a terminal of another encoding makes them, cannot be written as UTF-8."""
    return StoreError("not_text") if isinstance(error, UnicodeEncodeError) else error


class SqliteUnitOfWork(SqliteReader):
    """One transaction; made by :meth:`~branchkit.store.sqlite_store.SqliteStore.begin`.

    An error in it ends it: what SQLite may have rolled back on its own must not be committed in part.
    """

    def __init__(
        self,
        connection: Connection,
        ledger: LedgerWriter,
        actor: Actor,
        action: str,
        clock: Callable[[], datetime],
        committed: Callable[[Committed], object] | None = None,
    ) -> None:
        super().__init__(connection)
        self.actor = actor
        self._ledger: LedgerWriter = ledger
        self._action = action
        self._clock = clock
        self._committed = committed
        self._pending: dict[Key, _Pending] = {}
        self._waiting: dict[Key, str] = {}
        """Texts that are not in the file yet."""
        self._figures = FigureChanges()
        """What of them is not in the figures of sheets yet."""
        self._read: dict[Key, Kept] = {}
        """What lies in the file: nobody else can change it now, so it is read once."""
        if connection.writer is not None:
            raise StoreError("nested")
        connection.run("BEGIN IMMEDIATE")
        connection.writer = self

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._connection.writer is self:
            self._abandon()

    def put(self, org: str, kind: str, id: str, body: Body) -> Document:
        """Write a document whole; an empty body takes it away."""
        self._check_open()
        kept, text = kept_body(body)
        try:
            rev = self._put((org, kind, id), kept, text)
        except BaseException as error:
            self._abandon()
            raise _as_refusal(error) from None
        return Document(org, kind, id, rev, kept)

    def commit(self, *, reason: str = "", undoes: int | None = None) -> int | None:
        """Write what waits and the ledger's lines, and make it durable; the operation's number or None."""
        self._check_open()
        changed = [(key, p.fields.decode()) for key, p in self._pending.items() if p.changed]
        if not changed:
            self._abandon()
            return None
        operation = Operation(self._clock(), self.actor.name, self._action, reason, undoes)
        try:
            self._write_waiting()
            self._write_figures()
            number = self._ledger.add(changed, operation)
            self._connection.run("COMMIT")
        except BaseException as error:
            self._ledger.forget()
            self._abandon()
            raise _as_refusal(error) from None
        self._end()
        if self._committed is not None:
            self._committed(self._told(number, operation))
        return number

    def _told(self, number: int, operation: Operation) -> Committed:
        touched = tuple(
            Touched(*key, p.fields.decode(), p.before != GONE, p.is_there)
            for key, p in self._pending.items()
            if p.changed
        )
        return Committed(number, operation.at, operation.actor, operation.action, touched)

    def organizations_of(self, kind: str) -> list[str]:
        """The organisations that have a document of this kind."""
        self._write_waiting()
        return super().organizations_of(kind)

    def _check_open(self) -> None:
        # After some errors SQLite has rolled back by itself; what is written then would be durable at once.
        if self._connection.writer is not self or not self._connection.sqlite.in_transaction:
            raise StoreError("no_transaction")

    def _put(self, key: Key, body: Body, text: str) -> int:
        """Take a document in; the revision it will have."""
        pending = self._pending.get(key)
        if pending is None:
            before = self._known(key) or super()._kept(key)
            if text == before.text:
                return before.rev
            pending = self._pending[key] = _Pending(*before, _NO_FIELDS)
        kept = body_of(key, pending.before)
        if key[1] in COUNTED:
            put_before = pending.changed
            now = patched(kept, json.loads(pending.fields)) if put_before else kept
            self._figures.note(*key, now, body)
        pending.fields = canonical(differences(kept, body)).encode()
        pending.is_there = text != GONE
        self._read.pop(key, None)
        self._waiting[key] = text
        if len(self._waiting) >= _WAITING:
            self._write_waiting()
        return pending.new_rev

    def _write_waiting(self) -> None:
        if not self._waiting:
            return
        self._check_open()
        rows: list[tuple[str, str, str, int, str]] = []
        try:
            for key, text in self._waiting.items():
                if rev := self._pending[key].new_rev:
                    rows.append((*key, rev, text))
                else:
                    self._connection.run(_DROP, *key)
            if rows:
                sql = _WRITE.format(", ".join([_ROW] * len(rows)))
                self._connection.run(sql, *chain.from_iterable(rows))
        except BaseException:
            self._abandon()
            raise
        self._waiting.clear()

    def figures(
        self, orgs: Iterable[str], periods: Iterable[str], *, parts: bool = True
    ) -> list[SheetFigures]:
        """The figures of sheets, with what was put so far."""
        self._check_open()
        self._write_waiting()
        self._write_figures()
        return super().figures(orgs, periods, parts=parts)

    def figure_sums(
        self, groups: Mapping[str, str], periods: Iterable[str]
    ) -> list[tuple[str, SheetFigures]]:
        """Sums of them, with what was put so far."""
        self._check_open()
        self._write_waiting()
        self._write_figures()
        return super().figure_sums(groups, periods)

    def _write_figures(self) -> None:
        changes = list(self._figures.take())
        for (org, period, scheme), line in changes:
            if line.recount:
                sheet = f"{scheme}@{period}"
                roll = self.get(org, ROLL, sheet)
                rows = self.project(org, ROW, f"{sheet}/", ("excluded",))
                excluded = (id.rpartition("/")[2] for id, why in rows if why)
                line.count_left_out(subjects_of(roll.body) if roll else (), excluded)
        write_changes(self._connection, changes)

    def _kept(self, key: Key) -> Kept:
        kept = self._known(key)
        if kept is None:
            kept = super()._kept(key)
            self._remember({key: kept})
        return kept

    def _kept_many(self, keys: Sequence[Key]) -> dict[Key, Kept]:
        known = {key: kept for key in keys if (kept := self._known(key)) is not None}
        unknown = [key for key in keys if key not in known]
        read = dict.fromkeys(unknown, NEVER) | super()._kept_many(unknown)
        self._remember(read)
        return known | read

    def _known(self, key: Key) -> Kept | None:
        """A document without looking into the file."""
        text = self._waiting.get(key)
        return self._read.get(key) if text is None else Kept(self._pending[key].new_rev, text)

    def _remember(self, read: dict[Key, Kept]) -> None:
        if self._connection.writer is not self:
            return  # others may write again
        if len(self._read) + len(read) > _REMEMBERED:
            self._read.clear()
        self._read |= read

    def _pages(self, choice: Choice, columns: str, *values: str) -> Iterator[list[Any]]:
        self._write_waiting()
        yield from super()._pages(choice, columns, *values)

    def _pages_of_many(
        self,
        orgs: Iterable[str],
        kind: str,
        prefix: str,
        bounds: Bounds | None,
        columns: str,
        *values: str,
    ) -> Iterator[list[Any]]:
        self._write_waiting()
        yield from super()._pages_of_many(orgs, kind, prefix, bounds, columns, *values)

    def _abandon(self) -> None:
        self._connection.roll_back()
        self._end()

    def _end(self) -> None:
        self._connection.writer = None
        self._waiting.clear()
        self._read.clear()
