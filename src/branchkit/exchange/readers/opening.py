"""Opens a file by what is in it, and says what to do about one that cannot be read."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from branchkit.core.errors import ExchangeError
from branchkit.exchange.readers.delimited import DelimitedFile
from branchkit.exchange.readers.grid import GridFile
from branchkit.exchange.readers.workbook import WorkbookFile

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_WORD_STREAM = "WordDocument".encode("utf-16-le")
_SAMPLE = 4096


@contextmanager
def open_grids(path: Path) -> Iterator[GridFile]:
    """The grids of a workbook or csv file.

    Raises :class:`ExchangeError`: ``read_not_found``, ``read_is_folder``, ``read_denied``, ``read_empty``,
    ``read_encrypted``, ``read_damaged``, ``read_markup`` (a web page named .xls), ``read_not_a_table``,
    ``read_encoding``, each with ``path``.
    """
    try:
        file = _opened(path)
    except FileNotFoundError as error:
        raise ExchangeError("read_not_found", path=str(path)) from error
    except IsADirectoryError as error:
        raise ExchangeError("read_is_folder", path=str(path)) from error
    except OSError as error:
        raise ExchangeError("read_denied", path=str(path), detail=error.strerror) from error
    try:
        yield file
    finally:
        file.close()


def _opened(path: Path) -> GridFile:
    with path.open("rb") as file:
        start = file.read(_SAMPLE)
    if not start:
        raise ExchangeError("read_empty", path=str(path))
    if start.startswith(_ZIP):
        _check_zip(path)
        return WorkbookFile(path)
    if start.startswith(_OLE):
        _check_ole(path)
        return WorkbookFile(path)
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith(b"<"):
        raise ExchangeError("read_markup", path=str(path))
    if start.startswith(b"%PDF") or (b"\0" in start and not start.startswith(_UTF16_MARKS)):
        raise ExchangeError("read_not_a_table", path=str(path))
    return DelimitedFile(path)


def _check_zip(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            # Some writers use backslashes or other cases; calamine takes them.
            names = {name.replace("\\", "/").lower(): name for name in archive.namelist()}
            manifest_name = names.get("meta-inf/manifest.xml")
            manifest = archive.read(manifest_name) if manifest_name else b""
    except (zipfile.BadZipFile, RuntimeError) as error:
        raise ExchangeError("read_damaged", path=str(path), detail=str(error)) from error
    if b"encryption-data" in manifest:
        raise ExchangeError("read_encrypted", path=str(path))
    if not names.keys() & {"xl/workbook.xml", "xl/workbook.bin", "content.xml"}:
        raise ExchangeError("read_not_a_table", path=str(path))


def _check_ole(path: Path) -> None:
    """A workbook with a password is an OLE file with one encrypted stream; streams are named in UTF-16."""
    content = path.read_bytes()
    if _ENCRYPTED_STREAM in content:
        raise ExchangeError("read_encrypted", path=str(path))
    if _WORD_STREAM in content:
        raise ExchangeError("read_not_a_table", path=str(path))
