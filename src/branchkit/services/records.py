"""The rows of registers: reading those of a span of time, adding, changing and taking away.

A row is a document (org, ``record/<register>``, record id): ``{"values": {...}, "on": "2026-11-03", "removed": reason}``.
``on`` repeats the date that puts the row in a period, so that a month can be picked out of years of rows
without reading them.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from datetime import date

from branchkit.core.errors import Problem, RecordError
from branchkit.core.ports import Reader, UnitOfWork
from branchkit.core.record_values import Reading, read_values
from branchkit.core.registers import Record, Register, check_values
from branchkit.services.roster import members_of


def kind_of(register: str) -> str:
    """The kind of the documents that hold a register's rows."""
    return f"record/{register}"


def records_of(
    reader: Reader,
    register: str,
    org: str,
    *,
    since: date | None = None,
    until: date | None = None,
) -> Iterator[Record]:
    """The rows dated within a span, both ends included, without those taken away; lazily, in the order of their ids.

    A row dated by a month counts from the month's first day.
    """
    first = since.isoformat() if since else ""
    last = until.isoformat() if until else "9999"
    kind = kind_of(register)
    for id, on, removed in reader.project(org, kind, "", ("on", "removed")):
        if removed or not on or on > last or _first_day(on) < first:
            continue
        document = reader.get(org, kind, id)
        if document is not None:
            yield Record(id, register, org, document.body["values"])


def all_records(reader: Reader, register: str, org: str) -> list[Record]:
    """Every row, those taken away included, by date."""
    found = [
        (
            d.body.get("on", ""),
            d.id,
            Record(d.id, register, org, d.body["values"], d.body.get("removed", "")),
        )
        for d in reader.scan(org, kind_of(register))
    ]
    return [record for _on, _id, record in sorted(found, key=lambda entry: entry[:2])]


def record(reader: Reader, register: str, org: str, id: str) -> Record:
    """One row; raises :class:`RecordError` ``unknown``."""
    document = reader.get(org, kind_of(register), id)
    if document is None:
        raise RecordError("unknown", register=register, id=id)
    body = document.body
    return Record(id, register, org, body["values"], body.get("removed", ""))


def read_texts(
    reader: Reader, register: Register, org: str, texts: Mapping[str, str], today: date
) -> tuple[dict[str, object], list[Problem]]:
    """Typed texts as values, and what could not be read. Members are named by id, number on the roll or name."""
    roster = members_of(reader, org)

    def find_member(text: str) -> str | None:
        found = [m.id for m in roster if text in (m.id, m.name) or text == str(m.number)]
        return found[0] if len(found) == 1 else None

    return read_values(register, texts, Reading(find_member, today))


def check_record(
    reader: Reader, register: Register, org: str, values: Mapping[str, object]
) -> list[Problem]:
    """What keeps a row from being kept; empty values count as left out."""
    return check_values(register, values, _ids(reader, org))


def add_record(
    uow: UnitOfWork, register: Register, org: str, values: Mapping[str, object]
) -> Record:
    """Keep a new row; raises :class:`RecordError` ``not_sound`` when :func:`check_record` finds anything."""
    return add_records(uow, register, org, [values])[0]


def add_records(
    uow: UnitOfWork, register: Register, org: str, rows: Iterable[Mapping[str, object]]
) -> list[Record]:
    """Keep new rows, looking at the roster once; raises as :func:`add_record` does."""
    members = _ids(uow, org)
    counts: dict[str, int] = {}
    added = []
    for values in rows:
        on = str(values.get(register.dated_by) or "")
        if on not in counts:
            counts[on] = sum(1 for _row in uow.project(org, kind_of(register.id), f"{on}.", ()))
        counts[on] += 1
        row = Record(f"{on}.{counts[on]:03d}", register.id, org, values)
        added.append(_keep(uow, register, row, members))
    return added


def edit_record(
    uow: UnitOfWork, register: Register, org: str, id: str, changes: Mapping[str, object]
) -> Record:
    """Change columns of a row, None empties one; raises :class:`RecordError` ``unknown``, ``removed``, ``not_sound``.

    The row keeps its id even when its date changes.
    """
    before = record(uow, register.id, org, id)
    if before.removed:
        raise RecordError("removed", register=register.id, id=id)
    row = Record(id, register.id, org, {**before.values, **changes})
    return _keep(uow, register, row, _ids(uow, org))


def remove_record(uow: UnitOfWork, register: str, org: str, id: str, reason: str) -> None:
    """Take a row out of every count; it stays readable. Raises :class:`RecordError` ``unknown``, ``reason_missing``."""
    record(uow, register, org, id)
    if not reason.strip():
        raise RecordError("reason_missing", register=register, id=id)
    document = uow.get(org, kind_of(register), id)
    if document is not None:
        uow.put(org, kind_of(register), id, {**document.body, "removed": reason.strip()})


def _keep(uow: UnitOfWork, register: Register, row: Record, members: Container[str]) -> Record:
    values = {key: value for key, value in row.values.items() if value not in (None, "", [])}
    if problems := check_values(register, values, members):
        raise RecordError("not_sound", register=register.id, count=len(problems))
    body = {"values": values, "on": values[register.dated_by]}
    uow.put(row.org, kind_of(register.id), row.id, body)
    return Record(row.id, row.register, row.org, values)


def _ids(reader: Reader, org: str) -> frozenset[str]:
    """Who may be named: members that have left as well, since a row tells of the past."""
    return frozenset(member.id for member in members_of(reader, org, include_removed=True))


def _first_day(on: str) -> str:
    return on if len(on) == len("2026-11-03") else f"{on}-01"
