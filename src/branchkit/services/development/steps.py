"""Taking a case on: a step is written down, and with it what it makes of the person, in one unit of work.

Who is admitted comes onto the roll, who becomes full is marked so, who fails leaves it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from branchkit.core.development.cases import Case, CaseState, Event, EventKind
from branchkit.core.development.checks import StepEntry, check_entry, unexcused
from branchkit.core.development.standing import CaseStanding, StepState, standing
from branchkit.core.errors import CaseError, Problem
from branchkit.core.members.member import Category, Member, MemberClass
from branchkit.core.ports import Reader, UnitOfWork
from branchkit.core.rulepacks import Edition, RulePack
from branchkit.services.development.cases import VOTING_PACK, case_of, keep_case, routes_of
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


Packs = Mapping[str, RulePack]


def standing_of(reader: Reader, packs: Packs, org: str, id: str, today: date) -> CaseStanding:
    """Where one case stands; raises :class:`CaseError` ``unknown``."""
    return standing(case_of(reader, org, id), routes_of(packs), today)


def check_step(
    reader: Reader, packs: Packs, org: str, id: str, entry: StepEntry, today: date
) -> list[Problem]:
    """What speaks against a step before it is written down: errors, and warnings that a note excuses.

    Raises :class:`CaseError` ``unknown``, ``not_running`` or ``done_already``.
    """
    return _checked(standing_of(reader, packs, org, id, today), packs, entry, today)


def take_step(
    uow: UnitOfWork, packs: Packs, org: str, id: str, entry: StepEntry, today: date
) -> CaseStanding:
    """Write a step down; where the case stands then.

    A step that makes the person a probationary or full member changes the roll as well. Raises :class:`CaseError`
    ``unknown``, ``not_running``, ``done_already`` or, when something speaks against it that the note does not excuse,
    ``not_sound``; and where the roll refuses the person :class:`MemberError` ``name_missing``, ``citizen_id_taken``, ``moved``.
    """
    stands = standing_of(uow, packs, org, id, today)
    problems = unexcused(_checked(stands, packs, entry, today), entry.note)
    if problems:
        raise not_sound(stands.case.person.name, problems)
    routes = routes_of(packs)
    case = with_event(stands.case, entry.event())
    after = standing(case, routes, today)
    step = after.route.step(entry.step)
    # A day filled in afterwards makes nobody anything: that happened when the case was taken over, or before.
    if step is not None and step.makes and not stands.progress.is_taken(step.id):
        become = admit if step.makes == "probationary" else make_full
        case = replace(case, member=become(uow, after))
    return keep_case(uow, routes, case, today)


def file_papers(
    uow: UnitOfWork,
    packs: Packs,
    org: str,
    id: str,
    step: str,
    papers: Iterable[str],
    on: date,
    today: date,
) -> CaseStanding:
    """Papers that a step had lacked have come in. Raises :class:`CaseError` ``unknown``, ``not_done``, ``no_such_paper``."""
    stands = standing_of(uow, packs, org, id, today)
    found = stands.of(step)
    if found is None or not found.taken:
        raise CaseError("not_done", step=found.step.title if found else step)
    named, known = tuple(papers), tuple(paper.zh_CN for paper in found.missing)
    if not named or set(named) - set(known):
        raise CaseError("no_such_paper", step=found.step.title, known=known)
    event = Event(EventKind.PAPERS, on.isoformat(), step, papers=named)
    return keep_case(uow, routes_of(packs), with_event(stands.case, event), today)


def _checked(stands: CaseStanding, packs: Packs, entry: StepEntry, today: date) -> list[Problem]:
    require_running(stands)
    found = stands.of(entry.step)
    if found is not None and found.state is StepState.DONE and found.again_by is None:
        raise CaseError("done_already", step=found.step.title, on=found.done_on)
    return check_entry(stands, routes_of(packs), entry, today, voting_on(packs, entry.on))


def voting_on(packs: Packs, day: date) -> Edition | None:
    """The rules for votes in force on a day; None where there are none."""
    return packs[VOTING_PACK].on(day) if VOTING_PACK in packs else None


def require_running(stands: CaseStanding, *also: CaseState) -> None:
    """Raises :class:`CaseError` ``not_running`` unless the case goes on, or is in one of the other states named."""
    if stands.state is not CaseState.RUNNING and stands.state not in also:
        raise CaseError("not_running", name=stands.case.person.name, state=stands.state)


def with_event(case: Case, event: Event) -> Case:
    """The case with one thing more that happened."""
    return replace(case, events=(*case.events, event))


def not_sound(name: str, problems: list[Problem]) -> CaseError:
    """What is raised when something speaks against a step; ``problems`` goes along for whoever wants to tell it."""
    return CaseError("not_sound", name=name, count=len(problems), problems=problems)
