"""Writing a meeting, an activity or a vote down: the register's own form, filled in as far as the calendar knows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from branchkit.core.meetings.attendance import Call, expected_at
from branchkit.core.meetings.votes import Count
from branchkit.core.registers.register import Record, Register
from branchkit.core.registers.values import read_values
from branchkit.core.rulepacks import edition_on
from branchkit.screens.console import ConsoleScreen
from branchkit.screens.desk import Place
from branchkit.screens.registers.fields import RowForm
from branchkit.services.meetings.attendance import count_of, vote_text
from branchkit.services.registers.board import RecordBoard
from branchkit.services.registers.reading import RowRef
from branchkit.services.registers.session import RecordOutcome, RecordSession
from branchkit.services.registers.writing import reading_of
from branchkit.services.roster import members_of
from branchkit.widgets.form_model import SEPARATOR, FormField
from branchkit.widgets.theme import Tone

if TYPE_CHECKING:
    from branchkit.core.meetings.quotas import QuotaCell

VOTE = "book.vote"

Texts = Mapping[str, str]


class MeetingEntry:
    """The forms that the meeting screens open; ``reload`` is called when something was kept."""

    def __init__(self, screen: ConsoleScreen, reload: Callable[[], None]) -> None:
        self._screen = screen
        self._reload = reload

    def hold(self, cell: QuotaCell, day: date) -> None:
        """A new row of the register that a quota looks at; then its roll, where it has one."""
        register = self._register(cell.quota.register)
        begun: dict[str, object] = {register.dated_by: day.isoformat()}
        if cell.quota.column:
            begun[cell.quota.column] = cell.quota.kinds[0]
        if cell.groups_open and register.has("group"):
            begun["group"] = cell.groups_open[0]
        desk = _Desk(self._screen, register)
        roster = members_of(desk.store, desk.org)

        def due(texts: Texts) -> str:
            """Who has to come to what has been filled in so far."""
            return SEPARATOR.join(
                expected_at(texts.get("kind", ""), roster, texts.get("group", ""))
            )

        if register.has("expected"):
            texts = {key: str(value) for key, value in begun.items()}
            begun["expected"] = due(texts).split(SEPARATOR)
        form = desk.form(Record("", register.id, desk.org, {**desk.defaults(), **begun}))

        def refreshed(texts: Texts) -> Sequence[FormField]:
            return [_with_due(field, due(texts)) for field in form.refreshed(texts)]

        def done(ref: RowRef) -> None:
            called = register.has("expected") and register.has("present")
            if called:
                self._screen.go(Place("roll-call", register=register.id, subject=ref.id))
            else:
                self._reload()

        self._open(desk, form, lambda texts: desk.session.add(desk.org, texts), done, refreshed)

    def edit(self, register: Register, meeting: Record) -> None:
        """What else is known of a meeting."""
        desk = _Desk(self._screen, register)
        ref = RowRef(meeting.org, meeting.id)
        form = desk.form(meeting)
        self._open(desk, form, lambda texts: desk.session.change(ref, meeting, texts), self._kept)

    def vote(self, meeting: Record, call: Call) -> None:
        """A vote taken at a meeting; who may vote and how many of them came is counted."""
        desk = _Desk(self._screen, self._register(VOTE))
        count = count_of(desk.store, desk.org, call)
        begun = {
            **desk.defaults(),
            "date": meeting.values.get("date"),
            "entitled": str(count.entitled),
            "present": str(count.present),
        }
        form = desk.form(Record("", VOTE, desk.org, begun))

        def done(ref: RowRef) -> None:
            self._reload()
            self._say_result(desk, ref)

        self._open(desk, form, lambda texts: desk.session.add(desk.org, texts), done)

    def _say_result(self, desk: _Desk, ref: RowRef) -> None:
        row = desk.board.record(desk.board.place_of(ref.id) or 0).values
        counted = Count(*(int(str(row[key])) for key in ("entitled", "present", "in_favour")))
        packs = self._screen.desk.here.contributions.rule_packs
        edition = edition_on(packs, "meetings", desk.board.today)
        text = vote_text(self._screen.catalog, str(row["kind"]), counted, edition)
        self._screen.say(text, Tone.NORMAL if row.get("passed") else Tone.ERROR)

    def _kept(self, _ref: RowRef) -> None:
        self._reload()

    def _register(self, id: str) -> Register:
        return self._screen.desk.here.contributions.registers[id]

    def _open(
        self,
        desk: _Desk,
        form: RowForm,
        keep: Callable[[Texts], RecordOutcome],
        done: Callable[[RowRef], None],
        refreshed: Callable[[Texts], Sequence[FormField]] | None = None,
    ) -> None:
        outcome = RecordOutcome()

        def kept(texts: Texts) -> Texts:
            nonlocal outcome
            outcome = keep(texts)
            if outcome.refused is not None:
                return {"": self._screen.catalog.error(outcome.refused)}
            return form.faults(outcome.problems)

        def closed() -> None:
            if outcome.ref is not None:
                done(outcome.ref)

        title = self._screen.catalog.local(desk.board.register.title)
        self._screen.fill_in(title, form.fields(), kept, closed, refreshed or form.refreshed)


class _Desk:
    """A register opened for one form."""

    def __init__(self, screen: ConsoleScreen, register: Register) -> None:
        workspace, self.org = screen.desk.here, screen.desk.node
        self.store = workspace.store
        self._screen = screen
        self.board = RecordBoard(
            self.store,
            workspace.contributions,
            screen.catalog,
            register,
            [self.org],
            screen.desk.clock().date(),
        )
        self.session = RecordSession(self.store, self.board, screen.desk.actor, screen.desk.clock)

    def defaults(self) -> dict[str, object]:
        """What a new row begins with."""
        reading = reading_of(self.store, self.org, self.board.today)
        values, _ = read_values(self.board.register, self.session.defaults(), reading)
        return values

    def form(self, record: Record) -> RowForm:
        """The form of a row, new or kept."""
        people = tuple((member.id, member.name) for member in members_of(self.store, self.org))
        reading = reading_of(self.store, self.org, self.board.today)
        return RowForm(self.board, self._screen.catalog, reading, record, people, lambda: ())


def _with_due(field: FormField, due: str) -> FormField:
    return replace(field, text=due) if field.key == "expected" else field
