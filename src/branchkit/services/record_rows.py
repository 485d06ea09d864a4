"""The rows of any register, of one organisation or several: records, members and development cases alike.

A list of rows is references, which are cheap at ten thousand; a row is read when it is looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple, Protocol

from branchkit.core.dates import day_of
from branchkit.core.errors import RecordError
from branchkit.core.ports import Reader
from branchkit.core.registers.computed import Computation, RowFacts
from branchkit.core.registers.register import Record, Register, RowsFrom
from branchkit.plugin.contributions import Contributions
from branchkit.services.record_reading import kind_of, record, records_of
from branchkit.services.row_facts import row_facts


class RowRef(NamedTuple):
    """Where a row is kept."""

    org: str
    id: str


class _Rows(Protocol):
    """The rows of one kind, without computed columns."""

    def refs(self, orgs: Sequence[str]) -> list[RowRef]: ...

    def record(self, ref: RowRef) -> Record: ...


class RegisterRows:
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
        self._facts: dict[str, RowFacts] = {}

    def refs(self) -> Sequence[RowRef]:
        """Every row in the order of dates; members and cases in the order of their roll. No row is read."""
        return self._rows.refs(self._orgs)

    def record(self, ref: RowRef) -> Record:
        """One row with its computed columns; raises :class:`RecordError` ``unknown``."""
        return self._with_computed(self._rows.record(ref))

    def all(self) -> Iterator[Record]:
        """All rows in the same order, one after the other."""
        return map(self.record, self.refs())

    def between(self, first: date | None, last: date) -> Iterator[Record]:
        """Rows dated within a span, both ends included; those of a register without dates are all in it."""
        dated_by = self.register.dated_by
        if self.register.rows is RowsFrom.RECORDS and not self._removed:
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
            yield from map(self._with_computed, found)

    def _with_computed(self, found: Record) -> Record:
        if self._computation is None:
            return found
        values = self._computation.completed(found.values, self._facts_of(found.org))
        return Record(found.id, found.register, found.org, values, found.removed)

    def _facts_of(self, org: str) -> RowFacts:
        if org not in self._facts:
            self._facts[org] = row_facts(self._reader, self._packs, org, self._today)
        return self._facts[org]


def _rows_of(reader: Reader, register: Register, today: date, removed: bool) -> _Rows:
    if register.rows is RowsFrom.RECORDS:
        return _OwnRows(reader, register, removed)
    from branchkit.services.shown_rows import CaseRows, MemberRows

    if register.rows is RowsFrom.MEMBERS:
        return _Shown(register, MemberRows(reader, register, today, removed))
    return _Shown(register, CaseRows(reader, register))


class _OwnRows:
    """Rows that are documents of the register."""

    def __init__(self, reader: Reader, register: Register, removed: bool) -> None:
        self._reader = reader
        self._register = register
        self._kind = kind_of(register.id)
        self._removed = removed

    def refs(self, orgs: Sequence[str]) -> list[RowRef]:
        """By date, and of one date as they were entered."""
        rows = [
            (on or "", place, len(id), id)
            for place, org in enumerate(orgs)
            for id, on, removed in self._reader.project(org, self._kind, "", ("on", "removed"))
            if self._removed or not removed
        ]
        rows.sort()
        return [RowRef(orgs[place], id) for _on, place, _length, id in rows]

    def record(self, ref: RowRef) -> Record:
        """The row as it is kept."""
        return record(self._reader, self._register.id, ref.org, ref.id)


class _Source(Protocol):
    """Members or cases, by their fields."""

    def ids(self, org: str) -> list[str]: ...

    def fields(self, org: str, id: str) -> Mapping[str, object]: ...


class _Shown:
    """Rows that show what is kept elsewhere."""

    def __init__(self, register: Register, source: _Source) -> None:
        self._register = register
        self._source = source

    def refs(self, orgs: Sequence[str]) -> list[RowRef]:
        """Organisation by organisation."""
        return [RowRef(org, id) for org in orgs for id in self._source.ids(org)]

    def record(self, ref: RowRef) -> Record:
        """The fields that the register's columns show."""
        from branchkit.services.shown_rows import values_of

        fields = self._source.fields(ref.org, ref.id)
        if not fields:
            raise RecordError("unknown", register=self._register.id, id=ref.id)
        removed = str(fields.get("removed") or "")
        return Record(
            ref.id, self._register.id, ref.org, values_of(self._register, fields), removed
        )
