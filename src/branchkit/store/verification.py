"""Whether a store is whole: the file itself, its layout, the chain of the ledger, the documents against it.

A damage says where and of which kind it is, never what is kept there: what is read here may be anybody's identity
number, and a flipped bit may have moved it into a key.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, TypeVar

from branchkit.core.errors import StoreError
from branchkit.core.ports import Damage, Key, LedgerEnd, TellStep
from branchkit.store.connection import Connection
from branchkit.store.figures import wrong_figures
from branchkit.store.ledger import bad_lines, is_shown, unfolded
from branchkit.store.reader import LedgerReader
from branchkit.store.schema import LAYOUTS, VERSION, foreign_parts

T = TypeVar("T")

_CHANGES = "SELECT org, kind, id, change FROM entry ORDER BY org, kind, id, seq"
_DOCUMENTS = "SELECT rowid, org, kind, id, rev, body FROM document ORDER BY org, kind, id"
_TOUCHED = "WITH touched AS MATERIALIZED (SELECT DISTINCT org, kind, id FROM entry WHERE seq > ?) "
_NEW_CHANGES = (
    f"{_TOUCHED} SELECT org, kind, id, change FROM entry JOIN touched USING (org, kind, id) "
    "ORDER BY org, kind, id, seq"
)
_NEW_DOCUMENTS = (
    f"{_TOUCHED} SELECT document.rowid, org, kind, id, rev, body "
    "FROM touched JOIN document USING (org, kind, id) ORDER BY org, kind, id"
)
_TOLD_EVERY = 1000
_OF_THE_FILE = {"store.foreign": "file", "store.damaged": "file", "store.io": "file"}
"""Refusals that are verdicts on the file, by the code of the damage."""


def damages(
    connection: Connection, tell: TellStep | None = None, *, figures: bool = True
) -> list[Damage]:
    """Everything that is wrong: with the file, its layout, each bad line, and each document that is not its fold.

    Where a part cannot be read to its end, the others are. Reads the whole file as it is at one moment; memory stays
    bounded, since SQLite sorts the lines on the disk. ``figures`` are compared where all else is well: out of wrong documents
    nothing right can follow.
    """
    found: list[Damage] = []
    with _snapshot(connection), connection.tolerant():
        telling = _Telling(connection, tell)
        for check in (_of_the_file, _of_the_layout, _of_the_ledger, _of_the_documents):
            _note(found, partial(check, telling=telling), connection)
        if figures and not found:
            _note(found, wrong_figures, connection)
    return list(dict.fromkeys(found))


def damages_since(
    connection: Connection, since: LedgerEnd, tell: TellStep | None = None
) -> list[Damage]:
    """What is wrong with what has come behind the end of a ledger that was whole, and with that end itself.

    An older line that was altered alone is not seen; one whose chain was made anew from there on is, since the end is
    another one then. Nor is a document seen that was altered and has no new line.
    """
    found: list[Damage] = []
    with _snapshot(connection), connection.tolerant():
        telling = _Telling(connection, tell, since.seq)
        line = connection.run("SELECT hash FROM entry WHERE seq = ?", since.seq)
        if line != [(since.hash,)]:
            return [Damage("cut", since.seq)]
        for check in (_of_the_layout, _of_the_ledger, _of_new_documents):
            _note(found, partial(check, telling=telling), connection)
    return list(dict.fromkeys(found))


class _Telling:
    """Tells how far a verification is, after every thousand lines."""

    def __init__(self, connection: Connection, tell: TellStep | None, after: int = 0) -> None:
        self.after = after
        self._connection = connection
        self._tell = tell
        self._total = 0
        if tell is not None:
            (newest,) = connection.run("SELECT max(seq) FROM entry")[0]
            self._total = max(0, (newest or 0) - after)

    def begin(self, step: str) -> None:
        """A step of which nothing is known before its end."""
        if self._tell is not None:
            self._tell(step, 0, 0)

    def counted(self, step: str, items: Iterable[T]) -> Iterator[T]:
        """The same items, told of."""
        for number, item in enumerate(items):
            if self._tell is not None and number % _TOLD_EVERY == 0:
                self._tell(step, number, max(self._total, number))
            yield item


def verdict(error: StoreError) -> Damage | None:
    """The damage that a refusal to open a file comes to; None where it says nothing about the file."""
    if error.code == "store.layout":
        return Damage("layout", path=", ".join(error.params["parts"]))  # type: ignore[arg-type]
    code = _OF_THE_FILE.get(error.code)
    return Damage(code, path=str(error.params.get("detail") or "header")) if code else None


def _note(
    found: list[Damage], check: Callable[[Connection], Iterable[Damage]], connection: Connection
) -> None:
    """Keep what a check finds, and what ends it."""
    try:
        for damage in check(connection):
            found.append(damage)
    except StoreError as error:
        damage_of_file = verdict(error)
        if damage_of_file is None:
            raise
        found.append(damage_of_file)


def _of_the_file(connection: Connection, telling: _Telling) -> Iterator[Damage]:
    telling.begin("file")
    for (text,) in connection.run("PRAGMA integrity_check"):
        if text != "ok":
            yield Damage("file", path=text or "")


def _of_the_layout(connection: Connection, telling: _Telling) -> Iterator[Damage]:
    # That of the file: a backup stays as it was until it is opened.
    version = connection.run("PRAGMA user_version")[0][0]
    if parts := foreign_parts(connection, LAYOUTS.get(version, LAYOUTS[VERSION])):
        yield Damage("layout", path=", ".join(parts))


def _of_the_ledger(connection: Connection, telling: _Telling) -> Iterator[Damage]:
    reader = LedgerReader(connection)
    if not telling.after:
        return bad_lines(telling.counted("ledger", reader.lines()))
    (hash,) = connection.run("SELECT hash FROM entry WHERE seq = ?", telling.after)[0]
    lines = telling.counted("ledger", reader.lines(telling.after))
    return bad_lines(lines, (telling.after, hash))


def _of_the_documents(connection: Connection, telling: _Telling) -> Iterator[Damage]:
    nameless: list[Damage] = []
    changes = telling.counted("documents", _changes(connection.walk(_CHANGES)))
    yield from unfolded(changes, _documents(connection.walk(_DOCUMENTS), nameless))
    yield from nameless


def _of_new_documents(connection: Connection, telling: _Telling) -> Iterator[Damage]:
    """Those that the new lines are about, against all their lines."""
    telling.begin("documents")
    nameless: list[Damage] = []
    changes = _changes(connection.walk(_NEW_CHANGES, telling.after))
    documents = _documents(connection.walk(_NEW_DOCUMENTS, telling.after), nameless)
    yield from unfolded(changes, documents)
    yield from nameless


def _changes(rows: Iterable[Any]) -> Iterator[tuple[Key, str | None]]:
    """A line whose key cannot be read has been found with the ledger."""
    for *key, change in rows:
        if all(map(is_shown, key)):
            yield tuple(key), _as_text(change)


def _documents(
    rows: Iterable[Any], nameless: list[Damage]
) -> Iterator[tuple[Key, int, str | None]]:
    """Those whose key cannot be read are told by their row."""
    for row, *key, rev, body in rows:
        if all(map(is_shown, key)):
            yield tuple(key), rev, _as_text(body)
        else:
            nameless.append(Damage("unreadable", None, id=f"#{row}", path="key"))


def _as_text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


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
