"""The made-up county: its shape, months of every branch, and three levels that are rated; the same every time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from branchkit.bootstrap import Workspace, create_workspace, open_workspace
from branchkit.core.actors import Actor
from branchkit.core.dates import Period
from branchkit.core.organizations.organization import OrganizationKind
from branchkit.core.ports import Store
from branchkit.core.scoring.sheets import SheetKey, SheetState
from branchkit.i18n.catalog import Catalog
from branchkit.plugin.discovery import known_sectors
from branchkit.services.demo.county import fill_county
from branchkit.services.organizations.organizations import read_tree
from branchkit.services.roster import members_of
from branchkit.services.scoring.sheets import default_scheme_id, load_sheet, read_sheet
from branchkit.services.scoring.workspace_view import StoreView
from branchkit.settings import UserSettings

TODAY = date(2026, 11, 20)
MONTHS = 3
MakeCounty = Callable[[str], Workspace]


@pytest.fixture(scope="module")
def make(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MakeCounty]:
    """Counties over two months; on disk, since a year's rows in memory are looked through again and again."""
    opened: list[Workspace] = []

    def made(name: str) -> Workspace:
        directory = tmp_path_factory.mktemp(name) / "county"
        create_workspace(
            directory,
            name="云岭县委",
            sector="rural",
            sectors=known_sectors(),
            clock=_clock,
            actor=Actor("测试员"),
            organization="demo",
            kind=OrganizationKind.COMMITTEE,
        )
        workspace = _opened(directory)
        opened.append(workspace)
        fill_county(workspace.store, workspace.contributions, "demo", TODAY, months=MONTHS)
        return workspace

    yield made
    for workspace in opened:
        workspace.close()


@pytest.fixture(scope="module")
def county(make: MakeCounty) -> Workspace:
    return make("first")


def _clock() -> datetime:
    return datetime(2026, 11, 20, 9).astimezone()


def _opened(directory: Path) -> Workspace:
    return open_workspace(
        directory,
        settings=UserSettings(),
        catalog=Catalog.load("zh_CN"),
        actor=Actor("测试员"),
        clock=_clock,
    )


def test_it_has_three_townships_and_twelve_branches_of_every_sector(county: Workspace) -> None:
    assert county.contributions.failures == []
    tree = read_tree(county.store)
    townships = tree.children("demo")
    assert [o.kind for o in townships] == [OrganizationKind.COMMITTEE] * 3
    branches = [branch for township in townships for branch in tree.children(township.id)]
    sectors = Counter(branch.sector for branch in branches)
    assert sum(sectors.values()) == 12
    assert set(sectors) == set(known_sectors())
    # Sectors that make up the same rows for each of their branches would be read double in the county's reports.
    assert all(count == 1 for sector, count in sectors.items() if sector != "rural")
    # A ladder wants villages in every township.
    for township in townships:
        assert any(branch.sector == "rural" for branch in tree.children(township.id))


def test_every_branch_has_handed_up_its_month_and_begun_this_one(county: Workspace) -> None:
    store, contributions = county.store, county.contributions
    tree = read_tree(store)
    branches = [o for o in tree if o.kind is OrganizationKind.BRANCH]
    for branch in branches:
        assert members_of(store, branch.id)
        scheme = default_scheme_id(contributions, branch.sector)
        assert scheme.startswith(f"{branch.sector}/")
        month = load_sheet(
            store, contributions.schemes, SheetKey(scheme, branch.id, Period(2026, 10))
        )
        assert month.sheet.state is SheetState.SUBMITTED
        assert all(row.result.complete for row in month.rows)
        running = read_sheet(store, SheetKey(scheme, branch.id, Period(2026, 11)))
        assert running is not None
        assert running.state is SheetState.DRAFT


def test_three_levels_are_rated_and_differ(county: Workspace) -> None:
    view = StoreView(county.store, county.contributions, node="demo", today=TODAY)
    tree = view.tree()
    year = Period.parse("2025")

    def bands(scheme: str, orgs: list[str]) -> list[str]:
        sheets = [view.results(scheme, org, year) for org in orgs]
        return [sheet.subjects[0].band for sheet in sheets if sheet is not None]

    townships = [o.id for o in tree.children("demo")]
    villages = [o.id for o in tree if o.sector == "rural" and o.kind is OrganizationKind.BRANCH]
    assert all(bands("rural/county-year", ["demo"]))
    assert len(bands("rural/township-year", townships)) == 3
    assert len(set(bands("rural/township-year", townships))) > 1
    assert len(set(bands("rural/branch-year", villages))) > 1


def test_the_same_day_makes_the_same_county(county: Workspace, make: MakeCounty) -> None:
    again = make("second").store

    def everything(store: Store) -> dict[tuple[str, str, str], object]:
        orgs = ["", *(o.id for o in read_tree(again).all())]
        kinds = ("organization", "member", "row", "case", "record/book.meeting", "record/roll.dues")
        return {
            (org, kind, document.id): document.body
            for org in orgs
            for kind in kinds
            for document in store.scan(org, kind)
        }

    assert everything(again) == everything(county.store)
