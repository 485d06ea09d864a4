"""Taking a case on, and what it does to the roll."""

from __future__ import annotations

import pytest

from branchkit.core.development.cases import CaseState
from branchkit.core.development.standing import StepState
from branchkit.core.errors import CaseError, MemberError
from branchkit.core.members.member import Category
from branchkit.services.development.cases import CASE, case_changes, case_of
from branchkit.services.development.steps import file_papers, standing_of, take_step
from branchkit.services.ledger.undo import reverse
from branchkit.services.roster import add_member, member, members_of, remove_member
from branchkit.testing.builders import ORG

from .branch import ACTOR, PACKS, TIAN, TODAY, Branch


def test_the_approval_puts_the_person_on_the_roll_from_the_day_of_the_vote() -> None:
    branch = Branch()
    id = branch.open()
    before = branch.walk(id, "admission-talk")
    assert before.case.member == ""
    assert len(members_of(branch.store, ORG)) == 3
    stands = branch.take(id, "admission-approval", "2023-07-01")
    admitted = member(branch.store, ORG, stands.case.member)
    assert (admitted.name, admitted.category) == ("田禾", Category.PROBATIONARY)
    assert (admitted.joined, admitted.citizen_id) == ("2023-06-10", TIAN.citizen_id)


def test_the_second_approval_makes_a_full_member_from_the_end_of_the_probation() -> None:
    branch = Branch()
    id = branch.open()
    stands = branch.walk(id, "archive")
    full = member(branch.store, ORG, stands.case.member)
    assert (full.category, full.full_since) == (Category.FULL, "2024-06-10")
    assert stands.state is CaseState.COMPLETED


def test_too_early_is_refused_and_nothing_is_kept() -> None:
    branch = Branch()
    id = branch.open()
    branch.walk(id, "look")
    before = case_of(branch.store, ORG, id)
    with branch.unit() as uow, pytest.raises(CaseError) as refused:
        take_step(uow, PACKS, ORG, id, branch.entry("prospect", "2023-02-28", "急"), TODAY)
    problems = refused.value.params["problems"]
    assert isinstance(problems, list)
    assert [problem.code for problem in problems] == ["case.early"]
    assert case_of(branch.store, ORG, id) == before


def test_a_step_is_done_once_and_a_look_again_and_again() -> None:
    branch = Branch()
    id = branch.open()
    branch.walk(id, "look")
    again = branch.take(id, "look", "2023-01-10").of("look")
    assert again is not None
    assert again.times == 2
    with pytest.raises(CaseError, match="done_already"):
        branch.take(id, "talk", "2022-02-02")
    branch.take(id, "prospect", "2023-03-01")
    with pytest.raises(CaseError, match="done_already"):
        branch.take(id, "look", "2023-03-02")


def test_the_roll_and_the_case_change_together_or_not_at_all() -> None:
    branch = Branch()
    id = branch.open()
    branch.walk(id, "admission-talk")
    with branch.store.begin(ACTOR, "test") as uow:
        namesake = member(uow, ORG, "m0001")
        uow.put(ORG, "member", "m0001", {**namesake.to_body(), "citizen_id": TIAN.citizen_id})
        uow.commit()
    with pytest.raises(MemberError, match="citizen_id_taken"):
        branch.take(id, "admission-approval", "2023-07-01")
    stands = standing_of(branch.store, PACKS, ORG, id, TODAY)
    approval = stands.of("admission-approval")
    assert approval is not None
    assert approval.state is StepState.OPEN
    assert len(members_of(branch.store, ORG)) == 3


def test_somebody_who_had_left_comes_back_under_the_old_id() -> None:
    branch = Branch()
    with branch.store.begin(ACTOR, "test") as uow:
        former = member(uow, ORG, "m0003")
        kept = add_member(
            uow, type(former)("", ORG, "田禾", citizen_id=TIAN.citizen_id, full_since="2019-07-01")
        )
        remove_member(uow, ORG, kept.id, "除名", TODAY)
        uow.commit()
    stands = branch.walk(branch.open(), "admission-approval")
    assert stands.case.member == kept.id
    back = member(branch.store, ORG, kept.id)
    assert (back.removed, back.category, back.full_since) == ("", Category.PROBATIONARY, "")


def test_papers_come_in_later() -> None:
    branch = Branch()
    id = branch.open()
    bare = branch.entry("talk", "2022-02-01", "记录在镇党委")
    stands = branch.do(take_step, id, type(bare)("talk", bare.on, note=bare.note))
    assert len(stands.missing) == 1
    with pytest.raises(CaseError, match="no_such_paper"):
        branch.do(file_papers, id, "talk", ["入党志愿书"], TODAY)
    with pytest.raises(CaseError, match="not_done"):
        branch.do(file_papers, id, "activist", ["推荐记录"], TODAY)
    assert branch.do(file_papers, id, "talk", ["谈话记录"], TODAY).missing == ()


def test_a_step_is_taken_back_and_what_follows_from_it_too() -> None:
    branch = Branch()
    id = branch.open()
    branch.walk(id, "talk")
    branch.take(id, "activist", "2022-03-01")
    outcome = reverse(branch.store, ACTOR, "undo", case_changes(PACKS, (ORG,), TODAY))
    assert [entry.id for entry in outcome.touched] == [id]
    document = branch.store.get(ORG, CASE, id)
    assert document is not None
    assert document.body["stage"] == "applicant"
    assert list(document.body["reached"]) == ["applicant"]


def test_a_step_that_changed_the_roll_is_not_taken_back_by_undo() -> None:
    branch = Branch()
    branch.walk(branch.open(), "admission-approval")
    outcome = reverse(branch.store, ACTOR, "undo", case_changes(PACKS, (ORG,), TODAY))
    assert outcome.code == "case.nothing_to_undo"
