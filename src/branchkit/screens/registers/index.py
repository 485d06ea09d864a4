"""All registers: what there is, how much stands in it, and the way into each."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from textual import events
from textual.widget import Widget

from branchkit.screens.actions.registers import REGISTERS
from branchkit.screens.console import ConsoleScreen
from branchkit.screens.desk import Desk, Place
from branchkit.screens.finder import Finder
from branchkit.screens.registers.index_source import IndexSource
from branchkit.screens.registers.whole_set import SetPrinting
from branchkit.services.organizations.organizations import orgs_of, read_tree
from branchkit.services.registers.reading import by_shelf, count_rows
from branchkit.widgets.grid import Grid
from branchkit.widgets.lines import Line, Lines
from branchkit.widgets.tones import Tone

DETAIL_HEIGHT = 2


class RegistersScreen(ConsoleScreen):
    """The registers of one organisation; ``place.register`` is the one to stand on."""

    ACTIONS = REGISTERS
    HELP = "screen.registers.help"

    def __init__(self, desk: Desk, place: Place) -> None:
        super().__init__(desk)
        self._tree = read_tree(desk.here.store)
        self._whole_tree = bool(self._tree.children(desk.node))
        self._asked = place.register
        self._counted = False
        registers = desk.here.contributions.registers
        self.source = IndexSource(by_shelf(registers[id] for id in registers), desk.catalog)
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
        return orgs_of(self.desk.here.store, self.desk.node, self._whole_tree)

    # -- counting ---------------------------------------------------------------------------------

    def _count(self) -> None:
        self.run_worker(self._count_in_steps(), group="count", exclusive=True)

    async def _count_in_steps(self) -> None:
        """One register after the other, letting keys through between them."""
        workspace, today = self.desk.here, self.desk.clock().date()
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
        name = self._tree.name(self.desk.node)
        if self._whole_tree:
            name = self.catalog.text("screen.register.with_lower", name=name)
        year = self.desk.clock().year
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
            self.modes.feed(key, character)
            return True
        return self.grid.feed(key, character)

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
        if not self._tree.children(self.desk.node):
            self.say(self.catalog.text("screen.register.nothing_below"))
            return
        self._whole_tree = not self._whole_tree
        self.source.forget()
        self.grid.refresh_all()
        self._show_title()
        self._count()
