"""Calling the roll of one meeting: a key a person, and every tick is kept before it shows."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from branchkit.core.errors import MeetingError
from branchkit.core.meetings.attendance import Call, Presence
from branchkit.core.ports import UnitOfWork
from branchkit.i18n.catalog import Catalog
from branchkit.screens.actions import ROLL_CALL
from branchkit.screens.context import Context, Place
from branchkit.screens.grid_screen import GridScreen
from branchkit.screens.meetings.entry import MeetingEntry
from branchkit.services.ledger.undo import Scope, Way, reverse
from branchkit.services.meetings.attendance import call_of, keep_call
from branchkit.services.registers.writing import kind_of, record
from branchkit.widgets.grid_model import GridCell, GridColumn, Move
from branchkit.widgets.theme import Tone

_TONES = {
    Presence.OPEN: Tone.MUTED,
    Presence.PRESENT: Tone.NORMAL,
    Presence.ON_LEAVE: Tone.NOTE,
    Presence.ABSENT: Tone.ERROR,
}


class RollSource:
    """The people who have to come."""

    def __init__(self, catalog: Catalog, call: Call) -> None:
        self._catalog = catalog
        self.call = call

    def columns(self) -> Sequence[GridColumn]:
        """Number, name, presence, reason."""
        text = self._catalog.text
        return (
            GridColumn("number", (text("table.number"),), 4, "right", "left"),
            GridColumn("name", (text("table.name"),), 12, pinned="left", grows=30),
            GridColumn("presence", (text("screen.roll.presence"),), 8),
            GridColumn("reason", (text("screen.roll.reason"),), 30, grows=80),
        )

    def row_count(self) -> int:
        """Everybody who is expected."""
        return len(self.call.attendees)

    def cell(self, row: int, column: int) -> GridCell:
        """One cell."""
        attendee = self.call.attendees[row]
        match column:
            case 0:
                return GridCell(str(row + 1))
            case 1:
                return GridCell(attendee.name)
            case 2:
                presence = attendee.presence
                return GridCell(self._catalog.text(f"presence.{presence}"), _TONES[presence])
        return GridCell(attendee.reason)

    def row_tone(self, row: int) -> Tone:
        """Cells have their own."""
        return Tone.NORMAL


_TICKS = {
    "roll.present": Presence.PRESENT,
    "roll.leave": Presence.ON_LEAVE,
    "roll.absent": Presence.ABSENT,
}


class RollCallScreen(GridScreen):
    """One meeting; ``place`` names register and record."""

    ACTIONS = ROLL_CALL
    HELP = "screen.roll.help"
    KEYS = "screen.roll.keys"
    tells_open = True

    def __init__(self, context: Context, place: Place) -> None:
        super().__init__(context)
        workspace = context.here
        self.register = workspace.contributions.registers[place.register]
        self.meeting = record(workspace.store, place.register, context.node, place.subject)
        self.source = RollSource(self.catalog, call_of(workspace.store, context.node, self.meeting))
        self.make_grid(self.source)
        self._left_open = False
        """Whether it was said to whoever wants to leave that some have not been called."""

    @property
    def call(self) -> Call:
        """The roll as it stands."""
        return self.source.call

    def arrive(self) -> None:
        """At the first person who has not been called."""
        waiting = [n for n, a in enumerate(self.call.attendees) if a.presence is Presence.OPEN]
        self.grid.move_to(waiting[0] if waiting else 0, 2)

    def row_key(self, row: int) -> Hashable | None:
        """The person."""
        return self.call.attendees[row].member

    def is_open_row(self, row: int) -> bool:
        """Whether somebody has not been called yet."""
        return self.call.attendees[row].presence is Presence.OPEN

    def show_title(self) -> None:
        """Which meeting, and how many have come."""
        call, values = self.call, self.meeting.values
        self._left_open = False
        about = next((str(values[key]) for key in ("topic", "theme") if values.get(key)), "")
        self.set_title(
            self.catalog.text("screen.roll.title", day=values.get("date", ""), about=about),
            self.catalog.text(
                "screen.roll.count",
                present=len(call.of(Presence.PRESENT)),
                expected=len(call.attendees),
                on_leave=len(call.of(Presence.ON_LEAVE)),
                missing=len(call.of(Presence.ABSENT)),
                open=len(call.of(Presence.OPEN)),
            ),
        )

    # -- keys -------------------------------------------------------------------------------------

    def perform(self, action: str) -> None:
        """Tick, find, vote."""
        match action:
            case "roll.present":
                self._tick(Presence.PRESENT)
            case "roll.leave" | "roll.absent":
                self._ask_reason(_TICKS[action])
            case "roll.rest":
                self._keep(self._rest_present())
            case "roll.find":
                self._find()
            case "roll.edit":
                MeetingEntry(self, self.reload).edit(self.register, self.meeting)
            case "roll.vote":
                MeetingEntry(self, self.reload).vote(self.meeting, self.call)
            case "roll.undo":
                self._reverse("undo")
            case "roll.redo":
                self._reverse("redo")
            case "app.back" | "place.home" if self._warned():
                pass
            case _:
                super().perform(action)

    def _warned(self) -> bool:
        """Whether it is said now that some have not been called; said once, whoever leaves then has read it."""
        waiting = len(self.call.of(Presence.OPEN))
        if not waiting or self._left_open:
            return False
        self._left_open = True
        key = "some" if waiting < len(self.call.attendees) else "nobody"
        self.speak(self.catalog.text(f"screen.roll.leaving.{key}", count=waiting), Tone.ERROR)
        return True

    def reload(self) -> None:
        """Read the meeting again."""
        store = self.context.here.store
        self.meeting = record(store, self.register.id, self.context.node, self.meeting.id)
        self.source.call = call_of(store, self.context.node, self.meeting)
        self.repaint()

    def _tick(self, presence: Presence, reason: str = "") -> None:
        if not self.call.attendees:
            return
        call, marked = self.call, self.marks.rows()
        for place in marked or [self.grid.cursor[0]]:
            call = call.ticked(place, presence, reason)
        if not self._keep(call):
            return
        if marked:
            self.clear_marks()
        else:
            self.grid.move(Move.DOWN)

    def _rest_present(self) -> Call:
        """Everybody who is shown and has not been called; who is hidden is left as they are."""
        call = self.call
        for place in self.grid.shown_rows():
            if call.attendees[place].presence is Presence.OPEN:
                call = call.ticked(place, Presence.PRESENT)
        return call

    def _ask_reason(self, presence: Presence) -> None:
        if not self.call.attendees:
            return
        attendee = self.call.attendees[self.grid.cursor[0]]

        self.ask(
            self.catalog.text(f"screen.roll.why.{presence}", name=attendee.name),
            lambda reason: self._tick(presence, reason),
            text=attendee.reason,
            blank=True,
        )

    def _keep(self, call: Call) -> bool:
        before = self.call

        def work(uow: UnitOfWork) -> None:
            self.meeting = keep_call(uow, self.register, self.meeting, before, call)

        if not self.write("meeting.call", work):
            self.reload()
            return False
        self.source.call = call
        changed = [
            n
            for n, (old, new) in enumerate(zip(before.attendees, call.attendees, strict=True))
            if old != new
        ]
        for row in changed:
            self.grid.refresh_row(row)
        self.show_title()
        return True

    def _find(self) -> None:
        self.find(
            [attendee.name for attendee in self.call.attendees],
            self.catalog.text("screen.scoring.find"),
            self.catalog.text("screen.scoring.nobody"),
            pass_on=self._after_find,
        )

    def _after_find(self, key: str, character: str | None) -> None:
        """A digit typed after letters ends the search and ticks whom it found."""
        self.back_to_idle()
        self.take_key(key, character)

    def _reverse(self, way: Way) -> None:
        """Back or forth in what was done to this meeting; that it was held at all is not taken back here."""
        org, kind, id = self.context.node, kind_of(self.register.id), self.meeting.id

        def still_held(uow: UnitOfWork, _undone: object) -> None:
            if uow.get(org, kind, id) is None:
                raise MeetingError("held")

        scope = Scope("meeting", kind, (org,), id, check=still_held)
        outcome = reverse(self.context.here.store, self.context.actor, way, scope)
        if outcome.touched:
            self.reload()
        self.show_outcome(outcome)
