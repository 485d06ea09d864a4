"""One list for several branches: each person goes to the branch that the list names."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from branchkit.core.members.member import Member
from branchkit.core.organizations.organization import Organization, OrganizationKind
from branchkit.exchange.readers.grid import GridRow
from branchkit.exchange.readers.opening import open_grids
from branchkit.services.importing.engine import ImportSummary
from branchkit.services.importing.members import MemberSubject
from branchkit.services.organizations.organizations import read_tree
from branchkit.services.roster import add_member, members_of
from branchkit.testing.memory_store import MemoryStore

from .sheets_of_lists import ACTOR, Sheets, codes, counts, imported

TODAY = date(2026, 11, 20)
HEADER: GridRow = ["序号", "姓名", "身份证号", "所在支部"]
ZHANG, OUYANG = "11010519491231002X", "440524188001010014"


@pytest.fixture
def store() -> MemoryStore:
    made = MemoryStore(datetime(2026, 11, 20, 9).astimezone)
    kinds = OrganizationKind
    with made.begin(ACTOR, "test.build") as uow:
        for organization in (
            Organization("c", "清溪镇党委", kind=kinds.COMMITTEE, sector="rural"),
            Organization("b1", "中共清溪镇高沟村支部委员会", parent="c"),
            Organization("b2", "清溪镇柳巷村党支部", parent="c"),
            Organization("g1", "第一党小组", kind=kinds.GROUP, parent="b1"),
        ):
            uow.put("", "organization", organization.id, organization.to_body())
        uow.commit()
    return made


def brought(
    store: MemoryStore, *rows: GridRow, org: str = "c", create: bool = False
) -> ImportSummary:
    subject = MemberSubject(org, TODAY, create_branches=create)
    return imported(store, subject, Sheets(名册=[HEADER, *rows]))


def names(store: MemoryStore, org: str) -> dict[str, int]:
    return {member.name: member.number for member in members_of(store, org)}


ROWS: tuple[GridRow, ...] = (
    [1, "张三", ZHANG, "高沟村党支部"],
    [2, "李四", None, "柳巷村"],
    [3, "王五", None, "高沟村"],
    [4, "赵六", None, "石桥村党支部"],
    [5, "钱七", None, "石桥村党支部"],
)


def test_in_a_tree_each_person_goes_to_the_branch_of_that_name(store: MemoryStore) -> None:
    made = brought(store, *ROWS)
    assert counts(made) == (3, 0, 0, 2)
    assert names(store, "b1") == {"张三": 1, "王五": 2}
    assert names(store, "b2") == {"李四": 1}
    assert names(store, "c") == {}
    assert counts(brought(store, *ROWS)) == (0, 0, 3, 2)


def test_a_name_that_no_branch_has_is_told_once_with_the_nearest(store: MemoryStore) -> None:
    made = brought(store, *ROWS)
    (problem,) = made.problems
    assert (problem.code, problem.severity) == ("roster.unknown_branches", "error")
    assert problem.params["found"] == "石桥村党支部"
    assert problem.params["nearest"] == "清溪镇柳巷村党支部"
    assert (problem.params["count"], problem.place.row) == (2, 5)


def test_branches_are_made_of_names_where_that_is_asked_for(store: MemoryStore) -> None:
    made = brought(store, *ROWS, create=True)
    assert (counts(made), codes(made)) == ((5, 0, 0, 0), [])
    (new,) = (o for o in read_tree(store) if o.name == "石桥村党支部")
    assert (new.parent, new.kind, new.sector) == ("c", OrganizationKind.BRANCH, "rural")
    assert names(store, new.id) == {"赵六": 1, "钱七": 2}


def test_a_row_in_error_makes_no_branch(store: MemoryStore) -> None:
    brought(store, [1, "张三", "123", "石桥村党支部"], create=True)
    assert len(read_tree(store).all()) == 4


def test_without_a_branch_nobody_of_a_committees_list_is_taken(store: MemoryStore) -> None:
    assert codes(brought(store, [1, "张三", ZHANG, None])) == ["roster.branch_missing"]


def test_who_stands_on_the_roll_of_another_branch_is_not_taken_twice(store: MemoryStore) -> None:
    with store.begin(ACTOR, "test") as uow:
        add_member(uow, Member("", "b2", "张三", citizen_id=ZHANG))
        uow.commit()
    made = brought(store, ROWS[0])
    assert codes(made) == ["roster.in_other_branch"]
    assert made.problems[0].params["branch"] == "清溪镇柳巷村党支部"
    assert names(store, "b1") == {}


def test_below_a_branch_nothing_is_made(store: MemoryStore) -> None:
    made = brought(store, *ROWS, org="b2", create=True)
    assert codes(made) == ["roster.other_branches"]
    assert len(read_tree(store).all()) == 4


def test_in_a_branchs_own_workspace_the_others_are_told_in_one_sentence(
    store: MemoryStore, tmp_path: Path
) -> None:
    subject = MemberSubject("b2", TODAY)
    target = tmp_path / "mend.xlsx"
    made = imported(store, subject, Sheets(名册=[HEADER, *ROWS]), mend_file=target)
    assert counts(made) == (1, 0, 0, 4)
    assert names(store, "b2") == {"李四": 2}
    (problem,) = made.problems
    assert problem.code == "roster.other_branches"
    assert problem.params["count"] == 4
    assert problem.params["names"] == ["高沟村党支部", "高沟村", "石桥村党支部"]
    with open_grids(target) as grids:
        kept = list(grids.grid(0).rows())
    assert len(kept) == 5 and "不是本支部" in str(kept[1][-1])
