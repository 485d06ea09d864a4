"""Opens files of others: only what is a file, and only by a process of its own."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from branchkit.core.errors import ExchangeError
from branchkit.exchange.readers.grid import GridFile
from branchkit.exchange.readers.process import FileProcess
from branchkit.exchange.readers.sheets import ReadOptions


@contextmanager
def open_grids(path: Path, options: ReadOptions | None = None) -> Iterator[GridFile]:
    """The grids of a workbook or csv file, read by a worker that ends with the block.

    Raises :class:`ExchangeError` ``read_not_found``, ``read_is_folder``, ``read_not_a_file`` (a pipe, a device),
    ``read_denied``, ``read_empty`` at once; when the sheets or rows are asked for ``read_encrypted``, ``read_damaged``,
    ``read_markup`` (a web page named .xls), ``read_not_a_table``, ``read_old_format``, ``read_encoding``, ``read_no_encoding``,
    ``read_csv``, ``read_too_big``, ``read_too_long``, ``read_too_slow``, each with ``path``.
    """
    try:
        file = _begun(path, options or ReadOptions())
    except FileNotFoundError as error:
        raise ExchangeError("read_not_found", path=str(path)) from error
    except OSError as error:
        raise ExchangeError("read_denied", path=str(path), detail=error.strerror) from error
    try:
        yield file
    finally:
        file.close()


def _begun(path: Path, options: ReadOptions) -> FileProcess:
    descriptor = _opened(path)
    try:
        return FileProcess(path, descriptor, options)
    finally:
        os.close(descriptor)


def _opened(path: Path) -> int:
    """The descriptor of a file that has something in it. A pipe without a writer would have us wait for ever."""
    _require_file(path, path.stat())
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        # Between the two looks the name may have come to mean something else.
        _require_file(path, os.fstat(descriptor))
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def _require_file(path: Path, found: os.stat_result) -> None:
    if stat.S_ISDIR(found.st_mode):
        raise ExchangeError("read_is_folder", path=str(path))
    if not stat.S_ISREG(found.st_mode):
        raise ExchangeError("read_not_a_file", path=str(path))
    if not found.st_size:
        raise ExchangeError("read_empty", path=str(path))
