"""One connection to a SQLite file, and what SQLite's errors mean to the user."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from branchkit.core.errors import StoreError
from branchkit.core.rollup.figures import added

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
_NO_JSON = "malformed JSON"
_FAULTS = (sqlite3.Error, UnicodeError)
"""What a statement ends in; its values, its results and SQLite's words may be no UTF-8."""

_WITHOUT_ROOM = ("io", "unreadable")
"""What SQLite calls a disk too full for the files that it keeps beside the database."""
_ROOM = 64 * 1024
"""Bytes; the index of the write-ahead file takes half of them."""


class KeyTaken(StoreError):
    """A row with this primary key is there already; nothing of the statement was done."""


def refusal(error: sqlite3.Error | UnicodeError, path: Path) -> StoreError:
    """The store's error for SQLite's, with ``path`` and what SQLite calls it as ``detail``.

    Words of an error that is not in the table may repeat what a column holds, so its name stands for them.
    """
    if isinstance(error, UnicodeEncodeError):
        return StoreError("not_text")
    if isinstance(error, UnicodeError):
        return StoreError("damaged", path=str(path), detail="UTF-8")  # of SQLite's message itself
    number = getattr(error, "sqlite_errorcode", None)
    if number is None:
        # Python's own: text that is no UTF-8 is the only one of them that a file can bring about.
        decoding = "decode" in str(error)
        return StoreError(
            "damaged" if decoding else "failed",
            path=str(path),
            detail="UTF-8" if decoding else type(error).__name__,
        )
    if str(error) == _NO_JSON:
        return StoreError("damaged", path=str(path), detail=_NO_JSON)
    code = _CODES.get(number & _PRIMARY, "failed")
    if code in _WITHOUT_ROOM and not has_room(path.parent):
        code = "disk_full"
    family = KeyTaken if number == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY else StoreError
    detail = error.sqlite_errorname if code == "failed" else str(error)
    return family(code, path=str(path), detail=detail)


def has_room(folder: Path) -> bool:
    """Whether the disk takes what SQLite keeps beside an open file."""
    try:
        disk = os.statvfs(folder)
    except OSError:
        return True
    return disk.f_bavail * disk.f_frsize >= _ROOM


def _text_or_none(raw: bytes) -> str | None:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return None


class Connection:
    """A connection whose statements raise :class:`StoreError` and whose results are read at once.

    :meth:`run` leaves no statement open: a half-read one would hold an old state of the file, and the next
    transaction would be refused as soon as another session had written.
    """

    def __init__(
        self, path: Path, *, mode: str = "rw", patience: float = PATIENCE, alone: bool = False
    ) -> None:
        """``mode`` is SQLite's: ``ro``, ``rw``, ``rwc`` (make the file), or ``ro&immutable=1`` (nothing beside it is read).

        ``alone`` keeps the others out until it is closed, and needs no file in memory to share with them.
        """
        self.path = path
        self.mode = mode
        self.shared = mode == "rw" and not alone
        """Whether another connection can be opened beside this one."""
        self.writer: object | None = None
        """The open unit of work; a connection can have one."""
        self.has_users: bool | None = None
        """Whether users were kept in the file when it was opened; None: nobody has looked yet."""
        try:
            # as_uri() escapes what a folder's name may hold ("?", "#", "%").
            self.sqlite = sqlite3.connect(
                f"{path.absolute().as_uri()}?mode={mode}",
                uri=True,
                timeout=patience,
                isolation_level=None,
            )
            # A file from elsewhere may declare views, defaults and triggers: they call nothing that has effects.
            self.sqlite.execute("PRAGMA trusted_schema = OFF")
            self.sqlite.create_function("figures_added", 2, added, deterministic=True)
            if alone:
                self.sqlite.execute("PRAGMA locking_mode = EXCLUSIVE")
            if not self.shared:
                self.sqlite.execute("PRAGMA temp_store = MEMORY")
        except sqlite3.Error as error:
            raise refusal(error, path) from error

    def run(self, sql: str, *values: Any) -> list[Any]:
        """All rows of one statement. Raises ``store.not_text`` for a value that no UTF-8 can be made of."""
        try:
            return self.sqlite.execute(sql, values).fetchall()
        except _FAULTS as error:
            raise refusal(error, self.path) from error

    def walk(self, sql: str, *values: Any) -> Iterator[Any]:
        """Rows one by one; only inside a transaction, which ends the statement with itself."""
        try:
            # Not "yield from": that closes the cursor with the generator, which fails once the transaction is over.
            for row in self.sqlite.execute(sql, values):  # noqa: UP028
                yield row
        except _FAULTS as error:
            raise refusal(error, self.path) from error

    @contextlib.contextmanager
    def tolerant(self) -> Iterator[None]:
        """Read text that is no UTF-8 as None, instead of refusing the whole statement."""
        usual = self.sqlite.text_factory
        self.sqlite.text_factory = _text_or_none
        try:
            yield
        finally:
            self.sqlite.text_factory = usual

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
