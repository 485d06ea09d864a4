"""The appraisal of the five goods and the rectification list, as papers."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from branchkit.core.tables import ChartKind, Paragraph, Report, Table
from branchkit.plugin.workspace_view import ReportScene
from branchkit.testing.plugin_view import FakeView, a_record
from branchkit_rural.appraisal import appraisal
from branchkit_rural.levels import Level
from branchkit_rural.rectification import ITEMS
from branchkit_rural.rectification_report import rectification

from .county import (
    COUNTY,
    DATIAN,
    LIUBA,
    LONGTAN,
    QINGSHI,
    QINGXI,
    SHANKOU,
    SONGLING,
    YEAR,
    a_county,
    a_ledger_row,
    rated,
)


def a_view() -> FakeView:
    view = a_county(
        records=[
            a_ledger_row(LIUBA, 2024, "four-star"),
            a_ledger_row(SONGLING, 2024, "three-star"),
            a_record(
                ITEMS,
                LIUBA,
                date="2026-02-01",
                item="补齐会议记录",
                measures="按月检查",
                deadline="2026-06-01",
            ),
            a_record(
                ITEMS,
                LIUBA,
                date="2026-01-20",
                item="修缮活动室",
                deadline="2026-06-01",
                done_on="2026-05-01",
            ),
        ]
    )
    rated(view, QINGXI, "85.2", "four-star", level=Level.TOWNSHIP)
    rated(view, QINGSHI, "92", "five-star", points={"tasks": "8"})
    rated(view, LIUBA, "72", "three-star", points={"tasks": "8"})
    rated(view, SONGLING, "85", "four-star")
    rated(view, SHANKOU, "55", "one-star", points={"tasks": "0", "clean": "15"})
    return view


def tables(report: Report) -> list[Table]:
    return [block for block in report.blocks if isinstance(block, Table)]


def texts(report: Report) -> list[str]:
    return [block.text for block in report.blocks if isinstance(block, Paragraph)]


def by_key(table: Table, row: int) -> dict[str, object]:
    return {c.key: v for c, v in zip(table.columns, table.rows[row], strict=True)}


def test_a_county_s_appraisal_has_a_table_for_each_level() -> None:
    report = appraisal(a_view().scene(YEAR, org=COUNTY))
    assert report.title == "2025年度“五个好”评定表"
    assert (report.issuer, report.issued_on) == ("云岭县委", "2026年11月20日")
    assert [len(table.rows) for table in tables(report)] == [1, 2, 5]
    headings = [b.text for b in report.blocks if isinstance(b, Paragraph) and b.level]
    assert headings == [
        "县委年度考核（先进县）",
        "乡镇党委年度考核（五个好）",
        "村党支部年度考核（五个好）",
    ]


def test_the_best_of_each_township_stand_first_and_the_unrated_last() -> None:
    villages = tables(appraisal(a_view().scene(YEAR, org=COUNTY)))[-1]
    names = [row[1] for row in villages.rows]
    assert names == ["青石村党支部", "松岭村党总支", "柳坝村党支部", "山口村党支部", "大田村党支部"]
    first, last = by_key(villages, 0), by_key(villages, 4)
    assert (first["results"], first["total"], first["rank"]) == (88, 92, 1)
    assert (first["band"], first["before"], first["move"]) == ("五星", "-", "新评")
    assert (last["results"], last["total"], last["band"], last["move"]) == (None, None, "未评", "")


def test_each_level_of_several_draws_its_bands_this_year_and_before() -> None:
    levels = [table.charts for table in tables(appraisal(a_view().scene(YEAR, org=COUNTY)))]
    assert levels[0] == (), "the county alone"
    bands, totals = levels[2]
    assert (bands.kind, bands.labels) == (ChartKind.SHARES, ("2025年度", "2024年度"))
    assert {series.name: series.values for series in bands.series} == {
        "五星": (1, 0),
        "四星": (1, 1),
        "三星": (1, 1),
        "二星": (0, 0),
        "一星": (1, 0),
    }
    assert totals.labels == ("青石村党支部", "松岭村党总支", "柳坝村党支部", "山口村党支部")
    assert [chart.kind for chart in levels[1]] == [ChartKind.SHARES], "one total alone"


def test_the_summary_holds_the_share_against_what_is_asked() -> None:
    (summary,) = [t for t in texts(appraisal(a_view().scene(YEAR, org=QINGXI))) if "共3个" in t]
    assert "实现“五好”目标2个，占66.7%，要求不低于90%（暂定）；" in summary
    assert "最好一档1个，占33.3%，一般不超过10%（暂定）" in summary
    assert summary.endswith("与上年相比晋位1个，保位0个，降位1个。")


def test_a_township_without_any_rating_says_so() -> None:
    view = a_county()
    assert "共2个党组织，本年度都还没有评定。" in texts(appraisal(view.scene(YEAR, org=LONGTAN)))


def test_the_backward_and_those_that_fell_are_listed_with_their_items() -> None:
    report = rectification(a_view().scene(YEAR, org=COUNTY))
    (table,) = tables(report)
    assert [row[1] for row in table.rows] == ["柳坝村党支部", None, "山口村党支部"]
    fallen, second, backward = (by_key(table, row) for row in range(3))
    assert (fallen["band"], fallen["before"], fallen["lacks"]) == ("三星", "四星", "完成年度任务-3")
    assert (fallen["item"], fallen["measures"], fallen["state"]) == (
        "补齐会议记录",
        "按月检查",
        "已逾期",
    )
    assert (second["item"], second["state"]) == ("修缮活动室", "已完成")
    assert backward["lacks"] == "完成年度任务-5、廉洁自律-2"
    assert backward["item"] == "还没有下达"
    assert texts(report)[0] == (
        "2025年度评定为后进的1个，降位的1个，列入整顿提高名单的共2个，整改事项2项，完成1项，逾期1项。"
    )


def test_only_what_is_below_is_on_a_township_s_list() -> None:
    (table,) = tables(rectification(a_view().scene(YEAR, org=LONGTAN)))
    assert [row[1] for row in table.rows] == ["山口村党支部"]
    view = a_county()
    rated(view, DATIAN, "92", "five-star")
    report = rectification(view.scene(YEAR, org=LONGTAN))
    assert texts(report) == ["没有后进、降位的党组织。"]


@pytest.mark.parametrize("make", [appraisal, rectification])
@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_every_row_has_a_value_for_every_column(
    make: Callable[[ReportScene], Report], language: str
) -> None:
    report = make(a_view().scene(YEAR, org=COUNTY, language=language))
    for table in tables(report):
        assert all(len(row) == len(table.columns) for row in table.rows)
    assert "{" not in "".join(texts(report))


@pytest.mark.parametrize("make", [appraisal, rectification])
def test_where_nobody_is_judged_the_papers_say_so(make: Callable[[ReportScene], Report]) -> None:
    assert "这里没有农村党组织。" in texts(make(a_view().scene(YEAR, org="school")))
