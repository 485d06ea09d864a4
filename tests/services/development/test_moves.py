"""Cases go along with people who move, and with an organisation that is merged; they end with who leaves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from branchkit.core.development.cases import Case, CaseState, Event, EventKind, Person
from branchkit.core.development.standing import CaseStanding, StepState
from branchkit.core.errors import CaseError, OrganizationError
from branchkit.core.members.member import Category, Member
from branchkit.core.ports import UnitOfWork
from branchkit.core.rulepacks import Edition
from branchkit.core.texts import LocalText
from branchkit.services.development.cases import CASE, cases_of
from branchkit.services.development.life import Opening, check_opening, open_case, reopen
from branchkit.services.development.moving import leave, move, postpone
from branchkit.services.development.steps import standing_of
from branchkit.services.development.words import ReminderKind, reminders_of
from branchkit.services.duties.development import duties
from branchkit.services.duties.scene import DutyScene
from branchkit.services.members.transfers import (
    TRANSFERS,
    issue_letter,
    leave_roll,
    move_member,
    receive_receipt,
    return_to_roll,
    take_in,
)
from branchkit.services.organizations.reshaping import (
    dissolve_organization,
    merge_organizations,
)
from branchkit.testing.builders import ORG
from branchkit.testing.township import ACTOR, GAOGOU, QINGSHI, a_township_store, put_members

from .branch import CONTRIBUTIONS, PACKS, TIAN, TODAY, Branch

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
        assert (carried.events[-1].kind, carried.events[-1].by) == (
            EventKind.ARRIVED,
            "高沟村第一党支部",
        )


def test_a_merger_carries_applicants_and_leaves_what_has_ended() -> None:
    with a_township_store().begin(ACTOR, "test") as uow:
        put_members(uow, GAOGOU, 3)
        put_case(uow, "c0001", "田禾")
        put_case(uow, "c0002", "苗秀云", state="refused")
        merge_organizations(uow, GAOGOU, QINGSHI, date(2026, 11, 20), WHY)
        (carried,) = cases_of(uow, QINGSHI)
        assert carried.person.name == "田禾"
        assert [event.kind for event in carried.events] == [EventKind.DONE], "nobody has moved"
        assert [case.id for case in cases_of(uow, GAOGOU)] == ["c0002"]


def test_an_applicant_keeps_a_branch_from_being_dissolved_until_somebody_takes_over() -> None:
    with a_township_store().begin(ACTOR, "test") as uow:
        case = Case("c0001", QINGSHI, Person("田禾"))
        uow.put(QINGSHI, CASE, case.id, {**case.to_body(), "state": "running"})
        with pytest.raises(OrganizationError, match="has_cases"):
            dissolve_organization(uow, QINGSHI, TODAY, WHY)
        dissolve_organization(uow, QINGSHI, TODAY, WHY, GAOGOU)
        assert [case.person.name for case in cases_of(uow, GAOGOU)] == ["田禾"]


# -- off the roll, and back --------------------------------------------------------------------------


def on_probation(until: str = "admission-filed") -> tuple[Branch, str, str]:
    """A branch in which 田禾 was admitted on 2023-06-10; the case and the member."""
    branch = Branch()
    id = branch.open()
    return branch, id, branch.walk(id, until).case.member


def due_in(branch: Branch) -> list[str]:
    scene = DutyScene(branch.store, CONTRIBUTIONS, ORG, TODAY)
    return [duty.code for duty in duties(scene)]


@pytest.mark.parametrize("reason", ["组织关系转往省外某支部", "去世", "除名"])
def test_a_case_ends_with_whoever_leaves_the_roll_and_nothing_is_due(reason: str) -> None:
    branch, id, member = on_probation()
    assert due_in(branch)
    with branch.unit() as uow:
        leave_roll(uow, PACKS, ORG, member, reason, TODAY)
        uow.commit()
    left = standing_of(branch.store, PACKS, ORG, id, TODAY)
    assert (left.state, left.case.events[-1].note) == (CaseState.LEFT, reason)
    assert {found.state for found in left.steps if not found.taken} == {StepState.CLOSED}
    assert due_in(branch) == []


def test_a_receipt_ends_the_case_and_a_return_takes_it_up_again() -> None:
    branch, id, member = on_probation()
    register = CONTRIBUTIONS.registers[TRANSFERS]
    with branch.unit() as uow:
        rules = PACKS["members"].on(TODAY)
        letter = issue_letter(uow, register, rules, ORG, member, to="省外某支部", on=TODAY)
        receive_receipt(uow, PACKS, register, ORG, letter.id, on=TODAY, reason="转往省外某支部")
        uow.commit()
    assert standing_of(branch.store, PACKS, ORG, id, TODAY).state is CaseState.LEFT
    with branch.unit() as uow:
        return_to_roll(uow, PACKS, ORG, member, TODAY)
        uow.commit()
    back = standing_of(branch.store, PACKS, ORG, id, TODAY)
    assert (back.state, back.probation_end) == (CaseState.RUNNING, date(2024, 6, 10))


def test_a_case_that_had_ended_otherwise_stays_as_it_ended() -> None:
    branch = Branch()
    id = branch.open()
    completed = branch.walk(id, "archive")
    with branch.unit() as uow:
        leave_roll(uow, PACKS, ORG, completed.case.member, "迁居", TODAY)
        uow.commit()
    assert standing_of(branch.store, PACKS, ORG, id, TODAY).state is CaseState.COMPLETED


# -- from elsewhere ----------------------------------------------------------------------------------


def take(branch: Branch, newcomer: Member) -> CaseStanding:
    register = CONTRIBUTIONS.registers[TRANSFERS]
    with branch.unit() as uow:
        kept = take_in(uow, PACKS, register, newcomer, counterpart="省外某支部", on=TODAY)
        uow.commit()
    (case,) = [case for case in cases_of(branch.store, ORG) if case.member == kept.id]
    return standing_of(branch.store, PACKS, ORG, case.id, TODAY)


def newcomer(**more: Any) -> Member:
    probationary = Member("", ORG, "鲁思源", birth="1998-02-03", joined="2026-03-10")
    return replace(probationary, category=Category.PROBATIONARY, **more)


def test_a_probationary_member_from_elsewhere_goes_on_with_the_days_of_old() -> None:
    stands = take(Branch(), newcomer())
    assert stands.next is not None and stands.next.step.id == "assignment"
    assert (stands.stage, stands.probation_end) == ("probationary", date(2027, 3, 10))
    assert stands.progress.arrived
    assert not stands.overdue


def test_an_extension_granted_elsewhere_counts() -> None:
    stands = take(Branch(), newcomer(joined="2025-11-10", probation_until="2027-05-10"))
    assert stands.probation_end == date(2027, 5, 10)


def test_a_full_member_from_elsewhere_has_no_case() -> None:
    branch = Branch()
    register = CONTRIBUTIONS.registers[TRANSFERS]
    with branch.unit() as uow:
        take_in(uow, PACKS, register, Member("", ORG, "王五"), counterpart="县直支部", on=TODAY)
        uow.commit()
    assert cases_of(branch.store, ORG) == []


def test_where_a_countys_edition_knows_no_probation_whoever_comes_is_taken_in_all_the_same() -> (
    None
):
    own = Edition(
        "county",
        LocalText("本县办法"),
        date(2026, 9, 1),
        stages=PACKS["development"].editions[0].stages[:2],
    )
    pack = replace(PACKS["development"], editions=(*PACKS["development"].editions, own))
    branch = Branch()
    register = CONTRIBUTIONS.registers[TRANSFERS]
    with branch.unit() as uow:
        packs = {**PACKS, "development": pack}
        kept = take_in(uow, packs, register, newcomer(), counterpart="县直支部", on=TODAY)
        uow.commit()
    assert kept.category is Category.PROBATIONARY
    assert cases_of(branch.store, ORG) == []


def test_who_comes_back_from_elsewhere_goes_on_in_the_case_of_old() -> None:
    branch, id, member = on_probation()
    with branch.unit() as uow:
        leave_roll(uow, PACKS, ORG, member, "转往省外某支部", date(2023, 9, 1))
        uow.commit()
    again = replace(newcomer(joined="2023-06-10"), name=TIAN.name, birth=TIAN.birth)
    stands = take(branch, again)
    assert (stands.case.id, stands.state) == (id, CaseState.RUNNING)
    assert stands.done_count == 18


def test_the_vote_on_who_came_from_elsewhere_may_be_postponed_by_six_months_in_all() -> None:
    branch = Branch()
    id = take(branch, newcomer()).case.id
    postponed = branch.do(postpone, id, 4, TODAY, "还不了解")
    assert (postponed.probation_end, postponed.vote_by) == (date(2027, 3, 10), date(2027, 7, 10))
    (reminder,) = [r for r in reminders_of(postponed) if r.kind is ReminderKind.POSTPONED]
    assert reminder.due_on == date(2027, 7, 10)
    assert ReminderKind.PROBATION not in {r.kind for r in reminders_of(postponed)}
    for months in (0, 3):
        with pytest.raises(CaseError, match="postponement_range"):
            branch.do(postpone, id, months, TODAY, "还不了解")
    assert branch.do(postpone, id, 2, TODAY, "还不了解").vote_by == date(2027, 9, 10)


def test_nobody_else_is_postponed() -> None:
    branch, id, _member = on_probation()
    with pytest.raises(CaseError, match="not_arrived"):
        branch.do(postpone, id, 6, TODAY, "还不了解")


def test_an_activist_leaves_and_the_case_ends_here() -> None:
    branch = Branch()
    id = branch.open()
    branch.walk(id, "look")
    left = branch.do(leave, id, "柳河村党支部", TODAY, "迁居")
    assert (left.state, left.case.events[-1].by) == (CaseState.LEFT, "柳河村党支部")
    assert branch.do(reopen, id, TODAY, "又迁回来").state is CaseState.RUNNING


def test_an_activist_who_moves_within_the_workspace_goes_on_there() -> None:
    branch = Branch()
    with branch.unit() as uow:
        uow.put("", "organization", "b9", {"name": "柳河村党支部", "kind": "branch"})
        uow.commit()
    id = branch.open()
    before = branch.walk(id, "look")
    after = branch.do(move, id, "b9", TODAY, "迁居")
    assert (after.case.org, after.reached) == ("b9", before.reached)
    assert after.progress.arrived
    assert cases_of(branch.store, ORG) == []


def test_a_member_moves_on_the_roll_and_not_here() -> None:
    branch, id, _member = on_probation()
    with pytest.raises(CaseError, match="goes_as_member"):
        branch.do(leave, id, "柳河村党支部", TODAY, "迁居")


# -- taken over with days ----------------------------------------------------------------------------


def opening(branch: Branch, applied: str, next_step: str = "prospect", **days: str) -> Opening:
    known = {step: date.fromisoformat(day) for step, day in days.items()}
    first = branch.entry("application", applied)
    return Opening(TIAN, first, next_step, days=known, came_from="柳河村党支部")


def test_time_as_an_activist_elsewhere_counts_on() -> None:
    branch = Branch()
    stands = branch.do(open_case, opening(branch, "2025-01-05", activist="2025-11-20"))
    assert stands.reached == {"applicant": date(2025, 1, 5), "activist": date(2025, 11, 20)}
    assert stands.next is not None
    assert (stands.next.step.id, stands.next.earliest) == ("prospect", date(2026, 11, 20))


@pytest.mark.parametrize(
    ("applied", "next_step", "days", "code"),
    [
        ("2026-11-20", "prospect-filed", {}, "too_short"),
        ("2025-12-01", "prospect-filed", {}, "too_short"),
        ("2025-01-05", "prospect-filed", {"activist": "2025-11-21"}, "too_short"),
        ("2025-01-05", "prospect", {"activist": "2024-12-31"}, "too_short"),
        ("2025-01-05", "prospect", {"training": "2025-12-01"}, "not_behind"),
        ("2025-01-05", "prospect", {"activist": "2026-11-21"}, "in_future"),
    ],
)
def test_days_that_cannot_be_are_told(
    applied: str, next_step: str, days: dict[str, str], code: str
) -> None:
    branch = Branch()
    asked = opening(branch, applied, next_step, **days)
    found = check_opening(branch.store, PACKS, ORG, asked, TODAY)
    assert [problem.code for problem in found] == [f"case.{code}"]
    with pytest.raises(CaseError, match="not_sound"):
        branch.do(open_case, asked)


def test_a_way_that_was_shorter_is_kept_with_a_note() -> None:
    branch = Branch()
    asked = opening(branch, "2025-01-05", "prospect-filed", activist="2026-01-05")
    assert branch.do(open_case, replace(asked, note="县委组织部批准")).stage == "prospect"
