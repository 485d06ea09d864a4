"""Some columns of a register's row as a form: fields by the kinds of the columns, and what was typed read back.

Columns whose condition does not hold are left out of the form, and emptied in what it gives.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from branchkit.api.registers import (
    Column,
    ColumnKind,
    Reading,
    RecordReader,
    Register,
    all_hold,
    check_values,
    text_problem,
)
from branchkit.api.screens import SEPARATOR, Catalog, FieldKind, FormField
from branchkit.api.workspace import Member, Problem, Record

Texts = Mapping[str, str]
_KINDS = {
    ColumnKind.CHOICE: FieldKind.CHOICE,
    ColumnKind.MEMBER: FieldKind.CHOICE,
    ColumnKind.MEMBERS: FieldKind.PEOPLE,
}


class RowForm:
    """A row, new or kept, of which ``columns`` are asked for; ``begins`` are texts for those that are empty."""

    def __init__(
        self,
        register: Register,
        columns: Sequence[str],
        values: Mapping[str, object],
        *,
        people: Sequence[Member],
        others: Sequence[Record],
        catalog: Catalog,
        today: date,
        begins: Texts | None = None,
        id: str = "",
    ) -> None:
        """``others`` are the organisation's rows, of which none may be repeated; ``id`` is the row's own."""
        self._register = register
        self._columns = [register.column(column) for column in columns]
        self._values = dict(values)
        self._people = {member.id: member.name for member in people}
        # Who is named already may have left the roll since.
        self._known = {*self._people, *_ids(values)}
        self._others = [record for record in others if record.id != id]
        self._catalog = catalog
        self._begins = begins or {}
        self._reader = RecordReader(register, Reading(self._member, today))

    def fields(self, texts: Texts | None = None) -> list[FormField]:
        """The fields as they begin, or for what has been typed so far."""
        row = self._values | self._begun()
        if texts is not None:
            row |= self._reader.read_record(texts)[0]
        return [self._field(column) for column in self._columns if all_hold(column.when, row)]

    def changes(self, texts: Texts) -> tuple[dict[str, object], dict[str, str]]:
        """Column → value for what was typed, None where nothing is, and faults by column; "" for the row as a whole."""
        read, unreadable = self._reader.read_record(texts)
        row = self._values | read
        changes = {
            column.id: row.get(column.id) if all_hold(column.when, row) else None
            for column in self._columns
        }
        kept = {id: value for id, value in (row | changes).items() if value not in (None, "", [])}
        typed = {column.id for column in self._register.columns if column.typed}
        whole = {id: value for id, value in kept.items() if id in typed}
        problems = [*unreadable, *check_values(self._register, whole, self._known)]
        return changes, {**self._repeated(whole), **self._faults(problems)}

    def _member(self, text: str) -> str | None:
        return text if text in self._known else None

    def _begun(self) -> dict[str, object]:
        empty = {id: text for id, text in self._begins.items() if not self._values.get(id)}
        return self._reader.read_record(empty)[0]

    def _field(self, column: Column) -> FormField:
        kind = _KINDS.get(column.kind, FieldKind.TEXT)
        return FormField(
            column.id,
            self._catalog.local(column.title),
            self._text(column),
            kind,
            self._options(column),
            column.required,
            self._catalog.text(f"screen.register.hint.{column.kind}"),
            tidy=lambda text: self._reader.written_out(column, text),
            check=lambda text: self._wrong(column, text),
        )

    def _wrong(self, column: Column, text: str) -> str:
        """Why a value cannot be kept, as far as it shows by itself."""
        wrong = text_problem(self._register, self._reader, column, text)
        return self._catalog.text(f"problem.{wrong.code}", **wrong.params) if wrong else ""

    def _text(self, column: Column) -> str:
        value = self._values.get(column.id)
        if isinstance(value, list):
            return SEPARATOR.join(map(str, value))
        return str(value) if value else self._begins.get(column.id, "")

    def _options(self, column: Column) -> tuple[tuple[str, str], ...]:
        match column.kind:
            case ColumnKind.CHOICE:
                return tuple((c.id, self._catalog.local(c.title)) for c in column.choices)
            case ColumnKind.MEMBER | ColumnKind.MEMBERS:
                return tuple(self._people.items())
        return ()

    def _faults(self, problems: Sequence[Problem]) -> dict[str, str]:
        shown = {column.id for column in self._columns}
        faults: dict[str, str] = {}
        for problem in problems:
            text = self._catalog.text(f"problem.{problem.code}", **problem.params)
            key = problem.place.key
            faults.setdefault(key if key in shown else "", text)
        return faults

    def _repeated(self, row: Mapping[str, object]) -> dict[str, str]:
        for columns in self._register.unique:
            for other in self._others:
                if all(row.get(id) == other.values.get(id) for id in columns):
                    titles = [
                        self._catalog.local(self._register.column(id).title) for id in columns
                    ]
                    text = self._catalog.text(
                        "problem.record.not_unique", other=other.id, columns=titles
                    )
                    return {"": text}
        return {}


def _ids(values: Mapping[str, object]) -> Iterator[str]:
    for value in values.values():
        if isinstance(value, str):
            yield value
        elif isinstance(value, list):
            yield from map(str, value)
