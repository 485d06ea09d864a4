"""Text files with a delimiter, in whatever encoding a spreadsheet of the field writes.

The order "byte order mark, then strict UTF-8, else GB18030" is right where statistical guessing takes short
Chinese lists for Big5. The file is streamed: once to find the encoding, then for every reading.
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from branchkit.core.errors import ExchangeError
from branchkit.exchange.readers.grid import Grid, GridRow

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DELIMITERS = ",\t;，|"
_SAMPLE_LINES = 30
_CHUNK = 1 << 16


class DelimitedFile:
    """A csv file as a file of one grid."""

    sheet_names = ("",)

    def __init__(self, path: Path) -> None:
        """Raises :class:`ExchangeError` ``read_encoding``."""
        self._path = path
        self._encoding = encoding_of(path)
        self._delimiter = self._find_delimiter()

    def grid(self, index: int) -> Grid:
        """The only sheet."""
        return Grid(self.sheet_names[index], self._rows)

    def close(self) -> None:
        """Nothing is kept open."""

    def _find_delimiter(self) -> str:
        with self._path.open(encoding=self._encoding, newline="") as file:
            sample = "".join(islice(file, _SAMPLE_LINES))
        return max(_DELIMITERS, key=sample.count)

    def _rows(self) -> Iterator[GridRow]:
        with self._path.open(encoding=self._encoding, newline="") as file:
            reader = csv.reader(file, delimiter=self._delimiter)
            try:
                for cells in reader:
                    yield [cell or None for cell in cells]
            except csv.Error as error:
                raise ExchangeError(
                    "read_csv", path=str(self._path), line=reader.line_num, detail=str(error)
                ) from error


def encoding_of(path: Path) -> str:
    """The encoding of a text file; raises :class:`ExchangeError` ``read_encoding`` when none fits."""
    with path.open("rb") as file:
        start = file.read(4)
    for mark, encoding in _MARKS:
        if start.startswith(mark):
            candidates: tuple[str, ...] = (encoding,)
            break
    else:
        candidates = ("utf-8", "gb18030")
    for candidate in candidates:
        if _decodes(path, candidate):
            return candidate
    raise ExchangeError("read_encoding", path=str(path))


def _decodes(path: Path, encoding: str) -> bool:
    try:
        with path.open(encoding=encoding, newline="") as file:
            while file.read(_CHUNK):
                pass
    except UnicodeError:
        return False
    return True
