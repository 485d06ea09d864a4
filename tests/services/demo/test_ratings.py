"""The made-up quarter and years of a demo's organisation: handed up, complete, the same every time, and not all alike."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from branchkit.core.actors import Actor
from branchkit.core.dates import Period
from branchkit.core.organizations.organization import Organization, OrganizationKind
from branchkit.core.scoring.schemes import SubjectKind
from branchkit.core.scoring.sheets import SheetKey, SheetState
from branchkit.plugin.contributions import Contributions
from branchkit.plugin.discovery import InstalledPlugin
from branchkit.plugin.manager import load_contributions
from branchkit.services.demo.ratings import fill_ratings
from branchkit.services.organizations.organizations import add_organization
from branchkit.services.scoring.sheets import load_sheet, read_sheet
from branchkit.testing.memory_store import MemoryStore
from branchkit.testing.township import put_members

RURAL = InstalledPlugin("rural", "branchkit_rural", "branchkit-rural", "")
TODAY = date(2026, 11, 20)
ACTOR = Actor("演示数据")
ORG = "demo"
QUARTER, YEAR, YEAR_BEFORE = map(Period.parse, ("2026-Q3", "2025", "2024"))
RUNNING, RUNNING_YEAR = map(Period.parse, ("2026-Q4", "2026"))


@pytest.fixture(scope="module")
def contributions() -> Contributions:
    return load_contributions(None, installed=lambda: [RURAL], strict=True)


def a_store(
    contributions: Contributions,
    kind: OrganizationKind = OrganizationKind.BRANCH,
    sector: str = "rural",
    seed: int = 1921,
) -> MemoryStore:
    store = MemoryStore()
    with store.begin(ACTOR, "test") as uow:
        add_organization(uow, Organization(ORG, "高沟村", kind, sector))
        uow.commit()
    fill_ratings(store, contributions, ORG, TODAY, seed, actor=ACTOR)
    return store


def sheets(store: MemoryStore) -> set[str]:
    return {document.id for document in store.scan(ORG, "sheet")}


def total(store: MemoryStore, contributions: Contributions, period: Period) -> Decimal:
    key = SheetKey("rural/branch-year", ORG, period)
    (row,) = load_sheet(store, contributions.schemes, key).rows
    return row.result.total


def test_a_branch_has_its_last_quarter_and_two_years(contributions: Contributions) -> None:
    store = a_store(contributions)
    assert sheets(store) == {
        f"rural/branch-quarter@{QUARTER}",
        f"rural/branch-quarter@{RUNNING}",
        f"rural/branch-year@{YEAR}",
        f"rural/branch-year@{YEAR_BEFORE}",
        f"rural/four-fives-year@{YEAR}",
        f"rural/four-fives-year@{YEAR_BEFORE}",
    }


def test_a_committee_is_judged_as_a_township(contributions: Contributions) -> None:
    store = a_store(contributions, OrganizationKind.COMMITTEE)
    assert sheets(store) == {f"rural/township-year@{year}" for year in (YEAR, YEAR_BEFORE)}


def test_the_county_is_judged_as_one(contributions: Contributions) -> None:
    store = MemoryStore()
    with store.begin(ACTOR, "test") as uow:
        kind = OrganizationKind.COMMITTEE
        add_organization(uow, Organization(ORG, "云岭县委", kind, "rural"))
        add_organization(uow, Organization("town", "清溪镇党委", kind, parent=ORG))
        uow.commit()
    fill_ratings(store, contributions, ORG, TODAY, 1921, actor=ACTOR)
    assert sheets(store) == {f"rural/county-year@{year}" for year in (YEAR, YEAR_BEFORE)}


def test_members_are_judged_by_the_quarter_and_a_year_without_a_ladder_is_begun() -> None:
    enterprise = InstalledPlugin("enterprise", "branchkit_enterprise", "branchkit-enterprise", "")
    brought = load_contributions(None, installed=lambda: [enterprise], strict=True)
    store = MemoryStore()
    with store.begin(ACTOR, "test") as uow:
        add_organization(uow, Organization(ORG, "采掘支部", sector="enterprise"))
        put_members(uow, ORG, 4)
        uow.commit()
    fill_ratings(store, brought, ORG, TODAY, 1921, actor=ACTOR)
    for period, state in ((QUARTER, SheetState.SUBMITTED), (RUNNING, SheetState.DRAFT)):
        scored = load_sheet(
            store, brought.schemes, SheetKey("enterprise/member-quarter", ORG, period)
        )
        assert scored.sheet.state is state
        assert [row.result.complete for row in scored.rows] == [True] * 4
    begun = load_sheet(
        store, brought.schemes, SheetKey("enterprise/branch-year", ORG, RUNNING_YEAR)
    )
    assert begun.sheet.state is SheetState.DRAFT
    assert begun.rows[0].result.complete


def test_each_is_handed_up_with_nothing_open(contributions: Contributions) -> None:
    store = a_store(contributions)
    for key in (
        SheetKey("rural/branch-quarter", ORG, QUARTER),
        SheetKey("rural/branch-year", ORG, YEAR),
    ):
        sheet = read_sheet(store, key)
        assert sheet is not None
        assert sheet.state is SheetState.SUBMITTED
        assert sheet.passages[-1].at == f"{key.period.last_day}T16:30:00"
        (row,) = load_sheet(store, contributions.schemes, key).rows
        assert row.result.complete


def test_the_same_seed_makes_the_same_and_another_a_better_or_worse(
    contributions: Contributions,
) -> None:
    stores = [a_store(contributions, seed=seed) for seed in (1920, 1921, 1922)]
    totals = [total(store, contributions, YEAR) for store in stores]
    again = total(a_store(contributions, seed=1921), contributions, YEAR)
    assert again == totals[1]
    assert totals[0] > totals[1] > totals[2]
    assert total(stores[2], contributions, YEAR_BEFORE) > totals[2]


def test_only_schemes_of_its_sector_are_scored(contributions: Contributions) -> None:
    schemes = contributions.schemes.values()
    assert any(scheme.subject is SubjectKind.ORGANIZATION for scheme in schemes)
    assert sheets(a_store(contributions, sector="schools")) == set()
