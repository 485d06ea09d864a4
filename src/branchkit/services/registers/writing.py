"""The records of registers as they are written: added, changed, taken away; checked and numbered, any number in one transaction.

What all records need (who may be named, which numbers are taken, what must not be repeated) is looked up once, so that
fifty thousand rows of a workbook cost little more than writing them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import partial
from typing import Any

from branchkit.core.errors import Problem, RecordError
from branchkit.core.masking import mask_value
from branchkit.core.ports import Body, Reader, UnitOfWork
from branchkit.core.registers.conditions import all_hold, is_empty
from branchkit.core.registers.register import ColumnKind, Record, RecordsFrom, Register
from branchkit.core.registers.values import (
    Reading,
    read_values,
)
from branchkit.services.ledger.conflicts import refuse_stale
from branchkit.services.registers.keeper import RecordKeeper
from branchkit.services.registers.lookup import UniqueColumns
from branchkit.services.registers.names import MemberNames, OrganizationNames
from branchkit.services.registers.reading import all_records, kind_of, record, records_of

CHECKED = "record.check"
"""The code of what the check of a plugin finds."""
_NEW: Mapping[str, Any] = {}
_OF_A_RECORD = frozenset(("values", "on", "removed"))


class RecordWriter:
    """Adds and changes rows in one unit of work; the caller commits."""

    def __init__(self, uow: UnitOfWork, register: Register, org: str) -> None:
        require_own_rows(register)
        self._uow = uow
        self._register = register
        self._org = org
        self._kind = kind_of(register.id)
        self._keeper = RecordKeeper(uow, register, org)
        self._unique = UniqueColumns(uow, register, self._kind, org)
        self._last: dict[str, int] = {}

    def find(self, values: Mapping[str, object]) -> str:
        """The id of the row that has the same values in a set of unique columns; empty when there is none."""
        return self._unique.find(values)

    def problems(self, values: Mapping[str, object], id: str = "") -> list[Problem]:
        """What keeps a row from being kept; ``id`` is its own, if it has one. Writing says the same, for less."""
        kept = _without_empty(values)
        found = [p for p in self._keeper.examined(kept, id) if p.severity == "error"]
        return [*found, *self._unique.problems(id, kept)]

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
        return self._or_refuse(*self._keep(id, before.values, before=self._body(id)))

    def try_add(self, values: Mapping[str, object]) -> tuple[Record | None, list[Problem]]:
        """Keep a new row, or say what keeps it from being kept; of one that is kept the problems are warnings."""
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
        claims = self._moves_unique(before.values, after)
        return self._keep(id, after, claims=claims, before=self._body(id))

    def _or_refuse(self, kept: Record | None, problems: list[Problem]) -> Record:
        if kept is not None:
            return kept
        checked = next((p for p in problems if p.code == CHECKED), None)
        if checked is not None:
            raise RecordError("checked", **checked.params)
        raise RecordError(
            "not_sound", register=self._register.id, count=len(problems), problems=problems
        )

    def _moves_unique(self, before: Mapping[str, object], after: Mapping[str, object]) -> bool:
        """Whether a change may make a row like another one; looking takes a pass over the register."""
        unique = {column for columns in self._register.unique for column in columns}
        return any(before.get(column) != after.get(column) for column in unique)

    def _body(self, id: str) -> Body:
        document = self._uow.get(self._org, self._kind, id)
        return {} if document is None else document.body

    def _keep(
        self,
        id: str,
        values: Mapping[str, object],
        *,
        claims: bool = True,
        before: Mapping[str, Any] = _NEW,
    ) -> tuple[Record | None, list[Problem]]:
        """``before`` is the body of a row that is there: what another version has put into it stays in it."""
        kept = _without_empty(values)
        # A row that is not sound by itself must not stand in the way of one that is.
        problems = self._keeper.examined(kept, "" if before is _NEW else id)
        refused = any(problem.severity == "error" for problem in problems)
        if claims and not refused and (repeated := self._unique.claim(id, kept)):
            problems, refused = repeated, True
        if refused:
            return None, problems
        unknown = {name: before[name] for name in before.keys() - _OF_A_RECORD}
        body = {"values": kept, "on": kept[self._register.dated_by]}
        self._uow.put(self._org, self._kind, id, unknown | body)
        return Record(id, self._register.id, self._org, kept), problems

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
    if register.rows is RecordsFrom.MEMBERS:
        raise RecordError("rows_of_members", register=register.id)
    if register.rows is RecordsFrom.CASES:
        raise RecordError("rows_of_cases", register=register.id)


__all__ = [
    "RecordWriter",
    "add_record",
    "add_records",
    "all_records",
    "check_record",
    "defaults_of",
    "edit_record",
    "kind_of",
    "read_new",
    "read_texts",
    "reading_of",
    "record",
    "records_of",
    "remove_record",
    "require_own_rows",
    "restore_record",
    "warnings_about",
]


def reading_of(reader: Reader, org: str, today: date, *, typed: bool = True) -> Reading:
    """How texts for rows of an organisation are read; for :class:`~branchkit.core.registers.values.RecordReader`."""
    organizations = OrganizationNames(reader)
    return Reading(MemberNames(reader, [org]).find, today, organizations.find, typed)


def read_texts(
    reader: Reader, register: Register, org: str, texts: Mapping[str, str], today: date
) -> tuple[dict[str, object], list[Problem]]:
    """Typed texts as values, and what could not be read."""
    return read_values(register, texts, reading_of(reader, org, today))


def defaults_of(register: Register, today: date) -> dict[str, str]:
    """What a new row begins with: column → text as one would type it, for :func:`read_texts` or a form."""
    days = {
        "@today": today.isoformat(),
        "@month": f"{today:%Y-%m}",
        "@year": f"{today:%Y}",
    }
    return {
        column.id: days.get(column.default, column.default)
        for column in register.columns
        if column.default and column.typed
    }


def read_new(
    reader: Reader, register: Register, org: str, texts: Mapping[str, str], today: date
) -> tuple[dict[str, object], list[Problem]]:
    """As :func:`read_texts` for a new row: columns that are not named begin as declared, where they apply."""
    values, problems = read_texts(reader, register, org, texts, today)
    defaults = {id: text for id, text in defaults_of(register, today).items() if id not in texts}
    begun, _unreadable = read_texts(reader, register, org, defaults, today)
    row = {**begun, **values}
    for id in begun:
        if all_hold(register.column(id).when, row):
            values[id] = begun[id]
    return values, problems


def check_record(
    reader: Reader, register: Register, org: str, values: Mapping[str, object], id: str = ""
) -> list[Problem]:
    """What keeps a row from being kept; empty values count as left out. ``id`` is the row's own, if it has one."""
    return RecordKeeper(reader, register, org).problems(values, id)


def warnings_about(
    reader: Reader, register: Register, org: str, values: Mapping[str, object], id: str = ""
) -> list[Problem]:
    """What plugins have to say of a row that may be kept; looked for anew, which reads what their checks read."""
    if not register.checks:
        return []
    typed = {column.id for column in register.columns if column.typed}
    kept = _without_empty({id: value for id, value in values.items() if id in typed})
    found = RecordKeeper(reader, register, org).examined(kept, id)
    return [problem for problem in found if problem.severity == "warning"]


def add_record(
    uow: UnitOfWork, register: Register, org: str, values: Mapping[str, object]
) -> Record:
    """Keep a new row; raises :class:`RecordError` ``not_sound`` with all that :func:`check_record` finds."""
    return add_records(uow, register, org, [values])[0]


def add_records(
    uow: UnitOfWork, register: Register, org: str, rows: Iterable[Mapping[str, object]]
) -> list[Record]:
    """Keep new rows, looking at the roster once; raises :class:`RecordError` ``not_sound`` for the first that cannot be kept."""
    writer = RecordWriter(uow, register, org)
    return [writer.add(values) for values in rows]


def edit_record(
    uow: UnitOfWork,
    register: Register,
    org: str,
    id: str,
    changes: Mapping[str, object],
    seen: Mapping[str, object] | None = None,
) -> Record:
    """Change columns of a row, None empties one; the row keeps its id even when its date changes.

    ``seen`` are the values on which the changes were decided. Raises :class:`RecordError` ``unknown``, ``removed``,
    ``not_sound``, and :class:`~branchkit.core.errors.ConflictError` ``record`` when one of the changed columns is no longer
    as it was seen.
    """
    if seen is not None:
        refuse_stale(
            uow,
            *(org, kind_of(register.id), id, "record"),
            changes=changes,
            seen=seen.get,
            now=record(uow, register.id, org, id).values.get,
            shown=partial(_told, uow, register, org),
            title=lambda column: register.column(column).title,
            under="/values",
        )
    return RecordWriter(uow, register, org).edit(id, changes)


def remove_record(uow: UnitOfWork, register: str, org: str, id: str, reason: str) -> None:
    """Take a row out of every count; it stays readable. Raises :class:`RecordError` ``unknown``, ``reason_missing``."""
    record(uow, register, org, id)
    if not reason.strip():
        raise RecordError("reason_missing", register=register, id=id)
    document = uow.get(org, kind_of(register), id)
    if document is not None:
        uow.put(org, kind_of(register), id, {**document.body, "removed": reason.strip()})


def restore_record(uow: UnitOfWork, register: Register, org: str, id: str) -> Record:
    """Let a row that was taken away count again; raises :class:`RecordError` ``unknown``, ``not_removed``, ``not_sound``."""
    return RecordWriter(uow, register, org).restore(id)


def _told(reader: Reader, register: Register, org: str, id: str, value: object) -> object:
    """A value as an error may tell it: nothing personal, the title of a choice, the names of people and organisations."""
    column = register.column(id)
    if value is None or column.personal:
        return None if value is None else mask_value(id, str(value))
    values = value if isinstance(value, list) else [value]
    match column.entry:
        case ColumnKind.TEXT if column.own is not None and not isinstance(value, list):
            return column.own.show(value)
        case ColumnKind.CHOICE:
            return next((c.title for c in column.choices if c.id == value), value)
        case ColumnKind.MEMBER | ColumnKind.MEMBERS:
            return [MemberNames(reader, [org]).name(str(id)) for id in values]
        case ColumnKind.ORGANIZATION:
            return OrganizationNames(reader).name(str(value))
    return value
