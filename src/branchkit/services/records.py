"""The rows of registers: reading, adding, changing and taking away. How they are kept: ``services/record_reading``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from branchkit.core.errors import ConflictError, Problem, RecordError
from branchkit.core.ports import Reader, UnitOfWork
from branchkit.core.registers.conditions import all_hold
from branchkit.core.registers.register import Record, Register
from branchkit.core.registers.values import Reading, read_values
from branchkit.services.record_names import MemberNames, OrganizationNames
from branchkit.services.record_reading import all_records, kind_of, record, records_of
from branchkit.services.record_writer import RecordWriter, RowKeeper, require_own_rows

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
]


def reading_of(reader: Reader, org: str, today: date) -> Reading:
    """How texts typed for rows of an organisation are read; for :class:`~branchkit.core.registers.values.RowReader`."""
    organizations = OrganizationNames(reader)
    return Reading(MemberNames(reader, [org]).find, today, organizations.find)


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
    return RowKeeper(reader, register, org).problems(values, id)


def add_record(
    uow: UnitOfWork, register: Register, org: str, values: Mapping[str, object]
) -> Record:
    """Keep a new row; raises :class:`RecordError` ``not_sound`` when :func:`check_record` finds anything."""
    return add_records(uow, register, org, [values])[0]


def add_records(
    uow: UnitOfWork, register: Register, org: str, rows: Iterable[Mapping[str, object]]
) -> list[Record]:
    """Keep new rows, looking at the roster once; raises as :func:`add_record` does."""
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
    ``not_sound``, and :class:`ConflictError` ``record`` when one of the changed columns is no longer as it was seen.
    """
    before = record(uow, register.id, org, id)
    for column, value in changes.items():
        now = before.values.get(column)
        if seen is not None and now != seen.get(column) and now != value:
            raise ConflictError("record", id=id, title=_title(register, column))
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


def _title(register: Register, column: str) -> object:
    return register.column(column).title if register.has(column) else column
