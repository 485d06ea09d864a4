"""Writing a meeting, an activity or a vote down: the register's own form, filled in as far as the calendar knows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from branchkit.core.dates import day_of
from branchkit.core.meetings.attendance import Call, expected_at
from branchkit.core.meetings.votes import Count
from branchkit.core.outcomes import Outcome
from branchkit.core.registers.register import Record, Register
from branchkit.core.registers.values import read_values
from branchkit.core.rulepacks import edition_on
from branchkit.screens.console import ConsoleScreen, Texts
from branchkit.screens.context import Place
from branchkit.screens.registers.fields import Keeping, RecordForm, fill_record
from branchkit.screens.screen_parts import ScreenPart
from branchkit.services.meetings.attendance import count_of, vote_text
from branchkit.services.registers.board import RecordBoard
from branchkit.services.registers.reading import RecordRef
from branchkit.services.registers.session import RecordSession
from branchkit.services.registers.writing import reading_of
from branchkit.services.roster import members_of
from branchkit.widgets.form_model import SEPARATOR, FormField
from branchkit.widgets.theme import Tone

if TYPE_CHECKING:
    from branchkit.core.meetings.quotas import QuotaCell

VOTE = "book.vote"


class MeetingEntry(ScreenPart[ConsoleScreen]):
    """The forms that the meeting screens open; ``reload`` is called when something was kept."""

    def __init__(self, screen: ConsoleScreen, reload: Callable[[], None]) -> None:
        super().__init__(screen)
        self._reload = reload

    def hold(self, cell: QuotaCell, day: date) -> None:
        """A new row of the register that a quota looks at; then its roll, where it has one."""
        register = self._register(cell.quota.register)
        begun: dict[str, object] = {register.dated_by: day.isoformat()}
        if cell.quota.column:
            begun[cell.quota.column] = cell.quota.kinds[0]
        if cell.groups_open and register.has("group"):
            begun["group"] = cell.groups_open[0]
        context = _Context(self._screen, register)
        roster = members_of(context.store, context.org)

        def due(texts: Texts) -> str:
            """Who has to come to what has been filled in so far."""
            return SEPARATOR.join(
                expected_at(texts.get("kind", ""), roster, texts.get("group", ""))
            )

        if register.has("expected"):
            texts = {key: str(value) for key, value in begun.items()}
            begun["expected"] = due(texts).split(SEPARATOR)
        form = context.form(Record("", register.id, context.org, {**context.defaults(), **begun}))

        def refreshed(texts: Texts) -> Sequence[FormField]:
            return [_with_due(field, due(texts)) for field in form.refreshed(texts)]

        def done(ref: RecordRef) -> None:
            called = register.has("expected") and register.has("present")
            if called:
                self._screen.go(Place("roll-call", register=register.id, subject=ref.id))
            else:
                self._reload()

        self._open(
            context, form, lambda texts: context.session.add(context.org, texts), done, refreshed
        )

    def edit(self, register: Register, meeting: Record) -> None:
        """What else is known of a meeting."""
        context = _Context(self._screen, register)
        ref = RecordRef(meeting.org, meeting.id)
        form = context.form(meeting)
        self._open(
            context, form, lambda texts: context.session.change(ref, meeting, texts), self._kept
        )

    def vote(self, meeting: Record, call: Call) -> None:
        """A vote taken at a meeting; who may vote and how many of them came is counted."""
        context = _Context(self._screen, self._register(VOTE))
        day = day_of(meeting.values.get("date")) or self._screen.today
        count = count_of(context.store, context.org, call, day)
        begun = {
            **context.defaults(),
            "date": meeting.values.get("date"),
            "entitled": str(count.entitled),
            "present": str(count.present),
        }
        form = context.form(Record("", VOTE, context.org, begun))

        def done(ref: RecordRef) -> None:
            self._reload()
            self._say_result(context, ref)

        self._open(context, form, lambda texts: context.session.add(context.org, texts), done)

    def _say_result(self, context: _Context, ref: RecordRef) -> None:
        row = context.board.record(context.board.place_of(ref.id) or 0).values
        counted = Count(*(int(str(row[key])) for key in ("entitled", "present", "in_favour")))
        packs = self._screen.context.here.contributions.rule_packs
        edition = edition_on(packs, "meetings", context.board.today)
        text = vote_text(self._screen.catalog, str(row["kind"]), counted, edition)
        self._screen.say(text, Tone.NORMAL if row.get("passed") else Tone.ERROR)

    def _kept(self, _ref: RecordRef) -> None:
        self._reload()

    def _register(self, id: str) -> Register:
        return self._screen.context.here.contributions.registers[id]

    def _open(
        self,
        context: _Context,
        form: RecordForm,
        keep: Keeping,
        done: Callable[[RecordRef], None],
        refreshed: Callable[[Texts], Sequence[FormField]] | None = None,
    ) -> None:
        def closed(outcome: Outcome[RecordRef]) -> None:
            for ref in outcome.touched:
                done(ref)

        title = self._screen.catalog.local(context.board.register.title)
        fill_record(self._screen, title, form, keep, closed, refreshed)


class _Context:
    """A register opened for one form."""

    def __init__(self, screen: ConsoleScreen, register: Register) -> None:
        workspace, self.org = screen.context.here, screen.context.node
        self.store = workspace.store
        self._screen = screen
        self.board = RecordBoard(
            self.store,
            workspace.contributions,
            screen.catalog,
            register,
            [self.org],
            screen.today,
        )
        self.session = RecordSession(
            self.store, self.board, screen.context.actor, screen.context.clock
        )

    def defaults(self) -> dict[str, object]:
        """What a new row begins with."""
        reading = reading_of(self.store, self.org, self.board.today)
        values, _ = read_values(self.board.register, self.session.defaults(), reading)
        return values

    def form(self, record: Record) -> RecordForm:
        """The form of a row, new or kept."""
        people = tuple((member.id, member.name) for member in members_of(self.store, self.org))
        reading = reading_of(self.store, self.org, self.board.today)
        return RecordForm(self.board, self._screen.catalog, reading, record, people, lambda: ())


def _with_due(field: FormField, due: str) -> FormField:
    return replace(field, text=due) if field.key == "expected" else field
