"""All registers as a grid, shelf by shelf."""

from __future__ import annotations

from collections.abc import Sequence

from branchkit.core.registers.register import Register
from branchkit.i18n.catalog import Catalog
from branchkit.services.registers.reading import RegisterCount
from branchkit.widgets.grid_model import GridCell, GridColumn
from branchkit.widgets.tones import Tone

SHELF_WIDTH, NUMBER_WIDTH, TITLE_WIDTH, COUNT_WIDTH, DAY_WIDTH = 6, 3, 24, 5, 10
_GAPS = 6
_LEAST_BASIS = 10
EMPTY = GridCell("")


class IndexSource:
    """One line for each register; the counts come when they are known."""

    def __init__(self, registers: Sequence[Register], catalog: Catalog) -> None:
        self.registers = tuple(registers)
        self._catalog = catalog
        self._counts: dict[str, RegisterCount] = {}
        self._columns: tuple[GridColumn, ...] = ()
        self.fit(80)

    def fit(self, width: int) -> None:
        """The rule has what the others leave of the screen."""
        text = self._catalog.text
        taken = SHELF_WIDTH + NUMBER_WIDTH + TITLE_WIDTH + 2 * COUNT_WIDTH + DAY_WIDTH + _GAPS
        basis = max(_LEAST_BASIS, width - taken)
        self._columns = (
            GridColumn("shelf", (text("screen.registers.shelf"),), SHELF_WIDTH),
            GridColumn("number", (text("table.number"),), NUMBER_WIDTH, "right"),
            GridColumn("title", (text("screen.registers.title"),), TITLE_WIDTH),
            GridColumn("year", (text("screen.registers.this_year"),), COUNT_WIDTH, "right"),
            GridColumn("total", (text("screen.registers.total"),), COUNT_WIDTH, "right"),
            GridColumn("latest", (text("screen.registers.latest"),), DAY_WIDTH),
            GridColumn("basis", (text("screen.registers.basis"),), basis),
        )

    def learn(self, register: str, count: RegisterCount) -> None:
        """Take in what a register has."""
        self._counts[register] = count

    def forget(self) -> None:
        """The counts are of other organisations now."""
        self._counts.clear()

    def count(self, row: int) -> RegisterCount | None:
        """What is known of a register."""
        return self._counts.get(self.registers[row].id)

    def columns(self) -> Sequence[GridColumn]:
        """Shelf, number, title, counts, last entry, rule."""
        return self._columns

    def row_count(self) -> int:
        """The registers."""
        return len(self.registers)

    def cell(self, row: int, column: int) -> GridCell:
        """One cell."""
        register = self.registers[row]
        match self._columns[column].key:
            case "shelf":
                first = row == 0 or self.registers[row - 1].shelf is not register.shelf
                return self._shelf(register) if first else EMPTY
            case "number":
                return GridCell(str(row + 1))
            case "title":
                return GridCell(self._catalog.local(register.title))
            case "basis":
                return GridCell(register.basis, Tone.MUTED)
        count = self._counts.get(register.id)
        if count is None:
            return EMPTY
        match self._columns[column].key:
            case "total":
                return GridCell(str(count.total))
            case "year":
                return EMPTY if count.this_year is None else GridCell(str(count.this_year))
        return GridCell(count.latest)

    def row_tone(self, row: int) -> Tone:
        """Registers in which there is nothing yet are faint; the figures say it, too."""
        count = self._counts.get(self.registers[row].id)
        return Tone.MUTED if count is not None and not count.total else Tone.NORMAL

    def _shelf(self, register: Register) -> GridCell:
        return GridCell(self._catalog.text(f"register.shelf.{register.shelf}"), Tone.HEAD)
