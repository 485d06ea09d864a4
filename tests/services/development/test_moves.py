"""Cases go along with people who move, and with an organisation that is merged."""

from __future__ import annotations

from datetime import date

from branchkit.core.development.cases import Case, Event, EventKind, Person
from branchkit.core.ports import UnitOfWork
from branchkit.services.development.cases import CASE, cases_of
from branchkit.services.members.transfers import move_member
from branchkit.services.organizations.reshaping import merge_organizations
from branchkit.testing.township import ACTOR, GAOGOU, QINGSHI, TODAY, a_township_store, put_members

WHY = "两村合并"


def put_case(
    uow: UnitOfWork, id: str, name: str, *, member: str = "", state: str = "running"
) -> None:
    event = Event(EventKind.DONE, "2026-03-02", "contacts", fields={"contacts": ("m0001", "m0002")})
    body = Case(id, GAOGOU, Person(name), member, (event,)).to_body()
    uow.put(GAOGOU, CASE, id, {**body, "state": state, "stage": "activist"})


def test_a_member_who_moves_takes_the_running_case_along() -> None:
    with a_township_store().begin(ACTOR, "test") as uow:
        put_members(uow, GAOGOU, 3)
        put_case(uow, "c0001", "陈建国", member="m0001")
        put_case(uow, "c0002", "田禾")
        arrived = move_member(uow, GAOGOU, "m0001", QINGSHI, TODAY, "迁居")
        (carried,) = cases_of(uow, QINGSHI)
        assert carried.member == arrived.id
        assert [case.id for case in cases_of(uow, GAOGOU)] == ["c0002"]
        # Who stays behind is named, since ids count for one roll only.
        assert carried.events[0].fields["contacts"] == (arrived.id, "党员2")


def test_a_merger_carries_applicants_and_leaves_what_has_ended() -> None:
    with a_township_store().begin(ACTOR, "test") as uow:
        put_members(uow, GAOGOU, 3)
        put_case(uow, "c0001", "田禾")
        put_case(uow, "c0002", "苗秀云", state="refused")
        merge_organizations(uow, GAOGOU, QINGSHI, date(2026, 11, 20), WHY)
        assert [case.person.name for case in cases_of(uow, QINGSHI)] == ["田禾"]
        assert [case.id for case in cases_of(uow, GAOGOU)] == ["c0002"]
