"""Cases that go along with people: who moves to another organisation of the workspace, or whose organisation is merged."""

from __future__ import annotations

from dataclasses import replace

from branchkit.core.development.cases import Case, CaseState, FieldValue
from branchkit.core.ports import Body, UnitOfWork
from branchkit.services.development.cases import CASE, new_id
from branchkit.services.roster import MEMBER


def carry_cases(
    uow: UnitOfWork, from_org: str, to_org: str, *, member: str | None = None, moved_to: str = ""
) -> int:
    """Carry running cases over to another organisation, under ids of their own there; how many there were.

    With a ``member`` only theirs, which speaks of ``moved_to`` afterwards; else all, as a merger does. A closed case stays where
    it ended. The document left behind is taken away; the ledger keeps it.
    """
    count = 0
    for document in list(uow.scan(from_org, CASE)):
        body = document.body
        running = body.get("state", CaseState.RUNNING) == CaseState.RUNNING
        if not running or (member is not None and body.get("member") != member):
            continue
        uow.put(to_org, CASE, new_id(uow, to_org), _carried(uow, from_org, to_org, body, moved_to))
        uow.put(from_org, CASE, document.id, {})
        count += 1
    return count


def _carried(uow: UnitOfWork, from_org: str, to_org: str, body: Body, moved_to: str) -> Body:
    """The body with members named as they are known there: ids count for one roll only."""
    case = Case.from_body("", from_org, body)
    events = tuple(
        replace(
            event,
            fields={k: _renamed(uow, from_org, to_org, v) for k, v in event.fields.items()},
        )
        for event in case.events
    )
    member = moved_to or _id_there(uow, from_org, to_org, case.member)
    return {**body, **replace(case, member=member, events=events).to_body()}


def _renamed(uow: UnitOfWork, from_org: str, to_org: str, value: FieldValue) -> FieldValue:
    if isinstance(value, str):
        return value
    return tuple(_id_there(uow, from_org, to_org, id) for id in value)


def _id_there(uow: UnitOfWork, from_org: str, to_org: str, id: str) -> str:
    """The member's id at the other organisation; the name of one who did not go there."""
    document = uow.get(from_org, MEMBER, id) if id else None
    if document is None:
        return id
    org, _, new = str(document.body.get("moved_to", "")).partition("/")
    return new if org == to_org else str(document.body["name"])
