"""Members and development cases as the rows of registers that show them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from branchkit.core.ports import Reader
from branchkit.core.registers.computed import LISTS, as_kept
from branchkit.core.registers.conditions import all_hold, is_empty
from branchkit.core.registers.register import Column, ColumnKind, Register
from branchkit.services.member_rows import DERIVED_FIELDS, member_ids, member_row
from branchkit.services.roster import MEMBER

ID = "id"
"""The field of every row with its own id: a member column shows the member by it."""

Fields = Mapping[str, object]


def values_of(register: Register, fields: Fields) -> dict[str, object]:
    """Column → value of a row, without empty values."""
    values = {
        column.id: _as_kind(column, fields.get(column.field))
        for column in register.columns
        if column.field
    }
    return {id: value for id, value in values.items() if not is_empty(value)}


def _as_kind(column: Column, value: object) -> object:
    kept = as_kept(value)
    if kept is None:
        return None
    if column.kind in LISTS:
        return kept if isinstance(kept, list) else [str(kept)]
    if isinstance(kept, list):
        return "、".join(kept)
    if column.kind is ColumnKind.YES_NO:
        return kept not in ("", "False", False)
    return kept


class MemberRows:
    """The members on the roll for whom the register's ``shown`` holds."""

    def __init__(self, reader: Reader, register: Register, today: date, removed: bool) -> None:
        self._reader = reader
        self._shown = register.shown
        self._today = today
        self._removed = removed

    def ids(self, org: str) -> list[str]:
        """In the order of the roll."""
        ids = member_ids(self._reader, org, removed=self._removed)
        if not self._shown:
            return ids
        asked = {id for condition in self._shown for id in condition.columns}
        if asked.intersection(DERIVED_FIELDS):
            return [id for id in ids if all_hold(self._shown, self.fields(org, id))]
        # What is kept as it is can be looked at without reading the members.
        names = tuple(asked)
        rows = self._reader.project(org, MEMBER, "", names)
        shown = {
            id for id, *kept in rows if all_hold(self._shown, dict(zip(names, kept, strict=True)))
        }
        return [id for id in ids if id in shown]

    def fields(self, org: str, id: str) -> Fields:
        """The fields of one member; empty when there is none."""
        found = member_row(self._reader, org, id, self._today)
        return {**found, ID: id} if found else {}


class CaseRows:
    """The development cases for which the register's ``shown`` holds."""

    def __init__(self, reader: Reader, register: Register) -> None:
        self._reader = reader
        self._shown = register.shown
        self._known: dict[str, dict[str, Fields]] = {}

    def ids(self, org: str) -> list[str]:
        """In the order in which the cases are listed."""
        return [id for id, fields in self._of(org).items() if all_hold(self._shown, fields)]

    def fields(self, org: str, id: str) -> Fields:
        """The fields of one case; empty when there is none."""
        return self._of(org).get(id, {})

    def _of(self, org: str) -> dict[str, Fields]:
        # There are never more than a few dozen cases, and where one stands takes all of its steps.
        if org not in self._known:
            from branchkit.services.case_rows import case_rows

            self._known[org] = {
                id: {**fields, ID: id} for id, fields in case_rows(self._reader, org)
            }
        return self._known[org]
