"""Whether a store is whole: the file itself, the chain of the ledger, the documents against it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from branchkit.core.errors import StoreError
from branchkit.core.ports import Damage, Key
from branchkit.store.connection import Connection
from branchkit.store.ledger import first_bad_line, unfolded
from branchkit.store.reader import LedgerReader

_CHANGES = "SELECT org, kind, id, change FROM entry ORDER BY org, kind, id, seq"
_DOCUMENTS = "SELECT org, kind, id, rev, body FROM document ORDER BY org, kind, id"
_UNREADABLE = ("store.damaged", "store.foreign", "store.io")


def damages(connection: Connection) -> list[Damage]:
    """Everything that is wrong: the first bad line, and every document that is not its fold.

    Where the file itself is broken, that is all that is said. Reads the whole file as it is at one
    moment; memory stays bounded, since SQLite sorts the lines on the disk.
    """
    try:
        with _snapshot(connection):
            return _file_damages(connection) or _content_damages(connection)
    except StoreError as error:
        if error.code not in _UNREADABLE:
            raise
        return [Damage("file", path=str(error.params["detail"]))]


def _file_damages(connection: Connection) -> list[Damage]:
    reports = [text for (text,) in connection.run("PRAGMA integrity_check")]
    return [] if reports == ["ok"] else [Damage("file", path=text) for text in reports]


def _content_damages(connection: Connection) -> list[Damage]:
    bad = first_bad_line(LedgerReader(connection).lines())
    found = [bad] if bad else []
    return [*found, *unfolded(_changes(connection), _documents(connection))]


def _changes(connection: Connection) -> Iterator[tuple[Key, str]]:
    for org, kind, id, change in connection.walk(_CHANGES):
        yield (org, kind, id), change


def _documents(connection: Connection) -> Iterator[tuple[Key, int, str]]:
    for org, kind, id, rev, body in connection.walk(_DOCUMENTS):
        yield (org, kind, id), rev, body


@contextlib.contextmanager
def _snapshot(connection: Connection) -> Iterator[None]:
    if connection.sqlite.in_transaction:
        yield
        return
    connection.run("BEGIN")
    try:
        yield
    finally:
        connection.roll_back()
