"""Cases in the store: documents (org, ``case``, case id), and how they go along with people who move.

Beside the case itself a document holds what follows from it by the rule pack (state, stage, since when), so that lists and
registers need not work it out: whoever writes a case writes these anew.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from branchkit.core.development.cases import Case, CaseState, Event, EventKind, FieldValue
from branchkit.core.development.route import Routes
from branchkit.core.development.standing import CaseStanding, standing
from branchkit.core.errors import CaseError, RulePackError
from branchkit.core.names import matches
from branchkit.core.ports import Body, Document, Reader, UnitOfWork
from branchkit.core.rulepacks import RulePack
from branchkit.core.values import frozen
from branchkit.services.ledger.undo import Scope
from branchkit.services.pages import documents_of
from branchkit.services.roster import MEMBER, branch_name

CASE = "case"
PACK = "development"
VOTING_PACK = "meetings"
"""Whose rules say when a vote has carried."""
POSTPONEMENT = "postponement"
"""The rule for the months by which the vote on somebody who came from elsewhere may be postponed at most."""


@frozen
class CaseRef:
    """What a list needs to know of a case before it is read."""

    org: str
    id: str
    name: str
    stage: str
    state: CaseState


def routes_of(packs: Mapping[str, RulePack]) -> Routes:
    """The ways that the rule pack lays out; raises :class:`RulePackError` ``no_pack``."""
    if PACK not in packs:
        raise RulePackError("no_pack", pack=PACK)
    return Routes(packs[PACK])


def cases_of(reader: Reader, org: str) -> list[Case]:
    """All cases of an organisation, in the order in which they were opened."""
    return [Case.from_body(d.id, org, d.body) for d in reader.scan(org, CASE)]


def case_refs(reader: Reader, orgs: Iterable[str]) -> list[CaseRef]:
    """The cases of organisations, without reading them."""
    return [
        _ref(org, *values)
        for org in orgs
        for values in reader.project(org, CASE, "", ("name", "stage", "state"))
    ]


def refs_by_id(reader: Reader, ids: Iterable[tuple[str, str]]) -> Iterator[CaseRef]:
    """Those of the cases (organisation, id) that there are, as :func:`case_refs` gives them."""
    for document in documents_of(reader, ((org, CASE, id) for org, id in ids)):
        body = document.body
        yield _ref(document.org, document.id, body["name"], body.get("stage"), body.get("state"))


def _ref(org: str, id: str, name: str, stage: str | None, state: str | None) -> CaseRef:
    return CaseRef(org, id, name, stage or "", CaseState(state or CaseState.RUNNING))


def read_cases(reader: Reader, refs: Iterable[CaseRef]) -> Iterator[Case]:
    """Those of the cases that there are, in the order of ``refs``."""
    for document in documents_of(reader, ((ref.org, CASE, ref.id) for ref in refs)):
        yield Case.from_body(document.id, document.org, document.body)


def case_of(reader: Reader, org: str, id: str) -> Case:
    """One case by id; raises :class:`CaseError` ``unknown``."""
    document = reader.get(org, CASE, id)
    if document is None:
        raise CaseError("unknown", text=id)
    return Case.from_body(id, org, document.body)


def find_cases(cases: Iterable[Case], query: str) -> list[Case]:
    """Those whom ``query`` means: exact id or name first, if any; else by part of the name or pinyin initials."""
    listed, wanted = list(cases), query.strip()
    exact = [case for case in listed if wanted in (case.id, case.person.name)]
    return exact or [case for case in listed if matches(case.person.name, wanted)]


def the_case(reader: Reader, org: str, query: str) -> Case:
    """The case that ``query`` means; of several of one person the one that runs, or the latest.

    Raises :class:`CaseError` ``unknown`` or ``several``.
    """
    found = find_cases(cases_of(reader, org), query)
    if not found:
        raise CaseError("unknown", text=query)
    if len({case.person.name for case in found}) > 1 or _are_several(found):
        raise CaseError("several", text=query, found=[f"{c.person.name} ({c.id})" for c in found])
    states = {ref.id: ref.state for ref in case_refs(reader, [org])}
    running = [case for case in found if states[case.id] is CaseState.RUNNING]
    return (running or found)[-1]


def _are_several(cases: list[Case]) -> bool:
    """Whether cases of one name are those of different people, as far as birth and ID tell."""
    people = {(c.person.birth, c.person.citizen_id) for c in cases}
    return len({birth for birth, _id in people if birth}) > 1 or (
        len({id for _birth, id in people if id}) > 1
    )


def keep_case(uow: UnitOfWork, routes: Routes, case: Case, today: date) -> CaseStanding:
    """Write a case with what follows from it."""
    stands = standing(case, routes, today)
    uow.put(case.org, CASE, case.id, case.to_body() | _derived(stands))
    return stands


def case_changes(packs: Mapping[str, RulePack], orgs: Collection[str], today: date) -> Scope:
    """What undo takes back: changes to cases alone. A case put back as it was has what follows from it worked out anew."""

    def settle(_uow: UnitOfWork, id: str, body: Body) -> Body:
        case = Case.from_body(id, "", body)
        if not case.events:
            return {}
        return case.to_body() | _derived(standing(case, routes_of(packs), today))

    return Scope("case", CASE, orgs, settle=settle)


def new_id(reader: Reader, org: str) -> str:
    """``c0001`` onwards, after the highest there is."""
    ids = (id for (id,) in reader.project(org, CASE, "", ()))
    last = max((int(id[1:]) for id in ids if id[1:].isdecimal()), default=0)
    return f"c{last + 1:04d}"


def _derived(stands: CaseStanding) -> Body:
    return {
        "state": str(stands.state),
        "stage": stands.stage,
        "reached": {stage: day.isoformat() if day else "" for stage, day in stands.reached.items()},
    }


def carry_cases(uow: UnitOfWork, from_org: str, to_org: str) -> int:
    """Carry all running cases over to another organisation, as a merger does, under ids of their own there; how many.

    A closed case stays where it ended. The documents left behind are taken away; the ledger keeps them.
    """
    running = [d for d in uow.scan(from_org, CASE) if _runs(d.body)]
    for document in running:
        _carry(uow, document, to_org)
    return len(running)


def carry_members_cases(
    uow: UnitOfWork, from_org: str, member: str, to_org: str, moved_to: str, on: date
) -> int:
    """Carry the running cases of a member who moves alone and is called ``moved_to`` there; how many there were."""
    theirs = [
        document
        for document in uow.scan(from_org, CASE)
        if document.body.get("member") == member and _runs(document.body)
    ]
    for document in theirs:
        _carry(uow, document, to_org, moved_to, on)
    return len(theirs)


def carry_case(uow: UnitOfWork, from_org: str, id: str, to_org: str, on: date) -> Case:
    """Carry one running case of somebody who is no member yet; the case there. Raises :class:`CaseError` ``unknown``."""
    document = uow.get(from_org, CASE, id)
    if document is None:
        raise CaseError("unknown", text=id)
    return _carry(uow, document, to_org, on=on)


def _runs(body: Body) -> bool:
    return bool(body.get("state", CaseState.RUNNING) == CaseState.RUNNING)


def _carry(
    uow: UnitOfWork,
    document: Document,
    to_org: str,
    moved_to: str = "",
    on: date | None = None,
) -> Case:
    """``on`` is the day on which the person came; None where nobody moved and the organisation itself has changed."""
    from_org, id = document.org, new_id(uow, to_org)
    body = _carried(uow, from_org, to_org, document.body, moved_to, on)
    uow.put(to_org, CASE, id, body)
    uow.put(from_org, CASE, document.id, {})
    return Case.from_body(id, to_org, body)


def _carried(
    uow: UnitOfWork, from_org: str, to_org: str, body: Body, moved_to: str, on: date | None
) -> Body:
    """The body with members named as they are known there: ids count for one roll only."""
    case = Case.from_body("", from_org, body)
    arrived: tuple[Event, ...] = ()
    if on is not None:
        arrived = (Event(EventKind.ARRIVED, on.isoformat(), by=branch_name(uow, from_org)),)
    events = tuple(
        replace(
            event,
            fields={k: _renamed(uow, from_org, to_org, v) for k, v in event.fields.items()},
        )
        for event in case.events
    )
    member = moved_to or _id_there(uow, from_org, to_org, case.member)
    return {**body, **replace(case, member=member, events=(*events, *arrived)).to_body()}


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
