"""County, township, village: what stands on which level, and what does not stand on the ladder at all."""

from __future__ import annotations

import pytest

from branchkit.core.organizations.organization import Organization
from branchkit.core.organizations.tree import OrganizationTree
from branchkit_rural.levels import Level, judged_below, level_of, rungs, villages_below

from .county import COMMITTEE, COUNTY, LONGTAN, ORGANIZATIONS, QINGSHI, QINGXI, SONGLING, VILLAGES

TREE = OrganizationTree(ORGANIZATIONS)


@pytest.mark.parametrize(
    ("id", "level"),
    [
        (COUNTY, Level.COUNTY),
        (QINGXI, Level.TOWNSHIP),
        (QINGSHI, Level.VILLAGE),
        (SONGLING, Level.VILLAGE),
        ("songling-1", None),
        ("group", None),
        ("school", None),
        ("grade", None),
    ],
)
def test_the_level_follows_from_the_place_in_the_tree(id: str, level: Level | None) -> None:
    assert level_of(TREE, id) is level


def test_a_branch_alone_is_a_village() -> None:
    tree = OrganizationTree([Organization("b1", "高沟村党支部", sector="rural")])
    assert [(rung.id, rung.level, rung.depth) for rung in rungs(tree, "b1")] == [
        ("b1", Level.VILLAGE, 0)
    ]


def test_a_township_without_villages_is_a_township() -> None:
    tree = OrganizationTree([Organization("t", "清溪镇党委", COMMITTEE, "rural")])
    assert level_of(tree, "t") is Level.TOWNSHIP
    assert judged_below(tree, "t") == []


def test_what_stands_over_a_county_is_not_judged_and_its_counties_are() -> None:
    city = Organization("city", "市委", COMMITTEE)
    county = Organization(COUNTY, "云岭县委", COMMITTEE, "organs", "city")
    tree = OrganizationTree([city, county, *ORGANIZATIONS[1:]])
    assert level_of(tree, "city") is None
    assert rungs(tree, "city")[0].level is Level.COUNTY
    assert rungs(tree, "city")[0].depth == 0


def test_only_the_next_level_is_judged_below() -> None:
    assert [o.id for o in judged_below(TREE, COUNTY)] == [QINGXI, LONGTAN]
    assert [o.id for o in judged_below(TREE, QINGXI)] == ["qingshi", "liuba", "songling"]
    assert judged_below(TREE, SONGLING) == []


def test_villages_are_counted_once_with_all_their_branches() -> None:
    assert [o.id for o in villages_below(TREE, COUNTY)] == list(VILLAGES)
    assert [o.id for o in villages_below(TREE, SONGLING)] == [SONGLING]


def test_the_ladder_goes_top_down_and_leaves_others_out() -> None:
    found = [(rung.depth, rung.id) for rung in rungs(TREE, COUNTY)]
    assert found == [
        (0, "county"),
        (1, "qingxi"),
        (2, "qingshi"),
        (2, "liuba"),
        (2, "songling"),
        (1, "longtan"),
        (2, "shankou"),
        (2, "datian"),
    ]


def test_a_workspace_of_another_sector_has_no_ladder() -> None:
    tree = OrganizationTree([Organization("s", "县一中党委", COMMITTEE, "schools")])
    assert rungs(tree, "s") == []
