"""Development cases as rows: what registers of cases show, as the columns of a register keep values.

Numbers are decimal text, people are lists of members' ids, empty values are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields

from branchkit.core.development.cases import Case, EventKind, FieldValue, Person
from branchkit.core.ports import Document, Reader
from branchkit.core.registers.conditions import as_number
from branchkit.services.development.cases import CASE

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


def case_row(reader: Reader, org: str, id: str) -> dict[str, object]:
    """The fields of one case; empty when there is none."""
    document = reader.get(org, CASE, id)
    return {} if document is None else _row(document, org)


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
