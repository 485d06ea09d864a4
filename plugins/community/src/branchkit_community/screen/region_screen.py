"""The screen of the region's map: three tables over one reading of the registers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from textual import events
from textual.widget import Widget

from branchkit.core.dates import Period, PeriodKind
from branchkit.core.errors import Problem
from branchkit.core.registers.register import Record
from branchkit.screens.context import Place
from branchkit.screens.finder import Finder
from branchkit.screens.forms import pick_one
from branchkit.screens.plugin_screen import PluginAction, PluginScreen
from branchkit.widgets.grid import Grid
from branchkit.widgets.report_view import Lines
from branchkit.widgets.theme import Tone
from branchkit_community.periods import period_text
from branchkit_community.region.reading import read_region, region_orgs
from branchkit_community.region.values import Region
from branchkit_community.screen.commands import RegionCommands
from branchkit_community.screen.detail import HEIGHT, Details
from branchkit_community.screen.forms import Draft, RowForm
from branchkit_community.screen.shown import ShownTable, Table
from branchkit_community.vocabulary import PLUGIN
from branchkit_community.words import TEXTS


def _action(verb: str, *keys: str, listed: bool = False) -> PluginAction:
    return PluginAction(f"{PLUGIN}.{verb}", keys, TEXTS.local(f"action.{verb}"), listed)


class RegionScreen(PluginScreen):
    """Member units, resources and commitments of a quarter."""

    PLUGIN_ACTIONS = (
        _action("units", "1", "f2"),
        _action("resources", "2", "f3"),
        _action("commitments", "3", "f4"),
        _action("open", "enter"),
        _action("add", "=", "f5"),
        _action("note", "*", "f6"),
        _action("pressing", "0", "f8"),
        _action("find", "/"),
        _action("register", "f7"),
        _action("undo", "u", "ctrl+z", listed=True),
        _action("earlier", "[", listed=True),
        _action("later", "]", listed=True),
    )
    HELP_TEXT = TEXTS.local("screen.help")

    grid: Grid
    detail: Lines
    commands: RegionCommands
    region_now: Region
    details: Details
    shown: ShownTable

    def body(self) -> Iterable[Widget]:
        """The table under the cursor, and what belongs to its row."""
        day = min(self.place.period.last_day, self.view.today) if self.place.period else None
        self.period = Period.containing(day or self.view.today, PeriodKind.QUARTER)
        self._said = False
        self.shown = ShownTable(self.view, self.language)
        self._read()
        self.commands = RegionCommands(self)
        self.grid = Grid(self.shown, keys=self.take_key, moved=self._moved, cursor="row")
        self.detail = Lines(HEIGHT, id="detail")
        yield self.grid
        yield self.detail

    def on_mount(self) -> None:
        """Ready for the first key."""
        self.grid.focus()
        self.back_to_idle()

    def on_resize(self, event: events.Resize) -> None:
        """Names get what a wider screen has to spare."""
        if not self.has_left:
            self.shown.fit(event.size.width)
            self.show_all()

    # -- what the commands use --------------------------------------------------------------------

    def turn_to(self, table: Table) -> None:
        """Show another table: what presses most stands on top, and back among the units the one that it was about."""
        unit = self.shown.unit_at(self.grid.cursor[0])
        self.shown.table = table
        self.show_all()
        self.grid.move_to(self.shown.row_of_unit(unit) if table is Table.UNITS else 0, 0)

    def turn_period(self, steps: int) -> None:
        """Show another quarter."""
        self.period = self.period.shifted(steps)
        self.reread()

    def reread(self, changed: Record | None = None) -> None:
        """Look at the registers again, and stand on a record that has changed."""
        self._read()
        self.show_all()
        row = self.shown.row_of_record(changed) if changed else None
        if row is not None:
            self.grid.move_to(row, 0)

    def fill(self, draft: Draft, title: str, about: Record | None = None) -> None:
        """Have a row filled in; when it is kept, stand on what it is about, or on itself."""
        form = RowForm(draft, self.view, self.actions, self.language, self._fault)

        def done() -> None:
            self.reread(about or form.kept)
            self.speak("kept")

        self.fill_in(title, form.fields({}), form.keep, done, form.fields)

    def _fault(self, problem: Problem) -> str:
        return self.catalog.text(f"problem.{problem.code}", **problem.params)

    def pick(
        self, key: str, options: Sequence[tuple[str, str]], done: Callable[[str], None]
    ) -> None:
        """Have one of a few options picked."""
        pick_one(self, TEXTS.text(self.language, f"screen.{key}"), options, done)

    def find_unit(self) -> None:
        """The cursor goes along with every letter of a unit's name or its pinyin initials."""
        row, _column = self.grid.cursor
        Finder(
            self.modes,
            self.prompt,
            [name for _org, name in self.shown.units()],
            row,
            TEXTS.text(self.language, "screen.find"),
            TEXTS.text(self.language, "screen.not_found"),
            lambda place: self.grid.move_to(place, 0),
            numbered=False,
            found=lambda _place: self.back_to_idle(),
        )

    def speak(self, key: str, tone: Tone = Tone.NORMAL) -> None:
        """Say something until the next key."""
        self._said = True
        self.say(TEXTS.text(self.language, f"screen.{key}"), tone)

    def show_all(self) -> None:
        """Title, table, detail, keys."""
        self._show_title()
        self.grid.refresh_all()
        self._show_detail()
        self.back_to_idle()

    # -- painting ---------------------------------------------------------------------------------

    def _read(self) -> None:
        orgs = region_orgs(self.view, self.view.node)
        self.region_now = read_region(self.view, orgs, self.period)
        self.details = Details(self.view, self.region_now, self.language)
        self.shown.show(self.region_now)

    def _show_title(self) -> None:
        title = TEXTS.text(self.language, f"screen.view.{self.shown.table}")
        if self.shown.only_pressing:
            title += f" ({TEXTS.text(self.language, 'screen.pressing')})"
        name = self.view.tree().name(self.view.node)
        left = TEXTS.text(self.language, "screen.head", title=title, name=name)
        right = TEXTS.text(
            self.language,
            "screen.when",
            period=period_text(self.language, self.period),
            day=self.region_now.as_of.isoformat(),
        )
        self.set_title(left, right)

    def _show_detail(self) -> None:
        lines = self.details.totals(self.size.width)
        self.detail.show([*lines, *self.shown.detail(self.details, self.grid.cursor[0])])

    def _moved(self, _row: int, _column: int) -> None:
        self._show_detail()

    def idle_line(self) -> str:
        """The keys of the table that is shown."""
        return TEXTS.text(self.language, f"screen.keys.{self.shown.table}")

    # -- keys -------------------------------------------------------------------------------------

    def take_key(self, key: str, character: str | None) -> bool:
        """What was said stands until the next key."""
        if self._said and not self.modes.active and not self.has_left:
            self._said = False
            self.back_to_idle()
        return super().take_key(key, character)

    def perform(self, action: str) -> None:
        """Its own actions; the rest are every screen's."""
        match action.removeprefix(f"{PLUGIN}."):
            case "units" | "resources" | "commitments" as table:
                self.turn_to(Table(table))
            case "pressing":
                self.shown.only_pressing = not self.shown.only_pressing
                self.show_all()
            case "earlier":
                self.turn_period(-1)
            case "later":
                self.turn_period(1)
            case "open":
                self.commands.open()
            case "add":
                self.commands.add()
            case "note":
                self.commands.note()
            case "find":
                self.find_unit()
            case "undo":
                self.commands.undo()
            case "register":
                self.go(Place("register", register=self.shown.register))
            case _:
                super().perform(action)
