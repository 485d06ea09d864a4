"""What a format's reader gives the worker: sheets of numbered rows, and what is to be told of them.

The readers of formats run in a process of their own (:mod:`~branchkit.exchange.readers.worker`) and may raise what they
like; what is meant is an :class:`ExchangeError`, to which the program adds the file's ``path``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from branchkit.core.errors import ExchangeError
from branchkit.core.tables import Value
from branchkit.core.values import frozen
from branchkit.exchange.readers.grid import (
    MOST_BLANK,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ROWS,
    GridRow,
)

MOST_TOLD = 5
"""So many places are named; the others are counted."""
_WIDEST_FILLED = 256
"""A merged range is filled up to this column."""


@frozen
class PluginFormat:
    """A format that a plugin reads, as the worker is told of it."""

    id: str
    """``<plugin>.<name>``."""
    target: str
    """``pkg.module:function``, imported by the worker."""
    home: str = ""
    """The folder with the plugin's own code: of all frames of a traceback its author looks for that one."""
    starts: tuple[str, ...] = ()
    """First bytes by which a file is known, a character each."""
    fits_name: bool = False
    """Whether the file is called as files of this format are."""
    is_our_name: bool = False
    """Whether lists with a delimiter are called so as well."""
    seconds: float = 20.0
    """How long it may take for one answer."""


@frozen
class ReadOptions:
    """What a user may say about a file, and what the worker has to know besides."""

    encoding: str = ""
    """Of a delimited file; empty: as it is found."""
    delimiter: str = ""
    """One character; empty: as it is found."""
    visible_only: bool = False
    """Whether hidden rows are left out."""
    formats: tuple[PluginFormat, ...] = ()
    """Those of plugins that may be meant."""
    wanted: bool = False
    """Whether the one format that is there was asked for, whatever the file looks like."""
    name: str = ""
    """The file's name."""
    folders: tuple[str, ...] = ()
    """Where the program finds modules."""

    @classmethod
    def told(cls, options: dict[str, Any]) -> ReadOptions:
        """Those that the program has put into JSON."""
        formats = options.pop("formats")
        made = (PluginFormat(**{**f, "starts": tuple(f["starts"])}) for f in formats)
        return cls(formats=tuple(made), **options)


class Sheet(NamedTuple):
    """A sheet's name, and whether it is shown."""

    name: str
    hidden: bool = False


@dataclass(slots=True)
class Findings:
    """What is to be told of one sheet. Rows count from 1, columns from 0."""

    visible_only: bool = False
    far: list[tuple[int, int]] = field(default_factory=list)
    far_count: int = 0
    hidden: list[int] = field(default_factory=list)
    hidden_count: int = 0

    def tell_far(self, row: int, column: int) -> None:
        """A cell that stands too far out to be part of the list."""
        self.far_count += 1
        if len(self.far) < MOST_TOLD:
            self.far.append((row, column))

    def keeps(self, row: int, *, hidden: bool) -> bool:
        """Whether a row with something in it is read; hidden ones are counted."""
        if not hidden:
            return True
        self.hidden_count += 1
        if len(self.hidden) < MOST_TOLD:
            self.hidden.append(row)
        return not self.visible_only


NumberedRows = Iterator[tuple[int, GridRow]]
"""The rows that have something in them, with their numbers from 1, which rise."""


class Contents(Protocol):
    """An opened file of one format."""

    sheets: tuple[Sheet, ...]
    from_1904: bool

    def rows(self, index: int, findings: Findings) -> NumberedRows:
        """The rows of a sheet from its first on; merged ranges are filled."""


def bounded(rows: NumberedRows, findings: Findings) -> NumberedRows:
    """The rows of the list: up to a wide gap and to :data:`~branchkit.exchange.readers.grid.MOST_COLUMNS`.

    What stands beyond is a finding. Raises :class:`ExchangeError` ``read_too_long``, ``read_too_big`` for too many cells, and
    ``read_damaged`` for numbers that do not rise.
    """
    last, count, cells = 0, 0, 0
    for number, row in rows:
        if number <= last:
            raise ExchangeError("read_damaged", detail=f"row {number} after row {last}")
        if number - last > MOST_BLANK:
            findings.tell_far(
                number, next(place for place, cell in enumerate(row) if cell is not None)
            )
            continue
        if len(row) > MOST_COLUMNS:
            for place in range(MOST_COLUMNS, len(row)):
                if row[place] is not None:
                    findings.tell_far(number, place)
            del row[MOST_COLUMNS:]
        last, count, cells = number, count + 1, cells + len(row)
        if cells > MOST_CELLS:
            raise ExchangeError("read_too_big")
        if count > MOST_ROWS:
            raise ExchangeError("read_too_long", rows=MOST_ROWS)
        yield number, row


Area = tuple[int, int, int, int]
"""First row from 1, first column from 0, last row, last column."""


def filled(rows: NumberedRows, areas: Iterable[Area]) -> NumberedRows:
    """Every cell of a merged range gets the value of its first, in rows that have something of their own."""
    beginning: dict[int, list[Area]] = defaultdict(list)
    for area in areas:
        beginning[area[0]].append(area)
    if not beginning:
        yield from rows
        return
    running: list[tuple[Area, Value]] = []
    for number, row in rows:
        running = [(area, value) for area, value in running if area[2] >= number]
        running += _begun(beginning.get(number, ()), row)
        for area, value in running:
            _fill(row, area, value)
        yield number, row


def _begun(areas: Iterable[Area], row: GridRow) -> list[tuple[Area, Value]]:
    width = len(row)
    first_cells = ((area, row[area[1]] if area[1] < width else None) for area in areas)
    return [(area, value) for area, value in first_cells if value is not None]


def _fill(row: GridRow, area: Area, value: Value) -> None:
    end = min(area[3] + 1, max(len(row), _WIDEST_FILLED))
    row.extend([None] * (end - len(row)))
    row[area[1] : end] = [value] * (end - area[1])


def placed(cells: Mapping[int, Value]) -> GridRow:
    """Cells by column as a row, which is as long as its last one."""
    if not cells:
        return []
    row: GridRow = [None] * (max(cells) + 1)
    for place, value in cells.items():
        row[place] = value
    return row
