"""How a case goes with its person: to another organisation, from one, off the roll and back onto it.

What was done elsewhere counts on: whoever comes goes on with the days of old, and the branch may postpone its vote on a
probationary member whom it does not know yet. Nobody is waited for who has gone.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from branchkit.core.dates import add_months, day_of, full_months
from branchkit.core.development.cases import Case, CaseState, Event, EventKind
from branchkit.core.development.route import Route, Routes
from branchkit.core.development.standing import CaseStanding
from branchkit.core.errors import CaseError
from branchkit.core.members.member import Category, Member
from branchkit.core.ports import Reader, UnitOfWork
from branchkit.services.development.cases import (
    CASE,
    POSTPONEMENT,
    carry_case,
    case_refs,
    cases_of,
    keep_case,
    routes_of,
)
from branchkit.services.development.entries import person_of
from branchkit.services.development.life import (
    Opening,
    is_same_person,
    open_case,
    refuse_second,
    require_reason,
)
from branchkit.services.development.steps import (
    Packs,
    require_running,
    standing_of,
    with_event,
)
from branchkit.services.roster import member

_OPEN = (CaseState.RUNNING, CaseState.REFUSED)
"""The states in which a case ends with its person's leaving."""


def leave(
    uow: UnitOfWork, packs: Packs, org: str, id: str, to: str, on: date, reason: str, today: date
) -> CaseStanding:
    """Somebody who is no member yet, or no longer one here, has gone to another organisation: the case ends here.

    Raises :class:`CaseError` ``unknown``, ``not_running``, ``reason_missing``, ``in_future``, ``goes_as_member``.
    """
    stands = _who_may_go(uow, packs, org, id, on, reason, today)
    event = Event(EventKind.LEFT, on.isoformat(), by=to.strip(), note=reason.strip())
    return keep_case(uow, routes_of(packs), with_event(stands.case, event), today)


def move(
    uow: UnitOfWork,
    packs: Packs,
    org: str,
    id: str,
    to_org: str,
    on: date,
    reason: str,
    today: date,
) -> CaseStanding:
    """Somebody who is no member yet has gone to another organisation of the workspace: the case goes on there.

    Raises what :func:`leave` does, ``same_organization`` and ``runs_already``, and :class:`MemberError` ``no_organization``.
    """
    stands = _who_may_go(uow, packs, org, id, on, reason, today)
    if org == to_org:
        raise CaseError("same_organization", name=stands.case.person.name)
    refuse_second(uow, to_org, stands.case.person, "")
    carried = carry_case(uow, org, id, to_org, on)
    return keep_case(uow, routes_of(packs), carried, today)


def _who_may_go(
    uow: UnitOfWork, packs: Packs, org: str, id: str, on: date, reason: str, today: date
) -> CaseStanding:
    stands = standing_of(uow, packs, org, id, today)
    require_running(stands, CaseState.REFUSED)
    require_reason(reason, on, today)
    if stands.case.member and not member(uow, org, stands.case.member).removed:
        raise CaseError("goes_as_member", name=stands.case.person.name)
    return stands


def has_open_case(reader: Reader, org: str, id: str) -> bool:
    """Whether something still goes on here with a member that ends when the member leaves."""
    rows = reader.project(org, CASE, "", ("member", "state"))
    return any(member == id and state in _OPEN for _case, member, state in rows)


def close_cases(uow: UnitOfWork, packs: Packs, org: str, id: str, on: date, reason: str) -> None:
    """A member has left the roll, whatever the reason: what still went on with them here has ended."""
    theirs = [case for case in _cases_in(uow, org, *_OPEN) if case.member == id]
    event = Event(EventKind.LEFT, on.isoformat(), note=reason.strip())
    for case in theirs:
        keep_case(uow, routes_of(packs), with_event(case, event), on)


def resume_cases(uow: UnitOfWork, packs: Packs, org: str, id: str, on: date) -> None:
    """A member is back on the roll: the case that had ended with the leaving goes on where it stood."""
    left = [case for case in _cases_in(uow, org, CaseState.LEFT) if case.member == id]
    if left:
        event = Event(EventKind.RESUMED, on.isoformat())
        keep_case(uow, routes_of(packs), with_event(left[-1], event), on)


def arrive(uow: UnitOfWork, packs: Packs, newcomer: Member, came_from: str, on: date) -> None:
    """A probationary member has come from another organisation: the way to full membership goes on here, with its days.

    A case of the same person that ended here with an earlier leaving, or that runs as an applicant's, is taken up again.
    There is none where the edition in force, a county's, knows no probation.
    """
    routes = routes_of(packs)
    next_step = _first_of_probation(routes.on(on))
    if newcomer.category is not Category.PROBATIONARY or not next_step:
        return
    known = [
        case
        for case in _cases_in(uow, newcomer.org, CaseState.RUNNING, CaseState.LEFT)
        if is_same_person(case.person, person_of(newcomer))
    ]
    if known:
        events = [Event(EventKind.RESUMED, on.isoformat())]
        events += [Event(EventKind.ARRIVED, on.isoformat(), by=came_from.strip())]
        case = replace(known[-1], member=newcomer.id, events=(*known[-1].events, *events))
    else:
        opening = Opening(
            person_of(newcomer),
            next_step=next_step,
            member=newcomer.id,
            came_from=came_from.strip(),
        )
        case = open_case(uow, packs, newcomer.org, opening, on).case
        case = replace(case, events=(*case.events, *_extension_before(newcomer, routes, on)))
    keep_case(uow, routes, case, on)


def postpone(
    uow: UnitOfWork,
    packs: Packs,
    org: str,
    id: str,
    months: int,
    on: date,
    reason: str,
    today: date,
) -> CaseStanding:
    """Vote later on the full membership of somebody who came from elsewhere; it still counts from the end of the probation.

    Raises :class:`CaseError` ``unknown``, ``not_running``, ``reason_missing``, ``in_future``, ``not_arrived``,
    ``not_on_probation`` or ``postponement_range``.
    """
    stands = standing_of(uow, packs, org, id, today)
    require_running(stands)
    require_reason(reason, on, today)
    name = stands.case.person.name
    if not stands.progress.arrived:
        raise CaseError("not_arrived", name=name)
    if not stands.is_on_probation:
        raise CaseError("not_on_probation", name=name)
    routes = routes_of(packs)
    edition = routes.on(on).edition
    most = edition.number(POSTPONEMENT)
    if months < 1 or stands.progress.postponed + months > most:
        basis = edition.rule(POSTPONEMENT).basis
        raise CaseError("postponement_range", most=most, rule=edition.title, basis=basis)
    event = Event(EventKind.POSTPONED, on.isoformat(), note=reason.strip(), months=months)
    return keep_case(uow, routes, with_event(stands.case, event), today)


def _cases_in(uow: UnitOfWork, org: str, *states: CaseState) -> list[Case]:
    """The cases of an organisation in one of these states, in the order in which they were opened."""
    found = {ref.id for ref in case_refs(uow, [org]) if ref.state in states}
    return [case for case in cases_of(uow, org) if case.id in found] if found else []


def _first_of_probation(route: Route) -> str:
    """The step with which the probation goes on: the first of the stage after the admission; empty where there is none."""
    maker = route.making("probationary")
    if maker is None:
        return ""
    stage = route.stage_of[maker.id]
    return next((step.id for step in route.steps if route.stage_of[step.id] > stage), "")


def _extension_before(newcomer: Member, routes: Routes, on: date) -> list[Event]:
    """That the probation had been extended where the person came from, as far as the roll says so."""
    joined, until = day_of(newcomer.joined), day_of(newcomer.probation_until)
    if joined is None or until is None:
        return []
    end = add_months(joined, routes.on(on).edition.number("probation"))
    months = full_months(end, until) if until > end else 0
    return [Event(EventKind.EXTENDED, on.isoformat(), months=months)] if months else []
