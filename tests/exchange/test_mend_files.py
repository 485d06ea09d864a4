"""The file of rows to mend reads back as what was left out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from branchkit.core.errors import ExchangeError
from branchkit.core.members.citizen_id import read_citizen_id
from branchkit.exchange.mend_files import MendHead, mend_writer
from branchkit.exchange.readers.grid import GridRow
from branchkit.exchange.readers.opening import open_grids

HEAD = MendHead(["姓名", "身份证号", "入党时间", "备注"], "问题", frozenset({1}))
ROWS: list[GridRow] = [
    ["张三", 110105194912310000, date(1985, 3, 12), "=1+1"],
    ["李四", "11010519491231002X", Decimal("1985.03")],
]


def write_mend_file(target: Path, head: MendHead = HEAD) -> None:
    with mend_writer(target, head) as writer:
        for row, explanation in zip(ROWS, ["身份证号已损坏", "缺姓名"], strict=True):
            writer.add(row, explanation)


def rows_of(path: Path) -> list[GridRow]:
    with open_grids(path) as grids:
        return list(grids.grid(0).rows())


def test_xlsx_keeps_values_types_and_explanations(tmp_path: Path) -> None:
    write_mend_file(tmp_path / "a.xlsx")
    assert rows_of(tmp_path / "a.xlsx") == [
        ["姓名", "身份证号", "入党时间", "备注", "问题"],
        ["张三", 110105194912310000, date(1985, 3, 12), "=1+1", "身份证号已损坏"],
        ["李四", "11010519491231002X", Decimal("1985.03"), None, "缺姓名"],
    ]


def test_explanations_of_an_earlier_round_are_left_away(tmp_path: Path) -> None:
    earlier = MendHead(
        ["问题", "身份证号", "入党时间", "备注"], "问题", frozenset({1}), frozenset({0})
    )
    write_mend_file(tmp_path / "a.xlsx", earlier)
    assert rows_of(tmp_path / "a.xlsx")[:2] == [
        ["身份证号", "入党时间", "备注", "问题"],
        [110105194912310000, date(1985, 3, 12), "=1+1", "身份证号已损坏"],
    ]
    assert openpyxl.load_workbook(tmp_path / "a.xlsx").active["A2"].number_format == "@"


def test_what_is_typed_into_the_id_column_stays_text(tmp_path: Path) -> None:
    write_mend_file(tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    assert sheet["B2"].number_format == "@"
    assert sheet["D2"].data_type == "s"


def test_the_header_stays_while_scrolling_and_no_column_does(tmp_path: Path) -> None:
    write_mend_file(tmp_path / "a.xlsx")
    assert openpyxl.load_workbook(tmp_path / "a.xlsx").active.freeze_panes == "A2"


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_damaged_id_is_still_damaged_when_read_again(tmp_path: Path, ending: str) -> None:
    write_mend_file(tmp_path / f"a.{ending}")
    damaged, whole = (row[1] for row in rows_of(tmp_path / f"a.{ending}")[1:])
    assert read_citizen_id(damaged).fault == "damaged"
    assert read_citizen_id(whole).id == "11010519491231002X"


def test_csv_has_a_mark_for_spreadsheets_and_no_formulas(tmp_path: Path) -> None:
    write_mend_file(tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert rows_of(tmp_path / "a.csv")[1][3] == "'=1+1"


def test_other_endings_are_refused_and_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(ExchangeError, match="mend_format"):
        write_mend_file(tmp_path / "a.doc")
    assert list(tmp_path.iterdir()) == []
