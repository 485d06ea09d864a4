"""Organisations beside the period before, and the paper about it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from branchkit.core.rating.movement import Movement
from branchkit.core.scoring.sheets import SheetKey, SheetState
from branchkit.core.tables import Paragraph, Table
from branchkit.i18n.catalog import Catalog
from branchkit.services.organizations.organizations import read_tree
from branchkit.services.rating.movement import counted, movements
from branchkit.services.reports.movement import movement_report
from branchkit.services.scoring.board import SheetBoard
from branchkit.testing.memory_store import MemoryStore

from .township import (
    EAST,
    FOURTH,
    SCHEME,
    SECOND,
    SOUTH,
    THIRD,
    TOWN,
    WEST,
    a_township,
    contributions,
    score,
)

SCHEMES = {SCHEME.id: SCHEME}


@pytest.fixture
def store() -> MemoryStore:
    """The east has risen, the west has the best band still, the south has not handed up."""
    store = a_township()
    for org, before, now in ((EAST, 50, 60), (WEST, 59, 52), (SOUTH, 20, 20)):
        score(store, org, THIRD, before if org != EAST else 20, 40)
        state = SheetState.DRAFT if org == SOUTH else SheetState.SUBMITTED
        score(store, org, FOURTH, now, 40, state=state)
    return store


def test_bands_and_totals_are_held_beside_those_before(store: MemoryStore) -> None:
    lines = movements(store, SCHEMES, read_tree(store), TOWN, FOURTH)
    told = [(x.organization.id, x.by_band, x.difference, x.target_met) for x in lines]
    assert told == [
        (EAST, Movement.RISEN, Decimal("40.0"), True),
        (WEST, Movement.HELD, Decimal("-7.0"), True),
        (SOUTH, None, None, None),
    ]
    counts = counted(lines)
    assert (counts.compared, counts.met) == (2, 2)
    assert dict(counts.moved) == {Movement.RISEN: 1, Movement.HELD: 1}


def test_who_has_no_sheet_of_either_period_is_left_out(store: MemoryStore) -> None:
    assert movements(store, SCHEMES, read_tree(store), TOWN, SECOND) == []
    (east,) = movements(store, SCHEMES, read_tree(store), EAST, FOURTH)
    assert east.organization.id == EAST


def test_the_paper_names_who_has_not_handed_up(store: MemoryStore, catalog: Catalog) -> None:
    at = datetime(2026, 11, 20, 9)
    report = movement_report(store, contributions(), TOWN, FOURTH, catalog, at)
    heading, summary, table = report.blocks
    assert report.title == "清溪镇党委2026年第4季度晋位情况"
    assert isinstance(heading, Paragraph) and heading.text == "支部季度考核"
    assert isinstance(summary, Paragraph) and isinstance(table, Table)
    assert "晋位1个，保位1个，退位0个" in summary.text
    assert "另有1个本期还没有已上报的结果：南村党支部" in summary.text
    rows = {row[0]: row[1:8] for row in table.rows}
    assert rows["东村党支部"] == (
        *(Decimal("60.0"), Decimal("100.0"), Decimal("40.0")),
        *("一般", "先进", "晋位", "做到"),
    )
    assert [chart.series[0].values for chart in table.charts] == [(1, 1, 0)]


def test_a_period_in_which_nobody_was_judged_says_so(catalog: Catalog) -> None:
    at = datetime(2026, 11, 20, 9)
    report = movement_report(a_township(), contributions(), TOWN, FOURTH, catalog, at)
    (only,) = report.blocks
    assert isinstance(only, Paragraph) and "都没有" in only.text


def test_whoever_scores_an_organisation_sees_what_it_was_before(store: MemoryStore) -> None:
    board = SheetBoard(store, SCHEMES, SheetKey(SCHEME.id, EAST, FOURTH))
    list(board.standings_in_steps())
    found = board.moved(0)
    assert found is not None
    assert (found[0].total, found[1]) == (Decimal("60.0"), Movement.RISEN)
    assert SheetBoard(store, SCHEMES, SheetKey(SCHEME.id, EAST, THIRD)).moved(0) is None
