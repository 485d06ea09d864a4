"""Reading documents and the ledger from SQLite, a page at a time."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

from branchkit.core.errors import StoreError
from branchkit.core.ports import Body, Bounds, Document, Entry, Key
from branchkit.core.rollup.figures import SheetFigures
from branchkit.core.values import frozen
from branchkit.store.connection import Connection
from branchkit.store.figures import read_figures, read_sums
from branchkit.store.ledger import Line, is_shown

GONE = "{}"
"""The body of a document that was taken away: its revisions go on counting when it comes back."""

_PAGE = 256
"""Documents or lines read at once: a quarter of a megabyte, and a list on screen takes one query."""

_KEYS_AT_ONCE = 300
"""Three variables each, and SQLite before 3.32 takes no more than 999 in a statement."""

_GET = "SELECT rev, body FROM document WHERE org = ? AND kind = ? AND id = ?"
# CROSS JOIN: each wanted key is looked up, whatever SQLite guesses of the sizes of the two.
_GET_MANY = """
WITH wanted(org, kind, id) AS (VALUES {})
SELECT document.org, document.kind, document.id, rev, body
FROM wanted CROSS JOIN document
  ON document.org = wanted.org AND document.kind = wanted.kind AND document.id = wanted.id
"""
_KEY = "(?, ?, ?)"
# Steps from organisation to organisation in the primary key, without an index on the kind.
_ORGANIZATIONS = """
WITH RECURSIVE known(org) AS (
  SELECT min(org) FROM document
  UNION ALL
  SELECT (SELECT min(org) FROM document WHERE org > known.org) FROM known WHERE known.org IS NOT NULL
)
SELECT org FROM known
WHERE org IS NOT NULL
  AND EXISTS (
    SELECT 1 FROM document WHERE document.org = known.org AND kind = ? AND body <> '{}'
  )
"""
_ORGS_AT_ONCE = 300
_MANY_AT_ONCE = 2048
"""Documents of several organisations that are read with one statement."""
_LINE = "seq, at, actor, org, kind, id, change, reason, prev, hash"
_BEYOND_ALL = "\U0010ffff" * 2


def beyond(prefix: str) -> str:
    """A text that sorts behind every id beginning with ``prefix``, in the order of code points."""
    return prefix + _BEYOND_ALL


class Kept(NamedTuple):
    """A document as it lies in the file."""

    rev: int
    text: str


NEVER = Kept(0, GONE)
"""What lies in the file of a document that was never written."""


@frozen
class Choice:
    """Which documents are read, in which order: the arguments of :meth:`SqliteReader.scan`."""

    org: str
    kind: str
    prefix: str
    bounds: Bounds | None
    newest_first: bool
    limit: int | None

    def page(self, columns: str, above: str) -> str:
        """The statement for one page; of the bounds on ``id`` only one moves from page to page.

        Of two lower bounds SQLite may take the wrong one and walk through all pages before.
        """
        order = "DESC" if self.newest_first else "ASC"
        return (
            f"SELECT {columns} FROM document WHERE org = ? AND kind = ? AND id {above} ? AND id < ? "
            f"AND body <> '{GONE}' {_within(self.bounds)} ORDER BY id {order} LIMIT ?"
        )


def _within(bounds: Bounds | None) -> str:
    """The condition for bounds on a field."""
    return "AND json_extract(body, ?) BETWEEN ? AND ?" if bounds else ""


def _ends(bounds: Bounds | None) -> tuple[str, ...]:
    """The values for that condition."""
    if bounds is None:
        return ()
    high = _BEYOND_ALL if bounds.high is None else bounds.high
    return _path(bounds.field), bounds.low, high


class SqliteReader:
    """The port's :class:`~branchkit.core.ports.Reader` over one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._ledger = LedgerReader(connection)

    def get(self, org: str, kind: str, id: str) -> Document | None:
        """One document or None."""
        key = org, kind, id
        return _document(key, self._kept(key))

    def get_many(self, keys: Iterable[Key]) -> Mapping[Key, Document]:
        """Those of the documents that there are: a statement for every three hundred keys."""
        wanted = list(keys)
        kept = self._kept_many(wanted)
        found = ((key, _document(key, kept.get(key, NEVER))) for key in wanted)
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
        """Documents in the order of their ids. One written meanwhile may or may not be among them."""
        choice = Choice(org, kind, prefix, bounds, newest_first, limit)
        for page in self._pages(choice, "id, rev, body"):
            for id, rev, body in page:
                yield Document(org, kind, id, rev, body_of((org, kind, id), body))

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
        """``(id, field, field, ...)``; SQLite takes the fields out of the text, all in one pass over it."""
        choice = Choice(org, kind, prefix, bounds, newest_first, limit)
        column, paths = _fields_column(fields)
        for page in self._pages(choice, f"id{column}", *paths):
            yield from _with_fields(page) if fields else page

    def project_many(
        self,
        orgs: Iterable[str],
        kind: str,
        prefix: str,
        fields: Sequence[str],
        *,
        bounds: Bounds | None = None,
    ) -> Iterator[tuple[Any, ...]]:
        """``(organisation, id, field, ...)``: a statement for every three hundred organisations, or two thousand documents."""
        column, paths = _fields_column(fields)
        pages = self._pages_of_many(orgs, kind, prefix, bounds, f"org, id{column}", *paths)
        for page in pages:
            yield from _with_fields(page) if fields else page

    def organizations_of(self, kind: str) -> list[str]:
        """The organisations that have a document of this kind."""
        return [org for (org,) in self._connection.run(_ORGANIZATIONS, kind)]

    def figures(
        self, orgs: Iterable[str], periods: Iterable[str], *, parts: bool = True
    ) -> list[SheetFigures]:
        """The figures of all sheets that organisations have in periods: one statement."""
        return read_figures(self._connection, orgs, periods, parts=parts)

    def figure_sums(
        self, groups: Mapping[str, str], periods: Iterable[str]
    ) -> list[tuple[str, SheetFigures]]:
        """Complete rows and totals of groups of organisations: one statement, which adds them up."""
        return read_sums(self._connection, groups, periods)

    def version(self) -> int:
        """A number that changes whenever another connection has committed."""
        return int(self._connection.run("PRAGMA data_version")[0][0])

    def entries(
        self,
        *,
        org: str | None = None,
        kind: str | None = None,
        id_prefix: str | None = None,
        after: int = 0,
        newest_first: bool = False,
    ) -> Iterator[Entry]:
        """The ledger, filtered. Costs a pass over the lines in between: there is no index but the seq."""
        return self._ledger.entries(
            org=org, kind=kind, id_prefix=id_prefix, after=after, newest_first=newest_first
        )

    def _kept(self, key: Key) -> Kept:
        rows = self._connection.run(_GET, *key)
        return Kept(*rows[0]) if rows else NEVER

    def _kept_many(self, keys: Sequence[Key]) -> dict[Key, Kept]:
        """Of those that were ever written."""
        found: dict[Key, Kept] = {}
        for start in range(0, len(keys), _KEYS_AT_ONCE):
            part = keys[start : start + _KEYS_AT_ONCE]
            sql = _GET_MANY.format(", ".join([_KEY] * len(part)))
            for org, kind, id, rev, text in self._connection.run(sql, *chain.from_iterable(part)):
                found[org, kind, id] = Kept(rev, text)
        return found

    def _pages(self, choice: Choice, columns: str, *values: str) -> Iterator[list[Any]]:
        """Rows with these columns; ``values`` are the variables in ``columns``."""
        sql = choice.page(columns, ">=")
        low, high = choice.prefix, beyond(choice.prefix)
        left = sys.maxsize if choice.limit is None else choice.limit
        while left > 0:
            size = min(left, _PAGE)
            page = self._connection.run(
                sql, *values, choice.org, choice.kind, low, high, *_ends(choice.bounds), size
            )
            yield page
            if len(page) < size:
                return
            left -= size
            if choice.newest_first:
                high = page[-1][0]
            else:
                sql, low = choice.page(columns, ">"), page[-1][0]

    def _pages_of_many(
        self,
        orgs: Iterable[str],
        kind: str,
        prefix: str,
        bounds: Bounds | None,
        columns: str,
        *values: str,
    ) -> Iterator[list[Any]]:
        """Rows that begin with organisation and id; ``values`` are the variables in ``columns``."""
        wanted = sorted(set(orgs))
        after = ("", "")
        while wanted:
            part = wanted[:_ORGS_AT_ONCE]
            sql = (
                f"SELECT {columns} FROM document WHERE org IN ({', '.join('?' * len(part))}) "
                f"AND kind = ? AND id >= ? AND id < ? AND (org > ? OR id > ?) "
                f"AND body <> '{GONE}' {_within(bounds)} ORDER BY org, id LIMIT {_MANY_AT_ONCE}"
            )
            page = self._connection.run(
                sql, *values, *part, kind, prefix, beyond(prefix), *after, *_ends(bounds)
            )
            yield page
            if len(page) < _MANY_AT_ONCE:
                wanted, after = wanted[len(part) :], ("", "")
            else:
                after = page[-1][0], page[-1][1]
                wanted = wanted[wanted.index(after[0]) :]


def _fields_column(fields: Sequence[str]) -> tuple[str, list[str]]:
    """What is selected behind the id for some fields, and the variables in it."""
    if not fields:
        return "", []
    # One path alone would give the bare value, in which true is 1; several give a JSON list.
    paths = [_path(field) for field in (*fields, fields[0])]
    return f", json_extract(body{', ?' * len(paths)})", paths


def _with_fields(page: Sequence[Sequence[Any]]) -> Iterator[tuple[Any, ...]]:
    """Rows with the fields behind what stands before them."""
    # Reading one list of lists takes half the time of reading them one by one.
    lists = json.loads(f"[{','.join(row[-1] for row in page)}]")  # SQLite wrote them
    for row, found in zip(page, lists, strict=True):
        yield (*row[:-1], *found[:-1])


def _document(key: Key, kept: Kept) -> Document | None:
    return None if kept.text == GONE else Document(*key, kept.rev, body_of(key, kept.text))


def body_of(key: Key, text: str) -> Body:
    """A document's body out of its text; raises ``store.damaged_document`` for what is no object of JSON."""
    try:
        body = json.loads(text)
    except (ValueError, TypeError, RecursionError):
        body = None
    if not isinstance(body, dict):
        # After the block: a cause would repeat the text.
        name = "/".join(key) if all(map(is_shown, key)) else "?"
        raise StoreError("damaged_document", document=name)
    return body


def _path(field: str) -> str:
    """SQLite's path to a top-level key."""
    return f"$.{json.dumps(field)}"


class LedgerReader:
    """The ledger's lines over one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def last(self) -> tuple[int, str]:
        """Seq and hash of the newest line; ``(0, "")`` when there is none."""
        seq, hash, _at = self._newest()
        return seq, hash

    def _newest(self) -> tuple[int, str, str]:
        """Seq, hash and moment of the newest line."""
        rows = self._connection.run("SELECT seq, hash, at FROM entry ORDER BY seq DESC LIMIT 1")
        return rows[0] if rows else (0, "", "")

    def lines(self, after: int = -sys.maxsize) -> Iterator[Line]:
        """All lines in order, as they are kept; or those behind a number."""
        last = after
        while True:
            page = self._connection.run(
                f"SELECT {_LINE} FROM entry WHERE seq > ? ORDER BY seq LIMIT {_PAGE}", last
            )
            yield from (Line(*row) for row in page)
            if len(page) < _PAGE:
                return
            last = page[-1][0]

    def entries(
        self,
        *,
        org: str | None,
        kind: str | None,
        id_prefix: str | None,
        after: int,
        newest_first: bool,
    ) -> Iterator[Entry]:
        """Entries that match every filter that is not None."""
        wanted, values = ["seq > ?", "seq < ?"], []
        for column, value in (("org", org), ("kind", kind)):
            if value is not None:
                wanted.append(f"{column} = ?")
                values.append(value)
        if id_prefix:
            wanted.append("id >= ? AND id < ?")
            values += [id_prefix, beyond(id_prefix)]
        sql = (
            f"SELECT {_LINE} FROM entry WHERE {' AND '.join(wanted)} "
            f"ORDER BY seq {'DESC' if newest_first else 'ASC'} LIMIT {_PAGE}"
        )
        low, high = after, sys.maxsize
        while True:
            page = self._connection.run(sql, low, high, *values)
            yield from (Line(*row).entry() for row in page)
            if len(page) < _PAGE:
                return
            if newest_first:
                high = page[-1][0]
            else:
                low = page[-1][0]
