"""What a case does to the roll: who is admitted comes onto it, who becomes full is marked so, who fails leaves it."""

from __future__ import annotations

from datetime import date

from branchkit.core.development.cases import Case
from branchkit.core.development.standing import CaseStanding
from branchkit.core.members.member import Category, Member, MemberClass
from branchkit.core.ports import UnitOfWork
from branchkit.services.roster import (
    add_member,
    edit_member,
    member,
    members_of,
    reinstate_member,
    remove_member,
)


def admit(uow: UnitOfWork, stands: CaseStanding) -> str:
    """Put the person on the roll as a probationary member; the member's id.

    Somebody who was on this roll before, and left it, comes back under the old id. Raises :class:`MemberError`.
    """
    case = stands.case
    admitted = {
        "category": Category.PROBATIONARY,
        "joined": _iso(stands.reached.get("probationary")),
        "full_since": "",
        "probation_until": "",
    }
    if former := case.member or _former(uow, case):
        if member(uow, case.org, former).removed:
            reinstate_member(uow, case.org, former)
        edit_member(uow, case.org, former, admitted)
        return former
    person = case.person
    new = Member(
        id="",
        org=case.org,
        name=person.name,
        sex=person.sex,
        ethnicity=person.ethnicity,
        birth=person.birth,
        citizen_id=person.citizen_id,
        education=person.education,
        joined=_iso(stands.reached.get("probationary")),
        work_unit=person.work_unit,
        phone=person.phone,
        member_class=MemberClass.WITHOUT_POST,
        category=Category.PROBATIONARY,
    )
    return add_member(uow, new).id


def make_full(uow: UnitOfWork, stands: CaseStanding) -> str:
    """Mark the person a full member from the end of the probation on; the member's id.

    A case that was taken over late may name no member: then the person comes onto the roll first.
    """
    id = stands.case.member or admit(uow, stands)
    since = _iso(stands.reached.get("full"))
    edit_member(uow, stands.case.org, id, {"category": Category.FULL, "full_since": since})
    return id


def extend(uow: UnitOfWork, stands: CaseStanding) -> None:
    """Write the new end of the probation to the member."""
    if stands.case.member:
        until = _iso(stands.probation_end)
        edit_member(uow, stands.case.org, stands.case.member, {"probation_until": until})


def is_on_probation(uow: UnitOfWork, case: Case) -> bool:
    """Whether the case's member is on the roll as a probationary one."""
    if not case.member:
        return False
    found = member(uow, case.org, case.member)
    return not found.removed and found.category is Category.PROBATIONARY


def expel_from_roll(uow: UnitOfWork, case: Case, reason: str, on: date) -> None:
    """取消预备党员资格: a probationary member whose case is cancelled leaves the roll."""
    if is_on_probation(uow, case):
        remove_member(uow, case.org, case.member, reason, on)


def bring_back(uow: UnitOfWork, case: Case) -> None:
    """The cancellation was taken back: so is the removal."""
    if case.member and member(uow, case.org, case.member).removed:
        reinstate_member(uow, case.org, case.member)


def _former(uow: UnitOfWork, case: Case) -> str:
    """Id of somebody who has left this roll and is the same person by the ID number; empty when there is none."""
    if not case.person.citizen_id:
        return ""
    left = (m for m in members_of(uow, case.org, include_removed=True) if m.removed)
    return next((m.id for m in left if m.citizen_id == case.person.citizen_id), "")


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
