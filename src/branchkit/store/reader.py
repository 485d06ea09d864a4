"""Reading documents and the ledger from SQLite, a page at a time."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any

from branchkit.core.ports import Document, Entry
from branchkit.store.connection import Connection
from branchkit.store.ledger import Line

GONE = "{}"
"""The body of a document that was taken away: its revisions go on counting when it comes back."""

_PAGE = 256
"""Documents or lines read at once: a quarter of a megabyte, and a list on screen takes one query."""

_GET = "SELECT rev, body FROM document WHERE org = ? AND kind = ? AND id = ?"
# One lower bound a page: of two SQLite may take the wrong one and walk through all pages before.
_PAGED = (
    "FROM document WHERE org = ? AND kind = ? AND id {above} ? AND id < ? AND body <> '{{}}' "
    f"ORDER BY id LIMIT {_PAGE}"
)
_FIRST_PAGE, _NEXT_PAGE = _PAGED.format(above=">="), _PAGED.format(above=">")
_COUNT = "SELECT count(*) FROM document WHERE org = ? AND kind = ? AND body <> '{}'"
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
_LINE = "seq, at, actor, org, kind, id, change, reason, prev, hash"
_BEYOND_ALL = "\U0010ffff" * 2


def beyond(prefix: str) -> str:
    """A text that sorts behind every id beginning with ``prefix``, in the order of code points."""
    return prefix + _BEYOND_ALL


class SqliteReader:
    """The port's :class:`~branchkit.core.ports.Reader` over one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, org: str, kind: str, id: str) -> Document | None:
        """One document or None."""
        for rev, body in self._connection.run(_GET, org, kind, id):
            if body != GONE:
                return Document(org, kind, id, rev, json.loads(body))
        return None

    def scan(self, org: str, kind: str, prefix: str = "") -> Iterator[Document]:
        """Documents in the order of their ids. One written meanwhile may or may not be among them."""
        for page in self._pages("id, rev, body", (), org, kind, prefix):
            for id, rev, body in page:
                yield Document(org, kind, id, rev, json.loads(body))

    def project(
        self, org: str, kind: str, prefix: str, fields: Sequence[str]
    ) -> Iterator[tuple[Any, ...]]:
        """``(id, field, field, ...)``; SQLite takes the fields out of the text, all in one pass over it."""
        if not fields:
            yield from chain.from_iterable(self._pages("id", (), org, kind, prefix))
            return
        # One path alone would give the bare value, in which true is 1; several give a JSON list.
        paths = [f"$.{json.dumps(field)}" for field in (*fields, fields[0])]
        columns = f"id, json_extract(body{', ?' * len(paths)})"
        for page in self._pages(columns, paths, org, kind, prefix):
            # Reading one list of lists takes half the time of reading them one by one.
            lists = json.loads(f"[{','.join(values for _id, values in page)}]")
            for (id, _values), found in zip(page, lists, strict=True):
                yield (id, *found[:-1])

    def count(self, org: str, kind: str) -> int:
        """How many documents of a kind an organisation has."""
        return int(self._connection.run(_COUNT, org, kind)[0][0])

    def organizations_of(self, kind: str) -> list[str]:
        """The organisations that have a document of this kind."""
        return [org for (org,) in self._connection.run(_ORGANIZATIONS, kind)]

    def version(self) -> int:
        """A number that changes whenever another connection has committed."""
        return int(self._connection.run("PRAGMA data_version")[0][0])

    def _pages(
        self, columns: str, values: Sequence[str], org: str, kind: str, prefix: str
    ) -> Iterator[list[tuple[Any, ...]]]:
        bound, end = prefix, beyond(prefix)
        sql = f"SELECT {columns} {_FIRST_PAGE}"
        while True:
            page = self._connection.run(sql, *values, org, kind, bound, end)
            yield page
            if len(page) < _PAGE:
                return
            bound = page[-1][0]
            sql = f"SELECT {columns} {_NEXT_PAGE}"


class LedgerReader:
    """The ledger's lines over one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def last(self) -> tuple[int, str]:
        """Seq and hash of the newest line; ``(0, "")`` when there is none."""
        rows = self._connection.run("SELECT seq, hash FROM entry ORDER BY seq DESC LIMIT 1")
        return rows[0] if rows else (0, "")

    def lines(self) -> Iterator[Line]:
        """All lines in order, as they are kept."""
        last = -sys.maxsize
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
