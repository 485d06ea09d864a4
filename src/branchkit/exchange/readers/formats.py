"""Which format a file has, by what is in it: endings lie."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, BinaryIO

from branchkit.core.errors import ExchangeError
from branchkit.exchange.readers.archive import Archive
from branchkit.exchange.readers.sheets import Contents, PluginFormat, ReadOptions

if TYPE_CHECKING:
    from branchkit.exchange.readers.biff import BookLook

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_SAMPLE = 4096
MOST_BINARY = 100 << 20
"""Bytes of a binary workbook, which is held as a whole."""


_UNRECOGNISED = frozenset(
    f"exchange.{code}"
    for code in ("read_encoding", "read_markup", "read_not_a_table", "read_old_format")
)
"""What is said of a file that is none of ours."""


def opened(
    file: BinaryIO, options: ReadOptions, announced: Callable[[PluginFormat], None] = lambda _: None
) -> Contents:
    """A file by its format: one of ours, or what a plugin reads, which is ``announced`` before its code is run.

    A workbook is ours whatever it is called. A list with a delimiter has no first bytes: those that a plugin names go before.
    Raises :class:`ExchangeError` ``read_empty``, ``read_several_formats``, ``read_encrypted``, ``read_damaged``, ``read_markup`` (a web page named .xls),
    ``read_not_a_table``, ``read_encoding``, ``read_too_big``, and whatever the readers raise of a damaged file.
    """
    start = file.read(_SAMPLE)
    file.seek(0)
    if not start:
        raise ExchangeError("read_empty")
    found = options.formats[0] if options.wanted else None
    if found is None and not start.startswith((_ZIP, _OLE)) and not options.encoding:
        found = _fitting(options.formats, start, is_text=True)
    if found is None:
        try:
            return _own(file, start, options)
        except ExchangeError as refusal:
            if refusal.code in _UNRECOGNISED:
                found = _fitting(options.formats, start)
            if found is None:
                raise
    from branchkit.exchange.readers.plugin_formats import PluginContents, make_importable

    announced(found)
    make_importable(options.folders)
    return PluginContents(found, file, options.name)


def _fitting(
    formats: Iterable[PluginFormat], start: bytes, *, is_text: bool = False
) -> PluginFormat | None:
    """The format of a plugin's that a file has by its first bytes, or by its name; a text called as lists with a delimiter are
    is one. Raises :class:`ExchangeError` ``read_several_formats``."""
    begun = start.decode("latin-1")
    found = [f for f in formats if f.starts and begun.startswith(f.starts)]
    if not found:
        found = [f for f in formats if f.fits_name and not (is_text and f.is_our_name)]
    if len(found) > 1:
        raise ExchangeError("read_several_formats", formats=[format.id for format in found])
    return found[0] if found else None


def _own(file: BinaryIO, start: bytes, options: ReadOptions) -> Contents:
    if start.startswith(_ZIP):
        return _zipped(file)
    if start.startswith(_OLE):
        return _compound(file)
    from branchkit.exchange.readers.delimited import DelimitedFile

    if options.encoding:
        return DelimitedFile(file, options)
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith(b"<"):
        raise ExchangeError("read_markup")
    if start.startswith(b"%PDF") or (b"\0" in start and not start.startswith(_UTF16_MARKS)):
        raise ExchangeError("read_not_a_table")
    return DelimitedFile(file, options)


def _zipped(file: BinaryIO) -> Contents:
    archive = Archive(file)
    if "content.xml" in archive:
        from branchkit.exchange.readers.ods import Ods

        return Ods(archive)
    if "xl/workbook.bin" in archive:
        for name in archive.names():
            if name.endswith((".bin", ".xml")):
                archive.check(name)
        return _binary(file)
    if any(name.startswith("xl/") for name in archive.names()):
        from branchkit.exchange.readers.xlsx import Xlsx

        return Xlsx(archive)
    raise ExchangeError("read_not_a_table")


def _compound(file: BinaryIO) -> Contents:
    """A workbook with a password is a compound file with one encrypted stream; streams are named in UTF-16."""
    if os.fstat(file.fileno()).st_size > MOST_BINARY:
        raise ExchangeError("read_too_big")
    content = file.read()
    file.seek(0)
    if _ENCRYPTED_STREAM in content:
        raise ExchangeError("read_encrypted")
    from branchkit.exchange.readers.biff import look_into
    from branchkit.exchange.readers.compound import CompoundFile

    return _binary(file, look_into(CompoundFile(content)))


def _binary(file: BinaryIO, look: BookLook | None = None) -> Contents:
    from branchkit.exchange.readers.binary import BinaryWorkbook

    file.seek(0)
    return BinaryWorkbook(file, look)
