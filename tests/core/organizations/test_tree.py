from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from branchkit.core.errors import OrganizationError
from branchkit.core.organizations.organization import Organization, OrganizationKind
from branchkit.core.organizations.tree import OrganizationTree

IDS = [f"o{n}" for n in range(8)]


def ids(organizations: list[Organization]) -> list[str]:
    return [organization.id for organization in organizations]


def a_township() -> OrganizationTree:
    return OrganizationTree(
        [
            Organization("o3", "高沟村党支部", parent="o2"),
            Organization("o4", "一组", OrganizationKind.GROUP, parent="o3"),
            Organization("o2", "高沟村党总支", OrganizationKind.GENERAL_BRANCH, parent="o1"),
            Organization("o1", "灑坪乡党委", OrganizationKind.COMMITTEE),
            Organization("o5", "青石村党支部", parent="o1"),
            Organization("o6", "旧村党支部", parent="o1", dissolved="2024-01-01"),
        ]
    )


def test_a_subtree_is_told_top_down() -> None:
    assert ids(a_township().subtree("o1")) == ["o1", "o2", "o3", "o4", "o5"]
    assert ids(a_township().subtree("o3")) == ["o3", "o4"]


def test_a_path_leads_from_the_top() -> None:
    assert ids(a_township().path("o4")) == ["o1", "o2", "o3", "o4"]
    assert a_township().depth("o4") == 3
    assert a_township().is_within("o4", "o2")
    assert not a_township().is_within("o5", "o2")


def test_the_dissolved_stand_in_no_list_unless_asked_for() -> None:
    tree = a_township()
    assert ids(tree.children("o1")) == ["o2", "o5"]
    assert ids(tree.children("o1", dissolved=True)) == ["o2", "o5", "o6"]
    assert tree.get("o6").name == "旧村党支部"
    assert len(tree) == 5


def test_siblings_stand_by_code_then_as_they_were_made() -> None:
    tree = OrganizationTree(
        [
            Organization("o10", "丁"),
            Organization("o9", "丙"),
            Organization("o1", "乙", code="002"),
            Organization("o2", "甲", code="001"),
        ]
    )
    assert [o.name for o in tree] == ["甲", "乙", "丙", "丁"]


def test_an_unknown_organisation_is_refused() -> None:
    with pytest.raises(OrganizationError) as caught:
        a_township().get("o99")
    assert caught.value.code == "organization.unknown"
    assert a_township().name("o99") == "o99"


def test_whoever_names_no_superior_that_stands_is_at_the_top() -> None:
    tree = OrganizationTree(
        [
            Organization("o1", "甲", parent="gone"),
            Organization("o2", "乙", parent="o3"),
            Organization("o3", "丙", dissolved="2024-01-01"),
        ]
    )
    assert ids(list(tree)) == ["o1", "o2"]
    assert tree.was_cut("o1")
    assert tree.was_cut("o2")


def test_a_ring_is_cut_at_its_oldest() -> None:
    tree = OrganizationTree(
        [
            Organization("o2", "乙", parent="o1"),
            Organization("o1", "甲", parent="o3"),
            Organization("o3", "丙", parent="o2"),
            Organization("o4", "丁", parent="o3"),
        ]
    )
    assert ids(list(tree)) == ["o1", "o2", "o3", "o4"]
    assert [id for id in ("o1", "o2", "o3", "o4") if tree.was_cut(id)] == ["o1"]


@given(st.lists(st.tuples(st.sampled_from([*IDS, ""]), st.booleans()), min_size=8, max_size=8))
def test_whatever_the_documents_say_nobody_is_lost_or_told_twice(
    rows: list[tuple[str, bool]],
) -> None:
    organizations = [
        Organization(id, id, parent=parent, dissolved="2024-01-01" if gone else "")
        for id, (parent, gone) in zip(IDS, rows, strict=True)
    ]
    tree = OrganizationTree(organizations)
    told = ids(list(tree))
    assert sorted(told) == [o.id for o in organizations if not o.dissolved]
    assert len(tree) == len(told)
    for id in IDS:
        assert tree.path(id)[-1].id == id
        assert len(tree.path(id)) <= len(IDS)
