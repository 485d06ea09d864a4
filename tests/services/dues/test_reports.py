"""The yearly roll and the account on paper."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from branchkit.core.ports import Store
from branchkit.core.tables import Table, Value
from branchkit.exchange.writers import FORMATS, TEXT_FORMATS, write
from branchkit.i18n.catalog import Catalog
from branchkit.services.dues.account import account_of, handed_up_of, totals_of
from branchkit.services.reports.dues import (
    NOT_OWED,
    DuesReportBasis,
    account_table,
    dues_account,
    dues_roll,
    roll_table,
)
from branchkit.testing.builders import ORG

from .branch import (
    NOVEMBER,
    NOW,
    records,
)

OCTOBER = NOVEMBER.previous


@pytest.fixture
def basis(two_months: Store, catalog: Catalog) -> DuesReportBasis:
    return DuesReportBasis(two_months, records(two_months), catalog, 2026, NOW)


def column(table: Table, key: str) -> list[Value]:
    place = [column.key for column in table.columns].index(key)
    return [row[place] for row in table.rows]


def test_the_roll_has_a_row_for_each_payer_and_exact_sums(basis: DuesReportBasis) -> None:
    table = roll_table(basis)
    assert column(table, "name") == ["陈建国", "欧阳若兰", "单雄信", "仇春梅", "曾庆璠", "合计"]
    assert column(table, "month-9")[:5] == [NOT_OWED] * 5
    assert column(table, "month-11")[:3] == [None, Decimal("5.00"), None]
    for key in [c.key for c in table.columns][2:]:
        *amounts, total = column(table, key)
        figures = [amount for amount in amounts if isinstance(amount, Decimal)]
        assert total == (sum(figures) if figures else None)
    assert column(table, "open")[-1] == Decimal("54.11")


def test_the_account_paper_adds_up(basis: DuesReportBasis) -> None:
    table = account_table(basis)
    assert [c.key for c in table.columns][:3] == ["month", "people_due", "people_paid"]
    sums = totals_of(account_of(basis.records, handed_up_of(basis.reader, ORG), 2026))
    assert table.rows[-1][3:7] == (sums.due, sums.paid, sums.received, sums.handed_up)
    assert table.rows[0][1:] == (None,) * 9


def test_the_papers_are_forms_that_are_signed(basis: DuesReportBasis) -> None:
    for report in (dues_roll(basis), dues_account(basis)):
        assert report.landscape
        assert report.filled_by == "填报单位：高沟村党支部"
        assert report.signatures == ("收款人", "审核人", "党支部书记")
    assert dues_roll(basis).title == "2026年党费收缴册"


@pytest.mark.parametrize("format", FORMATS)
def test_every_writer_takes_them(basis: DuesReportBasis, format: str, tmp_path: Path) -> None:
    for report in (dues_roll(basis), dues_account(basis)):
        target = tmp_path / f"{report.title}.{format}"
        write(report, format, target)
        assert target.stat().st_size > 0
        if format in TEXT_FORMATS:
            assert "59.11" in target.read_text(encoding="utf-8")
