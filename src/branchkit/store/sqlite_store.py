"""The store of a workspace: one SQLite file in WAL mode, each commit on the disk when it returns.

What a session seldom needs (copies, verification) is imported when it is called: start-up is measured.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Self

from branchkit.core.actors import Actor
from branchkit.core.errors import StoreError
from branchkit.core.ports import Committed, Damage, LedgerEnd, TellStep
from branchkit.store.connection import PATIENCE, Connection
from branchkit.store.ledger_writer import LedgerWriter
from branchkit.store.reader import SqliteReader
from branchkit.store.schema import check_identity, create_tables, look_for_users, migrate
from branchkit.store.transaction import SqliteUnitOfWork

_WAL_KEPT = 8 * 1024 * 1024
"""Bytes to which the write-ahead file is cut back after a large import."""
_OF_THE_DISK = ("store.disk_full", "store.read_only", "store.unreadable", "store.io", "store.busy")
"""Why a file cannot be opened in one way and perhaps in another."""


class SqliteStore(SqliteReader):
    """Documents and ledger in one file. A store belongs to the thread that opened it."""

    def __init__(self, connection: Connection, clock: Callable[[], datetime]) -> None:
        """Use :meth:`create` or :meth:`open`."""
        super().__init__(connection)
        self._clock = clock
        self._ledger: LedgerWriter = LedgerWriter(connection)
        self._listener: Callable[[Committed], object] | None = None

    @classmethod
    def create(cls, path: Path, clock: Callable[[], datetime]) -> Self:
        """Make a new store; the file appears whole or not at all. Raises ``store.exists``."""
        from branchkit.store.copies import new_database

        if path.exists():
            raise StoreError("exists", path=str(path))

        with (
            new_database(path) as part,
            contextlib.closing(Connection(part, mode="rwc")) as connection,
        ):
            create_tables(connection)
        return cls.open(path, clock)

    @classmethod
    def open(cls, path: Path, clock: Callable[[], datetime], *, patience: float = PATIENCE) -> Self:
        """Open a store without reading its documents.

        ``patience`` is how many seconds a transaction waits for another session. On a full or read-only disk the store
        can be read, and says so (``store.disk_full``, ``store.read_only``) when something is to be written. Raises ``store.missing``,
        ``store.damaged``, ``store.unreadable``, and what :func:`~branchkit.store.schema.check_identity` does.
        """
        if not path.exists():
            raise StoreError("missing", path=str(path))
        try:
            connection = _opened(Connection(path, patience=patience), _prepare)
        except StoreError as error:
            connection = _opened_for_reading(path, error, patience)
        return cls(connection, clock)

    @classmethod
    def open_for_reading(cls, path: Path) -> Self:
        """Open a store beside a session that writes it; what is committed there is seen here. Nothing can be written.

        Raises what :meth:`open` does, also where another one holds the file alone.
        """

        def stopped() -> datetime:
            raise StoreError("read_only", path=str(path))

        return cls(_opened(Connection(path, mode="ro"), check_identity), stopped)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def begin(self, actor: Actor, action: str) -> SqliteUnitOfWork:
        """Start a transaction; raises ``store.busy`` when another session does not finish its own."""
        return SqliteUnitOfWork(
            self._connection, self._ledger, actor, action, self._clock, self._listener
        )

    def listen(self, listener: Callable[[Committed], object]) -> None:
        """Tell ``listener`` of every commit of this session from now on, once it is on the disk. It must not raise."""
        self._listener = listener

    @property
    def has_users(self) -> bool:
        """Whether users were kept in it when it was opened."""
        if self._connection.has_users is None:
            look_for_users(self._connection)
        return bool(self._connection.has_users)

    def last_seq(self) -> int:
        """The newest entry's seq, 0 when there is none."""
        return self._ledger.last()[0]

    def clock_behind(self) -> datetime | None:
        """When the entry before this session's first was made, if later than that one."""
        return self._ledger.behind

    def verify(
        self, *, since: LedgerEnd | None = None, tell: TellStep | None = None
    ) -> list[Damage]:
        """Check the file, the hash chain and that every document is the fold of its entries; or what is new of them."""
        from branchkit.store.verification import damages, damages_since

        if since is None:
            return damages(self._connection, tell)
        return damages_since(self._connection, since, tell)

    def count_figures_anew(self) -> None:
        """Throw the figures of sheets away and count them anew out of the documents, in one transaction."""
        from branchkit.store.figures import count_anew

        self._connection.run("BEGIN IMMEDIATE")
        try:
            self._connection.run("DELETE FROM figure")
            count_anew(self._connection)
            self._connection.run("COMMIT")
        except BaseException:
            self._connection.roll_back()
            raise

    def backup(self, target: Path) -> list[Damage]:
        """A consistent copy, in one file without a write-ahead file beside it; what is wrong with it.

        Works beside an open transaction, whose changes are not in the copy. Replaces an older backup, unless the copy
        is damaged (``store.backup_stays``); raises ``store.not_a_backup`` rather than overwrite anything else.
        """
        from branchkit.store.copies import back_up

        if not self._connection.shared:
            return back_up(self._connection, target)
        with contextlib.closing(Connection(self._connection.path)) as source:
            return back_up(source, target)

    def watch(self, listener: Callable[[str], object] | None) -> None:
        """Tell ``listener`` the text of every statement that is executed from now on; None: nobody. For measuring."""
        self._connection.watch(listener)

    def close(self) -> None:
        """Let go of the file; an open transaction is rolled back. May be called again."""
        self._connection.close()


def _prepare(connection: Connection) -> None:
    check_identity(connection)
    migrate(connection)
    connection.run("PRAGMA journal_mode = WAL")
    connection.run("PRAGMA synchronous = FULL")
    connection.run(f"PRAGMA journal_size_limit = {_WAL_KEPT}")


def _opened(connection: Connection, prepare: Callable[[Connection], None]) -> Connection:
    try:
        prepare(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _opened_for_reading(path: Path, refused: StoreError, patience: float) -> Connection:
    """A connection to a file that nothing can be put beside; raises ``refused`` where that is not what hinders, and
    ``store.left_beside`` where a write-ahead file on a read-only disk does.

    On a full disk nobody else can have it open, or what sessions share would be there; alone it needs no such thing, and
    writes again as soon as there is room. On a disk that is read-only nobody writes, so that what is there is all there is,
    unless a write-ahead file has been left with more.
    """
    attempts: list[Callable[[], Connection]] = []
    if refused.code == "store.disk_full":
        attempts.append(lambda: _opened(Connection(path, patience=patience, alone=True), _prepare))
    elif refused.code in ("store.read_only", "store.unreadable"):
        attempts.append(lambda: _opened(Connection(path, mode="ro"), check_identity))
        beside = path.with_name(path.name + "-wal")
        if not beside.exists() or not beside.stat().st_size:
            whole = "ro&immutable=1"
            attempts.append(lambda: _opened(Connection(path, mode=whole), check_identity))
        elif _is_protected(path.parent):
            refused = StoreError("left_beside", path=str(path), beside=beside.name)
    for attempt in attempts:
        try:
            return attempt()
        except StoreError as error:
            if error.code not in _OF_THE_DISK:
                raise
    raise refused


def _is_protected(folder: Path) -> bool:
    """Whether the disk is read-only, for everybody."""
    try:
        return bool(os.statvfs(folder).f_flag & os.ST_RDONLY)
    except OSError:
        return False
