"""The year's meetings against what the rules ask for: what is held, owed and missed, with the meetings behind it."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import date

from branchkit.core.dates import Period
from branchkit.core.meetings.quotas import QuotaCell, QuotaState
from branchkit.core.registers.register import Record
from branchkit.core.rulepacks import Citation, Quota
from branchkit.i18n.catalog import Catalog
from branchkit.screens.actions import MEETINGS
from branchkit.screens.context import Context, Place
from branchkit.screens.grid_screen import GridScreen
from branchkit.screens.meetings.entry import MeetingEntry
from branchkit.services.citations import citation_text
from branchkit.services.duties.scene import period_text
from branchkit.services.meetings.calendar import citation_of, quota_year, quotas_on
from branchkit.services.registers.reading import read_records
from branchkit.widgets.grid_model import GridCell, GridColumn
from branchkit.widgets.report_view import Line
from branchkit.widgets.theme import Tone

TITLE_WIDTH = 14
MONTH_WIDTH = 4
_TONES = {
    QuotaState.MET: Tone.NORMAL,
    QuotaState.OWED: Tone.PROPOSAL,
    QuotaState.MISSED: Tone.ERROR,
    QuotaState.AHEAD: Tone.MUTED,
    QuotaState.NOT_ASKED: Tone.MUTED,
}


class CalendarSource:
    """The cells of one year."""

    def __init__(self, catalog: Catalog, year: int) -> None:
        self._catalog = catalog
        self.year = year
        self._rows: list[tuple[Quota, list[QuotaCell]]] = []

    def show(self, year: int, cells: Sequence[QuotaCell]) -> None:
        """Show these."""
        self.year = year
        rows: dict[str, tuple[Quota, list[QuotaCell]]] = {}
        for cell in cells:
            rows.setdefault(cell.quota.id, (cell.quota, []))[1].append(cell)
        self._rows = list(rows.values())

    def at(self, row: int, column: int) -> QuotaCell | None:
        """The quota's period to which a month belongs."""
        if row >= len(self._rows):
            return None
        day = date(self.year, max(column, 1), 1)
        return next((cell for cell in self._rows[row][1] if day in cell.period), None)

    def position(self, quota: str, month: int) -> tuple[int, int]:
        """Row and column of a quota's month; the first row for a quota there is none of."""
        ids = [kept.id for kept, _cells in self._rows]
        return (ids.index(quota) if quota in ids else 0), month

    def quota(self, row: int) -> str:
        """The id of the quota in a row."""
        return self._rows[row][0].id

    def is_open(self, row: int) -> bool:
        """Whether something is owed of a quota, or was missed."""
        return any(c.state in (QuotaState.OWED, QuotaState.MISSED) for c in self._rows[row][1])

    def columns(self) -> Sequence[GridColumn]:
        """The quota, then the months."""
        text = self._catalog.text
        head = (text("screen.meetings.quota"),)
        title = GridColumn("quota", head, TITLE_WIDTH, pinned="left", grows=30)
        months = (
            GridColumn(str(m), (text("screen.meetings.month", month=m),), MONTH_WIDTH, "right")
            for m in range(1, 13)
        )
        return (title, *months)

    def row_count(self) -> int:
        """The quotas."""
        return len(self._rows)

    def cell(self, row: int, column: int) -> GridCell:
        """One cell; empty in the months before a period's last one."""
        quota, cells = self._rows[row]
        if column == 0:
            return GridCell(self._catalog.local(quota.title))
        for cell in cells:
            if cell.period.last_day.month == column:
                return GridCell(self._figure(cell), _TONES[cell.state])
        return GridCell("")

    def row_tone(self, row: int) -> Tone:
        """Cells have their own."""
        return Tone.NORMAL

    def _figure(self, cell: QuotaCell) -> str:
        match cell.state:
            case QuotaState.MET:
                return str(cell.held)
            case QuotaState.OWED:
                return f"{cell.held}/{cell.wanted}"
            case QuotaState.MISSED:
                return self._catalog.text("screen.meetings.missed", count=cell.owed)
            case QuotaState.AHEAD:
                return "."
        return "-"


DETAIL_HEIGHT = 9
LISTED = 5
"""So many meetings of a cell are named below the calendar."""
MEETING = "book.meeting"


class MeetingsScreen(GridScreen):
    """One organisation's year."""

    ACTIONS = MEETINGS
    HELP = "screen.meetings.help"
    KEYS = "screen.meetings.keys"
    CURSOR = "cell"
    detail_height = DETAIL_HEIGHT
    tells_open = True

    def __init__(self, context: Context, place: Place) -> None:
        super().__init__(context)
        self._from = place
        self._period = place.period or Period.containing(self.today)
        self._rules: dict[str, Citation] = {}
        self.source = CalendarSource(self.catalog, self._period.year)
        self.make_grid(self.source)

    def arrive(self) -> None:
        """This year, at this month."""
        self._load(self._period.year)
        month = min(self._period.last_day, max(self.today, self._period.first_day)).month
        self.grid.move_to(*self.source.position(self._from.subject, month))

    def view_shown(self) -> int:
        """The year."""
        return self.source.year

    def show_view(self, shown: int) -> None:
        """That year."""
        self._load(shown)

    def row_key(self, row: int) -> Hashable | None:
        """The quota, in whichever year."""
        return self.source.quota(row)

    def is_open_row(self, row: int) -> bool:
        """Whether a meeting of this quota is owed, or was missed."""
        return self.source.is_open(row)

    def cell(self) -> QuotaCell | None:
        """The quota's period under the cursor."""
        return self.source.at(*self.grid.cursor)

    def day(self) -> date:
        """The day that a new meeting is likely to have: today, or the last day of the month under the cursor."""
        month = Period(self.source.year, max(self.grid.cursor[1], 1))
        return self.today if self.today in month else month.last_day

    def reload(self) -> None:
        """Read the year again."""
        self._load(self.source.year)

    def _load(self, year: int) -> None:
        workspace = self.context.here
        store, contributions = workspace.store, workspace.contributions
        node = self.context.node
        self._rules = {
            quota.id: citation_of(edition, quota)
            for edition, quota in quotas_on(store, contributions, node, date(year, 12, 31))
        }
        cells = quota_year(store, contributions, node, year, self.today)
        self.source.show(year, cells)
        self.repaint()

    def show_title(self) -> None:
        """Whose meetings, and the year."""
        document = self.context.here.store.get("", "organization", self.context.node)
        name = str(document.body["name"]) if document else ""
        self.set_title(
            self.catalog.text("screen.meetings.title", name=name),
            self.catalog.text("period.year", year=self.source.year, index=1),
        )

    # -- the cell under the cursor ----------------------------------------------------------------

    def detail_lines(self, width: int) -> Sequence[Line]:
        """What is asked for, and the meetings behind it."""
        cell = self.cell()
        return [Line("-" * width, tone=Tone.MUTED), *(self._about(cell) if cell else ())]

    def _about(self, cell: QuotaCell) -> list[Line]:
        text = self.catalog.text
        head = text(
            "screen.meetings.cell",
            meeting=cell.quota.title,
            period=period_text(self.catalog, cell.period),
            state=cell.state,
            wanted=cell.wanted,
            held=cell.held,
        )
        cited = citation_text(self.catalog, self._rules[cell.quota.id])
        lines = [Line(f" {head}", Tone.HEAD, f"{cited} ")]
        if cell.groups_open:
            open_groups = self.catalog.listed(cell.groups_open)
            lines.append(Line(f" {text('screen.meetings.groups_open', groups=open_groups)}"))
        lines += [Line(f" {self.meeting_text(row)}") for row in self.meetings(cell)[-LISTED:]]
        if len(cell.records) > LISTED:
            lines.append(Line(f" {text('screen.meetings.more', count=len(cell.records) - LISTED)}"))
        return lines

    def meetings(self, cell: QuotaCell) -> list[Record]:
        """The rows behind a cell, in the order of their ids, which begin with the date."""
        store = self.context.here.store
        refs = ((self.context.node, id) for id in cell.records)
        return list(read_records(store, cell.quota.register, refs))

    def meeting_text(self, row: Record) -> str:
        """A meeting in a line: date, what about, how many came."""
        values = row.values
        expected, present = (values.get(key) for key in ("expected", "present"))
        about = next((str(values[k]) for k in ("topic", "theme", "comment") if values.get(k)), "")
        day = str(values.get("date", ""))
        if not isinstance(expected, list):
            return f"{day}  {about}"
        came = len(present) if isinstance(present, list) else 0
        count = self.catalog.text("screen.meetings.came", present=came, expected=len(expected))
        return f"{day}  {count}  {about}"

    # -- keys -------------------------------------------------------------------------------------

    def perform(self, action: str) -> None:
        """Open, add, another year."""
        match action:
            case "meeting.open":
                self._open()
            case "meeting.add":
                if (cell := self.cell()) is not None:
                    MeetingEntry(self, self.reload).hold(cell, self.day())
            case "meeting.register":
                cell = self.cell()
                register = cell.quota.register if cell else MEETING
                self.go(Place("register", register=register, subject=self._last_of(cell)))
            case "period.previous" | "period.next":
                self._load(self.source.year + (1 if action == "period.next" else -1))
            case _:
                super().perform(action)

    def _last_of(self, cell: QuotaCell | None) -> str:
        return cell.records[-1] if cell and cell.records else ""

    def _open(self) -> None:
        cell = self.cell()
        if cell is None:
            return
        rows = self.meetings(cell)
        if not rows:
            self.speak(self.catalog.text("screen.meetings.none"), Tone.ERROR)
        elif len(rows) == 1:
            self.open_meeting(rows[0])
        else:
            options = [(row.id, self.meeting_text(row)) for row in rows]
            by_id = {row.id: row for row in rows}
            self.choose(
                self.catalog.text("screen.meetings.which"),
                options,
                lambda id: self.open_meeting(by_id[id]),
            )

    def open_meeting(self, row: Record) -> None:
        """The roll call of what has a roll, the register for the rest."""
        register = self.context.here.contributions.registers[row.register]
        called = register.has("expected") and register.has("present")
        place = "roll-call" if called else "register"
        self.go(Place(place, register=row.register, subject=row.id))
