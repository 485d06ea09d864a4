from __future__ import annotations

import pytest

from branchkit.core.dates import Period
from branchkit.core.errors import ReportError
from branchkit.core.scoring.schemes import Scheme
from branchkit.core.scoring.sheets import Sheet, SheetKey, SheetState
from branchkit.core.tables import Table
from branchkit.i18n.catalog import Catalog
from branchkit.plugin.contributions import Contributions
from branchkit.services.reports.periodic import (
    OF_THE_TREE,
    ReportKind,
    ReportRequest,
    find_sheet,
    make_report,
    report_file_name,
)
from branchkit.testing.memory_store import MemoryStore

from .small_month import NOVEMBER, NOW, OCTOBER, ORG, SCHEME, SCHEMES, change, scored_store


@pytest.fixture
def store() -> MemoryStore:
    return scored_store()


def find(store: MemoryStore, period: str, scheme_id: str = "", sector: str = "rural") -> SheetKey:
    known: dict[str, Scheme] = {**SCHEMES, "rural/other": SCHEME, "base/member-month": SCHEME}
    contributions = Contributions(schemes=known)
    return find_sheet(
        store, contributions, ORG, Period.parse(period), sector=sector, scheme_id=scheme_id
    )


def open_another(store: MemoryStore, scheme: str) -> SheetKey:
    key = SheetKey(scheme, ORG, NOVEMBER.period)
    with change(store) as uow:
        uow.put(ORG, "sheet", str(key), Sheet(key, SheetState.DRAFT, "1").to_body())
    return key


@pytest.mark.parametrize("kind", sorted(set(ReportKind) - OF_THE_TREE - {ReportKind.RATING}))
def test_every_kind_of_report_is_made(
    store: MemoryStore, catalog: Catalog, kind: ReportKind
) -> None:
    request = ReportRequest(kind, NOVEMBER)
    report = make_report(store, Contributions(schemes=SCHEMES), request, catalog, NOW)
    assert report.title
    assert report.properties["sheet"] == "rural/member-month@2026-11"


def test_a_ranking_looks_at_the_month_before(store: MemoryStore, catalog: Catalog) -> None:
    request = ReportRequest(ReportKind.RANKING, NOVEMBER)
    report = make_report(store, Contributions(schemes=SCHEMES), request, catalog, NOW)
    assert "升2位" in repr(report.blocks)


def test_who_a_line_is_about_stays_in_sight_in_scores_and_reasons(
    store: MemoryStore, catalog: Catalog
) -> None:
    request = ReportRequest(ReportKind.SHEET, NOVEMBER)
    report = make_report(store, Contributions(schemes=SCHEMES), request, catalog, NOW)
    tables = [block for block in report.blocks if isinstance(block, Table)]
    kept = {
        table.title: [column.title for column in table.columns[: table.frozen_columns]]
        for table in tables
    }
    assert kept == {
        "得分": ["序号", "姓名"],
        "考核项目": ["简称"],
        "得分说明": ["序号", "姓名"],
    }


def test_the_only_sheet_of_a_month_is_found(store: MemoryStore) -> None:
    assert find(store, "2026-10") == OCTOBER


def test_a_month_without_a_sheet_names_those_that_have_one(store: MemoryStore) -> None:
    with pytest.raises(ReportError) as refused:
        find(store, "2026-09")
    assert refused.value.code == "report.no_sheet"
    assert refused.value.params["known"] == ["2026-10", "2026-11"]


def test_a_branch_without_any_sheet_is_told_how_to_begin() -> None:
    with pytest.raises(ReportError) as refused:
        find(MemoryStore(lambda: NOW), "2026-11")
    assert refused.value.code == "report.no_sheet_yet"


def test_of_several_sheets_the_sectors_own_is_meant(store: MemoryStore) -> None:
    other = open_another(store, "rural/other")
    assert find(store, "2026-11") == NOVEMBER
    assert find(store, "2026-11", scheme_id="rural/other") == other


def test_several_sheets_none_of_them_usual_have_to_be_told_apart(store: MemoryStore) -> None:
    open_another(store, "rural/other")
    with pytest.raises(ReportError) as refused:
        find(store, "2026-11", sector="schools")
    assert refused.value.code == "report.several_sheets"
    assert refused.value.params["known"] == ["rural/member-month", "rural/other"]


def test_a_scheme_without_a_sheet_in_that_month_is_refused(store: MemoryStore) -> None:
    with pytest.raises(ReportError) as refused:
        find(store, "2026-11", scheme_id="rural/other")
    assert refused.value.code == "report.no_sheet"


def test_a_file_name_people_would_give(catalog: Catalog) -> None:
    assert report_file_name("通报", NOVEMBER.period, catalog) == "2026年11月通报"
