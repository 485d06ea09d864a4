"""One row of a sheet into the register of one organisation: a new record, a changed one, or none.

Where a register has unique columns they say which record is meant. Where it has none, a row is known when some record says
all that it says; a blank cell agrees with anything, since it never takes a value away.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from datetime import date

from branchkit.core.errors import Problem
from branchkit.core.ports import Reader, UnitOfWork
from branchkit.core.registers.conditions import all_hold
from branchkit.core.registers.register import Column, Record, Register
from branchkit.core.registers.values import RecordReader
from branchkit.services.importing.engine import ImportedRow, RowOutcome
from branchkit.services.registers.reading import kind_of, record
from branchkit.services.registers.writing import RecordWriter, reading_of


class KnownRows:
    """The rows of one organisation as they were before the import: of each a hash and its id."""

    def __init__(self, reader: Reader, register: Register, org: str) -> None:
        self._reader = reader
        self._org = org
        self._kind = kind_of(register.id)
        typed = [column for column in register.columns if column.typed]
        self._all = tuple(column.id for column in typed)
        self._telling = tuple(
            c.id for c in typed if c.id == register.dated_by or (c.required and not c.when)
        )
        self._ids: dict[int, list[str]] = {}
        self._removed: dict[int, str] = {}
        by_columns = not register.unique
        for document in reader.scan(org, self._kind):
            values = document.body["values"]
            if document.body.get("removed"):
                self._removed[_hash(self._all, values)] = document.id
            elif by_columns:
                self._ids.setdefault(_hash(self._telling, values), []).append(document.id)

    def same(self, values: Mapping[str, object]) -> str:
        """The id of a row that says all that these values say; each row is given once. Empty when there is none."""
        if not self._ids:
            return ""
        candidates = self._ids.get(_hash(self._telling, values))
        if not candidates:
            return ""
        found = [(id, self._values(id)) for id in candidates]
        fitting = [(len(kept), id) for id, kept in found if _agrees(values, kept)]
        if not fitting:
            return ""
        # The one that says least besides: else a row would take the place of a fuller one of the same file.
        id = min(fitting)[1]
        candidates.remove(id)
        return id

    def similar(self, values: Mapping[str, object]) -> str:
        """The id of a row of the same date and main columns that says something else; empty when there is none."""
        if not self._ids:
            return ""
        candidates = self._ids.get(_hash(self._telling, values), [])
        wanted = _key(self._telling, values)
        return next(
            (id for id in candidates if _key(self._telling, self._values(id)) == wanted), ""
        )

    def removed(self, values: Mapping[str, object]) -> str:
        """Why a row of just these values was taken away; empty when none was."""
        if not self._removed:
            return ""
        id = self._removed.get(_hash(self._all, values))
        document = self._reader.get(self._org, self._kind, id) if id else None
        if document is None or _key(self._all, document.body["values"]) != _key(self._all, values):
            return ""
        return str(document.body.get("removed") or "")

    def _values(self, id: str) -> Mapping[str, object]:
        document = self._reader.get(self._org, self._kind, id)
        values: Mapping[str, object] = document.body["values"] if document else {}
        return values


def _agrees(values: Mapping[str, object], kept: Mapping[str, object]) -> bool:
    return all(kept.get(column) == value for column, value in values.items())


def _key(columns: tuple[str, ...], values: Mapping[str, object]) -> tuple[object, ...]:
    found = (values.get(column) for column in columns)
    return tuple(tuple(value) if isinstance(value, list) else value for value in found)


def _hash(columns: tuple[str, ...], values: Mapping[str, object]) -> int:
    return hash(_key(columns, values))


class RowTaker:
    """Takes rows for one organisation, in one unit of work."""

    def __init__(
        self, uow: UnitOfWork, register: Register, org: str, today: date, given: Container[str]
    ) -> None:
        """``given`` are the columns that the file has."""
        self._uow = uow
        self._register = register
        self._org = org
        self.reader = RecordReader(register, reading_of(uow, org, today, typed=False))
        self._writer = RecordWriter(uow, register, org)
        self._known = KnownRows(uow, register, org)
        self._defaults = self._read_defaults(given)
        self._rows: dict[str, int] = {}
        """Id of a record → the row of this file that spoke of it; only where columns are unique."""

    def take(self, number: int, values: Mapping[str, object]) -> ImportedRow:
        """Keep a row unless it is there or cannot be kept; problems have no place but the column's id."""
        if not self._register.unique and (known := self._known.same(values)):
            return ImportedRow(number, RowOutcome.UNCHANGED, known)
        whole = self._with_defaults(values)
        if reason := self._known.removed(whole):
            return _left_out(number, Problem("import.removed", params={"reason": reason}))
        # Most rows of a long list are new, so they are kept first and looked for only when that fails.
        kept, problems = self._writer.try_add(whole)
        if kept is not None:
            return self._added(number, kept, problems)
        if self._register.unique and (known := self._writer.find(whole)):
            return self._change(number, known, values)
        return _left_out(number, *problems)

    def _added(self, number: int, kept: Record, warnings: list[Problem]) -> ImportedRow:
        if self._register.unique:
            self._rows[kept.id] = number
        elif other := self._known.similar(kept.values):
            told = Problem("import.similar", severity="warning", params={"other": other})
            warnings = [told, *warnings]
        return ImportedRow(number, RowOutcome.ADDED, kept.id, problems=tuple(warnings))

    def _change(self, number: int, id: str, values: Mapping[str, object]) -> ImportedRow:
        before = record(self._uow, self._register.id, self._org, id).values
        changes = {column: value for column, value in values.items() if before.get(column) != value}
        if not changes:
            self._rows.setdefault(id, number)
            return ImportedRow(number, RowOutcome.UNCHANGED, id)
        if id in self._rows:
            return _left_out(number, Problem("import.twice", params={"row": self._rows[id]}))
        kept, problems = self._writer.try_edit(id, changes)
        if kept is None:
            return _left_out(number, *problems)
        self._rows[id] = number
        return ImportedRow(number, RowOutcome.CHANGED, id, tuple(changes), tuple(problems))

    def _with_defaults(self, values: Mapping[str, object]) -> Mapping[str, object]:
        whole = values
        for column, value in self._defaults:
            if column.id not in whole and (not column.when or all_hold(column.when, whole)):
                whole = {**whole, column.id: value}
        return whole

    def _read_defaults(self, given: Container[str]) -> list[tuple[Column, object]]:
        """What stands for columns that the file has not, and for blanks where something must be.

        Not today's date: a row without one is at fault.
        """
        columns = [
            column
            for column in self._register.columns
            if column.typed
            and column.default
            and not column.default.startswith("@")
            and (column.required or column.id not in given)
        ]
        values, _problems = self.reader.read_record(
            {column.id: column.default for column in columns}
        )
        return [(column, values[column.id]) for column in columns if values.get(column.id)]


def _left_out(number: int, *problems: Problem) -> ImportedRow:
    return ImportedRow(number, RowOutcome.LEFT_OUT, problems=problems)
