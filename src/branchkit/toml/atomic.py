"""Files that appear whole or not at all: written beside the target, forced to the disk, then renamed over it."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from branchkit.core.errors import ExchangeError
from branchkit.toml.targets import check_target

_CODES = {
    errno.ENOENT: "write_no_folder",
    errno.ENOTDIR: "write_no_folder",
    errno.EACCES: "write_denied",
    errno.EPERM: "write_denied",
    errno.EROFS: "write_denied",
    errno.ENOSPC: "write_no_room",
    errno.EDQUOT: "write_no_room",
    errno.EISDIR: "write_is_folder",
}


@contextlib.contextmanager
def atomic_file(
    target: Path, *, replace: bool = False, private: bool = False
) -> Iterator[BinaryIO]:
    """A binary file that is at ``target`` when the block ends well; else nothing has changed.

    A file that is replaced keeps its permissions; a link is followed, so that the file behind it is replaced. What is
    ``private`` can be read by its owner alone, whatever was there. Raises :class:`ExchangeError`: where nothing may be written
    ``write_into_workspace``, ``write_over_database``, ``write_not_a_file``, ``write_is_folder``, ``write_exists``; where the disk
    refuses ``write_no_folder``, ``write_denied``, ``write_no_room``, ``write_failed``; each with ``path``.
    """
    with writing(target):
        real = check_target(target, replace=replace)
        with replacement(real, 0o600 if private else 0o666, narrow=private) as file:
            yield file
            # Somebody may have been quicker, or have put a link there.
            check_target(target, replace=replace)


@contextlib.contextmanager
def writing(target: Path) -> Iterator[None]:
    """What the disk refuses of ``target`` in the block becomes an :class:`ExchangeError` with a remedy."""
    try:
        yield
    except OSError as error:
        code = _CODES.get(error.errno or 0, "write_failed")
        raise ExchangeError(code, path=str(target), detail=error.strerror or str(error)) from error


@contextlib.contextmanager
def replacement(target: Path, mode: int = 0o666, *, narrow: bool = False) -> Iterator[BinaryIO]:
    """As :func:`atomic_file` for whoever has judged the target and has errors of its own: raises ``OSError``.

    ``mode`` is a new file's, before the umask; with ``narrow`` also that of a file which is replaced.
    """
    temporary = target.with_name(f".{target.name}.{os.urandom(4).hex()}.tmp")
    descriptor = os.open(temporary, os.O_RDWR | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(descriptor, "w+b") as file:
            if target.exists() and not narrow:
                temporary.chmod(target.stat().st_mode & 0o7777)
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    """Make the rename itself durable; a file system that cannot (some network shares) is left at that."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):
            os.fsync(descriptor)
    finally:
        os.close(descriptor)
