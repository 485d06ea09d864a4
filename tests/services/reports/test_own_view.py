"""How far each branch's own view is off: means, the greatest difference, and which cells were changed."""

from __future__ import annotations

from decimal import Decimal

from branchkit.core.tables import Paragraph, Table
from branchkit.i18n.catalog import Catalog
from branchkit.services.reports.periodic import (
    ReportKind,
    SubtreeReport,
    make_subtree_report,
)
from branchkit.services.review.adjusting import Adjustment, adjust
from branchkit.services.scoring.rows import read_row
from branchkit.testing.builders import MONTH, fixed_clock

from ..review.town import BRANCHES, CLERK, CONTRIBUTIONS, SCHEME, TOWN, a_memory_town, handed_up


def test_branches_are_compared_in_one_table(catalog: Catalog) -> None:
    store = a_memory_town()
    key = handed_up(store, BRANCHES[0])
    handed_up(store, BRANCHES[1])
    with store.begin(CLERK, "review.adjust") as uow:
        cell = read_row(uow, key, "m0001").cells["c0"]
        given = [Adjustment("m0001", "c0", Decimal(5), cell)]
        adjust(uow, SCHEME, key, given, "2026-11-20T09:00:00", "少一次会议")
        uow.commit()
    asked = SubtreeReport(ReportKind.REVIEW, [TOWN, *BRANCHES], MONTH, SCHEME.id)
    report = make_subtree_report(store, CONTRIBUTIONS, asked, catalog, fixed_clock()())
    branches, cells, without = report.blocks
    assert isinstance(branches, Table) and isinstance(cells, Table)
    off = {row[0]: [str(value) for value in row[2:]] for row in branches.rows}
    assert off == {
        "高沟村党支部": ["2", "1", "1", "16.0", "14.5", "-1.5", "-3.0"],
        "青石村党支部": ["2", "0", "0", "16.0", "16.0", "0.0", "0.0"],
    }
    (line,) = cells.rows
    assert line[1:] == (
        *("党员1", "考核c0", Decimal(8), Decimal(5), None, Decimal(-3)),
        *("王干事", "2026-11-20", "少一次会议"),
    )
    assert isinstance(without, Paragraph) and "白河村党支部" in without.text
    assert report.issuer == "白水乡党委"
