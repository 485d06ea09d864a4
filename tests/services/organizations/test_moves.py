"""Moving, merging and dissolving organisations, and taking it back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import pytest

from branchkit.core.errors import OrganizationError
from branchkit.core.organizations.organization import Organization, OrganizationKind, Turn
from branchkit.core.ports import UnitOfWork
from branchkit.services.ledger.undo import reverse
from branchkit.services.organizations.organizations import add_organization, read_tree
from branchkit.services.organizations.reshaping import (
    TREE_CHANGES,
    dissolve_organization,
    merge_organizations,
    move_organization,
)
from branchkit.services.roster import members_of
from branchkit.testing.memory_store import MemoryStore
from branchkit.testing.township import (
    ACTOR,
    FIRST_GROUP,
    GAOGOU,
    GENERAL,
    QINGSHI,
    TODAY,
    TOWN,
    a_township_store,
    put_members,
)


@pytest.fixture
def uow() -> Iterator[UnitOfWork]:
    with a_township_store().begin(ACTOR, "test") as unit:
        yield unit


def children(uow: UnitOfWork, id: str) -> list[str]:
    return [o.id for o in read_tree(uow).children(id)]


def test_an_organisation_moves_with_everything_below_it(uow: UnitOfWork) -> None:
    kept = move_organization(uow, GAOGOU, TOWN, TODAY, "撤销党总支")
    assert children(uow, GENERAL) == []
    assert children(uow, GAOGOU) == [FIRST_GROUP]
    (turn,) = kept.history
    assert (turn.turn, turn.before, turn.after, turn.on, turn.reason) == (
        Turn.MOVED,
        GENERAL,
        TOWN,
        "2026-11-20",
        "撤销党总支",
    )


def test_an_organisation_may_move_to_the_top(uow: UnitOfWork) -> None:
    move_organization(uow, QINGSHI, "", TODAY, "划归县直")
    assert children(uow, "") == [QINGSHI, TOWN]


@pytest.mark.parametrize(
    ("id", "parent", "reason", "code"),
    [
        (GENERAL, TOWN, "划转", "nothing_to_change"),
        (QINGSHI, GENERAL, " ", "reason_missing"),
        (QINGSHI, GAOGOU, "划转", "kind_below"),
        (TOWN, GENERAL, "划转", "own_subtree"),
        ("nobody", TOWN, "划转", "unknown"),
    ],
)
def test_a_move_that_makes_no_sense_is_refused(
    uow: UnitOfWork, id: str, parent: str, reason: str, code: str
) -> None:
    with pytest.raises(OrganizationError) as caught:
        move_organization(uow, id, parent, TODAY, reason)
    assert caught.value.code == f"organization.{code}"


def test_a_committee_cannot_move_below_itself(uow: UnitOfWork) -> None:
    below = add_organization(
        uow, Organization("", "分党委", OrganizationKind.COMMITTEE, parent=TOWN)
    )
    with pytest.raises(OrganizationError) as caught:
        move_organization(uow, TOWN, below.id, TODAY, "划转")
    assert caught.value.code == "organization.own_subtree"


def test_a_merger_takes_members_and_groups_along_in_their_order(uow: UnitOfWork) -> None:
    put_members(uow, QINGSHI, 2)
    put_members(uow, GAOGOU, 3, group="第一党小组")
    handover = merge_organizations(uow, GAOGOU, QINGSHI, TODAY, "村级合并")
    assert (handover.members, handover.children) == (3, (FIRST_GROUP,))
    roll = members_of(uow, QINGSHI)
    assert [m.number for m in roll] == [1, 2, 3, 4, 5]
    assert [m.group for m in roll] == ["", "", *["第一党小组"] * 3]
    assert members_of(uow, GAOGOU) == []
    assert children(uow, QINGSHI) == [FIRST_GROUP]
    gone = read_tree(uow).get(GAOGOU)
    assert (gone.dissolved, gone.merged_into, gone.dissolved_reason) == (
        "2026-11-20",
        QINGSHI,
        "村级合并",
    )
    assert [m.turn for m in gone.history] == [Turn.MERGED]
    assert [(m.turn, m.before) for m in read_tree(uow).get(QINGSHI).history] == [
        (Turn.TOOK_IN, GAOGOU)
    ]


def test_two_groups_of_one_name_become_one(uow: UnitOfWork) -> None:
    first = add_organization(
        uow, Organization("", "第一党小组", OrganizationKind.GROUP, parent=QINGSHI)
    )
    merge_organizations(uow, GAOGOU, QINGSHI, TODAY, "村级合并")
    assert children(uow, QINGSHI) == [first.id]
    assert read_tree(uow).get(FIRST_GROUP).merged_into == first.id


@pytest.mark.parametrize(
    ("id", "into", "code"),
    [
        (GAOGOU, GAOGOU, "same"),
        (GAOGOU, GENERAL, "merge_kind"),
        (GAOGOU, "nobody", "unknown"),
    ],
)
def test_a_merger_that_makes_no_sense_is_refused(
    uow: UnitOfWork, id: str, into: str, code: str
) -> None:
    with pytest.raises(OrganizationError) as caught:
        merge_organizations(uow, id, into, TODAY, "合并")
    assert caught.value.code == f"organization.{code}"


def test_what_holds_people_or_others_is_not_dissolved(uow: UnitOfWork) -> None:
    put_members(uow, QINGSHI, 1)
    for id, code in ((GENERAL, "has_children"), (QINGSHI, "has_members")):
        with pytest.raises(OrganizationError) as caught:
            dissolve_organization(uow, id, TODAY, "撤销")
        assert caught.value.code == f"organization.{code}"


def test_a_dissolved_organisation_hands_over_to_whom_is_named(uow: UnitOfWork) -> None:
    put_members(uow, GAOGOU, 2)
    handover = dissolve_organization(uow, GAOGOU, TODAY, "撤销", QINGSHI)
    assert handover.members == 2
    assert len(members_of(uow, QINGSHI)) == 2
    assert read_tree(uow).get(GAOGOU).merged_into == ""


def test_the_general_branch_hands_its_branches_to_the_committee(uow: UnitOfWork) -> None:
    dissolve_organization(uow, GENERAL, TODAY, "撤销", TOWN)
    assert children(uow, TOWN) == [GAOGOU, QINGSHI]


def test_nothing_happens_to_what_is_dissolved(uow: UnitOfWork) -> None:
    dissolve_organization(uow, QINGSHI, TODAY, "撤销")
    attempts: list[Callable[[], object]] = [
        lambda: dissolve_organization(uow, QINGSHI, TODAY, "撤销"),
        lambda: move_organization(uow, QINGSHI, GENERAL, TODAY, "划转"),
        lambda: merge_organizations(uow, GAOGOU, QINGSHI, TODAY, "合并"),
        lambda: add_organization(
            uow, Organization("", "小组", OrganizationKind.GROUP, parent=QINGSHI)
        ),
    ]
    for attempt in attempts:
        with pytest.raises(OrganizationError) as caught:
            attempt()
        assert caught.value.code == "organization.dissolved"


def test_the_last_organisation_stays() -> None:
    with MemoryStore().begin(ACTOR, "test") as uow:
        only = add_organization(uow, Organization("", "高沟村党支部"))
        with pytest.raises(OrganizationError) as caught:
            dissolve_organization(uow, only.id, TODAY, "撤销")
    assert caught.value.code == "organization.last"


def test_a_group_with_people_stays_with_its_branch(uow: UnitOfWork) -> None:
    put_members(uow, GAOGOU, 2, group="第一党小组")
    with pytest.raises(OrganizationError) as moved:
        move_organization(uow, FIRST_GROUP, QINGSHI, TODAY, "划转")
    assert moved.value.code == "organization.group_has_members"
    with pytest.raises(OrganizationError) as dissolved:
        dissolve_organization(uow, FIRST_GROUP, TODAY, "撤销")
    assert dissolved.value.code == "organization.has_members"


def test_the_people_of_a_dissolved_group_go_to_another_of_the_branch(uow: UnitOfWork) -> None:
    put_members(uow, GAOGOU, 2, group="第一党小组")
    second = Organization("", "第二党小组", OrganizationKind.GROUP, parent=GAOGOU)
    elsewhere = Organization("", "第三党小组", OrganizationKind.GROUP, parent=QINGSHI)
    near, far = add_organization(uow, second), add_organization(uow, elsewhere)
    with pytest.raises(OrganizationError) as caught:
        dissolve_organization(uow, FIRST_GROUP, TODAY, "撤销", far.id)
    assert caught.value.code == "organization.group_elsewhere"
    assert dissolve_organization(uow, FIRST_GROUP, TODAY, "撤销", near.id).members == 2
    assert [m.group for m in members_of(uow, GAOGOU)] == ["第二党小组"] * 2


def moved(store: MemoryStore, id: str, parent: str) -> None:
    with store.begin(ACTOR, "organization.move") as uow:
        move_organization(uow, id, parent, date(2026, 11, 20), "划转")
        uow.commit()


def test_a_change_is_taken_back_and_done_again() -> None:
    store = a_township_store()
    moved(store, QINGSHI, GENERAL)
    assert reverse(store, ACTOR, "undo", TREE_CHANGES).done
    assert read_tree(store).get(QINGSHI).parent == TOWN
    assert reverse(store, ACTOR, "redo", TREE_CHANGES).done
    assert read_tree(store).get(QINGSHI).parent == GENERAL


def test_what_others_have_built_upon_is_not_taken_back() -> None:
    store = a_township_store()
    with store.begin(ACTOR, "organization.add") as uow:
        add_organization(uow, Organization("new", "石门村党支部", parent=TOWN))
        uow.commit()
    with store.begin(ACTOR, "member.add") as uow:
        put_members(uow, "new", 1)
        uow.commit()
    refused = reverse(store, ACTOR, "undo", TREE_CHANGES).refused
    assert refused is not None
    assert refused.code == "organization.undo_in_use"


def test_a_merger_that_moved_people_is_not_taken_back() -> None:
    store = a_township_store()
    with store.begin(ACTOR, "member.add") as uow:
        put_members(uow, GAOGOU, 1)
        uow.commit()
    with store.begin(ACTOR, "organization.merge") as uow:
        merge_organizations(uow, GAOGOU, QINGSHI, TODAY, "合并")
        uow.commit()
    assert reverse(store, ACTOR, "undo", TREE_CHANGES).code == "organization.nothing_to_undo"
