"""One connection to a SQLite file, and what SQLite's errors mean to the user."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from branchkit.core.errors import StoreError

PATIENCE = 5.0
"""Seconds that a transaction waits for another session's."""

_CODES = {
    sqlite3.SQLITE_BUSY: "busy",
    sqlite3.SQLITE_LOCKED: "busy",
    sqlite3.SQLITE_FULL: "disk_full",
    sqlite3.SQLITE_READONLY: "read_only",
    sqlite3.SQLITE_PERM: "read_only",
    sqlite3.SQLITE_IOERR: "io",
    sqlite3.SQLITE_CORRUPT: "damaged",
    sqlite3.SQLITE_NOTADB: "foreign",
    sqlite3.SQLITE_CANTOPEN: "unreadable",
}
_PRIMARY = 0xFF
"""Extended result codes carry the primary one in their low byte."""


class KeyTaken(StoreError):
    """A row with this primary key is there already; nothing of the statement was done."""


def refusal(error: sqlite3.Error, path: Path) -> StoreError:
    """The store's error for SQLite's, with ``path`` and SQLite's own words as ``detail``."""
    number = getattr(error, "sqlite_errorcode", None)
    code = _CODES.get(number & _PRIMARY, "failed") if number is not None else "failed"
    family = KeyTaken if number == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY else StoreError
    return family(code, path=str(path), detail=str(error))


class Connection:
    """A connection whose statements raise :class:`StoreError` and whose results are read at once.

    :meth:`run` leaves no statement open: a half-read one would hold an old state of the file, and the next
    transaction would be refused as soon as another session had written.
    """

    def __init__(self, path: Path, *, mode: str = "rw", patience: float = PATIENCE) -> None:
        """``mode`` is SQLite's: ``ro``, ``rw`` or ``rwc`` (make the file)."""
        self.path = path
        self.writer: object | None = None
        """The open unit of work; a connection can have one."""
        try:
            # as_uri() escapes what a folder's name may hold ("?", "#", "%").
            self.sqlite = sqlite3.connect(
                f"{path.absolute().as_uri()}?mode={mode}",
                uri=True,
                timeout=patience,
                isolation_level=None,
            )
        except sqlite3.Error as error:
            raise refusal(error, path) from error

    def run(self, sql: str, *values: Any) -> list[Any]:
        """All rows of one statement."""
        try:
            return self.sqlite.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise refusal(error, self.path) from error

    def walk(self, sql: str, *values: Any) -> Iterator[Any]:
        """Rows one by one; only inside a transaction, which ends the statement with itself."""
        try:
            yield from self.sqlite.execute(sql, values)
        except sqlite3.Error as error:
            raise refusal(error, self.path) from error

    def watch(self, listener: Callable[[str], object] | None) -> None:
        """Tell ``listener`` the text of every statement that is executed from now on; None: nobody."""
        self.sqlite.set_trace_callback(listener)

    def roll_back(self) -> None:
        """Give up the open transaction, if SQLite has not done so itself after an error."""
        if self.sqlite.in_transaction:
            with contextlib.suppress(sqlite3.Error):
                self.sqlite.execute("ROLLBACK")

    def copy_to(self, target: Connection) -> None:
        """Make ``target`` a copy of the state at this moment; others may read and write meanwhile."""
        try:
            self.sqlite.backup(target.sqlite)
        except sqlite3.Error as error:
            raise refusal(error, target.path) from error

    def close(self) -> None:
        """Let go of the file, and give up the open transaction; may be called again."""
        self.writer = None
        with contextlib.suppress(sqlite3.Error):
            self.sqlite.close()
