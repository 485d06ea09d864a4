"""Parts of a zipped workbook, never more of them than a workbook of this size can hold.

A part is read as a stream; what it says of its own size is held against limits before, and it cannot give more than it
says (:mod:`zipfile` stops there). Names are compared without case and with either slash, as spreadsheets take them.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from typing import IO, BinaryIO
from xml.parsers import expat

from branchkit.core.errors import ExchangeError

MOST_UNPACKED = 512 << 20
"""Bytes of one part: a sheet of :data:`~branchkit.exchange.readers.grid.MOST_ROWS` rows and thirty columns."""
_HARMLESS = 64 << 20
_MOST_RATIO = 200
"""A part above :data:`_HARMLESS` that shrinks further than this was made to fill the memory."""
_CHUNK = 1 << 16
_NO_MEMORY = expat.errors.codes[expat.errors.XML_ERROR_NO_MEMORY]


class Archive:
    """A zip file by the names of its parts."""

    def __init__(self, file: BinaryIO) -> None:
        self._zip = zipfile.ZipFile(file)
        self._parts = {folded_name(info.filename): info for info in self._zip.infolist()}

    def __contains__(self, name: str) -> bool:
        return folded_name(name) in self._parts

    def names(self) -> Iterator[str]:
        """All parts, as they are compared."""
        return iter(self._parts)

    def check(self, name: str) -> None:
        """Raises :class:`ExchangeError` ``read_too_big`` for a part that is too big, or shrinks too far to be a sheet."""
        info = self._parts[folded_name(name)]
        size, packed = info.file_size, max(info.compress_size, 1)
        if size > MOST_UNPACKED or (size > _HARMLESS and size > packed * _MOST_RATIO):
            raise ExchangeError("read_too_big")

    def open(self, name: str) -> IO[bytes]:
        """A part; raises :class:`ExchangeError` ``read_too_big``."""
        self.check(name)
        return self._zip.open(self._parts[folded_name(name)])

    def chunks(self, name: str) -> Iterator[bytes]:
        """A part piece by piece; raises :class:`ExchangeError` ``read_too_big``."""
        with self.open(name) as part:
            while chunk := part.read(_CHUNK):
                yield chunk


def folded_name(name: str) -> str:
    """A part's name as it is compared."""
    return name.replace("\\", "/").lower().lstrip("/")


class XmlEvents:
    """An XML part as calls: ``start(name, attributes)``, ``end(name)``, ``text(text)``; names without a prefix."""

    def __init__(
        self,
        start: Callable[[str, dict[str, str]], None],
        end: Callable[[str], None],
        text: Callable[[str], None],
    ) -> None:
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = _no_doctype
        self._parser.CharacterDataHandler = text

        def first(name: str, attributes: dict[str, str]) -> None:
            # Most files use no prefix; to look for one at every element costs a tenth of the time.
            prefixed = ":" in name
            self._parser.StartElementHandler = _without_prefix(start) if prefixed else start
            self._parser.EndElementHandler = _without_prefix(end) if prefixed else end
            self._parser.StartElementHandler(name, attributes)

        self._parser.StartElementHandler = first

    def feed(self, chunk: bytes) -> None:
        """The next piece; raises :class:`ExchangeError` ``read_damaged`` when it is not well-formed."""
        self._parse(chunk, last=False)

    def close(self) -> None:
        """No piece is missing; raises :class:`ExchangeError` ``read_damaged`` when one is."""
        self._parse(b"", last=True)

    def _parse(self, chunk: bytes, *, last: bool) -> None:
        try:
            self._parser.Parse(chunk, last)
        except expat.ExpatError as error:
            if error.code == _NO_MEMORY:
                raise MemoryError from error
            raise ExchangeError("read_damaged", detail=str(error)) from error


def _without_prefix(handler: Callable[..., None]) -> Callable[..., None]:
    return lambda name, *rest: handler(name.rpartition(":")[2], *rest)


def _no_doctype(*_declared: object) -> None:
    """Workbooks declare no entities of their own; who does wants more memory or other files."""
    raise ExchangeError("read_damaged", detail="DOCTYPE")


def read_xml(
    archive: Archive,
    name: str,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] = lambda name: None,
    text: Callable[[str], None] = lambda text: None,
) -> None:
    """A whole part as calls; raises :class:`ExchangeError` ``read_damaged``, ``read_too_big``."""
    events = XmlEvents(start, end, text)
    for chunk in archive.chunks(name):
        events.feed(chunk)
    events.close()


def unprefixed(attributes: dict[str, str]) -> dict[str, str]:
    """Attributes by their names without a prefix."""
    return {name.rpartition(":")[2]: value for name, value in attributes.items()}
