"""Keeps rows of a register: checks them, numbers them, writes them, any number in one unit of work.

What all rows need (who may be named, which numbers are taken, what must not be repeated) is looked up once, so that
fifty thousand rows of a workbook cost little more than writing them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property

from branchkit.core.dates import day_of
from branchkit.core.errors import Problem, RecordError
from branchkit.core.ports import Reader, UnitOfWork
from branchkit.core.registers.checks import RowCheck
from branchkit.core.registers.computed import Computation, RowFacts, in_order
from branchkit.core.registers.conditions import is_empty
from branchkit.core.registers.register import ColumnKind, Record, Register, RowsFrom
from branchkit.services.record_names import MemberNames, OrganizationNames
from branchkit.services.record_reading import kind_of, record
from branchkit.services.row_facts import row_facts
from branchkit.services.row_index import UniqueColumns, repeats


class RowKeeper:
    """Says of rows whether they may be kept."""

    def __init__(self, reader: Reader, register: Register, org: str) -> None:
        self._reader = reader
        self._register = register
        self._org = org

    def problems(self, values: Mapping[str, object], id: str = "") -> list[Problem]:
        """What keeps a row from being kept; ``id`` is its own, if it has one."""
        found = self.faults(values)
        kind = kind_of(self._register.id)
        return [*found, *repeats(self._reader, self._register, kind, self._org, values, id)]

    def faults(self, values: Mapping[str, object]) -> list[Problem]:
        """What is wrong with a row by itself, whatever the others say."""
        return self._check.problems(values, self._with_computed(values))

    @cached_property
    def _check(self) -> RowCheck:
        kinds = {column.kind for column in self._register.columns}
        people = MemberNames(self._reader, [self._org])
        organizations = OrganizationNames(self._reader)
        return RowCheck(
            self._register,
            people.ids if kinds & {ColumnKind.MEMBER, ColumnKind.MEMBERS} else (),
            organizations.ids if ColumnKind.ORGANIZATION in kinds else (),
        )

    @cached_property
    def _computation(self) -> Computation | None:
        """Needed where a condition looks at a computed column."""
        computed = {column.id for column in in_order(self._register)}
        looked_at = {
            id
            for column in self._register.columns
            for condition in column.when
            for id in condition.columns
        }
        return Computation(self._register) if computed & looked_at else None

    def _with_computed(self, values: Mapping[str, object]) -> Mapping[str, object]:
        if self._computation is None:
            return values
        # By the row's own day: whether a row is sound must not depend on the day of looking.
        on = day_of(values.get(self._register.dated_by)) or date.min
        facts: RowFacts = row_facts(self._reader, {}, self._org, on)
        return self._computation.completed(values, facts)


class RecordWriter:
    """Adds and changes rows in one unit of work; the caller commits."""

    def __init__(self, uow: UnitOfWork, register: Register, org: str) -> None:
        require_own_rows(register)
        self._uow = uow
        self._register = register
        self._org = org
        self._kind = kind_of(register.id)
        self._keeper = RowKeeper(uow, register, org)
        self._unique = UniqueColumns(uow, register, self._kind, org)
        self._last: dict[str, int] = {}

    def find(self, values: Mapping[str, object]) -> str:
        """The id of the row that has the same values in a set of unique columns; empty when there is none."""
        return self._unique.find(values)

    def problems(self, values: Mapping[str, object], id: str = "") -> list[Problem]:
        """What keeps a row from being kept; ``id`` is its own, if it has one. Writing says the same, for less."""
        kept = _without_empty(values)
        return [*self._keeper.faults(kept), *self._unique.problems(id, kept)]

    def add(self, values: Mapping[str, object]) -> Record:
        """Keep a new row; raises :class:`RecordError` ``not_sound``."""
        return self._or_refuse(*self.try_add(values))

    def edit(self, id: str, changes: Mapping[str, object]) -> Record:
        """Change columns of a row, None empties one; raises :class:`RecordError` ``unknown``, ``removed``, ``not_sound``."""
        return self._or_refuse(*self.try_edit(id, changes))

    def restore(self, id: str) -> Record:
        """Let a row that was taken away count again; raises :class:`RecordError` ``unknown``, ``not_removed``, ``not_sound``."""
        before = record(self._uow, self._register.id, self._org, id)
        if not before.removed:
            raise RecordError("not_removed", register=self._register.id, id=id)
        return self._or_refuse(*self._keep(id, before.values))

    def try_add(self, values: Mapping[str, object]) -> tuple[Record | None, list[Problem]]:
        """Keep a new row, or say what keeps it from being kept."""
        on = str(values.get(self._register.dated_by) or "")
        number = self._number(on) + 1
        kept, problems = self._keep(f"{on}.{number:03d}", values)
        if kept is not None:
            self._last[on] = number
        return kept, problems

    def try_edit(
        self, id: str, changes: Mapping[str, object]
    ) -> tuple[Record | None, list[Problem]]:
        """Change columns of a row, or say what keeps it from being kept; raises :class:`RecordError` ``unknown``, ``removed``."""
        before = record(self._uow, self._register.id, self._org, id)
        if before.removed:
            raise RecordError("removed", register=self._register.id, id=id)
        after = {**before.values, **changes}
        return self._keep(id, after, claims=self._moves_unique(before.values, after))

    def _or_refuse(self, kept: Record | None, problems: list[Problem]) -> Record:
        if kept is None:
            raise RecordError("not_sound", register=self._register.id, count=len(problems))
        return kept

    def _moves_unique(self, before: Mapping[str, object], after: Mapping[str, object]) -> bool:
        """Whether a change may make a row like another one; looking takes a pass over the register."""
        unique = {column for columns in self._register.unique for column in columns}
        return any(before.get(column) != after.get(column) for column in unique)

    def _keep(
        self, id: str, values: Mapping[str, object], *, claims: bool = True
    ) -> tuple[Record | None, list[Problem]]:
        kept = _without_empty(values)
        # A row that is not sound by itself must not stand in the way of one that is.
        problems = self._keeper.faults(kept)
        if claims and not problems:
            problems = self._unique.claim(id, kept)
        if problems:
            return None, problems
        body = {"values": kept, "on": kept[self._register.dated_by]}
        self._uow.put(self._org, self._kind, id, body)
        return Record(id, self._register.id, self._org, kept), []

    def _number(self, on: str) -> int:
        """The highest number given to a row of that date; a number that was taken back may be given again."""
        if on not in self._last:
            ids = self._uow.project(self._org, self._kind, f"{on}.", ())
            numbers = [id.rpartition(".")[2] for (id,) in ids]
            self._last[on] = max((int(n) for n in numbers if n.isdecimal()), default=0)
        return self._last[on]


def _without_empty(values: Mapping[str, object]) -> dict[str, object]:
    return {key: value for key, value in values.items() if not is_empty(value)}


def require_own_rows(register: Register) -> None:
    """Raises :class:`RecordError` ``rows_of_members`` or ``rows_of_cases`` for a register without rows of its own."""
    if register.rows is RowsFrom.MEMBERS:
        raise RecordError("rows_of_members", register=register.id)
    if register.rows is RowsFrom.CASES:
        raise RecordError("rows_of_cases", register=register.id)
