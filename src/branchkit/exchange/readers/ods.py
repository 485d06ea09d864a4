"""OpenDocument spreadsheets (.ods), as streams of rows.

Read by ourselves for what libraries leave out: merged cells, hidden rows, errors, and formulas that were never worked out.
OpenDocument 1.3 part 3, chapters 9 and 19; errors are marked as LibreOffice marks them (``calcext:value-type``).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from branchkit.core.errors import ExchangeError
from branchkit.core.tables import Value
from branchkit.exchange.readers.archive import Archive, XmlEvents, read_xml, unprefixed
from branchkit.exchange.readers.grid import MOST_COLUMNS, GridRow, Lost
from branchkit.exchange.readers.numbers import iso_day, number
from branchkit.exchange.readers.sheets import (
    Findings,
    NumberedRows,
    Sheet,
    placed,
)

CONTENT = "content.xml"
MANIFEST = "META-INF/manifest.xml"
_HIDDEN = ("collapse", "filter")
_NUMBERS = ("float", "percentage", "currency")
_MOST_FORMULA = 60
_MOST_TEXT = 1 << 20
_MOST_REPEATED = 1 << 20
"""Rows of a sheet; a row said to stand there more often was made to take time."""


class Ods:
    """A spreadsheet by its tables."""

    from_1904 = False  # what stands in a cell is a date, whatever it is counted from

    def __init__(self, archive: Archive) -> None:
        """Raises :class:`ExchangeError` ``read_encrypted``, ``read_damaged``, ``read_too_big``."""
        _refuse_encrypted(archive)
        self._archive = archive
        hidden_styles: set[str] = set()
        found: list[Sheet] = []
        style = ""

        def start(name: str, attributes: dict[str, str]) -> None:
            nonlocal style
            if name == "style":
                style = unprefixed(attributes).get("name", "")
            elif name == "table-properties":
                if unprefixed(attributes).get("display") == "false":
                    hidden_styles.add(style)
            elif name == "table":
                given = unprefixed(attributes)
                hidden = given.get("style-name", "") in hidden_styles
                found.append(Sheet(given.get("name", ""), hidden))

        read_xml(archive, CONTENT, start)
        self.sheets = tuple(found)

    def rows(self, index: int, findings: Findings) -> NumberedRows:
        """The rows of a table."""
        reader = _TableReader(index, findings)
        events = XmlEvents(reader.start, reader.end, reader.text)
        for chunk in self._archive.chunks(CONTENT):
            events.feed(chunk)
            yield from reader.taken()
            if reader.is_over:
                return
        events.close()


def _refuse_encrypted(archive: Archive) -> None:
    if MANIFEST not in archive:
        return

    def start(name: str, _attributes: dict[str, str]) -> None:
        if name == "encryption-data":
            raise ExchangeError("read_encrypted")

    read_xml(archive, MANIFEST, start)


@dataclass(slots=True)
class _Cell:
    """The cell at hand. ``columns`` and ``rows`` are what it spans, ``repeated`` how often it stands side by side."""

    type: str = ""
    value: str = ""
    formula: str | None = None
    error: bool = False
    columns: int = 1
    rows: int = 1
    repeated: int = 1
    paragraphs: list[list[str]] = field(default_factory=list)
    length: int = 0

    def meaning(self) -> Value:
        text = "\n".join("".join(pieces) for pieces in self.paragraphs)
        if self.error:
            return Lost(text if text.startswith("#") else "#VALUE!")
        if not self.type:
            return (
                None if self.formula is None else Lost(text or f"={self.formula}"[:_MOST_FORMULA])
            )
        if self.type in _NUMBERS:
            return number(self.value)
        match self.type:
            case "date":
                return iso_day(self.value)
            case "time":
                return text or self.value
            case "boolean":
                return self.value == "true"
            case _:
                return text or self.value or None


class _TableReader:
    """Makes rows of the elements of one table, which has the place ``wanted`` among all."""

    def __init__(self, wanted: int, findings: Findings) -> None:
        self._wanted = wanted
        self._findings = findings
        self._table = -1
        self._depth = 0
        """Of tables: a cell may hold one, which is no part of the list."""
        self._row: dict[int, Value] = {}
        self._number = 0
        self._repeated = 1
        self._hidden = False
        self._column = 0
        self._cell: _Cell | None = None
        self._paragraph: list[str] | None = None
        self._aside = 0
        """Depth within remarks and drawings."""
        self._spanned: dict[int, tuple[int, Value]] = {}
        """Column → up to which row a cell above it reaches, and what it says."""
        self._has_own = False
        """Whether the row says more than what reaches in from above."""
        self._done: list[tuple[int, int, bool, GridRow]] = []
        """Number, how often it is repeated, whether it is hidden, cells."""
        self.is_over = False

    def taken(self) -> NumberedRows:
        """The rows that are whole by now; they are handed over once."""
        done, self._done = self._done, []
        for first, repeated, hidden, row in done:
            for place in range(first, first + repeated):
                if self._findings.keeps(place, hidden=hidden):
                    yield place, row.copy()

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if name == "table":
            self._depth += 1
            self._table += self._depth == 1
            return
        if self._table != self._wanted or self._depth != 1:
            return
        if name in ("annotation", "shape", "frame", "custom-shape"):
            self._aside += 1
        elif self._aside:
            return
        elif name == "table-row":
            self._begin_row(unprefixed(attributes))
        elif name in ("table-cell", "covered-table-cell"):
            self._begin_cell(attributes)
        elif self._cell is not None:
            self._begin_text(name, attributes)

    def end(self, name: str) -> None:
        """An element ends."""
        if name == "table":
            self.is_over = self.is_over or (self._depth == 1 and self._table == self._wanted)
            self._depth -= 1
            return
        if self._table != self._wanted or self._depth != 1:
            return
        if name in ("annotation", "shape", "frame", "custom-shape"):
            self._aside -= 1
        elif self._aside:
            return
        elif name == "p":
            self._paragraph = None
        elif name in ("table-cell", "covered-table-cell"):
            self._end_cell(covered=name != "table-cell")
        elif name == "table-row":
            self._end_row()

    def text(self, text: str) -> None:
        """Characters of a paragraph."""
        if self._paragraph is not None and self._cell is not None and not self._aside:
            self._cell.length += len(text)
            if self._cell.length > _MOST_TEXT:
                raise ExchangeError("read_too_big")
            self._paragraph.append(text)

    def _begin_row(self, given: dict[str, str]) -> None:
        self._row, self._has_own = {}, False
        self._number += 1
        self._repeated = _count(given, "number-rows-repeated")
        self._hidden = given.get("visibility", "") in _HIDDEN
        self._column = 0

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        given = unprefixed(attributes)
        # value-type stands twice, by the standard and by LibreOffice, which has more of them.
        own = {
            name.rpartition(":")[0]: kind
            for name, kind in attributes.items()
            if name.endswith(":value-type")
        }
        value = next(
            (
                given[name]
                for name in ("value", "date-value", "time-value", "boolean-value", "string-value")
                if name in given
            ),
            "",
        )
        self._cell = _Cell(
            own.get("office", given.get("value-type", "")),
            value,
            given.get("formula"),
            "error" in own.values(),
            _count(given, "number-columns-spanned"),
            _count(given, "number-rows-spanned"),
            _count(given, "number-columns-repeated"),
        )

    def _begin_text(self, name: str, attributes: dict[str, str]) -> None:
        cell = self._cell
        if name == "p" and cell is not None:
            self._paragraph = []
            cell.paragraphs.append(self._paragraph)
        elif self._paragraph is not None:
            match name:
                case "s":
                    self.text(" " * min(_count(unprefixed(attributes), "c"), _MOST_TEXT))
                case "tab":
                    self.text("\t")
                case "line-break":
                    self.text("\n")

    def _end_cell(self, *, covered: bool) -> None:
        cell, self._cell, self._paragraph = self._cell, None, None
        if cell is None:
            return
        value = None if covered else cell.meaning()
        first, self._column = self._column, self._column + cell.repeated
        if covered:
            for column in range(first, min(self._column, MOST_COLUMNS)):
                until, above = self._spanned.get(column, (0, None))
                if until >= self._number and above is not None:
                    self._row[column] = above
        elif value is not None:
            self._put(first, cell, value)

    def _put(self, first: int, cell: _Cell, value: Value) -> None:
        if self._column > MOST_COLUMNS:
            self._findings.tell_far(self._number, max(first, MOST_COLUMNS))
        for column in range(first, min(self._column, MOST_COLUMNS)):
            self._row[column] = value
            self._has_own = True
        if cell.columns > 1 or cell.rows > 1:
            for column in range(first, min(first + cell.columns, MOST_COLUMNS)):
                self._spanned[column] = self._number + cell.rows - 1, value

    def _end_row(self) -> None:
        number, repeated = self._number, self._repeated
        self._number += repeated - 1
        if self._has_own:
            self._done.append((number, repeated, self._hidden, placed(self._row)))


def _count(given: dict[str, str], name: str) -> int:
    count = int(given.get(name, "1"))
    if not 1 <= count <= _MOST_REPEATED:
        raise ExchangeError("read_damaged", detail=f"{name}={count}")
    return count
