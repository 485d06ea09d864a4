"""Whether a store is whole: the file itself, its layout, the chain of the ledger, the documents against it.

A damage says where and of which kind it is, never what is kept there: what is read here may be anybody's identity
number, and a flipped bit may have moved it into a key.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from branchkit.core.errors import StoreError
from branchkit.core.ports import Damage, Key
from branchkit.store.connection import Connection
from branchkit.store.figures import wrong_figures
from branchkit.store.ledger import bad_lines, is_shown, unfolded
from branchkit.store.reader import LedgerReader
from branchkit.store.schema import LAYOUTS, VERSION, foreign_parts

_CHANGES = "SELECT org, kind, id, change FROM entry ORDER BY org, kind, id, seq"
_DOCUMENTS = "SELECT rowid, org, kind, id, rev, body FROM document ORDER BY org, kind, id"
_OF_THE_FILE = {"store.foreign": "file", "store.damaged": "file", "store.io": "file"}
"""Refusals that are verdicts on the file, by the code of the damage."""


def damages(connection: Connection, *, figures: bool = True) -> list[Damage]:
    """Everything that is wrong: with the file, its layout, each bad line, and each document that is not its fold.

    Where a part cannot be read to its end, the others are. Reads the whole file as it is at one moment; memory stays
    bounded, since SQLite sorts the lines on the disk. ``figures`` are compared where all else is well: out of wrong documents
    nothing right can follow.
    """
    found: list[Damage] = []
    with _snapshot(connection), connection.tolerant():
        for check in (_of_the_file, _of_the_layout, _of_the_ledger, _of_the_documents):
            _note(found, check, connection)
        if figures and not found:
            _note(found, wrong_figures, connection)
    return list(dict.fromkeys(found))


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


def _of_the_file(connection: Connection) -> Iterator[Damage]:
    for (text,) in connection.run("PRAGMA integrity_check"):
        if text != "ok":
            yield Damage("file", path=text or "")


def _of_the_layout(connection: Connection) -> Iterator[Damage]:
    # That of the file: a backup stays as it was until it is opened.
    version = connection.run("PRAGMA user_version")[0][0]
    if parts := foreign_parts(connection, LAYOUTS.get(version, LAYOUTS[VERSION])):
        yield Damage("layout", path=", ".join(parts))


def _of_the_ledger(connection: Connection) -> Iterator[Damage]:
    return bad_lines(LedgerReader(connection).lines())


def _of_the_documents(connection: Connection) -> Iterator[Damage]:
    nameless: list[Damage] = []
    yield from unfolded(_changes(connection), _documents(connection, nameless))
    yield from nameless


def _changes(connection: Connection) -> Iterator[tuple[Key, str | None]]:
    """A line whose key cannot be read has been found with the ledger."""
    for *key, change in connection.walk(_CHANGES):
        if all(map(is_shown, key)):
            yield tuple(key), _as_text(change)


def _documents(
    connection: Connection, nameless: list[Damage]
) -> Iterator[tuple[Key, int, str | None]]:
    """Those whose key cannot be read are told by their row."""
    for row, *key, rev, body in connection.walk(_DOCUMENTS):
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
