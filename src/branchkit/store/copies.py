"""Whole copies of a store: made while others work, put back after they were checked."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from branchkit.core.errors import StoreError
from branchkit.core.ports import Damage
from branchkit.core.values import frozen
from branchkit.store.connection import Connection
from branchkit.store.reader import LedgerReader
from branchkit.store.schema import check_identity
from branchkit.store.verification import damages

_BESIDE = ("-wal", "-shm", "-journal")
"""Files that SQLite keeps beside a database; they belong to it and to no other."""

_BY_ERRNO = {errno.ENOSPC: "disk_full", errno.EDQUOT: "disk_full", errno.EROFS: "read_only"}

_TOLD_AS_THEY_ARE = ("store.newer", "store.unknown_version", "store.layout")
"""What may be wrong with a file that is a backup after all."""


@frozen
class Restored:
    """What a restore did. ``last_seq`` is the newest line of what is there now."""

    last_seq: int
    kept: Path | None
    """Where the replaced file lies; None when there was none."""


@contextlib.contextmanager
def new_database(target: Path) -> Iterator[Path]:
    """A path to make a database at; when the block ends well the file takes the place of ``target``.

    Nothing appears at ``target`` before the file is on the disk. A new file is its owner's alone, since
    it holds identity numbers; one that is replaced keeps its permissions. Raises ``store.no_folder``,
    ``store.read_only``, ``store.disk_full`` or ``store.io``.
    """
    if not target.parent.is_dir():
        raise StoreError("no_folder", path=str(target.parent))
    if not os.access(target.parent, os.W_OK):
        raise StoreError("read_only", path=str(target))
    part = target.with_name(f".{target.name}.{os.urandom(4).hex()}.part")
    try:
        yield part
        with _as_store_error(target):
            part.chmod(target.stat().st_mode & 0o777 if target.exists() else 0o600)
            _sync(part)
            part.replace(target)
            _sync(target.parent)
    except StoreError as error:
        if error.params.get("path") == str(part):
            error.params["path"] = str(target)
        raise
    finally:
        _remove((part, *_beside(part)))


def back_up(source: Connection, target: Path) -> list[Damage]:
    """Copy the state of this moment to ``target``, one file that needs none beside it, and verify the copy.

    Returns what is wrong with the copy: a damaged database is copied as it is, since that may be all there is. An older
    backup is replaced by a whole copy only, else ``store.backup_stays``. Raises ``store.not_a_backup`` rather than
    overwrite anything else, ``store.same_file`` for the database itself.
    """
    older = target.exists()
    if older:
        if target.samefile(source.path):
            raise StoreError("same_file", path=str(target))
        _check_backup(target)
    with new_database(target) as part:
        _copy(source, part)
        with contextlib.closing(Connection(part, mode="ro")) as copy:
            found = damages(copy, figures=False)  # they can be counted anew at any time
        if found and older:
            raise StoreError("backup_stays", path=str(target), count=len(found))
    return found


def restore(
    backup: Path, database: Path, *, keep_in: Path, now: datetime, force: bool = False
) -> Restored:
    """Put a backup in the place of ``database`` after checking all of it.

    With ``force`` an existing database is replaced and kept in the folder ``keep_in``. Raises
    ``store.missing``, ``store.not_a_backup``, what :func:`~branchkit.store.schema.check_identity` says,
    ``store.backup_damaged``, ``store.would_overwrite``, ``store.in_use`` (another session has the database open).
    """
    if not backup.exists():
        raise StoreError("missing", path=str(backup))
    if database.exists() and backup.samefile(database):
        raise StoreError("same_file", path=str(backup))
    last_seq = _checked(backup)
    if database.exists() and not force:
        raise StoreError("would_overwrite", path=str(database))
    with new_database(database) as part:
        with contextlib.closing(Connection(backup, mode="ro")) as source:
            _copy(source, part)
        kept = _set_aside(database, keep_in, now) if database.exists() else None
    return Restored(last_seq, kept)


def _copy(source: Connection, target: Path) -> None:
    with contextlib.closing(Connection(target, mode="rwc")) as copy:
        source.copy_to(copy)
        copy.run("PRAGMA journal_mode = DELETE")


def _check_backup(path: Path) -> None:
    try:
        with contextlib.closing(Connection(path, mode="ro")) as connection:
            check_identity(connection)
    except StoreError as error:
        if error.code in _TOLD_AS_THEY_ARE:
            raise
        raise StoreError("not_a_backup", path=str(path)) from error


def _checked(backup: Path) -> int:
    """The newest line's seq of a backup that is whole."""
    _check_backup(backup)
    with contextlib.closing(Connection(backup, mode="ro")) as connection:
        if found := damages(connection, figures=False):
            raise StoreError("backup_damaged", path=str(backup), count=len(found), seq=found[0].seq)
        return LedgerReader(connection).last()[0]


def _set_aside(database: Path, folder: Path, now: datetime) -> Path:
    """Keep a copy of the database that is about to be replaced, and remove what lies beside it.

    Copied before SQLite looks at it: it deletes what it cannot make sense of, and somebody may still
    want to save something out of a damaged database.
    """
    with _as_store_error(folder):
        folder.mkdir(parents=True, exist_ok=True)
        kept = _free_name(folder / f"replaced-{now:%Y%m%d-%H%M%S}{database.suffix}")
        copies = _copy_files(database, kept)
        try:
            if _claim(database):
                _remove(copies)
                _copy_files(database, kept)
        except BaseException:
            _remove(copies)
            raise
        _remove(_beside(database))
    return kept


def _claim(database: Path) -> bool:
    """Fold the write-ahead file into the database, which works only while nobody else has it open.

    False when the database cannot be read at all; raises ``store.in_use``.
    """
    try:
        with contextlib.closing(Connection(database, patience=0)) as connection:
            connection.run("PRAGMA journal_mode = DELETE")
    except StoreError as error:
        if error.code == "store.busy":
            raise StoreError("in_use", path=str(database)) from error
        return False
    return True


def _copy_files(database: Path, copy: Path) -> list[Path]:
    """Copy a database and what lies beside it, as files."""
    copies = []
    for path in (database, *_beside(database)):
        if path.exists():
            copies.append(copy.with_name(copy.name + path.name.removeprefix(database.name)))
            shutil.copy2(path, copies[-1])
            _sync(copies[-1])
    return copies


def _remove(paths: Iterable[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)


def _free_name(path: Path) -> Path:
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return free


def _beside(database: Path) -> list[Path]:
    return [database.with_name(database.name + suffix) for suffix in _BESIDE]


def _sync(path: Path) -> None:
    """Force a file, or the names in a folder, to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _as_store_error(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        code = _BY_ERRNO.get(error.errno or 0, "io")
        raise StoreError(code, path=str(path), detail=error.strerror) from error
