"""What the charts of a sheet's papers show."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from branchkit.core.tables import Chart, ChartKind, Report, Table
from branchkit.i18n.catalog import Catalog
from branchkit.plugin.contributions import Contributions
from branchkit.services.reports.charts import MOST_DRAWN, standing_charts
from branchkit.services.reports.parts import ReportBasis, by_rank
from branchkit.services.reports.periodic import ReportKind, ReportRequest, make_report
from branchkit.services.reports.ranking import ranking
from branchkit.services.scoring.sheets import ScoredSheet, load_sheet

from .small_month import NOVEMBER, NOW, OCTOBER, SCHEMES, scored_store


@pytest.fixture
def november() -> ScoredSheet:
    return load_sheet(scored_store(), SCHEMES, NOVEMBER)


@pytest.fixture
def basis(november: ScoredSheet, catalog: Catalog) -> ReportBasis:
    return ReportBasis(november, catalog, NOW)


def charts(report: Report) -> list[Chart]:
    return [chart for b in report.blocks if isinstance(b, Table) for chart in b.charts]


def made(kind: ReportKind, catalog: Catalog) -> Report:
    request = ReportRequest(kind, NOVEMBER)
    return make_report(scored_store(), Contributions(schemes=SCHEMES), request, catalog, NOW)


def test_a_notice_draws_the_settled_totals_and_every_band(catalog: Catalog) -> None:
    totals, bands = charts(made(ReportKind.NOTICE, catalog))
    assert (totals.kind, totals.title) == (ChartKind.BARS, "2026年11月积分")
    assert totals.labels == ("欧阳若兰", "单雄信", "陈建国", "仇春梅", "解缙之"), "by rank"
    assert bands.labels == ("优秀", "合格", "不合格")
    assert bands.series[0].values == (2, 2, 1)


def test_a_ranking_draws_the_month_before_beside_it_where_there_is_one(
    basis: ReportBasis,
) -> None:
    before = load_sheet(scored_store(), SCHEMES, OCTOBER)
    totals, _bands = charts(ranking(basis, before))
    assert [series.name for series in totals.series] == ["总分", "上月总分"]
    assert totals.series[1].values == (80, None, 100, 90, None)
    alone, _bands = charts(ranking(basis, None))
    assert len(alone.series) == 1


def test_a_sheet_draws_the_months_and_what_share_of_each_criterion_was_given(
    catalog: Catalog,
) -> None:
    months, trends, criteria = charts(made(ReportKind.SHEET, catalog))
    assert (months.kind, months.labels) == (ChartKind.LINES, ("10月", "11月"))
    october = {series.name: series.values[0] for series in months.series}
    assert october == {"平均": 90, "最高": 100, "最低": 80}
    assert trends.kind is ChartKind.TRENDS
    lines = {series.name: series.values for series in trends.series}
    assert lines["仇春梅"] == (90, 70)
    assert lines["曾庆璠"] == (None, None)
    shares = dict(zip(criteria.labels, criteria.series[0].values, strict=True))
    assert shares["大会"] == 100
    assert shares["设岗"] == Decimal("83.3"), "50 of 60: the mobile member has no such criterion"


def test_a_first_month_has_no_line(catalog: Catalog) -> None:
    request = ReportRequest(ReportKind.SHEET, OCTOBER)
    report = make_report(scored_store(), Contributions(schemes=SCHEMES), request, catalog, NOW)
    assert [chart.kind for chart in charts(report)] == [ChartKind.BARS]


def test_one_figure_is_not_drawn(basis: ReportBasis) -> None:
    alone = replace(basis.scored, rows=tuple(by_rank(basis.scored.rows)[:1]))
    assert standing_charts(replace(basis, scored=alone)) == ()


def test_of_many_only_the_distribution_is_drawn(basis: ReportBasis) -> None:
    best, *_, last = by_rank(basis.scored.rows)
    many = replace(basis.scored, rows=(best, *[last] * MOST_DRAWN))
    bands, spread = standing_charts(replace(basis, scored=many))
    assert bands.kind is spread.kind is ChartKind.COLUMNS
    counted = dict(zip(spread.labels, spread.series[0].values, strict=True))
    assert sum(value or 0 for value in counted.values()) == MOST_DRAWN + 1
    assert counted["100-110"] == 1, "102 points, more than the maximum"
