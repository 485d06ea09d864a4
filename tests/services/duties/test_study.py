"""Who lacks hours of study before the year ends."""

from __future__ import annotations

from datetime import date

import pytest

from branchkit.bootstrap import Workspace
from branchkit.core.members.member import Member
from branchkit.services.citations import citation_text
from branchkit.services.duties.scene import DutyScene, duty_text
from branchkit.services.duties.study import duties
from branchkit.services.registers.writing import add_record
from branchkit.services.roster import add_member

ORG = "test"
TODAY = date(2026, 11, 20)


@pytest.fixture
def branch(workspace: Workspace) -> Workspace:
    """A secretary and two members, one of whom joined in the year."""
    with workspace.store.begin(workspace.actor, "test") as uow:
        add_member(uow, Member("", ORG, "李书", post="党支部书记", joined="1990-07-01"))
        add_member(uow, Member("", ORG, "张三", joined="1990-07-01"))
        add_member(uow, Member("", ORG, "新人", joined="2026-03-01"))
        uow.commit()
    return workspace


def studied(workspace: Workspace, hours: str, *people: str, day: str = "2026-02-01") -> None:
    values = {
        "date": day,
        "kind": "study",
        "theme": "学习",
        "present": list(people),
        "hours": hours,
    }
    with workspace.store.begin(workspace.actor, "test") as uow:
        add_record(uow, workspace.contributions.registers["book.activity"], ORG, values)
        uow.commit()


def told(workspace: Workspace, today: date = TODAY) -> list[str]:
    scene = DutyScene(workspace.store, workspace.contributions, ORG, today)
    return [duty_text(workspace.catalog, duty) for duty in duties(scene)]


def test_a_book_that_is_not_kept_says_nothing(branch: Workspace) -> None:
    assert told(branch) == []


def test_a_book_that_was_begun_in_the_middle_of_the_year_says_nothing_of_the_year(
    branch: Workspace,
) -> None:
    studied(branch, "9.0", "m0001", day="2026-04-01")
    assert told(branch) == []
    studied(branch, "1.5", "m0001", day="2026-03-31")
    assert told(branch)[1] == "李书（书记）本年学习 10.5 学时，不到 56"


def test_who_lacks_hours_is_counted_in_the_last_quarter(branch: Workspace) -> None:
    for _ in range(2):
        studied(branch, "16", "m0001")
    studied(branch, "24", "m0002")
    assert told(branch, date(2026, 9, 30)) == []
    assert told(branch, date(2026, 10, 1)) == [
        "1 人本年集中学习不到 32 学时",
        "李书（书记）本年学习 32 学时，不到 56",
    ]


def test_who_has_them_owes_nothing_and_last_years_do_not_count(branch: Workspace) -> None:
    for _ in range(3):
        studied(branch, "20", "m0001", "m0002")
    assert told(branch) == []
    assert told(branch, date(2027, 11, 20)) == []
    studied(branch, "1", "m0001", day="2027-02-01")
    assert len(told(branch, date(2027, 11, 20))) == 2


def test_the_rule_is_named_with_its_article(branch: Workspace) -> None:
    studied(branch, "1", "m0001")
    scene = DutyScene(branch.store, branch.contributions, ORG, TODAY)
    first, second = duties(scene)
    assert citation_text(branch.catalog, first.rule) == "党员教育管理工作条例 第二十条"
    assert "暂定" in citation_text(branch.catalog, second.rule)
    assert first.due_on == date(2026, 12, 31)
