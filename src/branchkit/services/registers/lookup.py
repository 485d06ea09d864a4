"""Which row of a register has the same values in some columns: for columns that must be unique, and for finding a row again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from branchkit.core.errors import Place, Problem
from branchkit.core.ports import Body, Bounds, Reader
from branchkit.core.registers.register import Register

REMOVED, VALUES = "removed", "values"


class RecordLookup:
    """The rows of one organisation by their values in ``columns``; those taken away are not in it.

    Of a row it keeps a hash and the id, so fifty thousand fit into a few megabytes; a hit is read and compared.
    Rows in which all of the columns are empty are not alike.
    """

    def __init__(
        self,
        reader: Reader,
        kind: str,
        org: str,
        columns: Sequence[str],
        unset: Mapping[str, str] | None = None,
    ) -> None:
        """``unset``: column → what a row without a value has there."""
        self._unset = unset or {}
        self.columns = tuple(columns)
        self._reader = reader
        self._kind = kind
        self._org = org
        self._ids: dict[int, str | list[str]] = {}
        self._empty = (None,) * len(self.columns)
        for id, body in _rows(reader, kind, org, ""):
            self.add(id, body[VALUES])

    def add(self, id: str, values: Mapping[str, object]) -> None:
        """Take a row in; one that is changed stays where it was as well, which costs a look at it."""
        key = self._key(values)
        if key is not None:
            self._put(hash(key), id)

    def find(self, values: Mapping[str, object], but: str = "") -> str:
        """The id of the first row with the same values, other than ``but``; empty when there is none."""
        key = self._key(values)
        return "" if key is None else self._other(key, but)

    def claim(self, id: str, values: Mapping[str, object]) -> str:
        """Take a row in unless another one has the same values; the id of that one, else empty."""
        key = self._key(values)
        if key is None:
            return ""
        other = self._other(key, id)
        if not other:
            self._put(hash(key), id)
        return other

    def _other(self, key: tuple[object, ...], but: str) -> str:
        found = self._ids.get(hash(key))
        if found is None:
            return ""
        for id in [found] if isinstance(found, str) else found:
            if id != but and self._key(self._values(id)) == key:
                return id
        return ""

    def _put(self, hashed: int, id: str) -> None:
        known = self._ids.setdefault(hashed, id)
        if isinstance(known, list):
            known.append(id)
        elif known != id:
            self._ids[hashed] = [known, id]

    def _values(self, id: str) -> Mapping[str, object]:
        document = self._reader.get(self._org, self._kind, id)
        if document is None or document.body.get(REMOVED):
            return {}
        values: Mapping[str, object] = document.body[VALUES]
        return values

    def _key(self, values: Mapping[str, object]) -> tuple[object, ...] | None:
        key = _values_of(values, self.columns, self._unset)
        return None if key == self._empty else key


def _values_of(
    values: Mapping[str, object], columns: Sequence[str], unset: Mapping[str, str]
) -> tuple[object, ...]:
    return tuple([_hashable(values.get(column)) or unset.get(column) for column in columns])


def _hashable(value: object) -> object:
    if isinstance(value, list):
        return tuple(value) or None
    return None if value == "" else value


class UniqueColumns:
    """Holds a register's rows to ``Register.unique``, for any number of rows; the others are read at the first use."""

    def __init__(self, reader: Reader, register: Register, kind: str, org: str) -> None:
        self._reader = reader
        self._register = register
        self._kind = kind
        self._org = org
        self._indexes: list[RecordLookup] | None = None

    def find(self, values: Mapping[str, object]) -> str:
        """The id of a row that has the same values in a set of unique columns; empty when there is none."""
        return next((id for index in self._opened() if (id := index.find(values))), "")

    def problems(self, id: str, values: Mapping[str, object]) -> list[Problem]:
        """A problem for every set of columns in which another row than ``id`` has the same values."""
        return [
            not_unique(self._register, index.columns, other)
            for index in self._opened()
            if (other := index.find(values, but=id))
        ]

    def claim(self, id: str, values: Mapping[str, object]) -> list[Problem]:
        """Take a row in; a problem for every set of columns in which another row has the same values."""
        return [
            not_unique(self._register, index.columns, other)
            for index in self._opened()
            if (other := index.claim(id, values))
        ]

    def _opened(self) -> list[RecordLookup]:
        if self._indexes is None:
            self._indexes = [
                RecordLookup(self._reader, self._kind, self._org, columns, self._register.unset)
                for columns in self._register.unique
            ]
        return self._indexes


def repeats(
    reader: Reader, register: Register, kind: str, org: str, values: Mapping[str, object], id: str
) -> Iterator[Problem]:
    """As :meth:`UniqueColumns.problems` for a single row."""
    for columns in register.unique:
        wanted = _values_of(values, columns, register.unset)
        if all(part is None for part in wanted):
            continue
        on = str(values.get(register.dated_by)) if register.dated_by in columns else ""
        for other, body in _rows(reader, kind, org, on):
            if other != id and wanted == _values_of(body[VALUES], columns, register.unset):
                yield not_unique(register, columns, other)
                break


def _rows(reader: Reader, kind: str, org: str, on: str) -> Iterator[tuple[str, Body]]:
    """The rows that count; where a date is given, only rows of that date are read."""
    found = reader.scan(org, kind, bounds=Bounds("on", on, on)) if on else reader.scan(org, kind)
    for document in found:
        if not document.body.get(REMOVED):
            yield document.id, document.body


def not_unique(register: Register, columns: Sequence[str], other: str) -> Problem:
    """The problem of a row that repeats ``other``; it stands at the first of the columns."""
    titles = [register.column(column).title for column in columns]
    return Problem(
        "record.not_unique",
        Place(key=columns[0]),
        params={"columns": titles, "other": other},
    )
