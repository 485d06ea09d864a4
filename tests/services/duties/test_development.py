"""What of the development of members comes to the home screen."""

from __future__ import annotations

from datetime import date

from branchkit.core.development.cases import CaseState
from branchkit.core.duties import Duty
from branchkit.i18n.catalog import Catalog
from branchkit.services.development.moving import leave
from branchkit.services.duties.development import duties
from branchkit.services.duties.scene import DutyScene, duty_text
from branchkit.services.roster import remove_member
from branchkit.testing.builders import ORG

from ..development.branch import CONTRIBUTIONS, TODAY, Branch


def on(branch: Branch, today: date) -> list[Duty]:
    return list(duties(DutyScene(branch.store, CONTRIBUTIONS, ORG, today)))


def test_a_branch_without_cases_has_no_duties() -> None:
    assert on(Branch(), date(2026, 11, 20)) == []


def test_the_talk_with_an_applicant_is_due_within_a_month(catalog: Catalog) -> None:
    branch = Branch()
    id = branch.open(on="2026-11-01")
    (duty,) = on(branch, date(2026, 11, 20))
    assert (duty.code, duty.due_on, duty.opens.subject) == ("case_step", date(2026, 12, 1), id)
    assert duty.opens.place == "development"
    assert duty.rule.provisional
    assert duty_text(catalog, duty) == "田禾：派人谈话"


def test_a_look_is_named_a_month_ahead_and_not_before(catalog: Catalog) -> None:
    branch = Branch()
    branch.walk(branch.open(), "look")
    assert on(branch, date(2023, 1, 31)) == []
    (duty,) = on(branch, date(2023, 2, 1))
    assert (duty.code, duty.due_on) == ("case_look", date(2023, 3, 1))
    assert duty_text(catalog, duty) == "田禾：培养教育考察，上次 2022-09-01"


def test_the_end_of_a_probation_is_named_three_months_ahead(catalog: Catalog) -> None:
    branch = Branch()
    branch.walk(branch.open(), "full-application")
    assert on(branch, date(2024, 3, 9)) == []
    (duty,) = on(branch, date(2024, 3, 10))
    assert (duty.code, duty.due_on) == ("case_probation", date(2024, 6, 10))
    assert duty_text(catalog, duty) == "田禾：预备期 2024-06-10 满，讨论转正"


def test_the_next_step_is_named_from_the_day_on_which_it_is_ready(catalog: Catalog) -> None:
    """Though no day is set by which it has to be taken; what comes after it is not."""
    branch = Branch()
    id = branch.open()
    branch.walk(id, "look")
    branch.take(id, "look", "2023-02-20")
    assert on(branch, date(2023, 2, 28)) == []
    (duty,) = on(branch, date(2023, 3, 1))
    assert (duty.code, duty.due_on, duty.opens.subject) == ("case_possible", None, id)
    assert duty_text(catalog, duty) == "田禾：可以办 确定发展对象"
    assert duty.rule.article == "13"


def test_nothing_is_due_with_a_member_whose_case_an_older_version_let_run_on() -> None:
    branch = Branch()
    id = branch.open()
    member = branch.walk(id, "full-application").case.member
    assert on(branch, date(2024, 3, 10))
    with branch.unit() as uow:
        remove_member(uow, ORG, member, "去世", date(2024, 3, 1))
        uow.commit()
    assert on(branch, date(2024, 3, 10)) == []
    assert branch.do(leave, id, "", TODAY, "去世").state is CaseState.LEFT
