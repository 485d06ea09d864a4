"""Blocks of cells as spreadsheets put them on the clipboard: lines for rows, tabs between cells.

A cell with a tab or a line break in it stands in quotation marks, as spreadsheets write it; so does one that begins with one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_CELL = re.compile(r'"((?:[^"]|"")*)"(?=[\t\r\n]|\Z)|([^\t\r\n]*)')
"""A quotation mark that is never closed before the end of a cell is a character like any other."""
_BREAK = re.compile(r"\r\n|\r|\n")
_WRAPPED = re.compile(r'[\t\r\n]|\A"')
_BOM = "\ufeff"


def block_of(text: str) -> list[list[str]]:
    """The rows of cells in a text; the last line break ends the last row and begins no other."""
    rows: list[list[str]] = [[]]
    at, end = len(_BOM) if text.startswith(_BOM) else 0, len(text)
    while True:
        found = _CELL.match(text, at)
        assert found is not None  # An empty cell matches anywhere.
        quoted, plain = found.groups()
        rows[-1].append(plain if quoted is None else quoted.replace('""', '"'))
        at = found.end()
        if at < end and text[at] == "\t":
            at += 1
            continue
        broken = _BREAK.match(text, at)
        if broken is None or broken.end() == end:
            return rows
        at = broken.end()
        rows.append([])


def text_of(block: Iterable[Sequence[str]]) -> str:
    """A block as a text that :func:`block_of` reads as the same block; every row ends with a line break."""
    return "".join("\t".join(map(_written, row)) + "\n" for row in block)


def _written(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if _WRAPPED.search(cell) else cell
