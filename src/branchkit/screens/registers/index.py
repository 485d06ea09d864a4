"""All registers as a grid, shelf by shelf: what there is, how much stands in it, the way into each, and all of it printed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path

from branchkit.core.errors import BranchkitError
from branchkit.core.pictures import bar
from branchkit.core.registers.register import Register
from branchkit.i18n.catalog import Catalog
from branchkit.plugin.screen_actions import ActionScreen
from branchkit.screens.actions import REGISTERS
from branchkit.screens.context import AtHand, Context, Place
from branchkit.screens.grid_screen import GridScreen
from branchkit.screens.parts import ask_target, tell_saved
from branchkit.screens.screen_parts import ScreenPart
from branchkit.services.organizations.organizations import read_tree
from branchkit.services.registers.reading import RegisterCount, by_shelf, count_rows
from branchkit.widgets.grid_model import GridCell, GridColumn
from branchkit.widgets.report_view import Line
from branchkit.widgets.theme import Tone

SHELF_WIDTH, NUMBER_WIDTH, TITLE_WIDTH, COUNT_WIDTH, DAY_WIDTH = 6, 3, 24, 5, 10
_LEAST_BASIS, _MOST = 10, 60
EMPTY = GridCell("")


class IndexSource:
    """One line for each register; the counts come when they are known."""

    def __init__(self, registers: Sequence[Register], catalog: Catalog) -> None:
        self.registers = tuple(registers)
        self._catalog = catalog
        self._counts: dict[str, RegisterCount] = {}
        text = catalog.text
        self._columns = (
            GridColumn("shelf", (text("screen.registers.shelf"),), SHELF_WIDTH),
            GridColumn("number", (text("table.number"),), NUMBER_WIDTH, "right"),
            GridColumn("title", (text("screen.registers.title"),), TITLE_WIDTH, grows=_MOST),
            GridColumn("year", (text("screen.registers.this_year"),), COUNT_WIDTH, "right"),
            GridColumn("total", (text("screen.registers.total"),), COUNT_WIDTH, "right"),
            GridColumn("latest", (text("screen.registers.latest"),), DAY_WIDTH),
            GridColumn("basis", (text("screen.registers.basis"),), _LEAST_BASIS, grows=_MOST),
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


BOOK = "book"
"""One workbook for all of it."""
FORMS = (BOOK, "xlsx", "docx", "html")
BAR_CELLS = 24
PAINTED = 0.02
"""Seconds in which the bar is painted and keys are looked at before the next register is written."""


def _holds_files(folder: Path) -> bool:
    return folder.is_dir() and any(folder.iterdir())


class SetPrinting(ScreenPart[GridScreen]):
    """The whole set printed: which form, where to, and a bar in the bottom line while it is written."""

    def ask(self) -> None:
        """One workbook, or a file for each register."""
        options = [(form, self._text(f"screen.registers.set.{form}")) for form in FORMS]
        self._screen.choose(self._text("screen.registers.set"), options, self._ask_target)

    def _ask_target(self, form: str) -> None:
        screen = self._screen
        name = self._text("screen.registers.set.name", day=f"{screen.today:%Y-%m-%d}")
        if form == BOOK:
            name += ".xlsx"

        def done(target: Path, replace: bool) -> None:
            work = self._write(target, "xlsx" if form == BOOK else form, replace)
            screen.run_worker(work, group="set", exclusive=True)

        proposed = screen.context.here.directory / "exports" / name
        ask_target(screen, proposed, done, is_taken=None if form == BOOK else _holds_files)

    async def _write(self, target: Path, suffix: str, replace: bool) -> None:
        """A register at a time; who leaves the screen leaves it unfinished."""
        from branchkit.services.reports.export_set import SetOrder, write_set
        from branchkit.services.reports.registers import ReportScene

        screen = self._screen
        workspace = screen.context.here
        scene = ReportScene(
            workspace.store, workspace.contributions, screen.catalog, screen.context.clock()
        )
        order = SetOrder(tuple(screen.orgs()))
        steps = write_set(scene, order, target, suffix, replace=replace)
        try:
            for step in steps:
                counted = f"{step.done}/{step.total}"
                shown = bar(step.done, step.total, BAR_CELLS)
                screen.say(f"[{shown}] {counted} {step.title}")
                await asyncio.sleep(PAINTED)
                if screen.has_left:
                    return
        except BranchkitError as error:
            screen.say(screen.catalog.error(error), Tone.ERROR)
        else:
            tell_saved(screen, target, self._text("screen.registers.set.done", file=target))


class RegistersScreen(GridScreen):
    """The registers of one organisation; ``place.register`` is the one to stand on."""

    ACTIONS = REGISTERS
    HELP = "screen.registers.help"
    KEYS = "screen.registers.keys"
    PLUGINS_AT = ActionScreen.REGISTERS
    detail_height = 2

    def __init__(self, context: Context, place: Place) -> None:
        super().__init__(context)
        self._tree = read_tree(context.here.store)
        self.subtree = bool(self._tree.children(context.node))
        self._asked = place.register
        registers = context.here.contributions.registers
        self.source = IndexSource(by_shelf(registers[id] for id in registers), context.catalog)
        self.make_grid(self.source)

    def arrive(self) -> None:
        """At the register that was asked for."""
        ids = [register.id for register in self.source.registers]
        self.move_to(ids.index(self._asked) if self._asked in ids else 0)

    def settle(self) -> Iterator[None]:
        """Count the rows of one register after the other."""
        workspace, orgs = self.context.here, self.orgs()
        for row, register in enumerate(self.source.registers):
            yield
            count = count_rows(workspace.store, workspace.contributions, register, orgs, self.today)
            self.source.learn(register.id, count)
            self.grid.refresh_row(row)

    # -- painting ---------------------------------------------------------------------------------

    def show_title(self) -> None:
        """Whose registers, and the year of the counts."""
        name = self._tree.name(self.context.node)
        if self.subtree:
            name = self.catalog.text("screen.register.with_lower", name=name)
        title = self.catalog.text("screen.registers.head", name=name)
        self.set_title(title, self.catalog.text("period.year", year=self.today.year, index=1))

    def detail_lines(self, width: int) -> Sequence[Line]:
        """The register under the cursor in full."""
        register = self.source.registers[self.grid.cursor[0]]
        parts = [self.catalog.local(register.title), register.basis]
        rule = Line("-" * width, Tone.MUTED)
        return [rule, Line(" " + "  ".join(part for part in parts if part))]

    def row_about(self, row: int) -> object:
        """The register."""
        return self.source.registers[row].id

    def view_shown(self) -> bool:
        """With those below or not."""
        return self.subtree

    def show_view(self, shown: bool) -> None:
        """Counted after the first frame."""
        self.subtree = shown

    def at_hand(self) -> AtHand:
        """The register under the cursor."""
        return AtHand(register=self.source.registers[self.grid.cursor[0]].id)

    def take_in_anew(self) -> None:
        """Count once more."""
        self.source.forget()
        self.repaint()
        self.begin_settling()

    # -- keys -------------------------------------------------------------------------------------

    def take_key(self, key: str, character: str | None) -> bool:
        """A digit begins the search for a number; a letter or sign after it is a key again."""
        is_figure = bool(character and character.isdecimal())
        if is_figure and not self.modes.active and self.keymap.action(key, character) is None:
            self._find(by_number=True)
        return super().take_key(key, character)

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
                self._toggle_subtree()
            case _:
                super().perform(action)

    def _open(self, row: int) -> None:
        self.go(Place("register", register=self.source.registers[row].id))

    def _find(self, *, by_number: bool = False) -> None:
        """By title, initials or number; Enter opens what was found."""
        self.find(
            [self.catalog.local(register.title) for register in self.source.registers],
            self.catalog.text("screen.register.find"),
            self.catalog.text("screen.register.not_found"),
            found=self._open,
            by_number=by_number,
            pass_on=self._after_number if by_number else None,
        )

    def _after_number(self, key: str, character: str | None) -> None:
        self.back_to_idle()
        self.take_key(key, character)

    def _toggle_subtree(self) -> None:
        if not self._tree.children(self.context.node):
            self.speak(self.catalog.text("screen.register.nothing_below"))
            return
        self.subtree = not self.subtree
        self.take_in_anew()
