"""How a case begins, is held up, goes back, and ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from datetime import date

from branchkit.core.dates import day_of
from branchkit.core.development.cases import (
    Case,
    CaseState,
    Event,
    EventKind,
    FieldValue,
    Person,
)
from branchkit.core.development.checks import (
    RESOLUTION,
    StepEntry,
    check_days,
    check_entry,
    check_resolution,
    unexcused,
)
from branchkit.core.development.route import Route
from branchkit.core.development.standing import CaseStanding, standing
from branchkit.core.errors import CaseError, Problem
from branchkit.core.members.member import Category
from branchkit.core.ports import Reader, UnitOfWork
from branchkit.core.values import frozen
from branchkit.services.development.cases import case_refs, cases_of, keep_case, new_id, routes_of
from branchkit.services.development.steps import (
    Packs,
    bring_back,
    expel_from_roll,
    extend,
    not_sound,
    require_running,
    standing_of,
    voting_on,
    with_event,
)
from branchkit.services.roster import branch_name, member, members_of

NOTHING_RESOLVED: Mapping[str, FieldValue] = {}
"""Of cases that need no resolution."""


@frozen
class Opening:
    """How a case begins.

    ``application`` is the first step as it is written down. A case taken over from paper names in ``next_step`` what is still
    to be done; then the application may be left out, as the day may be unknown.
    """

    person: Person
    application: StepEntry | None = None
    next_step: str = ""
    member: str = ""
    """Id of the member, where the person is on the roll already."""
    days: Mapping[str, date] = field(default_factory=dict)
    """Of a case taken over, step → the day on which it was done, as far as it is known."""
    came_from: str = ""
    """The organisation at which the case began; what was done there counts on."""
    note: str = ""
    """Why the case is to be kept though something speaks against it."""


def check_opening(
    reader: Reader, packs: Packs, org: str, opening: Opening, today: date
) -> list[Problem]:
    """What speaks against a new case: its first step too early or without its papers; days that cannot be.

    Raises :class:`CaseError` ``name_missing``, ``runs_already``, ``full_already``, ``application_missing`` or ``unknown_step``.
    """
    _refuse_impossible(reader, packs, org, opening, today)
    routes = routes_of(packs)
    if opening.next_step:
        return list(check_days(routes.on(today), _days_of(opening), opening.next_step, today))
    if opening.application is None:
        return []
    blank = standing(Case("", org, opening.person), routes, today)
    return check_entry(blank, routes, opening.application, today, None)


def open_case(
    uow: UnitOfWork, packs: Packs, org: str, opening: Opening, today: date
) -> CaseStanding:
    """Begin a case; the same person may have had others before.

    Raises :class:`CaseError` ``name_missing``, ``runs_already``, ``full_already``, ``application_missing``, ``unknown_step``, or
    ``not_sound`` where something speaks against the first step that its note does not excuse.
    """
    branch_name(uow, org)
    problems = check_opening(uow, packs, org, opening, today)
    note = opening.note or (opening.application.note if opening.application else "")
    if problems := unexcused(problems, note):
        raise not_sound(opening.person.name, problems)
    routes = routes_of(packs)
    events = tuple(_first_events(uow, org, opening, routes.on(today), today))
    case = Case(new_id(uow, org), org, opening.person, opening.member, events)
    return keep_case(uow, routes, case, today)


def edit_person(
    uow: UnitOfWork, packs: Packs, org: str, id: str, changes: Mapping[str, str], today: date
) -> CaseStanding:
    """Change what is known of the person. Raises :class:`CaseError` ``unknown``, ``name_missing``."""
    stands = standing_of(uow, packs, org, id, today)
    person = replace(stands.case.person, **changes)
    if not person.name.strip():
        raise CaseError("name_missing")
    return keep_case(uow, routes_of(packs), replace(stands.case, person=person), today)


def refuse(
    uow: UnitOfWork,
    packs: Packs,
    org: str,
    id: str,
    step: str,
    on: date,
    reason: str,
    today: date,
    by: str = "",
) -> CaseStanding:
    """A step was not passed: the case stands still until it is repeated, resumed or cancelled.

    Raises :class:`CaseError` ``unknown``, ``not_running``, ``reason_missing``, ``in_future`` or ``unknown_step``.
    """
    stands = standing_of(uow, packs, org, id, today)
    require_running(stands)
    require_reason(reason, on, today)
    _require_step(stands.route, step)
    event = Event(EventKind.REFUSED, on.isoformat(), step, by, reason.strip())
    return keep_case(uow, routes_of(packs), with_event(stands.case, event), today)


def repeat(
    uow: UnitOfWork,
    packs: Packs,
    org: str,
    id: str,
    step: str,
    on: date,
    reason: str,
    today: date,
) -> CaseStanding:
    """Back to a step: it and everything after it has to be done again.

    Not over the step that made the person a member: membership ends by cancelling. Raises :class:`CaseError` ``unknown``,
    ``not_running``, ``reason_missing``, ``in_future``, ``unknown_step``, ``not_done``, ``made_member``, ``runs_already``.
    """
    stands = standing_of(uow, packs, org, id, today)
    require_running(stands, CaseState.REFUSED)
    require_reason(reason, on, today)
    _require_step(stands.route, step)
    refuse_second(uow, org, stands.case.person, stands.case.member, but=id)
    found = stands.of(step)
    if found is None or not (found.taken or stands.state is CaseState.REFUSED):
        raise CaseError("not_done", step=found.step.title if found else step)
    for maker in stands.steps:
        if maker.step.makes and maker.taken and found.number <= maker.number:
            raise CaseError("made_member", step=maker.step.title)
    event = Event(EventKind.REPEATED, on.isoformat(), step, note=reason.strip())
    return keep_case(uow, routes_of(packs), with_event(stands.case, event), today)


def extend_probation(
    uow: UnitOfWork,
    packs: Packs,
    org: str,
    id: str,
    months: int,
    on: date,
    reason: str,
    today: date,
    resolution: Mapping[str, FieldValue] = NOTHING_RESOLVED,
) -> CaseStanding:
    """Lengthen the probation, as often and by as much as the edition of the day allows.

    ``on`` is the day of the general meeting, ``resolution`` what :data:`RESOLUTION` asks for: votes and approval. Raises
    :class:`CaseError` ``unknown``, ``not_running``, ``reason_missing``, ``in_future``, ``not_on_probation``,
    ``extended_already``, ``extension_range``, or ``not_sound`` where something speaks against the resolution.
    """
    stands = standing_of(uow, packs, org, id, today)
    require_running(stands)
    require_reason(reason, on, today)
    routes = routes_of(packs)
    edition = routes.on(on).edition
    if not stands.is_on_probation:
        raise CaseError("not_on_probation", name=stands.case.person.name)
    if stands.progress.extensions >= edition.number("extensions"):
        basis = edition.rule("extensions").basis
        times = edition.number("extensions")
        raise CaseError("extended_already", times=times, rule=edition.title, basis=basis)
    least, most = edition.number("extension-least"), edition.number("extension-most")
    if not least <= months <= most:
        basis = edition.rule("extension-least").basis
        raise CaseError("extension_range", least=least, most=most, rule=edition.title, basis=basis)
    _require_resolution(stands, packs, on, resolution, today)
    kept = dict(resolution)
    event = Event(
        EventKind.EXTENDED, on.isoformat(), note=reason.strip(), fields=kept, months=months
    )
    after = keep_case(uow, routes, with_event(stands.case, event), today)
    extend(uow, after)
    return after


def cancel(
    uow: UnitOfWork,
    packs: Packs,
    org: str,
    id: str,
    on: date,
    reason: str,
    today: date,
    resolution: Mapping[str, FieldValue] = NOTHING_RESOLVED,
) -> CaseStanding:
    """End a case before its time; somebody on probation leaves the roll with it, by resolution as in :func:`extend_probation`.

    Raises :class:`CaseError` ``unknown``, ``not_running``, ``reason_missing``, ``in_future`` or, of somebody on probation,
    ``not_sound`` where something speaks against the resolution.
    """
    stands = standing_of(uow, packs, org, id, today)
    require_running(stands, CaseState.REFUSED)
    require_reason(reason, on, today)
    if needs_resolution(stands):
        _require_resolution(stands, packs, on, resolution, today)
    kept = dict(resolution)
    event = Event(EventKind.CANCELLED, on.isoformat(), note=reason.strip(), fields=kept)
    expel_from_roll(uow, stands.case, reason, on)
    return keep_case(uow, routes_of(packs), with_event(stands.case, event), today)


def needs_resolution(stands: CaseStanding) -> bool:
    """Whether ending the case ends a probation, which takes the general meeting and the committee above."""
    maker = stands.route.making("probationary")
    admitted = maker is not None and stands.progress.is_taken(maker.id)
    return admitted and "full" not in stands.reached


def _require_resolution(
    stands: CaseStanding,
    packs: Packs,
    on: date,
    resolution: Mapping[str, FieldValue],
    today: date,
) -> None:
    entry = StepEntry(RESOLUTION.id, on, fields=resolution)
    problems = check_resolution(entry, today, voting_on(packs, on))
    if problems:
        raise not_sound(stands.case.person.name, problems)


def reopen(
    uow: UnitOfWork, packs: Packs, org: str, id: str, on: date, reason: str, today: date
) -> CaseStanding:
    """Let a case that was refused, cancelled or left go on where it stood.

    Raises :class:`CaseError` ``unknown``, ``runs_already``, ``reason_missing``, ``in_future`` or ``not_ended``.
    """
    stands = standing_of(uow, packs, org, id, today)
    if stands.state not in (CaseState.REFUSED, CaseState.CANCELLED, CaseState.LEFT):
        raise CaseError("not_ended", name=stands.case.person.name, state=stands.state)
    require_reason(reason, on, today)
    refuse_second(uow, org, stands.case.person, stands.case.member, but=id)
    if stands.state is not CaseState.REFUSED:
        bring_back(uow, stands.case)
    event = Event(EventKind.RESUMED, on.isoformat(), note=reason.strip())
    return keep_case(uow, routes_of(packs), with_event(stands.case, event), today)


def _days_of(opening: Opening) -> dict[str, date]:
    """The days of steps that are known of a case taken over, the application's among them."""
    application = opening.application
    return {**opening.days, **({application.step: application.on} if application else {})}


def _first_events(
    reader: Reader, org: str, opening: Opening, route: Route, today: date
) -> list[Event]:
    events = []
    if opening.next_step:
        events.append(Event(EventKind.ADOPTED, today.isoformat(), opening.next_step))
    if opening.application is not None:
        events.append(opening.application.event())
    begins, days = route.probation_begins, dict(opening.days)
    taken_over = [s.id for s in route.before(opening.next_step)] if opening.next_step else []
    if opening.member and begins in taken_over:
        joined = member(reader, org, opening.member).joined
        if begins not in days and len(joined) == len("2026-11-20") and (day := day_of(joined)):
            days[begins] = day
    events += (Event(EventKind.DONE, day.isoformat(), step) for step, day in days.items())
    if opening.came_from:
        events.append(Event(EventKind.ARRIVED, today.isoformat(), by=opening.came_from))
    return events


def _refuse_impossible(
    reader: Reader, packs: Packs, org: str, opening: Opening, today: date
) -> None:
    person = opening.person
    if not person.name.strip():
        raise CaseError("name_missing")
    if opening.next_step:
        _require_step(routes_of(packs).on(today), opening.next_step)
    elif opening.application is None:
        raise CaseError("application_missing")
    refuse_second(reader, org, person, opening.member)
    for other in members_of(reader, org):
        same = other.id == opening.member or (
            person.citizen_id and other.citizen_id == person.citizen_id
        )
        if same and other.category is Category.FULL:
            raise CaseError("full_already", name=other.name)


def refuse_second(reader: Reader, org: str, person: Person, member: str, but: str = "") -> None:
    """A person may have many cases, and one at a time: raises :class:`CaseError` ``runs_already``."""
    states = {ref.id: ref.state for ref in case_refs(reader, [org])}
    for other in cases_of(reader, org):
        if other.id == but or states[other.id] is not CaseState.RUNNING:
            continue
        if is_same_person(other.person, person) or (member and other.member == member):
            raise CaseError("runs_already", name=other.person.name, id=other.id)


def is_same_person(one: Person, other: Person) -> bool:
    """By the ID number where both have one, else by name and birth, as far as it is known."""
    if one.citizen_id and other.citizen_id:
        return one.citizen_id == other.citizen_id
    births = {birth for birth in (one.birth, other.birth) if birth}
    return one.name == other.name and len(births) < 2


def require_reason(reason: str, on: date, today: date) -> None:
    """Raises :class:`CaseError` ``reason_missing`` or ``in_future``."""
    if not reason.strip():
        raise CaseError("reason_missing")
    if on > today:
        raise CaseError("in_future", on=on)


def _require_step(route: Route, step: str) -> None:
    if route.step(step) is None:
        raise CaseError("unknown_step", step=step, known=tuple(s.id for s in route.steps))
