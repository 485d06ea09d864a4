"""Text files with a delimiter, in whatever encoding a spreadsheet of the field writes.

"Byte order mark, then strict UTF-8, else GB18030" is right where statistical guessing takes short Chinese lists for Big5.
Big5 itself is told by its words: read as GB18030 its common characters become rare ones. The file is streamed: once to find
the encoding, then for every reading.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO

from branchkit.core.errors import ExchangeError
from branchkit.core.tables import Value
from branchkit.exchange.readers.sheets import (
    Findings,
    NumberedRows,
    ReadOptions,
    Sheet,
)

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DELIMITERS = ",\t;|，"
"""In the order of trust: of two that fit equally the first."""
_SAMPLE_LINES = 30
_SAMPLE_CHARACTERS = 1 << 16
_CHUNK = 1 << 16
_MOSTLY = 0.9
_HARDLY = 0.7
_LONGEST_LINE = 1 << 20
"""Characters of one line; a row of a thousand cells of a thousand characters."""
_TEXT_FORMULA = re.compile(r'="((?:[^"]|"")*)"')
"""What is written so that a spreadsheet takes figures for a text: ``="440524…"``."""


_TRUTH = ("TRUE", "FALSE")


class DelimitedFile:
    """A csv file as a file of one sheet."""

    sheets: tuple[Sheet, ...] = (Sheet(""),)
    from_1904 = False

    def __init__(self, file: BinaryIO, options: ReadOptions) -> None:
        """Raises :class:`ExchangeError` ``read_encoding``, ``read_no_encoding``."""
        self._file = file
        self._encoding = options.encoding or encoding_of(file)
        if options.encoding:
            _check_encoding(options.encoding)
        self._delimiter = options.delimiter or self._find_delimiter()

    def rows(self, index: int, findings: Findings) -> NumberedRows:
        """The rows; a row that is folded over several lines counts as one."""
        del index, findings
        lines = self._lines()
        reader = csv.reader(lines, delimiter=self._delimiter)
        number = 0
        try:
            for number, cells in enumerate(reader, start=1):
                row = [_value(cell) if cell else None for cell in cells]
                if any(cells):
                    yield number, row
        except csv.Error as error:
            raise ExchangeError("read_csv", line=reader.line_num, detail=str(error)) from error
        except UnicodeError as error:
            raise ExchangeError("read_encoding") from error

    def _find_delimiter(self) -> str:
        sample = list(islice(self._lines(), _SAMPLE_LINES))
        return max(_DELIMITERS, key=lambda delimiter: _fit(sample, delimiter))

    def _lines(self) -> Iterator[str]:
        self._file.seek(0)
        text = io.TextIOWrapper(self._file, encoding=self._encoding, newline="")
        try:
            while line := text.readline(_LONGEST_LINE):
                if len(line) == _LONGEST_LINE:
                    raise ExchangeError("read_too_big")
                yield line
        finally:
            text.detach()


def _fit(lines: list[str], delimiter: str) -> int:
    """In how many rows the delimiter makes the same number of cells, more than one.

    A mark in remarks does so in few; the delimiter does in all but the titles and notes around the list.
    """
    try:
        rows = list(csv.reader(lines, delimiter=delimiter))
    except csv.Error:
        return 0
    counts = Counter(len(row) for row in rows if len(row) > 1)
    return max(counts.values(), default=0)


def _value(cell: str) -> Value:
    """A cell; one that is written as a formula for a text is that text, TRUE and FALSE are what a spreadsheet means by them."""
    if cell in _TRUTH:
        return cell == "TRUE"
    if cell.startswith("=") and (found := _TEXT_FORMULA.fullmatch(cell)):
        return found[1].replace('""', '"') or None
    return cell


def encoding_of(file: BinaryIO) -> str:
    """The encoding of a text file; raises :class:`ExchangeError` ``read_encoding`` when none fits."""
    file.seek(0)
    start = file.read(4)
    for mark, encoding in _MARKS:
        if start.startswith(mark):
            candidates: tuple[str, ...] = (encoding,)
            break
    else:
        candidates = ("utf-8", "gb18030", "big5hkscs")
    fitting = [candidate for candidate in candidates if _decodes(file, candidate)]
    if not fitting:
        raise ExchangeError("read_encoding")
    if fitting[0] == "gb18030" and "big5hkscs" in fitting and _is_rather_big5(file):
        return "big5hkscs"
    return fitting[0]


def _check_encoding(name: str) -> None:
    try:
        "".encode(name)
    except LookupError as error:
        raise ExchangeError("read_no_encoding", encoding=name) from error


def _decodes(file: BinaryIO, encoding: str) -> bool:
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while chunk := file.read(_CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


def _is_rather_big5(file: BinaryIO) -> bool:
    """Whether the text is common as Big5 and hardly so as GB18030, both by their own lists of common characters."""
    file.seek(0)
    sample = file.read(_SAMPLE_CHARACTERS)
    as_gb = _common(sample, "gb18030", "gb2312", range(0xB0, 0xD8))
    as_big5 = _common(sample, "big5hkscs", "big5", range(0xA4, 0xC7))
    return as_big5 >= _MOSTLY and as_gb <= _HARDLY


def _common(sample: bytes, encoding: str, standard: str, leads: range) -> float:
    """The share of common ones among all characters beyond ASCII; punctuation does not count.

    Both standards begin with the common characters, so that the first byte tells them.
    """
    text = sample.decode(encoding, errors="ignore")
    strange = [char for char in text if not char.isascii() and not _is_punctuation(char)]
    common = sum(
        char.encode(standard, errors="ignore")[:1] in map(_byte, leads) for char in strange
    )
    return common / len(strange) if strange else 0.0


def _byte(value: int) -> bytes:
    return bytes((value,))


def _is_punctuation(char: str) -> bool:
    return "\u2000" <= char <= "\u303f" or "\uff00" <= char <= "\uffef"
