"""Organisations in a store: finding, adding, changing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from branchkit.core.actors import Actor
from branchkit.core.errors import ConflictError, OrganizationError
from branchkit.core.organizations.organization import (
    Formation,
    Organization,
    OrganizationKind,
    Turn,
)
from branchkit.core.ports import UnitOfWork
from branchkit.services.organizations.organizations import (
    add_organization,
    edit_organization,
    find_organizations,
    orgs_of,
    read_line,
    read_tree,
    the_organization,
)
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


def test_a_list_covers_a_node_or_everything_below_it(uow: UnitOfWork) -> None:
    assert orgs_of(uow, GENERAL, subtree=False) == [GENERAL]
    assert orgs_of(uow, GENERAL, subtree=True) == [GENERAL, GAOGOU, FIRST_GROUP]
    assert orgs_of(uow, TOWN, subtree=True) == [TOWN, QINGSHI, GENERAL, GAOGOU, FIRST_GROUP]
    with pytest.raises(OrganizationError):
        orgs_of(uow, "nobody", subtree=False)


def test_a_line_holds_one_organisation_and_those_above(uow: UnitOfWork) -> None:
    line = read_line(uow, GAOGOU)
    assert [o.id for o in line] == [TOWN, GENERAL, GAOGOU]
    with pytest.raises(OrganizationError):
        read_line(uow, "nobody")


def test_an_organisation_is_found_by_code_name_part_or_initials(uow: UnitOfWork) -> None:
    tree = read_tree(uow)
    for query in ("0102", "青石村党支部", "青石", "qscdzb", QINGSHI):
        assert the_organization(tree, query).id == QINGSHI, query
    assert [o.id for o in find_organizations(tree, "高沟")] == [GENERAL, GAOGOU]
    with pytest.raises(OrganizationError) as several:
        the_organization(tree, "高沟")
    assert several.value.code == "organization.several"
    with pytest.raises(OrganizationError) as unknown:
        the_organization(tree, "石门")
    assert unknown.value.code == "organization.unknown"


def test_a_new_one_gets_an_id_and_the_sector_of_its_superior(uow: UnitOfWork) -> None:
    kept = add_organization(uow, Organization("", "石门村党支部", parent=TOWN))
    assert (kept.id, kept.sector) == ("o0001", "rural")
    following = add_organization(
        uow, Organization("", "松岭小学党支部", sector="schools", parent=TOWN)
    )
    assert (following.id, following.sector) == ("o0002", "schools")


@pytest.mark.parametrize(
    ("organization", "code"),
    [
        (Organization("", " ", parent=TOWN), "name_missing"),
        (Organization("", "青石村党支部", parent=TOWN), "name_taken"),
        (Organization("", "石门村党支部", parent=TOWN, code="0102"), "code_taken"),
        (Organization("", "石门村党支部", parent="nobody"), "unknown"),
        (Organization(QINGSHI, "石门村党支部", parent=TOWN), "id_taken"),
        (Organization("", "二支部", parent=QINGSHI), "kind_below"),
        (Organization("", "党委", OrganizationKind.COMMITTEE, parent=GENERAL), "kind_below"),
        (Organization("", "小组", OrganizationKind.GROUP, parent=TOWN), "kind_below"),
    ],
)
def test_what_does_not_fit_is_refused(
    uow: UnitOfWork, organization: Organization, code: str
) -> None:
    with pytest.raises(OrganizationError) as caught:
        add_organization(uow, organization)
    assert caught.value.code == f"organization.{code}"


def test_two_villages_may_both_have_a_first_group(uow: UnitOfWork) -> None:
    group = Organization("", "第一党小组", OrganizationKind.GROUP, parent=QINGSHI)
    assert add_organization(uow, group).name == "第一党小组"


def test_a_new_name_and_kind_become_history(uow: UnitOfWork) -> None:
    edit_organization(uow, QINGSHI, {"name": "青石社区党支部"}, TODAY, "村改居")
    changes = {"kind": OrganizationKind.GENERAL_BRANCH, "formation": Formation.JOINT}
    kept = edit_organization(uow, QINGSHI, changes, TODAY)
    assert [(m.turn, m.before, m.after, m.reason) for m in kept.history] == [
        (Turn.RENAMED, "青石村党支部", "青石社区党支部", "村改居"),
        (Turn.CONVERTED, "branch", "general-branch", ""),
    ]
    assert kept.history[0].on == "2026-11-20"
    assert read_tree(uow).get(QINGSHI) == kept


def test_other_fields_leave_no_history(uow: UnitOfWork) -> None:
    kept = edit_organization(uow, QINGSHI, {"address": "青石村 1 号", "term_years": 5}, TODAY)
    assert (kept.address, kept.history) == ("青石村 1 号", ())


@pytest.mark.parametrize(
    ("id", "changes", "code"),
    [
        (QINGSHI, {}, "nothing_to_change"),
        (QINGSHI, {"name": ""}, "name_missing"),
        (QINGSHI, {"code": "0101"}, "code_taken"),
        (QINGSHI, {"kind": OrganizationKind.GROUP}, "kind_below"),
        (GENERAL, {"kind": OrganizationKind.BRANCH}, "kind_above"),
    ],
)
def test_a_change_that_does_not_fit_is_refused(
    uow: UnitOfWork, id: str, changes: dict[str, object], code: str
) -> None:
    with pytest.raises(OrganizationError) as caught:
        edit_organization(uow, id, changes, TODAY)
    assert caught.value.code == f"organization.{code}"


def test_the_members_of_a_group_follow_its_name(uow: UnitOfWork) -> None:
    put_members(uow, GAOGOU, 3, group="第一党小组")
    edit_organization(uow, FIRST_GROUP, {"name": "先锋党小组"}, TODAY)
    groups = [group for _id, group in uow.project(GAOGOU, "member", "", ("group",))]
    assert groups == ["先锋党小组"] * 3


def test_what_somebody_else_has_changed_since_is_a_conflict() -> None:
    store = a_township_store()
    seen = read_tree(store).get(QINGSHI)
    theirs = {"address": "村口", "phone": "13812345678"}
    with store.begin(Actor("别人"), "test") as uow:
        edit_organization(uow, QINGSHI, theirs, TODAY)
        uow.commit()
    with store.begin(ACTOR, "test") as uow:
        for field, yours, there in (
            ("address", "村委会", "村口"),
            ("phone", "13987654321", "138****5678"),
        ):
            with pytest.raises(ConflictError) as refused:
                edit_organization(uow, QINGSHI, {field: yours}, TODAY, seen=seen)
            params = refused.value.params
            assert (params["field"], params["theirs"], params["by"]) == (field, there, "别人")
        assert edit_organization(uow, QINGSHI, {"code": "0103"}, TODAY, seen=seen).address == "村口"
        assert edit_organization(uow, QINGSHI, {"address": "村口"}, TODAY, seen=seen).code == "0103"
