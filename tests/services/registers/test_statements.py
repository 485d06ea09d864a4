"""What it costs the store to list a register, in statements."""

from __future__ import annotations

import pytest

from branchkit.bootstrap import Workspace
from branchkit.core.tables import Table
from branchkit.services.registers.board import ROWS_A_STEP, Selection
from branchkit.services.registers.reading import RegisterRecords, records_of
from branchkit.services.reports.registers import Extract, ReportScene, register_report
from branchkit.testing.statements import statements_of, verbs

from .village_registers import ORG, TODAY, VISITS, a_board, enrol, visits

ROWS = 268
LIST = ["SELECT", "SELECT"]
"""Which rows there are: two pages."""


@pytest.fixture
def village(workspace: Workspace) -> Workspace:
    enrol(workspace)
    visits(
        workspace,
        [
            {
                "date": f"2026-{n % 10 + 1:02}-{n // 10 + 1:02}",
                "who": f"m000{n % 6}",
                "with": ["m0005", f"m000{n % 5}"],
                "note": f"{n}",
            }
            for n in range(ROWS)
        ],
    )
    return workspace


def test_all_records_take_one_more_than_the_list_of_them(village: Workspace) -> None:
    rows = RegisterRecords(village.store, village.contributions, VISITS, [ORG], TODAY)
    with statements_of(village.store) as seen:
        assert len(list(rows.all())) == ROWS
    assert verbs(seen) == [*LIST, "WITH"]


def test_records_of_a_time_are_read_without_the_others(village: Workspace) -> None:
    with statements_of(village.store) as seen:
        found = list(records_of(village.store, VISITS.id, ORG, since=TODAY.replace(month=10)))
    assert {record.values["date"] for record in found} == {f"2026-10-{d:02}" for d in range(20, 27)}
    assert verbs(seen) == ["SELECT"]


def test_a_screenful_takes_its_rows_and_their_names(village: Workspace) -> None:
    board = a_board(village)
    with statements_of(village.store) as seen:
        for place in range(24):
            assert all(board.shown(place, column) for column in ("date", "who", "with", "note"))
    assert verbs(seen) == ["WITH", "WITH"]


def test_a_selection_takes_its_rows_once(village: Workspace) -> None:
    board = a_board(village)
    steps = ROWS // ROWS_A_STEP + 1
    for order, names in (("note", 0), ("who", 1)):
        with statements_of(village.store) as seen:
            board.select(Selection(order=order))
        assert verbs(seen) == [*LIST, *["WITH"] * (steps + names)]


def test_a_report_takes_no_statement_for_a_row(village: Workspace) -> None:
    scene = ReportScene(village.store, village.contributions, village.catalog, village.clock())
    with statements_of(village.store) as seen:
        (table,) = register_report(scene, Extract(VISITS, (ORG,)), "csv").blocks
        assert isinstance(table, Table)
        assert len(table.rows) == ROWS
    assert len(seen) <= 7
