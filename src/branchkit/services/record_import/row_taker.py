"""One row of a sheet into the register of one organisation: a new record, a changed one, or none."""

from __future__ import annotations

from collections.abc import Container, Mapping
from datetime import date

from branchkit.core.errors import Problem
from branchkit.core.ports import UnitOfWork
from branchkit.core.registers.conditions import all_hold
from branchkit.core.registers.register import Column, Record, Register
from branchkit.core.registers.values import RowReader
from branchkit.services.record_import.known_rows import KnownRows
from branchkit.services.record_import.outcome import Outcome, RowOutcome
from branchkit.services.record_reading import record
from branchkit.services.record_writer import RecordWriter
from branchkit.services.records import reading_of


class RowTaker:
    """Takes rows for one organisation, in one unit of work."""

    def __init__(
        self, uow: UnitOfWork, register: Register, org: str, today: date, given: Container[str]
    ) -> None:
        """``given`` are the columns that the file has."""
        self._uow = uow
        self._register = register
        self._org = org
        self.reader = RowReader(register, reading_of(uow, org, today))
        self._writer = RecordWriter(uow, register, org)
        self._known = KnownRows(uow, register, org)
        self._defaults = self._read_defaults(given)
        self._rows: dict[str, int] = {}
        """Id of a record → the row of this file that spoke of it; only where columns are unique."""

    def take(self, number: int, values: Mapping[str, object]) -> RowOutcome:
        """Keep a row unless it is there or cannot be kept; problems have no place but the column's id."""
        if not self._register.unique and (known := self._known.same(values)):
            return RowOutcome(number, Outcome.UNCHANGED, known)
        whole = self._with_defaults(values)
        if reason := self._known.removed(whole):
            return _left_out(number, Problem("import.removed", params={"reason": reason}))
        # Most rows of a long list are new, so they are kept first and looked for only when that fails.
        kept, problems = self._writer.try_add(whole)
        if kept is not None:
            return self._added(number, kept)
        if self._register.unique and (known := self._writer.find(whole)):
            return self._change(number, known, values)
        return _left_out(number, *problems)

    def _added(self, number: int, kept: Record) -> RowOutcome:
        if self._register.unique:
            self._rows[kept.id] = number
        elif other := self._known.similar(kept.values):
            told = Problem("import.similar", severity="warning", params={"other": other})
            return RowOutcome(number, Outcome.ADDED, kept.id, problems=(told,))
        return RowOutcome(number, Outcome.ADDED, kept.id)

    def _change(self, number: int, id: str, values: Mapping[str, object]) -> RowOutcome:
        before = record(self._uow, self._register.id, self._org, id).values
        changes = {column: value for column, value in values.items() if before.get(column) != value}
        if not changes:
            self._rows.setdefault(id, number)
            return RowOutcome(number, Outcome.UNCHANGED, id)
        if id in self._rows:
            return _left_out(number, Problem("import.twice", params={"row": self._rows[id]}))
        kept, problems = self._writer.try_edit(id, changes)
        if kept is None:
            return _left_out(number, *problems)
        self._rows[id] = number
        return RowOutcome(number, Outcome.CHANGED, id, tuple(changes))

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
        values, _problems = self.reader.read({column.id: column.default for column in columns})
        return [(column, values[column.id]) for column in columns if values.get(column.id)]


def _left_out(number: int, *problems: Problem) -> RowOutcome:
    return RowOutcome(number, Outcome.LEFT_OUT, problems=problems)
