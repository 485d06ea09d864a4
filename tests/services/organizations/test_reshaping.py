"""Changing the tree in one go: in an order in which no step stands in the way of another, all of it or nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from branchkit.core.errors import MemberError, OrganizationError
from branchkit.core.organizations.organization import Organization, OrganizationKind, Turn
from branchkit.core.ports import UnitOfWork
from branchkit.plugin.manager import load_contributions
from branchkit.services.organizations.checks import overview_of
from branchkit.services.organizations.leadership import leadership_of
from branchkit.services.organizations.organizations import add_organization, read_tree
from branchkit.services.organizations.reshaping import reshape
from branchkit.services.registers.writing import add_record, records_of
from branchkit.services.roster import edit_member, members_of
from branchkit.testing.memory_store import MemoryStore
from branchkit.testing.township import ACTOR, TODAY, put_members, put_posts

SCHOOL, FIRST, MATHS = "school", "first", "maths"
REASON = "党总支会议研究决定"


def a_school_store() -> MemoryStore:
    """A school's branch of four, all of them in its group."""
    store = MemoryStore()
    with store.begin(ACTOR, "test.build") as uow:
        add_organization(uow, Organization(SCHOOL, "高沟中学党支部", sector="schools"))
        group = Organization(MATHS, "数学党小组", OrganizationKind.GROUP, parent=SCHOOL)
        add_organization(uow, group)
        put_members(uow, SCHOOL, 4, group="数学党小组")
        uow.commit()
    return store


@pytest.fixture
def uow() -> Iterator[UnitOfWork]:
    with a_school_store().begin(ACTOR, "test") as unit:
        yield unit


def groups_in(uow: UnitOfWork, org: str) -> list[str]:
    return [member.group for member in members_of(uow, org)]


def test_a_branch_becomes_a_general_branch_over_branches(uow: UnitOfWork) -> None:
    everybody = [(SCHOOL, member.id) for member in members_of(uow, SCHOOL)]
    reshape(
        uow,
        founded=[
            Organization(FIRST, "高一年级党支部", parent=SCHOOL),
            Organization("", "语文党小组", OrganizationKind.GROUP, parent=FIRST),
        ],
        converted={SCHOOL: OrganizationKind.GENERAL_BRANCH},
        moved=dict.fromkeys(everybody, FIRST),
        grouped=dict.fromkeys(everybody[:2], "语文党小组"),
        dissolved=[MATHS],
        on=TODAY,
        reason=REASON,
    )
    tree = read_tree(uow)
    assert tree.get(SCHOOL).kind is OrganizationKind.GENERAL_BRANCH
    assert [turn.turn for turn in tree.get(SCHOOL).history] == [Turn.CONVERTED]
    assert tree.get(MATHS).dissolved == TODAY.isoformat()
    assert tree.get(MATHS).dissolved_reason == REASON
    assert [o.name for o in tree.subtree(SCHOOL)][1:] == ["高一年级党支部", "语文党小组"]
    assert members_of(uow, SCHOOL) == []
    assert groups_in(uow, FIRST) == ["语文党小组", "语文党小组", "", ""]


@pytest.mark.parametrize("registered", [True, False])
def test_a_general_branch_keeps_its_committee(uow: UnitOfWork, registered: bool) -> None:
    everybody = [(SCHOOL, member.id) for member in members_of(uow, SCHOOL)]
    posts = load_contributions(None, safe_mode=True).registers["member.post"]
    if registered:
        put_posts(uow, SCHOOL, [("m0001", "secretary"), ("m0002", "publicity")])
    else:
        for id, post in (("m0001", "党支部书记"), ("m0002", "宣传委员"), ("m0003", "党小组长")):
            edit_member(uow, SCHOOL, id, {"post": post})
    reshape(
        uow,
        founded=[Organization(FIRST, "高一年级党支部", parent=SCHOOL)],
        converted={SCHOOL: OrganizationKind.GENERAL_BRANCH},
        moved=dict.fromkeys(everybody, FIRST),
        dissolved=[MATHS],
        posts=posts,
        on=TODAY,
        reason=REASON,
    )
    tree = read_tree(uow)
    leaders = leadership_of(uow, tree, tree.get(SCHOOL), TODAY)
    assert (leaders.secretary, leaders.committee) == ("党员1", ("党员1", "党员2"))
    assert leadership_of(uow, tree, tree.get(FIRST), TODAY).committee == ()
    packs = load_contributions(None, safe_mode=True).rule_packs
    assert overview_of(uow, tree, packs, SCHOOL, TODAY).leaders == leaders


def test_members_of_two_rolls_may_have_the_same_id(uow: UnitOfWork) -> None:
    add_organization(uow, Organization("other", "小学党支部", sector="schools"))
    add_organization(uow, Organization("third", "幼儿园党支部", sector="schools"))
    put_members(uow, "other", 2)
    moved = {(SCHOOL, "m0001"): "third", ("other", "m0001"): "third"}
    grouped = {(SCHOOL, "m0001"): "甲组", ("other", "m0001"): "乙组"}
    reshape(uow, moved=moved, grouped=grouped, on=TODAY, reason=REASON)
    arrived = members_of(uow, "third")
    assert [(member.moved_from, member.group) for member in arrived] == [
        ("school/m0001", "甲组"),
        ("other/m0001", "乙组"),
    ]


def test_who_stays_changes_groups_without_moving(uow: UnitOfWork) -> None:
    before = members_of(uow, SCHOOL)
    grouped = {(SCHOOL, "m0001"): "语文党小组", (SCHOOL, "m0002"): ""}
    reshape(uow, grouped=grouped, on=TODAY, reason=REASON)
    assert groups_in(uow, SCHOOL) == ["语文党小组", "", "数学党小组", "数学党小组"]
    assert [member.id for member in members_of(uow, SCHOOL)] == [member.id for member in before]


def test_an_emptied_branch_goes_after_its_groups(uow: UnitOfWork) -> None:
    add_organization(uow, Organization("other", "小学党支部", sector="schools"))
    everybody = [(SCHOOL, member.id) for member in members_of(uow, SCHOOL)]
    reshape(
        uow,
        moved=dict.fromkeys(everybody, "other"),
        dissolved=[SCHOOL, MATHS],
        on=TODAY,
        reason=REASON,
    )
    assert [o.id for o in read_tree(uow)] == ["other"]


def test_standing_rows_go_along_with_those_who_move(uow: UnitOfWork) -> None:
    register = load_contributions(None, installed=lambda: ()).registers["roll.posts"]
    add_organization(uow, Organization(FIRST, "小学党支部", sector="schools"))
    for member, more in (("m0001", {}), ("m0001", {"until": "2026-03-01"}), ("m0002", {})):
        post = "office" if more else "peace"
        values = {"member": member, "post": post, "since": "2025-09-01", **more}
        add_record(uow, register, SCHOOL, values)
    reshape(uow, moved={(SCHOOL, "m0001"): FIRST}, carried=[register], on=TODAY, reason=REASON)
    (arrived,) = members_of(uow, FIRST)
    (carried,) = records_of(uow, "roll.posts", FIRST)
    assert carried.values == {"member": arrived.id, "post": "peace", "since": "2025-09-01"}
    ends = [row.values.get("until", "") for row in records_of(uow, "roll.posts", SCHOOL)]
    assert sorted(map(str, ends)) == ["", "2026-03-01", TODAY.isoformat()]


def test_nobody_may_be_left_in_what_is_dissolved(uow: UnitOfWork) -> None:
    with pytest.raises(OrganizationError) as caught:
        reshape(uow, grouped={(SCHOOL, "m0001"): ""}, dissolved=[MATHS], on=TODAY, reason=REASON)
    assert caught.value.code == "organization.has_members"


def test_what_is_refused_leaves_nothing_behind() -> None:
    store = a_school_store()
    with pytest.raises(MemberError), store.begin(ACTOR, "test") as uow:
        moved = {(SCHOOL, "nobody"): FIRST}
        founded = [Organization(FIRST, "高一年级党支部")]
        reshape(uow, founded=founded, moved=moved, on=TODAY, reason=REASON)
        uow.commit()
    assert FIRST not in read_tree(store)


def test_it_wants_something_to_do_and_a_reason(uow: UnitOfWork) -> None:
    with pytest.raises(OrganizationError) as nothing:
        reshape(uow, on=TODAY, reason=REASON)
    assert nothing.value.code == "organization.nothing_to_change"
    with pytest.raises(OrganizationError) as silent:
        reshape(uow, dissolved=[MATHS], on=TODAY, reason=" ")
    assert silent.value.code == "organization.reason_missing"
