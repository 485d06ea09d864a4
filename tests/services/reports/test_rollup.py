"""The paper of an organisation's children beside each other."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from branchkit.core.scoring.sheets import SheetState
from branchkit.core.tables import ChartKind, Paragraph, Report, Table
from branchkit.exchange.writers import FORMATS, written
from branchkit.i18n.catalog import Catalog
from branchkit.services.reports.rollup import RollupReport
from branchkit.services.rollup.board import Asked, RollupBoard
from branchkit.testing.memory_store import MemoryStore

from ..rollup.counties import CONTRIBUTIONS, NOVEMBER, fill, put_sheet


@pytest.fixture
def report() -> Report:
    store = MemoryStore()
    fill(store)
    put_sheet(store, "b1", {"m1": (8, 10), "m2": (6, 4)}, state=SheetState.SUBMITTED)
    put_sheet(store, "b3", {"m1": (9, 9), "m2": (10, 10)}, state=SheetState.SEALED)
    put_sheet(store, "b3", {"m1": (5, 5)}, period=NOVEMBER.previous)
    board = RollupBoard(store, CONTRIBUTIONS, Asked("county", NOVEMBER))
    list(board.trends_in_steps())
    return RollupReport(board, Catalog.load("zh_CN"), datetime(2026, 11, 20, 9)).make()


def tables(report: Report) -> list[Table]:
    return [block for block in report.blocks if isinstance(block, Table)]


def test_children_stand_by_their_places_over_the_whole(report: Report) -> None:
    children = tables(report)[0]
    shown = [
        dict(zip((c.key for c in children.columns), row, strict=True)) for row in children.rows
    ]
    assert [(row["name"], row["rank"], row["share"], row["handed"]) for row in shown] == [
        ("西乡党委", 1, Decimal("95.0"), 1),
        ("东乡党委", 2, Decimal("70.0"), 1),
        ("合计", None, Decimal("82.5"), 2),
    ]
    assert [row["previous_share"] for row in shown] == [Decimal("50.0"), None, Decimal("50.0")]


def test_it_says_first_how_it_stands(report: Report) -> None:
    first = report.blocks[0]
    assert isinstance(first, Paragraph)
    assert first.text.startswith("应报3份，已报2份，其中按时0份；")
    assert "列入考核4人，得分齐全4人，一票否决0人，平均得分率82.5%" in first.text


def test_every_picture_says_what_a_table_says(report: Report) -> None:
    kinds = [[chart.kind for chart in table.charts] for table in tables(report)]
    assert kinds == [
        [ChartKind.BARS, ChartKind.SHARES],
        [ChartKind.COLUMNS],
        [ChartKind.COLUMNS],
        [ChartKind.BARS],
        [ChartKind.LINES, ChartKind.TRENDS],
    ]


def test_totals_are_counted_by_their_share_and_by_their_band(report: Report) -> None:
    spread, bands = tables(report)[1:3]
    assert spread.rows == (
        *(("90%以上", 3), ("80%至90%", 0), ("70%至80%", 0), ("60%至70%", 0), ("不到60%", 1)),
    )
    assert bands.rows == (("优秀", 0), ("合格", 3), ("较差", 1))


def test_the_weakest_criterion_leads(report: Report) -> None:
    weak = tables(report)[3]
    assert [row[0] for row in weak.rows] == ["考核c0", "考核c1"]
    assert [row[2] for row in weak.rows] == [Decimal("82.5"), Decimal("82.5")]


@pytest.mark.parametrize("format", FORMATS)
def test_it_is_written_in_every_format(report: Report, format: str) -> None:
    assert len(written(report, format)) > 200
