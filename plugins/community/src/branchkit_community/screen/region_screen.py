"""The screen of the region's map: three tables over one reading of the registers."""

from __future__ import annotations

from collections.abc import Sequence

from branchkit.api.screens import Context, Line, Place, PluginAction, PluginScreen
from branchkit.api.workspace import Period, PeriodKind, Problem, Record
from branchkit_community.periods import period_text
from branchkit_community.region.reading import read_region, region_orgs
from branchkit_community.region.values import Region
from branchkit_community.screen.commands import RegionCommands
from branchkit_community.screen.detail import HEIGHT, Details
from branchkit_community.screen.forms import Draft, RowForm
from branchkit_community.screen.shown import ShownTable, Table
from branchkit_community.vocabulary import PLUGIN
from branchkit_community.words import TEXTS


def _action(verb: str, does: str) -> PluginAction:
    """``does``: an idea of the grammar of keys, or a digit."""
    title = TEXTS.local(f"action.{verb}")
    if does.isdecimal():
        return PluginAction(f"{PLUGIN}.{verb}", (does,), title)
    return PluginAction(f"{PLUGIN}.{verb}", title=title, idea=does)


class RegionScreen(PluginScreen):
    """Member units, resources and commitments of a quarter."""

    PLUGIN_ACTIONS = (
        _action("units", "1"),
        _action("resources", "2"),
        _action("commitments", "3"),
        _action("open", "open"),
        _action("add", "new"),
        _action("note", "take"),
        _action("pressing", "only-open"),
        _action("find", "find"),
        _action("register", "details"),
        _action("undo", "undo"),
        _action("earlier", "previous"),
        _action("later", "next"),
    )
    HELP_TEXT = TEXTS.local("screen.help")

    detail_height = HEIGHT
    tells_open = True

    region_now: Region
    details: Details

    def __init__(self, context: Context, place: Place) -> None:
        super().__init__(context, place)
        day = min(place.period.last_day, self.view.today) if place.period else None
        self.period = Period.containing(day or self.view.today, PeriodKind.QUARTER)
        self.shown = ShownTable(self.view, self.language)
        self._read()
        self.commands = RegionCommands(self)
        self.make_grid(self.shown)

    def is_open_row(self, row: int) -> bool:
        """Whether a unit, a resource or a commitment wants something done."""
        return self.shown.is_pressing(row)

    # -- what the commands use --------------------------------------------------------------------

    def turn_to(self, table: Table) -> None:
        """Show another table: what presses most stands on top, and back among the units the one that it was about."""
        unit = self.shown.unit_at(self.grid.cursor[0])
        self.shown.table = table
        self.repaint(self.shown.row_of_unit(unit) if table is Table.UNITS else 0)
        self.back_to_idle()

    def turn_pressing(self) -> None:
        """Show only what wants something done, or everything."""
        self.shown.only_pressing = not self.shown.only_pressing
        self.repaint()
        self.back_to_idle()

    def turn_period(self, steps: int) -> None:
        """Show another quarter."""
        self.period = self.period.shifted(steps)
        self.reread()

    def reread(self, changed: Record | None = None) -> None:
        """Look at the registers again, and stand on a record that has changed."""
        self._read()
        self.repaint(self.shown.row_of_record(changed) if changed else None)
        self.back_to_idle()

    def fill(self, draft: Draft, title: str, about: Record | None = None) -> None:
        """Have a row filled in; when it is kept, stand on what it is about, or on itself."""
        form = RowForm(draft, self.view, self.actions, self.language, self._fault)

        def done() -> None:
            self.reread(about or form.kept)
            self.tell("kept")

        self.fill_in(title, form.fields({}), form.keep, done, form.fields)

    def _fault(self, problem: Problem) -> str:
        return self.catalog.text(f"problem.{problem.code}", **problem.params)

    def tell(self, key: str) -> None:
        """Say one of the screen's own texts until the next key."""
        self.speak(TEXTS.text(self.language, f"screen.{key}"))

    # -- painting ---------------------------------------------------------------------------------

    def _read(self) -> None:
        orgs = region_orgs(self.view, self.view.node)
        self.region_now = read_region(self.view, orgs, self.period)
        self.details = Details(self.view, self.region_now, self.language)
        self.shown.show(self.region_now)

    def show_title(self) -> None:
        """Which table of whom, and when."""
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

    def detail_lines(self, width: int) -> Sequence[Line]:
        """The sums, and what belongs to the row under the cursor."""
        row = self.grid.cursor[0]
        return [*self.details.totals(width), *self.shown.detail(self.details, row)]

    def idle_line(self) -> str:
        """The keys of the table that is shown."""
        return TEXTS.text(self.language, f"screen.keys.{self.shown.table}")
