"""The rows that a register has already, so that a workbook that is imported twice changes nothing.

Where a register has unique columns they say which row is meant. Where it has none, a row is known when some row says all
that it says; a blank cell agrees with anything, since it never takes a value away.
"""

from __future__ import annotations

from collections.abc import Mapping

from branchkit.core.ports import Reader
from branchkit.core.registers.register import Register
from branchkit.services.record_reading import kind_of


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
