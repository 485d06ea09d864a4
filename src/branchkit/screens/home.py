"""Duties as a grid: when, what, by which rule.

The home screen: today, this month and what is overdue; each line names its rule and opens where it is done.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from datetime import date

from textual import events
from textual.widget import Widget

from branchkit.core.dates import Period
from branchkit.core.duties import Duty, Urgency
from branchkit.core.errors import BranchkitError
from branchkit.core.text_width import cell_width
from branchkit.i18n.catalog import Catalog
from branchkit.screens.actions import HOME
from branchkit.screens.context import Context, Place, has_members
from branchkit.screens.grid_screen import GridScreen
from branchkit.services.citations import citation_text
from branchkit.services.duties.scene import DutyScene, duty_text, when_text
from branchkit.widgets.grid import Grid
from branchkit.widgets.grid_model import GridCell, GridColumn
from branchkit.widgets.report_view import Line, Lines
from branchkit.widgets.theme import Tone

WHEN_WIDTH = 10
RULE_WIDTH = 26
LEAST_WHAT = 30
MARK = "! "
"""Before what is overdue or urgent; colour is never the only sign."""


class DutySource:
    """The duties found so far, in order."""

    def __init__(self, catalog: Catalog, today: date) -> None:
        self._catalog = catalog
        self._today = today
        self._duties: Sequence[Duty] = ()
        self._names: dict[str, str] = {}
        self._width = 80

    def show(self, duties: Sequence[Duty], names: dict[str, str]) -> None:
        """Show these; ``names`` are put before the duties of other organisations than the one worked at."""
        self._duties = duties
        self._names = names

    def fit(self, width: int) -> None:
        """Let the middle column fill the screen."""
        self._width = width

    def duty(self, row: int) -> Duty | None:
        """The duty in a row."""
        return self._duties[row] if row < len(self._duties) else None

    def text(self, duty: Duty) -> str:
        """What is to be done, and where if it is elsewhere."""
        name = self._names.get(duty.org, "")
        text = duty_text(self._catalog, duty)
        if not name or text.startswith(name):
            return text
        return self._catalog.text("due.elsewhere", organization=name, text=text)

    def columns(self) -> Sequence[GridColumn]:
        """When, what, rule."""
        text = self._catalog.text
        what = max(LEAST_WHAT, self._width - WHEN_WIDTH - RULE_WIDTH - 3)
        return (
            GridColumn("when", (text("due.head.when"),), WHEN_WIDTH),
            GridColumn("what", (text("due.head.what"),), what),
            GridColumn("rule", (text("due.head.rule"),), RULE_WIDTH),
        )

    def row_count(self) -> int:
        """The duties."""
        return len(self._duties)

    def cell(self, row: int, column: int) -> GridCell:
        """One cell."""
        duty = self._duties[row]
        if column == 0:
            overdue = duty.urgency(self._today) is Urgency.OVERDUE
            tone = Tone.ERROR if overdue else Tone.NORMAL
            return GridCell(when_text(self._catalog, duty, self._today), tone)
        if column == 1:
            mark = MARK if self._is_pressing(duty) else " " * cell_width(MARK)
            return GridCell(mark + self.text(duty))
        return GridCell(citation_text(self._catalog, duty.rule), Tone.MUTED)

    def row_tone(self, row: int) -> Tone:
        """What is overdue shows in its first cell and its mark."""
        return Tone.NORMAL

    def _is_pressing(self, duty: Duty) -> bool:
        return duty.urgent or duty.urgency(self._today) in (Urgency.OVERDUE, Urgency.TODAY)


FOOT_HEIGHT = 4
SETTLE_AFTER = 0.05
"""Seconds from the first frame until duties are looked for: a key that is typed at once is answered first."""


class HomeScreen(GridScreen):
    """One organisation's duties, or those of everything below it."""

    ACTIONS = HOME
    HELP = "screen.home.help"

    def __init__(self, context: Context, place: Place) -> None:
        super().__init__(context)
        self._today = context.clock().date()
        self._turn = 0
        """How often duties have been looked for; what an earlier turn finds is dropped."""
        self._whole_tree = not has_members(context)
        self._settled = False
        self._names: dict[str, str] = {}
        self.source = DutySource(self.catalog, self._today)
        self.grid = Grid(self.source, keys=self.take_key, moved=self._cursor_moved, cursor="row")
        self.foot = Lines(FOOT_HEIGHT, id="foot")

    def body(self) -> Iterable[Widget]:
        """Duties, and below them the one under the cursor and the month's progress."""
        yield self.grid
        yield self.foot

    def on_mount(self) -> None:
        """The frame; what there is to do follows."""
        self.grid.focus()
        self._show_title()
        self.foot.show([self._rule(), Line(self.catalog.text("screen.home.looking"))])
        self.back_to_idle()

    def on_resize(self, event: events.Resize) -> None:
        """The middle column is as wide as the screen lets it be."""
        if not self.has_left:
            self.source.fit(event.size.width)
            self.grid.refresh_all()
            self.foot.show_line(0, self._rule())

    def painted(self) -> None:
        """Duties are looked for when the first frame stands."""
        if not self._settled and self.grid.drawn:
            self._settled = True
            self.set_timer(SETTLE_AFTER, self._settle)

    def idle_line(self) -> str:
        """Digits go to the parts of the work."""
        return self.catalog.text("screen.home.keys")

    # -- finding out ------------------------------------------------------------------------------

    async def _settle(self) -> None:
        """Ask one source after the other, letting keys through between them; then the month's progress."""
        from branchkit.services.duties.collect import collect, in_order, sources
        from branchkit.services.organizations.organizations import orgs_of

        if self.has_left:
            return
        self._turn += 1
        turn, node = self._turn, self.context.node
        duties: list[Duty] = []
        failures: list[BranchkitError] = []
        orgs = orgs_of(self.context.here.store, node, self._whole_tree)
        self._names = self._names_of(orgs)
        for number, org in enumerate(orgs, start=1):
            if len(orgs) > 1:
                looking = self.catalog.text("screen.home.looking")
                self.foot.show_line(1, Line(f" {looking}", right=f"{number}/{len(orgs)} "))
            scene = self._scene(org)
            for source in sources():
                await asyncio.sleep(0)
                # Somebody left, or asked for another part of the tree: that is looked at already.
                if self.has_left or turn != self._turn:
                    return
                found = collect(scene, source)
                duties += found.duties
                if found.failure is not None:
                    failures.append(found.failure)
        self._show(in_order(duties, self._today))
        if failures:
            self.say(self.catalog.error(failures[0]), Tone.ERROR)
        await self._show_progress(self._scene(node))
        self.warn_of_keys()

    def _scene(self, org: str) -> DutyScene:
        workspace = self.context.here
        return DutyScene(workspace.store, workspace.contributions, org, self._today)

    def _names_of(self, orgs: list[str]) -> dict[str, str]:
        store = self.context.here.store
        found = (
            (org, store.get("", "organization", org)) for org in orgs if org != self.context.node
        )
        return {org: str(document.body["name"]) for org, document in found if document}

    def _show(self, duties: list[Duty]) -> None:
        self.source.show(duties, self._names)
        self.grid.refresh_all()
        self._show_title()
        self._show_under_cursor()

    def _show_title(self) -> None:
        store = self.context.here.store
        document = store.get("", "organization", self.context.node)
        name = str(document.body["name"]) if document else ""
        if self._whole_tree:
            name = self.catalog.text("screen.home.whole_tree", name=name)
        weekday = self.catalog.text(f"weekday.{self._today.isoweekday()}")
        self.set_title(
            name,
            self.catalog.text(
                "screen.home.today",
                year=self._today.year,
                month=self._today.month,
                day=self._today.day,
                weekday=weekday,
            ),
        )

    def _rule(self) -> Line:
        return Line("-" * self.size.width, tone=Tone.MUTED)

    def _show_under_cursor(self) -> None:
        """The line under the cursor in full, since the grid cuts it."""
        duty = self.source.duty(self.grid.cursor[0])
        if duty is not None:
            self.foot.show_line(1, Line(f" {self.source.text(duty)}"))
        elif self._settled:
            self.foot.show_line(1, Line(f" {self.catalog.text('screen.home.nothing')}"))

    async def _show_progress(self, scene: DutyScene) -> None:
        from branchkit.services.duties.progress import month_means, month_progress

        parts = []
        for progress in month_progress(scene):
            parts.append(
                self.catalog.text(
                    f"progress.{progress.code}", done=progress.done, wanted=progress.wanted
                )
            )
            await asyncio.sleep(0)
            if self.has_left:
                return
        if parts:
            shown = self.catalog.text("screen.home.progress", parts="   ".join(parts))
            self.foot.show_line(2, Line(f" {shown}"))
        means = []
        for month in month_means(scene):
            await asyncio.sleep(0)
            if self.has_left:
                return
            if month.mean is not None:
                key = "screen.home.mean" if month.complete else "screen.home.mean_open"
                means.append(self.catalog.text(key, month=month.month.index, mean=str(month.mean)))
        if means:
            self.foot.show_line(
                3, Line(" " + self.catalog.text("screen.home.means", parts=" ".join(means)))
            )

    # -- keys -------------------------------------------------------------------------------------

    def perform(self, action: str) -> None:
        """Open what a line speaks of, or a part of the work."""
        match action:
            case "home.open":
                self._open()
            case "home.sector":
                self._open_sector()
            case "home.subtree":
                self._whole_tree = not self._whole_tree
                self.call_later(self._settle)
            case "home.up":
                self._go_up()
            case _:
                super().perform(action)

    def _open(self) -> None:
        duty = self.source.duty(self.grid.cursor[0])
        if duty is None:
            return
        opens = duty.opens
        if duty.org != self.context.node:
            self.context.work_at(duty.org)
        self.go(
            Place(
                opens.place,
                scheme=opens.scheme,
                period=Period.parse(opens.period) if opens.period else None,
                register=opens.register,
                subject=opens.subject,
            )
        )

    def _open_sector(self) -> None:
        """What plugins bring for this organisation's sector."""
        screens = self.context.here.contributions.screens
        entries = [entry for entry in self.context.places() if entry.place.id in screens]
        if not entries:
            self.speak(self.catalog.text("screen.home.no_sector"))
        elif len(entries) == 1:
            self.go(entries[0].place)
        else:
            options = [(entry.place.id, self.catalog.local(entry.title)) for entry in entries]
            label = self.catalog.text("screen.home.which_sector")
            self.choose(label, options, lambda id: self.go(Place(id)))

    def _go_up(self) -> None:
        """Back to the organisation that the workspace was made for."""
        root = self.context.here.organization
        if self.context.node != root:
            self.context.work_at(root)
            self.go(Place("home"))

    def _cursor_moved(self, row: int, column: int) -> None:
        self._show_under_cursor()
