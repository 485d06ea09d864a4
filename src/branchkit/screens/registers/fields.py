"""A row as a form, and what was typed as a row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from branchkit.core.errors import Problem
from branchkit.core.outcomes import Outcome
from branchkit.core.registers.checks import text_problem
from branchkit.core.registers.conditions import all_hold
from branchkit.core.registers.register import Column, ColumnKind, Record
from branchkit.core.registers.values import Reading, RecordReader, strange_choices
from branchkit.core.texts import NO_TEXT
from branchkit.i18n.catalog import Catalog
from branchkit.screens.console import ConsoleScreen, Texts
from branchkit.services.registers.board import RecordBoard
from branchkit.services.registers.reading import RecordRef
from branchkit.widgets.form_model import SEPARATOR, FieldKind, FormField

Options = tuple[tuple[str, str], ...]
Keeping = Callable[[Texts], Outcome[RecordRef]]
"""Keeps what was typed of a row."""
YES, NO = "yes", "no"

_OF_A_ROLL = {
    "expected": "screen.register.hint.roll.expected",
    "present": "screen.register.hint.roll.present",
    "on_leave": "screen.register.hint.roll.on_leave",
}
"""The columns of a register that calls a roll, with what is asked: lists of the same people, of which each means something else."""
_KINDS = {
    ColumnKind.CHOICE: FieldKind.CHOICE,
    ColumnKind.YES_NO: FieldKind.CHOICE,
    ColumnKind.MEMBER: FieldKind.CHOICE,
    ColumnKind.ORGANIZATION: FieldKind.CHOICE,
    ColumnKind.MEMBERS: FieldKind.PEOPLE,
}


class RecordForm:
    """The fields of one row, new or kept, while it is filled in.

    Columns whose condition does not hold of what has been filled in are left out.
    """

    def __init__(
        self,
        board: RecordBoard,
        catalog: Catalog,
        reading: Reading,
        record: Record,
        people: Options,
        organizations: Callable[[], Options],
    ) -> None:
        """``record`` has what the form begins with; ``people`` are those on the roll (id, name)."""
        self._board = board
        self._catalog = catalog
        self._reader = RecordReader(board.register, reading)
        self._record = record
        self._people = people
        self._organizations = organizations

    def fields(self) -> list[FormField]:
        """The fields as the form begins."""
        return self._fields(self._record.values)

    def refreshed(self, texts: Texts) -> list[FormField]:
        """The fields for what has been typed."""
        values, _unreadable = self._reader.read_record(texts)
        return self._fields({**self._record.values, **values})

    def field(self, column: Column) -> FormField:
        """The field of one column, with what the row has."""
        return self._field(column, self._record)

    def faults(self, outcome: Outcome[Any]) -> dict[str, str]:
        """What was wrong with a row as faults of the form; raises what refused it."""
        if outcome.refused is not None:
            raise outcome.refused
        faults: dict[str, str] = {}
        for problem in outcome.problems:
            text = self._catalog.text(f"problem.{problem.code}", **problem.params)
            faults.setdefault(problem.place.key, text)
        return faults

    def remarks(self, texts: Texts) -> dict[str, str]:
        """What has to be said of the row before it is kept, field by field; not again what it was kept with."""
        from branchkit.services.meetings.attendance import remarks
        from branchkit.services.registers.writing import warnings_about

        def said_of(row: Mapping[str, object]) -> list[Problem]:
            about = self._board.store, self._board.register, self._record.org, row
            return [*remarks(*about), *warnings_about(*about, self._record.id)]

        values, _unreadable = self._reader.read_record(texts)
        known = said_of(self._record.values) if self._record.id else []
        found = [p for p in said_of({**self._record.values, **values}) if p not in known]
        return {
            problem.place.key: self._catalog.text(
                "screen.register.keep_anyway",
                said=self._catalog.text(f"problem.{problem.code}", **problem.params),
            )
            for problem in found
        }

    def _fields(self, values: Mapping[str, object]) -> list[FormField]:
        row = self._board.completed(self._record.org, values)
        record = Record(self._record.id, self._record.register, self._record.org, row)
        return [
            self._field(column, record)
            for column in self._board.register.columns
            if not column.when or all_hold(column.when, row)
        ]

    def _field(self, column: Column, record: Record) -> FormField:
        texts = self._board.texts
        label = self._catalog.local(column.title)
        if not column.typed:
            return FormField(column.id, label, texts.shown(column, record), FieldKind.FIXED)
        value = record.values.get(column.id)
        hidden = texts.is_hidden(column) and value not in (None, "", [])
        kind = _KINDS.get(column.entry, FieldKind.TEXT)
        return FormField(
            key=column.id,
            label=label,
            text="" if hidden else self._text(column, record),
            kind=kind,
            options=self._options(column, value) if kind is not FieldKind.TEXT else (),
            required=column.required,
            hint=self._hint(column, value, hidden=hidden),
            masked=texts.shown(column, record) if hidden else "",
            tidy=lambda text: self._reader.written_out(column, text),
            check=lambda text: self._wrong(column, text, record.values),
        )

    def _wrong(self, column: Column, text: str, row: Mapping[str, object]) -> str:
        """Why a value cannot be read or kept, as far as it shows by itself; of people who does not belong to the row's meeting."""
        wrong = text_problem(self._board.register, self._reader, column, text)
        if wrong is None and column.entry is ColumnKind.MEMBERS:
            from branchkit.services.meetings.attendance import remarks

            board, (values, _) = self._board, self._reader.read_record({column.id: text})
            found = remarks(board.store, board.register, self._record.org, {**row, **values})
            wrong = next((p for p in found if p.place.key == column.id), None)
        return self._catalog.text(f"problem.{wrong.code}", **wrong.params) if wrong else ""

    def _text(self, column: Column, record: Record) -> str:
        """What a field has: an option's value where there are options, else what one would type."""
        value = record.values.get(column.id)
        match value:
            case None | "":
                return ""
            case bool() if column.own is None:
                return YES if value else NO
            case list() if column.entry is ColumnKind.MEMBERS:
                return SEPARATOR.join(str(id) for id in value)
            case str() if column.entry in _KINDS:
                return value
        return self._board.texts.typed(column, record)

    def _options(self, column: Column, value: object) -> Options:
        match column.entry:
            case ColumnKind.YES_NO:
                text = self._catalog.text
                return ((YES, text("common.value.yes")), (NO, text("common.value.no")))
            case ColumnKind.CHOICE:
                known = tuple((c.id, self._catalog.local(c.title)) for c in column.choices)
                stays = ((str(value), str(value)),) if self._is_strange(column, value) else ()
                return (*known, *stays)
            case ColumnKind.ORGANIZATION:
                return self._organizations()
        return self._with_those_named(column, value)

    def _with_those_named(self, column: Column, value: object) -> Options:
        """Who is on the roll, and whom the row names though they have left it."""
        named = value if isinstance(value, list) else [value] if value else []
        known = {id for id, _ in self._people}
        gone = [str(id) for id in named if id not in known]
        if not gone:
            return self._people
        record = self._record
        left = [
            (id, self._board.texts.shown(column, Record("", record.register, record.org, values)))
            for id in gone
            for values in ({column.id: [id] if isinstance(value, list) else id},)
        ]
        return (*self._people, *left)

    def _is_strange(self, column: Column, value: object) -> bool:
        """Whether a row has a choice that is none of the column's."""
        return column.id in strange_choices(self._board.register, {column.id: value})

    def _hint(self, column: Column, value: object, *, hidden: bool) -> str:
        text = self._catalog.text
        if self._is_strange(column, value):
            return text("screen.register.hint.strange")
        parts = [text(f"screen.register.hint.{column.entry}")]
        if column.own is not None:
            parts = [self._catalog.local(column.own.title)]
        elif column.time:
            parts = [text("screen.register.hint.time")]
        elif column.pattern_message != NO_TEXT:
            parts = [self._catalog.local(column.pattern_message)]
        elif column.id in _OF_A_ROLL and self._board.register.has("expected"):
            parts = [text(_OF_A_ROLL[column.id])]
        if column.minimum:
            parts.append(text("screen.register.hint.minimum", limit=column.minimum))
        if column.maximum:
            parts.append(text("screen.register.hint.maximum", limit=column.maximum))
        if hidden:
            parts.append(text("screen.register.hint.masked"))
        return "  ".join(parts)


def fill_record(
    screen: ConsoleScreen,
    title: str,
    form: RecordForm,
    keep: Keeping,
    done: Callable[[Outcome[RecordRef]], None],
    refreshed: Callable[[Texts], Sequence[FormField]] | None = None,
) -> None:
    """Have a row filled in over a screen; ``done`` is given what came of it, once it is on disk.

    What has to be said of it is said instead of keeping it, once; whoever keeps it all the same has read that.
    """
    outcome: Outcome[RecordRef] = Outcome()
    said: dict[str, str] = {}

    def kept(texts: Texts) -> Texts:
        nonlocal outcome, said
        remarks = form.remarks(texts)
        if remarks and remarks != said:
            said = remarks
            return remarks
        outcome = keep(texts)
        return form.faults(outcome)

    fields = form.fields()
    screen.fill_in(title, fields, kept, lambda: done(outcome), refreshed or form.refreshed)
