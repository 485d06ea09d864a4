"""Whether rows of a register may be kept: what is wrong with one by itself, among the others, and by the checks of plugins."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property

from branchkit.core.dates import day_of
from branchkit.core.errors import Problem
from branchkit.core.members.member import Member
from branchkit.core.ports import Reader
from branchkit.core.registers.checks import RecordCheck
from branchkit.core.registers.computed import Computation, RecordFacts, in_order
from branchkit.core.registers.register import ColumnKind, Record, RecordScene, Register
from branchkit.core.registers.values import (
    strange_choices,
    undecided_columns,
)
from branchkit.services.registers.lookup import repeats
from branchkit.services.registers.names import MemberNames, OrganizationNames
from branchkit.services.registers.people import MemberFacts, row_facts
from branchkit.services.registers.reading import kind_of, records_of
from branchkit.services.roster import members_of

_OF_OTHERS = frozenset(("record.unknown_column", "record.unknown_choice"))
"""What is wrong with a row because somebody else's program or declaration knew more."""


class RecordKeeper:
    """Says of rows whether they may be kept."""

    def __init__(self, reader: Reader, register: Register, org: str) -> None:
        self._reader = reader
        self._register = register
        self._org = org

    def problems(self, values: Mapping[str, object], id: str = "") -> list[Problem]:
        """What keeps a row from being kept; ``id`` is its own, if it has one."""
        found = [p for p in self.examined(values, id) if p.severity == "error"]
        kind = kind_of(self._register.id)
        return [*found, *repeats(self._reader, self._register, kind, self._org, values, id)]

    def examined(self, values: Mapping[str, object], id: str = "") -> list[Problem]:
        """What is wrong with a row by itself and, where nothing is, what the checks of plugins find, warnings included."""
        found = self._faults(values, id)
        if found or not self._register.checks:
            return found
        record = Record(id, self._register.id, self._org, values)
        scene = RecordScene(record, self._members, self._records)
        return [problem for check in self._register.checks for problem in check(scene)]

    def _members(self) -> Sequence[Member]:
        return members_of(self._reader, self._org)

    def _records(
        self, register: str, *, since: date | None = None, until: date | None = None
    ) -> Iterator[Record]:
        return records_of(self._reader, register, self._org, since=since, until=until)

    def _faults(self, values: Mapping[str, object], id: str) -> list[Problem]:
        """What is wrong with a row by itself, whatever the others say.

        A column or a choice that the register does not have may stay in the row ``id`` as it is: another version's, or a
        county's of yesterday. So may what a choice that nobody knows would decide about.
        """
        found = self._check.problems(values, self._with_computed(values))
        if not id or not any(problem.code in _OF_OTHERS for problem in found):
            return found
        document = self._reader.get(self._org, kind_of(self._register.id), id)
        held = document.body["values"] if document else {}
        strange = strange_choices(self._register, held)
        undecided = undecided_columns(
            self._register, strange & strange_choices(self._register, values)
        )
        return [
            problem
            for problem in found
            if held.get(problem.place.key) != values.get(problem.place.key)
            or not (problem.code in _OF_OTHERS or problem.place.key in undecided)
        ]

    @cached_property
    def _check(self) -> RecordCheck:
        kinds = {column.kind for column in self._register.columns}
        people = MemberNames(self._reader, [self._org])
        organizations = OrganizationNames(self._reader)
        return RecordCheck(
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
        facts: RecordFacts = row_facts(MemberFacts(self._reader, self._org, on), {})
        return self._computation.completed(values, facts)
