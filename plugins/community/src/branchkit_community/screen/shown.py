"""Which of the three tables is shown, and which rows of it: one source for the grid, whatever it shows."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from branchkit.api.screens import GridCell, GridColumn, Line, Tone
from branchkit.api.workspace import Record, WorkspaceView
from branchkit_community.region.values import Commitment, Region, Resource, UnitRow
from branchkit_community.screen.detail import Details
from branchkit_community.screen.source import (
    NARROW,
    CommitmentsSource,
    ResourcesSource,
    UnitsSource,
)
from branchkit_community.vocabulary import COMMITMENTS, RESOURCES, UNITS
from branchkit_community.words import TEXTS

Entry = UnitRow | Resource | Commitment


class Table(StrEnum):
    """One of the tables."""

    UNITS = "units"
    RESOURCES = "resources"
    COMMITMENTS = "commitments"


_REGISTERS = {Table.UNITS: UNITS, Table.RESOURCES: RESOURCES, Table.COMMITMENTS: COMMITMENTS}


class ShownTable:
    """A grid's source over the region."""

    def __init__(self, view: WorkspaceView, language: str) -> None:
        self._view, self._language = view, language
        self._width = NARROW
        self._table = Table.UNITS
        self._only_pressing = False
        self._region: Region | None = None
        self._source: UnitsSource | ResourcesSource | CommitmentsSource = UnitsSource(
            (), language, NARROW
        )

    # -- what is shown ----------------------------------------------------------------------------

    @property
    def table(self) -> Table:
        """Which table."""
        return self._table

    @table.setter
    def table(self, table: Table) -> None:
        self._table = table
        self._make()

    @property
    def only_pressing(self) -> bool:
        """Whether only rows are shown that want something done."""
        return self._only_pressing

    @only_pressing.setter
    def only_pressing(self, wanted: bool) -> None:
        self._only_pressing = wanted
        self._make()

    @property
    def register(self) -> str:
        """The register behind the table."""
        return _REGISTERS[self._table]

    def show(self, region: Region) -> None:
        """Show this region from now on."""
        self._region = region
        self._make()

    def fit(self, width: int) -> None:
        """Show it as wide as this."""
        self._width = width
        self._make()

    def _make(self) -> None:
        region, given = self._region, (self._language, self._width)
        if region is None:
            return
        pressing = self._only_pressing
        match self._table:
            case Table.UNITS:
                units = [u for u in region.units if u.wants_attention or not pressing]
                self._source = UnitsSource(units, *given)
            case Table.RESOURCES:
                resources = [r for r in region.resources if r.is_idle or not pressing]
                self._source = ResourcesSource(resources, self._view.registers[RESOURCES], *given)
            case Table.COMMITMENTS:
                commitments = [c for c in region.commitments if not (pressing and c.is_settled)]
                self._source = CommitmentsSource(commitments, *given)

    # -- its rows ---------------------------------------------------------------------------------

    def entry(self, row: int) -> Entry | None:
        """What stands in a row; None where there is none."""
        entries = self._source.entries
        return entries[row] if row < len(entries) else None

    def is_pressing(self, row: int) -> bool:
        """Whether what stands in a row wants something done."""
        match self.entry(row):
            case UnitRow() as unit:
                return unit.wants_attention
            case Resource() as resource:
                return resource.is_idle
            case Commitment() as commitment:
                return not commitment.is_settled
        return False

    def unit_at(self, row: int) -> tuple[str, str]:
        """Organisation and name of the unit that a row belongs to."""
        entry = self.entry(row)
        return ("", "") if entry is None else _unit(entry)

    def units(self) -> list[tuple[str, str]]:
        """The unit of every row."""
        return [_unit(entry) for entry in self._source.entries]

    def row_of_unit(self, unit: tuple[str, str]) -> int:
        """The first row of a unit, or the first row."""
        units = self.units()
        return units.index(unit) if unit in units else 0

    def row_of_record(self, kept: Record) -> int | None:
        """The row of a record; None where it is not shown."""
        entries: Sequence[Entry] = self._source.entries
        for row, entry in enumerate(entries):
            found = entry.record
            if found is not None and (found.org, found.id) == (kept.org, kept.id):
                return row
        return None

    def detail(self, details: Details, row: int) -> list[Line]:
        """The lines about a row."""
        match self.entry(row):
            case UnitRow() as unit:
                return details.of_unit(unit)
            case Resource() as resource:
                return details.of_resource(resource)
            case Commitment() as commitment:
                return details.of_commitment(commitment)
            case _:
                key = "pressing" if self._only_pressing else self._table
                return [Line(f" {TEXTS.text(self._language, f'screen.empty.{key}')}")]

    # -- a grid's source --------------------------------------------------------------------------

    def columns(self) -> Sequence[GridColumn]:
        """Those of the table."""
        return self._source.columns()

    def row_count(self) -> int:
        """Its rows."""
        return len(self._source.entries)

    def cell(self, row: int, column: int) -> GridCell:
        """One cell."""
        return self._source.cell(row, column)

    def row_tone(self, row: int) -> Tone:
        """The look of a row."""
        return self._source.row_tone(row)


def _unit(entry: Entry) -> tuple[str, str]:
    if isinstance(entry, UnitRow):
        return entry.org, entry.name
    return entry.record.org, entry.unit
