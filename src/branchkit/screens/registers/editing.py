"""Rows added, changed and taken away: forms for a whole row, the bottom line for one cell, figures in the cell itself."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from branchkit.core.organizations.tree import OrganizationTree
from branchkit.core.outcomes import Outcome
from branchkit.core.registers.register import Column, Record, RecordsFrom
from branchkit.core.registers.values import read_values, written_out
from branchkit.screens.context import Place
from branchkit.screens.modes import Ticking
from branchkit.screens.registers.fields import (
    Keeping,
    Options,
    RecordForm,
    fill_record,
)
from branchkit.screens.screen_parts import ScreenPart
from branchkit.services.organizations.organizations import read_tree
from branchkit.services.registers.reading import RecordRef
from branchkit.services.registers.writing import reading_of
from branchkit.widgets.form_model import SEPARATOR, FieldKind, FormField
from branchkit.widgets.theme import Tone
from branchkit.widgets.tick_list import TickList

if TYPE_CHECKING:
    from branchkit.screens.registers.screen import RegisterScreen

_OPENED_IN = {RecordsFrom.MEMBERS: "members", RecordsFrom.CASES: "development"}
"""Where rows that are kept elsewhere are changed."""


class RecordEditing(ScreenPart["RegisterScreen"]):
    """The ways in which a register's rows change."""

    # -- whole rows -----------------------------------------------------------------------------------

    def add(self) -> None:
        """A new row, beginning with the declared defaults."""
        if self._sent_away(None):
            return
        board, session = self._screen.board, self._screen.session
        reading = reading_of(board.store, self._new_rows_org(), board.today)
        values, _ = read_values(board.register, session.defaults(), reading)
        self._fill_new(Record("", board.register.id, self._new_rows_org(), values))

    def copy(self) -> None:
        """A new row that begins as the one under the cursor, dated as a new one; what is hidden is not copied."""
        ref = self._screen.ref_here()
        if ref is None or self._sent_away(ref):
            return
        board, session = self._screen.board, self._screen.session
        record = board.record(self._screen.here()[0])
        values = {
            column.id: record.values[column.id]
            for column in board.register.columns
            if column.typed and column.id in record.values and not board.texts.is_hidden(column)
        }
        dated_by = board.register.dated_by
        if default := session.defaults().get(dated_by):
            values[dated_by] = default
        self._fill_new(Record("", board.register.id, ref.org, values))

    def edit(self) -> None:
        """The row under the cursor as a form; a member or a case in a place of its own. Of marked rows the column."""
        if self._marked():
            self.edit_cell()
            return
        ref = self._screen.ref_here()
        if ref is None:
            self.add()
            return
        if self._sent_away(ref):
            return
        board = self._screen.board
        record = board.record(self._screen.here()[0])
        if record.removed:
            self._ask_to_restore(ref)
            return
        form = self._row_form(record)
        title = self._text("screen.register.edit_title", register=self._title())
        self._open(title, form, lambda texts: self._screen.session.change(ref, record, texts))

    def remove(self) -> None:
        """Take the row under the cursor away; a reason is asked for."""
        ref = self._screen.ref_here()
        if ref is None or self._sent_away(ref):
            return

        def done(reason: str) -> None:
            self._screen.show_outcome(self._screen.session.remove(ref, reason))

        self._screen.ask(self._text("screen.register.why"), done, blank=True)

    def _ask_to_restore(self, ref: RecordRef) -> None:
        def done(answer: str) -> None:
            if answer == "restore":
                self._screen.show_outcome(self._screen.session.restore(ref))

        options = [("restore", self._text("screen.register.restore"))]
        self._screen.choose(self._text("screen.register.is_removed"), options, done)

    def _fill_new(self, record: Record) -> None:
        form = self._row_form(record)
        title = self._text("screen.register.add_title", register=self._title())
        self._open(title, form, lambda texts: self._screen.session.add(record.org, texts))

    def _open(self, title: str, form: RecordForm, keep: Keeping) -> None:
        fill_record(self._screen, title, form, keep, self._screen.show_outcome)

    # -- one cell -------------------------------------------------------------------------------------

    def edit_cell(self) -> None:
        """The cell under the cursor: its text in the bottom line, or its options as a list."""
        place, key = self._screen.here()
        ref = self._screen.ref_here()
        board = self._screen.board
        if ref is None or self._sent_away(ref) or not board.register.has(key):
            return
        record = board.record(place)
        if record.removed and not self._marked():
            self._ask_to_restore(ref)
            return
        column = board.column(key)
        field = self._row_form(record).field(column)
        match field.kind:
            case FieldKind.FIXED:
                self._screen.speak(self._text("screen.register.computed"))
            case FieldKind.TEXT:
                self._ask(column, ref, record, field, field.text)
            case FieldKind.CHOICE:
                self._pick(ref, record, field)
            case FieldKind.PEOPLE:
                self._tick(ref, record, field)

    def _marked(self) -> list[RecordRef]:
        return [self._screen.board.refs[row] for row in self._screen.marks.rows()]

    def _keep_cell(self, ref: RecordRef, record: Record, key: str, text: str) -> Outcome[RecordRef]:
        """Change one column of the row under the cursor, or of all that are marked."""
        session = self._screen.session
        if marked := self._marked():
            outcome = session.change_all(marked, {key: text})
            if outcome.touched:
                self._screen.marks.clear()
            return outcome
        return session.change(ref, record, {key: text})

    def fill_down(self) -> None:
        """What stands in the cell under the cursor, into the marked rows, else into those below where nothing stands."""
        screen, board = self._screen, self._screen.board
        place, key = screen.here()
        ref = screen.ref_here()
        if ref is None or self._sent_away(ref) or not board.register.has(key):
            return
        column, record = board.column(key), board.record(place)
        if board.texts.is_hidden(column):
            screen.speak(self._text("screen.register.fill.hidden"))
            return
        if not column.typed:
            screen.speak(self._text("screen.register.computed"))
            return
        marked = [other for other in self._marked() if other != ref]
        below = [board.refs[row] for row in screen.grid.rows_from_here()[1:]]
        known = board.records(below) if not marked else ()
        empty = [other for other, r in zip(below, known, strict=False) if not r.values.get(key)]
        text = self._row_form(record).field(column).text
        if not text or not (marked or empty):
            screen.speak(self._text("screen.register.fill.nothing"))
            return
        outcome = screen.session.change_all(marked or empty, {key: text})
        if fault := self._fault(outcome):
            screen.speak(fault, Tone.ERROR)
            return
        screen.marks.clear()
        screen.show_outcome(outcome)
        screen.move_to(board.place_of(ref.id, ref.org))

    def take_typed(self, column: Column, text: str) -> str:
        """Keep figures typed into the cell under the cursor; why they cannot be kept, empty when they are."""
        ref, (place, _) = self._screen.ref_here(), self._screen.here()
        if ref is None:
            return ""
        record = self._screen.board.record(place)
        if record.removed and not self._marked():
            return self._text("screen.register.is_removed")
        full = written_out(column, text, self._screen.board.today)
        outcome = self._keep_cell(ref, record, column.id, full)
        if fault := self._fault(outcome):
            return fault
        self._screen.show_outcome(outcome)
        return ""

    def _ask(
        self,
        column: Column,
        ref: RecordRef,
        record: Record,
        field: FormField,
        text: str,
        why: str = "",
    ) -> None:
        """Asked again, with what was typed, until it can be kept."""

        def done(answer: str) -> None:
            if field.masked and not answer:
                return
            full = written_out(column, answer, self._screen.board.today)
            outcome = self._keep_cell(ref, record, column.id, full)
            if fault := self._fault(outcome):
                self._ask(column, ref, record, field, answer, fault)
            else:
                self._screen.show_outcome(outcome)

        self._screen.ask(f" {field.label}: ", done, text=text, hint=why or field.masked, blank=True)

    def _pick(self, ref: RecordRef, record: Record, field: FormField) -> None:
        def done(value: str) -> None:
            self._change(ref, record, field, value)

        options = (*field.options, ("", self._text("screen.register.empty")))
        self._screen.choose(f" {field.label}: ", options, done)

    def _tick(self, ref: RecordRef, record: Record, field: FormField) -> None:
        def done(values: tuple[str, ...] | None) -> None:
            self._screen.back_to_idle()
            if values is not None:
                self._change(ref, record, field, SEPARATOR.join(values))

        def label(count: int) -> str:
            whole = len(field.options)
            return self._text("screen.form.ticked", label=field.label, count=count, all=whole)

        screen = self._screen
        ticked = tuple(value for value in field.text.split(SEPARATOR) if value)
        Ticking(
            screen.modes,
            screen.part(TickList),
            label,
            field.options,
            ticked,
            done,
            self._text("screen.form.keys.ticking"),
        )

    def _change(self, ref: RecordRef, record: Record, field: FormField, text: str) -> None:
        outcome = self._keep_cell(ref, record, field.key, text)
        if fault := self._fault(outcome):
            self._screen.speak(fault, Tone.ERROR)
        else:
            self._screen.show_outcome(outcome)
            if outcome.touched and (warnings := self._screen.session.warnings(ref)):
                said = (self._text(f"problem.{w.code}", **w.params) for w in warnings)
                self._screen.speak(self._screen.catalog.listed(said))

    def _fault(self, outcome: Outcome[RecordRef]) -> str:
        """Why a cell was not taken, with the column where it is another one."""
        if outcome.refused is not None:
            return self._screen.catalog.error(outcome.refused)
        for problem in outcome.problems:
            text = self._text(f"problem.{problem.code}", **problem.params)
            key = problem.place.key
            if self._screen.board.register.has(key) and key != self._screen.here()[1]:
                title = self._screen.catalog.local(self._screen.board.column(key).title)
                return f"{title}: {text}"
            return text
        return ""

    # -- what forms are made of -----------------------------------------------------------------------

    def _row_form(self, record: Record) -> RecordForm:
        board = self._screen.board
        return RecordForm(
            board,
            self._screen.catalog,
            reading_of(board.store, record.org, board.today),
            record,
            people_options(self._screen, record.org),
            self._organization_options,
        )

    def _organization_options(self) -> Options:
        tree: OrganizationTree = read_tree(self._screen.board.store)
        return tuple((organization.id, organization.name) for organization in tree)

    def _new_rows_org(self) -> str:
        """Where a new row belongs: to whom the row under the cursor does, so that a subtree can be filled in, too."""
        ref = self._screen.ref_here()
        return ref.org if ref is not None else self._screen.board.orgs[0]

    def _title(self) -> str:
        return self._screen.catalog.local(self._screen.board.register.title)

    def _sent_away(self, ref: RecordRef | None) -> bool:
        """Whether rows are kept elsewhere; one that is pointed at is opened there."""
        place = _OPENED_IN.get(self._screen.board.register.rows)
        if place is None:
            return False
        if ref is not None:
            self._screen.go(Place(place, subject=ref.id))
        else:
            self._screen.go(Place(place))
        return True


def people_options(screen: RegisterScreen, org: str) -> Options:
    """Who is on the roll of an organisation, in its order; those of the same name with their number."""
    rows = screen.board.store.project(org, "member", "", ("name", "number", "removed"))
    people = sorted((number or 0, id, str(name)) for id, name, number, gone in rows if not gone)
    counts = Counter(name for _, _, name in people)
    return tuple(
        (id, f"{name} {number}" if counts[name] > 1 else name) for number, id, name in people
    )
