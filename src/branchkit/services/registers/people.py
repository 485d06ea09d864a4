"""Members and development cases as records of the registers that show them, and what formulas look at beside a record.

Values are kept as the columns of a register keep them: numbers as decimal text, fixed values as their ids, people as lists of
members' ids; empty values are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date
from functools import partial
from itertools import pairwise

from branchkit.core.development.cases import Case, EventKind, FieldValue, Person
from branchkit.core.errors import RulePackError
from branchkit.core.members.member import Category, Member, age_on, party_age_on, probation_end
from branchkit.core.names import initials
from branchkit.core.ports import Document, Reader
from branchkit.core.registers.computed import LISTS, Passed, RecordFacts, as_kept
from branchkit.core.registers.conditions import all_hold, as_number, is_empty
from branchkit.core.registers.register import Column, ColumnKind, Register
from branchkit.core.rulepacks import RulePack, edition_on, figure_on
from branchkit.services.development.cases import CASE
from branchkit.services.roster import MEMBER, members_by_id

DERIVED_FIELDS = ("age", "party_age", "probation_ends", "initials")
"""What a row has beside the fields of :class:`~branchkit.core.members.member.Member`."""


def member_ids(reader: Reader, org: str, *, removed: bool = False) -> list[str]:
    """The ids of those on the roll, in its order, without reading the members; ``removed`` adds the others at the end."""
    rows = [
        (bool(gone), number or 0, id)
        for id, number, gone in reader.project(org, MEMBER, "", ("number", "removed"))
        if removed or not gone
    ]
    if any(after < before for before, after in pairwise(rows)):
        rows.sort()
    return [id for _gone, _number, id in rows]


def member_rows(
    reader: Reader, ids: Iterable[tuple[str, str]], today: date
) -> Iterator[tuple[tuple[str, str], dict[str, object]]]:
    """The fields of members (organisation, id), of those that there are, in the order of ``ids``."""
    for member in members_by_id(reader, ids):
        yield (member.org, member.id), row_of(member, today)


def member_row(reader: Reader, org: str, id: str, today: date) -> dict[str, object]:
    """The fields of one member; empty when there is none."""
    document = reader.get(org, MEMBER, id)
    return {} if document is None else row_of(Member.from_body(id, org, document.body), today)


def row_of(member: Member, today: date) -> dict[str, object]:
    """A member's fields as values of columns."""
    known: dict[str, object] = {
        f.name: value for f in fields(member) if (value := getattr(member, f.name))
    }
    known |= _derived(member, today)
    return {name: str(value) for name, value in known.items() if value is not None}


def _derived(member: Member, today: date) -> Mapping[str, object]:
    ends = (
        probation_end(member.joined, member.probation_until)
        if member.category is Category.PROBATIONARY
        else None
    )
    return {
        "age": age_on(member.birth, today),
        "party_age": party_age_on(member.full_since, today),
        "probation_ends": ends.isoformat() if ends else None,
        "initials": initials(member.name),
    }


MEETINGS = "meetings"
"""The rule pack with the shares that a vote has to reach."""


class MemberFacts:
    """The members of one organisation by their ids, as formulas ask for them: each is read once."""

    def __init__(self, reader: Reader, org: str, today: date) -> None:
        self._reader = reader
        self._org = org
        self.today = today
        self._known: dict[str, Mapping[str, object]] = {}

    def __call__(self, id: str) -> Mapping[str, object]:
        """The fields of a member; empty for an unknown one."""
        if id not in self._known:
            self._known[id] = member_row(self._reader, self._org, id, self.today)
        return self._known[id]

    def read_ahead(self, ids: Iterable[str]) -> None:
        """Read the members that will be asked for."""
        unknown = [id for id in dict.fromkeys(ids) if id not in self._known]
        self._known |= {id: {} for id in unknown}
        keys = ((self._org, id) for id in unknown)
        for (_org, id), row in member_rows(self._reader, keys, self.today):
            self._known[id] = row


def row_facts(members: MemberFacts, rule_packs: Mapping[str, RulePack]) -> RecordFacts:
    """What the formulas of one organisation's rows look at."""
    return RecordFacts(members.today, members, _votes(rule_packs), partial(figure_on, rule_packs))


def _votes(rule_packs: Mapping[str, RulePack]) -> Passed:
    def passed(
        kind: str, entitled: int, present: int, in_favour: int, held_on: date
    ) -> bool | None:
        from branchkit.core.meetings.votes import passed as carried

        try:
            edition = edition_on(rule_packs, MEETINGS, held_on)
        except RulePackError:
            return None
        return carried(kind, entitled, present, in_favour, edition)

    return passed


CASE_FIELDS = (
    *(f.name for f in fields(Person)),
    "member",
    "state",
    "stage",
    "applied_on",
    "activist_since",
    "prospect_since",
    "admitted_on",
    "full_since",
    "contacts",
    "introducers",
    "talks",
    "training_days",
    "training_hours",
    "last_look",
)
"""Every field that a row may have."""
_SINCE = {
    "applicant": "applied_on",
    "activist": "activist_since",
    "prospect": "prospect_since",
    "probationary": "admitted_on",
    "full": "full_since",
}
"""Stage → the field with the day on which it was reached."""
_WRITTEN = {
    "contacts": "contacts",
    "introducers": "introducers",
    "days": "training_days",
    "hours": "training_hours",
}
"""What is written down with a step → the field with the latest of it."""


def case_rows(reader: Reader, org: str) -> Iterator[tuple[str, dict[str, object]]]:
    """Id and fields of each case of an organisation, in the order in which they were opened; one after the other."""
    for document in reader.scan(org, CASE):
        yield document.id, _row(document, org)


def _row(document: Document, org: str) -> dict[str, object]:
    body = document.body
    case = Case.from_body(document.id, org, body)
    row: dict[str, object] = {f.name: getattr(case.person, f.name) for f in fields(Person)}
    row |= {"member": case.member, "state": body.get("state"), "stage": body.get("stage")}
    reached: Mapping[str, str] = body.get("reached", {})
    row |= {_SINCE[stage]: day for stage, day in reached.items() if stage in _SINCE}
    row |= _written(case)
    return {name: value for name, value in row.items() if value not in (None, "", [])}


def _written(case: Case) -> dict[str, object]:
    """What was written down with the steps: the latest of each, talks added up, since each of them was held."""
    found: dict[str, object] = {}
    talks = 0
    done = sorted(
        (event for event in case.events if event.kind is EventKind.DONE), key=lambda e: e.on
    )
    for event in done:
        for name, field in _WRITTEN.items():
            if name in event.fields:
                found[field] = _kept(event.fields[name])
        if "talks" in event.fields:
            talks += int(as_number(event.fields["talks"]) or 0)
            found |= {"talks": str(talks), "last_look": event.on}
    return found


def _kept(value: FieldValue) -> object:
    return list(value) if isinstance(value, tuple) else value


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


class MemberRecords:
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
            members = self.read([(org, id) for id in ids])
            return [id for (_org, id), row in members if all_hold(self._shown, row)]
        # What is kept as it is can be looked at without reading the members.
        names = tuple(asked)
        rows = self._reader.project(org, MEMBER, "", names)
        shown = {
            id for id, *kept in rows if all_hold(self._shown, dict(zip(names, kept, strict=True)))
        }
        return [id for id in ids if id in shown]

    def read(self, keys: Sequence[tuple[str, str]]) -> Iterator[tuple[tuple[str, str], Fields]]:
        """The fields of members (organisation, id), of those that there are."""
        for key, row in member_rows(self._reader, keys, self._today):
            yield key, {**row, ID: key[1]}


class CaseRecords:
    """The development cases for which the register's ``shown`` holds."""

    def __init__(self, reader: Reader, register: Register) -> None:
        self._reader = reader
        self._shown = register.shown
        self._known: dict[str, dict[str, Fields]] = {}

    def ids(self, org: str) -> list[str]:
        """In the order in which the cases are listed."""
        return [id for id, fields in self._of(org).items() if all_hold(self._shown, fields)]

    def read(self, keys: Sequence[tuple[str, str]]) -> Iterator[tuple[tuple[str, str], Fields]]:
        """The fields of cases (organisation, id), of those that there are."""
        for org, id in keys:
            if fields := self._of(org).get(id):
                yield (org, id), fields

    def _of(self, org: str) -> dict[str, Fields]:
        # There are never more than a few dozen cases, and where one stands takes all of its steps.
        if org not in self._known:
            self._known[org] = {
                id: {**fields, ID: id} for id, fields in case_rows(self._reader, org)
            }
        return self._known[org]
