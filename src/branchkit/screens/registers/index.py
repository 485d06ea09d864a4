"""All registers as a grid, shelf by shelf.

All registers: what there is, how much stands in it, and the way into each.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence

from textual import events
from textual.widget import Widget

from branchkit.core.registers.register import Register
from branchkit.i18n.catalog import Catalog
from branchkit.screens.actions import REGISTERS
from branchkit.screens.console import ConsoleScreen
from branchkit.screens.context import Context, Place
from branchkit.screens.finder import Finder
from branchkit.screens.registers.export_set import SetPrinting
from branchkit.services.organizations.organizations import orgs_of, read_tree
from branchkit.services.registers.reading import RegisterCount, by_shelf, count_rows
from branchkit.widgets.grid import Grid
from branchkit.widgets.grid_model import GridCell, GridColumn
from branchkit.widgets.report_view import Line, Lines
from branchkit.widgets.theme import Tone

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


DETAIL_HEIGHT = 2


class RegistersScreen(ConsoleScreen):
    """The registers of one organisation; ``place.register`` is the one to stand on."""

    ACTIONS = REGISTERS
    HELP = "screen.registers.help"

    def __init__(self, context: Context, place: Place) -> None:
        super().__init__(context)
        self._tree = read_tree(context.here.store)
        self._whole_tree = bool(self._tree.children(context.node))
        self._asked = place.register
        self._counted = False
        registers = context.here.contributions.registers
        self.source = IndexSource(by_shelf(registers[id] for id in registers), context.catalog)
        self.grid = Grid(self.source, keys=self.take_key, moved=self._cursor_moved, cursor="row")
        self.detail = Lines(DETAIL_HEIGHT, id="detail")

    def body(self) -> Iterable[Widget]:
        """The list, and the register under the cursor in full."""
        yield self.grid
        yield self.detail

    def on_mount(self) -> None:
        """The list; how much stands in each register follows."""
        self.grid.focus()
        ids = [register.id for register in self.source.registers]
        self.grid.move_to(ids.index(self._asked) if self._asked in ids else 0, 0)
        self._show_title()
        self.back_to_idle()

    def on_resize(self, event: events.Resize) -> None:
        """The last column is as wide as the screen lets it be."""
        if not self.has_left:
            self.source.fit(event.size.width)
            self.grid.refresh_all()
            self._show_detail()

    def painted(self) -> None:
        """Rows are counted when the first frame stands."""
        if not self._counted and self.grid.drawn:
            self._counted = True
            self._count()

    def idle_line(self) -> str:
        """The keys of the list."""
        return self.catalog.text("screen.registers.keys")

    def shown_orgs(self) -> list[str]:
        """The organisations whose rows are counted."""
        return orgs_of(self.context.here.store, self.context.node, self._whole_tree)

    # -- counting ---------------------------------------------------------------------------------

    def _count(self) -> None:
        self.run_worker(self._count_in_steps(), group="count", exclusive=True)

    async def _count_in_steps(self) -> None:
        """One register after the other, letting keys through between them."""
        workspace, today = self.context.here, self.context.clock().date()
        orgs = self.shown_orgs()
        for row, register in enumerate(self.source.registers):
            await asyncio.sleep(0)
            if self.has_left:
                return
            count = count_rows(workspace.store, workspace.contributions, register, orgs, today)
            self.source.learn(register.id, count)
            self.grid.refresh_row(row)

    # -- painting ---------------------------------------------------------------------------------

    def _show_title(self) -> None:
        name = self._tree.name(self.context.node)
        if self._whole_tree:
            name = self.catalog.text("screen.register.with_lower", name=name)
        year = self.context.clock().year
        title = self.catalog.text("screen.registers.head", name=name)
        self.set_title(title, self.catalog.text("period.year", year=year, index=1))

    def _show_detail(self) -> None:
        register = self.source.registers[self.grid.cursor[0]]
        parts = [self.catalog.local(register.title), register.id, register.basis]
        rule = Line("-" * self.size.width, Tone.MUTED)
        self.detail.show([rule, Line(" " + "  ".join(part for part in parts if part))])

    def _cursor_moved(self, row: int, column: int) -> None:
        self._show_detail()

    # -- keys -------------------------------------------------------------------------------------

    def take_key(self, key: str, character: str | None) -> bool:
        """Actions first; a digit begins the search for a number; what is left moves the cursor."""
        if super().take_key(key, character):
            return True
        if character and character.isdecimal():
            self._find()
            self.modes.press_key(key, character)
            return True
        return self.grid.press_key(key, character)

    def perform(self, action: str) -> None:
        """Open, find, print the set, import, leave."""
        match action:
            case "registers.open":
                self._open(self.grid.cursor[0])
            case "registers.find":
                self._find()
            case "registers.whole_set":
                SetPrinting(self).ask()
            case "registers.import":
                register = self.source.registers[self.grid.cursor[0]]
                self.go(Place("import", register=register.id))
            case "registers.subtree":
                self._turn_tree()
            case "place.home":
                self.go(Place("home"))
            case _:
                super().perform(action)

    def _open(self, row: int) -> None:
        self.go(Place("register", register=self.source.registers[row].id))

    def _find(self) -> None:
        """By title, initials or number; Enter opens what was found."""
        Finder(
            self.modes,
            self.prompt,
            [self.catalog.local(register.title) for register in self.source.registers],
            self.grid.cursor[0],
            self.catalog.text("screen.register.find"),
            self.catalog.text("screen.register.not_found"),
            lambda row: self.grid.move_to(row, 0),
            found=self._open,
        )

    def _turn_tree(self) -> None:
        if not self._tree.children(self.context.node):
            self.say(self.catalog.text("screen.register.nothing_below"))
            return
        self._whole_tree = not self._whole_tree
        self.source.forget()
        self.grid.refresh_all()
        self._show_title()
        self._count()
