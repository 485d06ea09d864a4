"""The records of any register, of one organisation or several: its own, members and development cases alike.

A record of its own is a document (org, ``record/<register>``, id): ``{"values": {...}, "on": "2026-11-03", "removed": reason}``.
``on`` repeats the date that puts the record in a period, so that a month can be picked out of years without reading them.
Computed columns are not kept; :class:`RegisterRecords` adds them.

A list of records is references, which are cheap at ten thousand; a record is read when it is looked at. Ids begin with the date
of the first entry (``2026-11-03.002``), so that the newest of ten thousand are found by their month for a first frame, before
every record is known.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import islice
from typing import NamedTuple, Protocol

from branchkit.core.dates import Period, day_of
from branchkit.core.errors import RecordError
from branchkit.core.ports import Bounds, Document, Reader
from branchkit.core.registers.computed import Computation, RecordFacts
from branchkit.core.registers.register import ColumnKind, Record, RecordsFrom, Register, Shelf
from branchkit.core.values import frozen
from branchkit.plugin.contributions import Contributions
from branchkit.services.pages import documents_of, in_pages
from branchkit.services.registers.people import (
    CaseRecords,
    MemberFacts,
    MemberRecords,
    row_facts,
    values_of,
)

OF_MEMBERS = (ColumnKind.MEMBER, ColumnKind.MEMBERS)
"""Kinds of columns that name members."""


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
    # A month sorts before its days.
    bounds = Bounds("on", first[:-3], until.isoformat() if until else None)
    for document in reader.scan(org, kind_of(register), bounds=bounds):
        on = document.body["on"]
        if on and not document.body.get("removed") and _first_day(on) >= first:
            yield Record(document.id, register, org, document.body["values"])


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
    return _record(register, document)


def read_records(
    reader: Reader, register: str, refs: Iterable[tuple[str, str]]
) -> Iterator[Record]:
    """Those of the rows (organisation, id) that there are, in the order of ``refs``, a page at a time."""
    kind = kind_of(register)
    for document in documents_of(reader, ((org, kind, id) for org, id in refs)):
        yield _record(register, document)


def _record(register: str, document: Document) -> Record:
    body = document.body
    return Record(document.id, register, document.org, body["values"], body.get("removed", ""))


def _first_day(on: str) -> str:
    return on if len(on) == len("2026-11-03") else f"{on}-01"


class RecordRef(NamedTuple):
    """Where a row is kept."""

    org: str
    id: str


class _Rows(Protocol):
    """The rows of one kind, without computed columns."""

    def refs(self, orgs: Sequence[str]) -> list[RecordRef]: ...

    def read(self, refs: Sequence[RecordRef]) -> Iterator[Record]: ...


class RegisterRecords:
    """The rows of a register; ``removed`` takes along those that were taken away."""

    def __init__(
        self,
        reader: Reader,
        contributions: Contributions,
        register: Register,
        orgs: Sequence[str],
        today: date,
        *,
        removed: bool = False,
    ) -> None:
        self.register = register
        self._reader = reader
        self._packs = contributions.rule_packs
        self._orgs = tuple(orgs)
        self._today = today
        self._removed = removed
        self._rows = _rows_of(reader, register, today, removed)
        self._computation = Computation(register) if register.computes else None
        self._members: dict[str, MemberFacts] = {}
        self._facts: dict[str, RecordFacts] = {}

    def refs(self) -> Sequence[RecordRef]:
        """Every row in the order of dates; members and cases in the order of their roll. No row is read."""
        return self._rows.refs(self._orgs)

    def record(self, ref: RecordRef) -> Record:
        """One row with its computed columns; raises :class:`RecordError` ``unknown``."""
        return next(self.records([ref]))

    def records(self, refs: Iterable[RecordRef]) -> Iterator[Record]:
        """Any number of rows with their computed columns, a page at a time; raises :class:`RecordError` ``unknown``."""
        for page in in_pages(refs):
            found = self.found(page)
            for ref in page:
                if ref not in found:
                    raise RecordError("unknown", register=self.register.id, id=ref.id)
                yield found[ref]

    def found(self, refs: Sequence[RecordRef]) -> dict[RecordRef, Record]:
        """Those of the rows that there are, read at once."""
        rows = self._completed(list(self._rows.read(refs)))
        return {RecordRef(row.org, row.id): row for row in rows}

    def all(self) -> Iterator[Record]:
        """All rows in the same order, a page at a time."""
        return self.records(self.refs())

    def between(self, first: date | None, last: date) -> Iterator[Record]:
        """Rows dated within a span, both ends included; those of a register without dates are all in it."""
        dated_by = self.register.dated_by
        if self.register.rows is RecordsFrom.RECORDS and not self._removed:
            yield from self._own_between(first, last)
            return
        for found in self.all():
            day = day_of(found.values.get(dated_by)) if dated_by else last
            if day is not None and day <= last and (first is None or first <= day):
                yield found

    def _own_between(self, first: date | None, last: date) -> Iterator[Record]:
        """The same without reading the rows of other times."""
        for org in self._orgs:
            found = records_of(self._reader, self.register.id, org, since=first, until=last)
            for page in in_pages(found):
                yield from self._completed(page)

    def _completed(self, rows: list[Record]) -> list[Record]:
        if self._computation is None:
            return rows
        named = members_in(self.register, self._computation.naming, rows)
        for org, ids in named.items():
            self._members_of(org).read_ahead(ids)
        return [
            replace(row, values=self._computation.completed(row.values, self._facts_of(row.org)))
            for row in rows
        ]

    def _members_of(self, org: str) -> MemberFacts:
        if org not in self._members:
            self._members[org] = MemberFacts(self._reader, org, self._today)
        return self._members[org]

    def _facts_of(self, org: str) -> RecordFacts:
        if org not in self._facts:
            self._facts[org] = row_facts(self._members_of(org), self._packs)
        return self._facts[org]


def members_in(
    register: Register, columns: Collection[str], rows: Iterable[Record]
) -> dict[str, set[str]]:
    """Organisation → the members whom rows of it name in these columns."""
    naming = [c.id for c in register.columns if c.id in columns and c.kind in OF_MEMBERS]
    found: dict[str, set[str]] = {}
    for row in rows:
        for id in naming:
            value = row.values.get(id) or ()
            named = value if isinstance(value, list) else [str(value)] if value else []
            found.setdefault(row.org, set()).update(named)
    return found


def _rows_of(reader: Reader, register: Register, today: date, removed: bool) -> _Rows:
    if register.rows is RecordsFrom.RECORDS:
        return _OwnRecords(reader, register, removed)
    if register.rows is RecordsFrom.MEMBERS:
        return _Shown(register, MemberRecords(reader, register, today, removed))
    return _Shown(register, CaseRecords(reader, register))


class _OwnRecords:
    """Rows that are documents of the register."""

    def __init__(self, reader: Reader, register: Register, removed: bool) -> None:
        self._reader = reader
        self._register = register
        self._kind = kind_of(register.id)
        self._removed = removed

    def refs(self, orgs: Sequence[str]) -> list[RecordRef]:
        """By date, and of one date as they were entered."""
        rows = [
            (on or "", place, len(id), id)
            for place, org in enumerate(orgs)
            for id, on, removed in self._reader.project(org, self._kind, "", ("on", "removed"))
            if self._removed or not removed
        ]
        rows.sort()
        return [RecordRef(orgs[place], id) for _on, place, _length, id in rows]

    def read(self, refs: Sequence[RecordRef]) -> Iterator[Record]:
        """The rows as they are kept."""
        return read_records(self._reader, self._register.id, refs)


class _Source(Protocol):
    """Members or cases, by their fields."""

    def ids(self, org: str) -> list[str]: ...

    def read(
        self, keys: Sequence[tuple[str, str]]
    ) -> Iterator[tuple[tuple[str, str], Mapping[str, object]]]: ...


class _Shown:
    """Rows that show what is kept elsewhere."""

    def __init__(self, register: Register, source: _Source) -> None:
        self._register = register
        self._source = source

    def refs(self, orgs: Sequence[str]) -> list[RecordRef]:
        """Organisation by organisation."""
        return [RecordRef(org, id) for org in orgs for id in self._source.ids(org)]

    def read(self, refs: Sequence[RecordRef]) -> Iterator[Record]:
        """The fields that the register's columns show."""
        for (org, id), fields in self._source.read(refs):
            removed = str(fields.get("removed") or "")
            yield Record(id, self._register.id, org, values_of(self._register, fields), removed)


MONTHS_BACK = 36
_AHEAD = 1
"""Years after this one in which rows may be dated already."""


def newest_refs(
    reader: Reader, register: Register, org: str, today: date, wanted: int
) -> list[RecordRef] | None:
    """The last rows by date, at least so many; None where there are not that many in the last years."""
    found: list[tuple[str, int, str]] = []
    for prefix in _prefixes(today):
        rows = reader.project(org, kind_of(register.id), prefix, ("on", "removed"))
        found += [(on or "", len(id), id) for id, on, removed in rows if not removed]
        if len(found) >= wanted:
            return [RecordRef(org, id) for _on, _length, id in sorted(found)]
    return None


def first_refs(reader: Reader, register: Register, org: str, wanted: int) -> list[RecordRef] | None:
    """The first rows by date, so many; None where there are not that many."""
    rows = reader.project(org, kind_of(register.id), "", ("on", "removed"))
    kept = ((on or "", len(id), id) for id, on, removed in rows if not removed)
    found = sorted(islice(kept, wanted))
    return [RecordRef(org, id) for _on, _length, id in found] if len(found) == wanted else None


def _prefixes(today: date) -> Iterator[str]:
    """Beginnings of ids, the latest first: whole years ahead, then month by month."""
    for year in range(today.year + _AHEAD, today.year, -1):
        yield f"{year:04d}"
    month = Period(today.year, 12)
    for _ in range(MONTHS_BACK):
        yield str(month)
        month = month.previous


_SHELVES = {shelf: place for place, shelf in enumerate(Shelf)}
_LAST = 1000


@frozen
class RegisterCount:
    """``this_year`` and ``latest`` (a date or month) say nothing of members and cases, which are not dated."""

    total: int
    this_year: int | None = None
    latest: str = ""


def count_rows(
    reader: Reader,
    contributions: Contributions,
    register: Register,
    orgs: Sequence[str],
    today: date,
) -> RegisterCount:
    """What an organisation, or several, have in a register; rows that were taken away do not count."""
    if register.rows is not RecordsFrom.RECORDS:
        rows = RegisterRecords(reader, contributions, register, orgs, today)
        return RegisterCount(len(rows.refs()))
    days = [
        str(on)
        for _org, _id, on, removed in reader.project_many(
            orgs, kind_of(register.id), "", ("on", "removed")
        )
        if not removed
    ]
    year = f"{today.year:04d}"
    return RegisterCount(
        len(days), sum(1 for day in days if day.startswith(year)), max(days, default="")
    )


def by_shelf(registers: Iterable[Register]) -> list[Register]:
    """In the order of the set: card, forms, books, rolls, then what is kept beside it."""
    return sorted(
        registers,
        key=lambda register: (_SHELVES[register.shelf], register.position or _LAST, register.id),
    )
