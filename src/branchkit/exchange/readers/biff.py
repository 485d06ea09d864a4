"""A look into the records of an .xls workbook (MS-XLS; Excel 5.0/95 as OpenOffice documents it) for what calamine leaves out.

It gives errors as blanks, does not say which rows are hidden or from when days are counted, and takes texts of Excel 5.0/95
for another encoding than their code page.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from branchkit.core.errors import ExchangeError
from branchkit.core.tables import Value
from branchkit.exchange.readers.compound import CompoundFile
from branchkit.exchange.readers.grid import Lost

_STREAMS = ("Workbook", "Book")
_BEGIN, _END = 0x0809, 0x000A
_CODE_PAGE, _DATE_SYSTEM, _SHEET = 0x0042, 0x0022, 0x0085
_ROW, _ERROR, _FORMULA, _FORMULA_TEXT = 0x0208, 0x0205, 0x0006, 0x0207
_LABEL, _RICH_LABEL = 0x0204, 0x00D6
_PRESENT = 0x0600
"""The version from Excel 97 on; before it texts are bytes of a code page."""
_HIDDEN_ROW = 0x20
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
_ENCODINGS = {932: "cp932", 936: "gb18030", 949: "cp949", 950: "big5hkscs", 65001: "utf-8"}


@dataclass
class SheetLook:
    """Of one sheet the cells that are to be seen otherwise, by row from 1 and column from 0, and its hidden rows."""

    name: str
    cells: dict[tuple[int, int], Value] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)


@dataclass
class BookLook:
    """What was seen; ``sheets`` in their order, chart sheets included."""

    from_1904: bool = False
    texts_were_bytes: bool = False
    """Whether names and texts are those of Excel 5.0/95, which ``sheets`` have right."""
    sheets: list[SheetLook] = field(default_factory=list)


def look_into(compound: CompoundFile) -> BookLook:
    """Raises :class:`ExchangeError` ``read_damaged``, ``read_not_a_table`` for what is no workbook, ``read_old_format`` for one from
    before Excel 5.0."""
    name = next((name for name in _STREAMS if name in compound), "")
    if not name:
        raise ExchangeError("read_not_a_table")
    stream = compound.stream(name)
    book = BookLook()
    encoding = "gb18030"
    found: list[tuple[int, SheetLook]] = []
    for kind, body in _records(stream, 0):
        if kind == _BEGIN:
            version = struct.unpack_from("<H", body)[0]
            book.texts_were_bytes = version < _PRESENT
            if version < 0x0500:
                raise ExchangeError("read_old_format")
        elif kind == _CODE_PAGE:
            page = struct.unpack_from("<H", body)[0]
            encoding = _ENCODINGS.get(page, f"cp{page}")
        elif kind == _DATE_SYSTEM:
            book.from_1904 = body[:1] == b"\1"
        elif kind == _SHEET:
            title = body[7 : 7 + body[6]].decode(encoding) if book.texts_were_bytes else ""
            found.append((struct.unpack_from("<I", body)[0], SheetLook(title)))
    for start, sheet in found:
        _look_at_sheet(stream, start, sheet, encoding if book.texts_were_bytes else "")
    book.sheets = [sheet for _start, sheet in found]
    return book


def _look_at_sheet(stream: bytes, start: int, sheet: SheetLook, encoding: str) -> None:
    """``encoding`` is that of texts which are bytes; empty where they are not."""
    place = 0, 0
    for kind, body in _records(stream, start):
        if kind == _ROW:
            if len(body) > 12 and body[12] & _HIDDEN_ROW:
                sheet.hidden_rows.add(struct.unpack_from("<H", body)[0] + 1)
        elif kind in (_ERROR, _FORMULA, _LABEL, _RICH_LABEL):
            row, column = struct.unpack_from("<HH", body)
            place = row + 1, column
            if kind == _ERROR and body[7]:
                sheet.cells[place] = Lost(_ERRORS.get(body[6], "#N/A"))
            elif kind == _FORMULA and body[12:14] == b"\xff\xff" and body[6] == 2:
                sheet.cells[place] = Lost(_ERRORS.get(body[8], "#N/A"))
            elif kind in (_LABEL, _RICH_LABEL) and encoding:
                sheet.cells[place] = _text(body[6:], encoding)
        elif kind == _FORMULA_TEXT and encoding:
            sheet.cells[place] = _text(body, encoding)


def _text(counted: bytes, encoding: str) -> Value:
    length = struct.unpack_from("<H", counted)[0]
    return counted[2 : 2 + length].decode(encoding) or None


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """The records of one substream: from a beginning to the end that belongs to it."""
    depth = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        depth += (kind == _BEGIN) - (kind == _END)
        if depth == 1 or kind == _BEGIN:
            yield kind, stream[at + 4 : at + 4 + length]
        elif depth < 1:
            return
        at += 4 + length
