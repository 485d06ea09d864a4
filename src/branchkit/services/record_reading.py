"""Reads the rows that registers keep in documents of their own.

A row is a document (org, ``record/<register>``, record id): ``{"values": {...}, "on": "2026-11-03", "removed": reason}``.
``on`` repeats the date that puts the row in a period, so that a month can be picked out of years of rows
without reading them. Computed columns are not kept; ``services/record_rows`` adds them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from branchkit.core.errors import RecordError
from branchkit.core.ports import Reader
from branchkit.core.registers.register import Record


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


def _first_day(on: str) -> str:
    return on if len(on) == len("2026-11-03") else f"{on}-01"
