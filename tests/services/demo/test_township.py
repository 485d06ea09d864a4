"""The demo of a township: the same every time, and nothing in it that a branch would not keep."""

from __future__ import annotations

from datetime import date

import pytest

from branchkit.core.dates import Period
from branchkit.core.organizations.organization import Organization, OrganizationKind
from branchkit.plugin.manager import load_contributions
from branchkit.services.demo.branch import fill_township
from branchkit.services.organizations.checks import check
from branchkit.services.organizations.organizations import add_organization, count_own, read_tree
from branchkit.services.scoring.sheets import read_sheet, sheet_key
from branchkit.testing.memory_store import MemoryStore
from branchkit.testing.township import ACTOR

TODAY = date(2026, 11, 20)
ORG = "demo"
CONTRIBUTIONS = load_contributions(None, safe_mode=True)


def a_township() -> MemoryStore:
    store = MemoryStore()
    with store.begin(ACTOR, "test") as uow:
        root = Organization(ORG, "清溪镇党委", OrganizationKind.COMMITTEE, "rural")
        add_organization(uow, root)
        uow.commit()
    fill_township(store, CONTRIBUTIONS, ORG, TODAY)
    return store


@pytest.fixture(scope="module")
def township() -> MemoryStore:
    return a_township()


def test_three_branches_of_different_size_stand_below_the_committee(township: MemoryStore) -> None:
    tree = read_tree(township)
    branches = tree.children(ORG)
    assert [count_own(township, tree, branch).members for branch in branches] == [40, 12, 56]
    groups = tree.children(branches[0].id)
    assert [count_own(township, tree, group).members for group in groups] == [10] * 4


def test_every_branch_has_three_months_of_scores(township: MemoryStore) -> None:
    for branch in read_tree(township).children(ORG):
        for month in (9, 10, 11):
            key = sheet_key(
                CONTRIBUTIONS.schemes, "base/member-month", branch.id, Period(2026, month)
            )
            assert read_sheet(township, key) is not None, (branch.name, month)


def test_there_is_something_to_warn_of(township: MemoryStore) -> None:
    tree = read_tree(township)
    found = {
        problem.code.removeprefix("organization.")
        for organization in tree
        for problem in check(township, tree, CONTRIBUTIONS.rule_packs, organization.id, TODAY)
    }
    assert found == {"term_ends", "too_many"}


def test_nothing_of_it_was_refused(township: MemoryStore) -> None:
    assert CONTRIBUTIONS.failures == []
    assert township.verify() == []


def test_the_same_day_makes_the_same_township(township: MemoryStore) -> None:
    again = a_township()
    for branch in read_tree(township).children(ORG):
        first = [d.body for d in township.scan(branch.id, "member")]
        assert first == [d.body for d in again.scan(branch.id, "member")]
