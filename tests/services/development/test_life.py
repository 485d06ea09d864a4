"""How cases begin, are held up, go back and end; one person and several cases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from branchkit.core.development.cases import CaseState, EventKind, FieldValue, Person
from branchkit.core.development.standing import CaseStanding, StepState
from branchkit.core.errors import CaseError
from branchkit.core.members.member import Category, Member
from branchkit.services.development.cases import cases_of, the_case
from branchkit.services.development.life import (
    Opening,
    cancel,
    edit_person,
    extend_probation,
    open_case,
    refuse,
    reopen,
    repeat,
)
from branchkit.services.roster import add_member, member, members_of
from branchkit.testing.builders import ORG

from .branch import ACTOR, TIAN, TODAY, Branch

WHY = "群众有反映，继续考察"
RESOLVED: dict[str, FieldValue] = {
    "entitled": "3",
    "present": "3",
    "in_favour": "2",
    "approved_by": "镇党委",
    "approved_on": "2024-06-20",
}


def test_a_person_may_apply_again_after_the_first_case_has_ended() -> None:
    branch = Branch()
    first = branch.open(on="2022-01-05")
    with pytest.raises(CaseError, match="runs_already"):
        branch.open(on="2023-01-05")
    branch.do(cancel, first, date(2022, 5, 1), "本人提出")
    second = branch.open(on="2023-01-05")
    assert [case.id for case in cases_of(branch.store, ORG)] == [first, second]
    assert the_case(branch.store, ORG, "th").id == second


def test_a_refused_case_does_not_keep_a_person_from_applying_again() -> None:
    branch = Branch()
    first = branch.open()
    branch.do(refuse, first, "talk", TODAY, WHY)
    second = branch.open(on="2026-11-20")
    with pytest.raises(CaseError, match="runs_already"):
        branch.do(reopen, first, TODAY, WHY)
    with pytest.raises(CaseError, match="runs_already"):
        branch.do(repeat, first, "application", TODAY, WHY)
    branch.do(cancel, second, TODAY, WHY)
    assert branch.do(reopen, first, TODAY, WHY).state is CaseState.RUNNING


def test_people_of_one_name_are_told_apart_by_birth_or_id() -> None:
    branch = Branch()
    branch.open(Person("田禾", birth="1999-03-04"))
    branch.open(Person("田禾", birth="1988-01-01"))
    with pytest.raises(CaseError, match="runs_already"):
        branch.open(Person("田禾"))
    with pytest.raises(CaseError, match="several"):
        the_case(branch.store, ORG, "田禾")


def test_a_full_member_is_not_developed_again() -> None:
    branch = Branch()
    with branch.store.begin(ACTOR, "test") as uow:
        add_member(uow, Member("", ORG, "田禾", citizen_id=TIAN.citizen_id))
        uow.commit()
    with pytest.raises(CaseError, match="full_already"):
        branch.open()


def test_refused_by_the_meeting_and_back_to_the_review() -> None:
    branch = Branch()
    id = branch.open()
    branch.walk(id, "volunteer-form")
    held_up = branch.do(refuse, id, "admission-vote", date(2023, 6, 10), WHY)
    assert held_up.state is CaseState.REFUSED
    with pytest.raises(CaseError, match="not_running"):
        branch.take(id, "admission-vote", "2023-06-11")
    again = branch.do(repeat, id, "committee-review", date(2023, 6, 12), WHY)
    assert again.state is CaseState.RUNNING
    assert again.next is not None
    assert again.next.step.id == "committee-review"
    for step in ("committee-review", "pre-review", "volunteer-form", "admission-vote"):
        stands = branch.take(id, step, "2023-08-01")
    assert stands.done_count == 15


def test_nobody_goes_back_over_the_step_that_made_a_member() -> None:
    branch = Branch()
    id = branch.open()
    branch.walk(id, "full-application")
    with pytest.raises(CaseError, match="made_member"):
        branch.do(repeat, id, "admission-vote", TODAY, WHY)
    assert branch.do(repeat, id, "oath", TODAY, WHY).done_count == 19


def test_the_probation_is_extended_once_by_six_to_twelve_months() -> None:
    branch = Branch()
    id = branch.open()
    branch.walk(id, "full-application")
    for months in (5, 13):
        with pytest.raises(CaseError, match="extension_range"):
            branch.do(extend_probation, id, months, date(2024, 6, 12), WHY, resolution=RESOLVED)
    stands = branch.do(extend_probation, id, 6, date(2024, 6, 12), WHY, resolution=RESOLVED)
    assert stands.probation_end == date(2024, 12, 10)
    assert member(branch.store, ORG, stands.case.member).probation_until == "2024-12-10"
    with pytest.raises(CaseError, match="extended_already"):
        branch.do(extend_probation, id, 6, date(2024, 6, 13), WHY)
    with pytest.raises(CaseError, match="not_sound"):
        branch.take(id, "full-vote", "2024-12-09")
    full = branch.take(id, "full-vote", "2024-12-10")
    assert full.progress.extended == 6


@pytest.mark.parametrize(
    ("change", "problems"),
    [
        ({}, []),
        (
            {"entitled": "", "approved_by": ""},
            [("field_missing", "entitled"), ("field_missing", "approved_by")],
        ),
        ({"approved_on": ""}, [("field_missing", "approved_on")]),
        ({"approved_on": "2024-06-11"}, [("approved_before", "approved_on")]),
        ({"approved_on": "2026-11-21"}, [("in_future", "approved_on")]),
        ({"in_favour": "1"}, [("vote_lost", "in_favour")]),
        ({"present": "4"}, [("vote.more_present", "present")]),
    ],
)
@pytest.mark.parametrize("service", [extend_probation, cancel])
def test_a_probation_is_extended_or_ended_by_the_meeting_and_the_committee_above(
    service: Callable[..., CaseStanding],
    change: dict[str, FieldValue],
    problems: list[tuple[str, str]],
) -> None:
    branch = Branch()
    id = branch.open()
    branch.walk(id, "full-application")
    what = (6,) if service is extend_probation else ()
    asked = (id, *what, date(2024, 6, 12), WHY)
    resolution = {**RESOLVED, **change}
    if not problems:
        branch.do(service, *asked, resolution=resolution)
        (case,) = cases_of(branch.store, ORG)
        assert case.events[-1].fields == RESOLVED
        return
    with pytest.raises(CaseError, match="not_sound") as refused:
        branch.do(service, *asked, resolution=resolution)
    told = refused.value.params["problems"]
    assert isinstance(told, list)
    found = [(p.code.removeprefix("case."), p.place.key) for p in told]
    assert found == problems
    (case,) = cases_of(branch.store, ORG)
    assert case.events[-1].kind is EventKind.DONE


def test_nobody_votes_on_the_end_of_an_application() -> None:
    branch = Branch()
    id = branch.open()
    branch.walk(id, "training")
    assert branch.do(cancel, id, TODAY, "本人提出").state is CaseState.CANCELLED


def test_only_somebody_on_probation_can_have_it_extended() -> None:
    branch = Branch()
    id = branch.open()
    with pytest.raises(CaseError, match="not_on_probation"):
        branch.do(extend_probation, id, 6, TODAY, WHY)


def test_cancelling_takes_somebody_on_probation_off_the_roll_and_resuming_brings_back() -> None:
    branch = Branch()
    id = branch.open()
    stands = branch.walk(id, "oath")
    on = date(2024, 6, 12)
    branch.do(cancel, id, on, "不履行党员义务", resolution=RESOLVED)
    gone = member(branch.store, ORG, stands.case.member)
    assert (gone.removed, gone.removed_on) == ("不履行党员义务", "2024-06-12")
    assert branch.do(reopen, id, TODAY, "复查后恢复").state is CaseState.RUNNING
    assert member(branch.store, ORG, stands.case.member).removed == ""


@pytest.mark.parametrize("service", [cancel, reopen])
def test_an_end_needs_a_reason_and_a_day_that_has_come(service: object) -> None:
    branch = Branch()
    id = branch.open()
    if service is reopen:
        branch.do(cancel, id, TODAY, WHY)
    for on, reason, code in (
        (TODAY, " ", "reason_missing"),
        (date(2026, 11, 21), WHY, "in_future"),
    ):
        with pytest.raises(CaseError, match=code):
            branch.do(service, id, on, reason)  # type: ignore[arg-type]


def test_a_case_is_taken_over_from_paper_where_it_stands() -> None:
    branch = Branch()
    with branch.store.begin(ACTOR, "test") as uow:
        on_roll = Member("", ORG, "田禾", category=Category.PROBATIONARY, joined="2025-12-01")
        kept = add_member(uow, on_roll)
        uow.commit()
    opening = Opening(Person("田禾"), None, "assignment", kept.id)
    stands = branch.do(open_case, opening)
    assert (stands.stage, stands.done_count) == ("probationary", 18)
    assert stands.probation_end == date(2026, 12, 1)
    talk = stands.of("talk")
    assert talk is not None
    assert talk.state is StepState.ADOPTED
    filled_in = branch.take(stands.case.id, "talk", "2023-01-10").of("talk")
    assert filled_in is not None
    assert filled_in.done_on == date(2023, 1, 10)
    assert len(members_of(branch.store, ORG)) == 4


def test_a_new_application_needs_its_day() -> None:
    branch = Branch()
    with pytest.raises(CaseError, match="application_missing"):
        branch.do(open_case, Opening(TIAN))
    with pytest.raises(CaseError, match="name_missing"):
        branch.do(open_case, Opening(Person(" ")))
    with pytest.raises(CaseError, match="unknown_step"):
        branch.do(open_case, Opening(TIAN, None, "interview"))


def test_what_is_known_of_the_person_can_be_changed() -> None:
    branch = Branch()
    id = branch.open()
    changed = branch.do(edit_person, id, {"education": "大专"})
    assert changed.case.person.education == "大专"
    assert changed.case.person.citizen_id == TIAN.citizen_id
    with pytest.raises(CaseError, match="name_missing"):
        branch.do(edit_person, id, {"name": ""})
