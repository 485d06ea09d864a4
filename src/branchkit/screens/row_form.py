"""A row of a register as a form on a plugin's screen: fields by the kinds of the columns, kept through the plugin's changes.

The program's own screens have more to do with a row (`screens/registers/fields`): they unmask, resolve names of elsewhere and ask back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from branchkit.core.errors import Problem, RecordError
from branchkit.core.registers.checks import text_problem
from branchkit.core.registers.conditions import all_hold, is_empty
from branchkit.core.registers.register import Column, ColumnKind, Record
from branchkit.core.registers.values import Reading, RecordReader
from branchkit.i18n.catalog import Catalog
from branchkit.plugin.workspace_view import WorkspaceActions, WorkspaceView
from branchkit.services.registers.writing import defaults_of
from branchkit.widgets.form_model import SEPARATOR, FieldKind, FormField

Texts = Mapping[str, str]
YES, NO = "yes", "no"
_PICKED = {
    ColumnKind.CHOICE: FieldKind.CHOICE,
    ColumnKind.YES_NO: FieldKind.CHOICE,
    ColumnKind.MEMBER: FieldKind.CHOICE,
    ColumnKind.ORGANIZATION: FieldKind.CHOICE,
    ColumnKind.MEMBERS: FieldKind.PEOPLE,
}


class RowForm:
    """One row while it is filled in. Columns that do not apply to what has been filled in so far are left out."""

    def __init__(
        self,
        view: WorkspaceView,
        actions: WorkspaceActions,
        catalog: Catalog,
        row: Record,
        columns: Sequence[str] = (),
    ) -> None:
        """``row`` is what the form begins with, without an id where there is none yet; ``columns`` are asked for, none: all."""
        self._actions, self._catalog, self._row = actions, catalog, row
        self._today = view.today
        self._register = view.registers[row.register]
        self._columns = [
            column
            for column in self._register.columns
            if column.typed and (not columns or column.id in columns)
        ]
        self._people = {member.id: member.name for member in view.members(row.org)}
        self._organizations = {each.id: each.name for each in view.tree()}
        known = self._people.keys() | self._named(row.values)
        reading = Reading(
            lambda text: text if text in known else None,
            self._today,
            lambda text: text if text in self._organizations else None,
        )
        self._reader = RecordReader(self._register, reading)
        begun = {} if row.id else defaults_of(self._register, self._today)
        self._values = {**self._reader.read_record(begun)[0], **row.values}
        self.kept: Record | None = None
        """The row, once it is on disk."""

    def fields(self, texts: Texts | None = None) -> list[FormField]:
        """The fields as the form begins, or for what has been typed."""
        row = {**self._values, **self._reader.read_record(texts or {})[0]}
        return [self._field(column) for column in self._columns if all_hold(column.when, row)]

    def keep(self, texts: Texts) -> Texts:
        """Keep what was typed; why not by column, "" for the row as a whole. Raises what else refuses it."""
        read, problems = self._reader.read_record(texts)
        if problems:
            return self._faults(problems)
        row = {**self._values, **read}
        values = {
            column.id: row.get(column.id) if all_hold(column.when, row) else None
            for column in self._columns
            # A masked value that was not typed over is nobody's to write back.
            if column.id in read or not self._is_masked(column)
        }
        register, org = self._register.id, self._row.org
        try:
            if self._row.id:
                self.kept = self._actions.edit_record(register, org, self._row.id, values)
            else:
                filled = {id: v for id, v in {**row, **values}.items() if not is_empty(v)}
                self.kept = self._actions.add_record(register, org, filled)
        except RecordError as error:
            if error.code.endswith("not_sound"):
                return self._faults(error.params["problems"])  # type: ignore[arg-type]
            raise
        return {}

    def _faults(self, problems: Sequence[Problem]) -> Texts:
        asked = {column.id for column in self._columns}
        faults: dict[str, str] = {}
        for problem in problems:
            key = problem.place.key if problem.place.key in asked else ""
            text = self._catalog.text(f"problem.{problem.code}", **problem.params)
            faults.setdefault(key, text)
        return faults

    def _field(self, column: Column) -> FormField:
        value, masked = self._values.get(column.id), self._is_masked(column)
        kind = _PICKED.get(column.kind, FieldKind.TEXT)
        hint = self._catalog.text(f"screen.register.hint.{'time' if column.time else column.kind}")
        return FormField(
            key=column.id,
            label=self._catalog.local(column.title),
            text="" if masked else _typed(value, kind),
            kind=kind,
            options=self._options(column, value) if kind is not FieldKind.TEXT else (),
            required=column.required,
            hint=hint,
            masked=str(value) if masked else "",
            tidy=lambda text: self._reader.written_out(column, text),
            check=lambda text: self._wrong(column, text),
        )

    def _is_masked(self, column: Column) -> bool:
        """What a plugin is shown of a personal value that is kept is its mask."""
        return bool(self._row.id and column.personal and self._row.values.get(column.id))

    def _options(self, column: Column, value: object) -> tuple[tuple[str, str], ...]:
        text = self._catalog.text
        match column.kind:
            case ColumnKind.CHOICE:
                return tuple((c.id, self._catalog.local(c.title)) for c in column.choices)
            case ColumnKind.YES_NO:
                return ((YES, text("common.value.yes")), (NO, text("common.value.no")))
            case ColumnKind.ORGANIZATION:
                return tuple(self._organizations.items())
        gone = self._named({column.id: value}) - self._people.keys()
        return (*self._people.items(), *((id, id) for id in sorted(gone)))

    def _named(self, values: Mapping[str, object]) -> set[str]:
        """Whom a row names, on the roll or not any more."""
        named: set[str] = set()
        for column in self._register.columns:
            match column.kind, values.get(column.id):
                case ColumnKind.MEMBER, str(id) if id:
                    named.add(id)
                case ColumnKind.MEMBERS, [*ids]:
                    named.update(map(str, ids))
        return named

    def _wrong(self, column: Column, text: str) -> str:
        """Why a value cannot be read or kept, as far as it shows by itself."""
        wrong = text_problem(self._register, self._reader, column, text)
        return self._catalog.text(f"problem.{wrong.code}", **wrong.params) if wrong else ""


def _typed(value: object, kind: FieldKind) -> str:
    """A value as one would type it, or as the field's options have it."""
    match value:
        case None:
            return ""
        case bool():
            return YES if value else NO
        case list():
            return (SEPARATOR if kind is FieldKind.PEOPLE else "、").join(map(str, value))
    return str(value)
