from __future__ import annotations

from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from branchkit.core.tables import Report, Table, TableColumn
from branchkit.core.text_width import cell_width
from branchkit.exchange.writers import write

from .reports import NOTES, RANKS, REPORT


@pytest.fixture
def workbook(tmp_path: Path) -> Workbook:
    return written(REPORT, tmp_path)


def written(report: Report, folder: Path) -> Workbook:
    write(report, "xlsx", folder / "a.xlsx")
    return openpyxl.load_workbook(folder / "a.xlsx")


def test_each_table_has_a_worksheet_and_the_text_one_of_its_own(workbook: Workbook) -> None:
    assert workbook.sheetnames == ["党员积分排名", "得分说明", REPORT.title]
    text = [row[0].value for row in workbook[REPORT.title].iter_rows()]
    assert text[0] == REPORT.title
    assert "根据《党员积分办法》，现将有关情况通报如下。" in text
    assert text[-2:] == ["青石村党支部", "2026年11月20日"]


def test_values_keep_their_types(workbook: Workbook) -> None:
    sheet = workbook["党员积分排名"]
    assert [cell.value for cell in sheet[3]][:3] == ["名次", "姓名", "身份证号"]
    first = sheet[4]
    assert [cell.value for cell in first] == [
        1,
        "欧阳若兰",
        "11010519491231002X",
        10,
        96,
        datetime(2026, 11, 3),
        "是",
    ]
    assert first[4].number_format == "0.0"
    assert first[2].number_format == "@"
    assert sheet[5][3].value == 8.25
    assert sheet[5][3].number_format == "0.00"
    assert first[4].alignment.horizontal == "right"


def test_no_text_becomes_a_formula(workbook: Workbook) -> None:
    cell = workbook["党员积分排名"]["B5"]
    assert cell.value == "=HYPERLINK(1)"
    assert cell.data_type in {"s", "inlineStr"}


def test_head_and_names_stay_while_scrolling(workbook: Workbook) -> None:
    assert workbook["党员积分排名"].freeze_panes == "C4"


def test_print_set_up(workbook: Workbook) -> None:
    sheet = workbook["党员积分排名"]
    assert sheet.page_setup.paperSize == 9
    assert sheet.page_setup.orientation == "portrait"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.oddFooter.center.text == "&P / &N"


def test_columns_are_as_wide_as_their_cells(workbook: Workbook) -> None:
    widths = workbook["党员积分排名"].column_dimensions
    assert widths["B"].width == pytest.approx(len("=HYPERLINK(1)") + 2, abs=1)
    assert widths["C"].width == pytest.approx(18 + 2, abs=1)
    assert workbook["得分说明"].column_dimensions["B"].width == pytest.approx(48 + 2, abs=1)


def test_a_narrow_table_is_as_wide_as_its_title(tmp_path: Path) -> None:
    title = "关于2026年10月党员积分情况的通报"
    columns = (TableColumn("name", "姓名"), TableColumn("total", "本月总分"))
    sheet = written(Report(title, (Table(columns, (("张三", 96),), "排名"),)), tmp_path)["排名"]
    widths = [sheet.column_dimensions[letter].width for letter in "AB"]
    # At 16 points a character is as wide as 16/11 of those that columns are measured in.
    assert sum(widths) >= cell_width(title) * 16 / 11


def test_rows_are_as_high_as_their_lines(tmp_path: Path) -> None:
    columns = (TableColumn("short", "大会\n8"), TableColumn("text", "考核要求"))
    rows = (("大会", "按时参加。"), ("小组", "无故缺席一次扣3分，事先请假的不扣分；" * 4))
    sheet = written(Report("考核表", (Table(columns, rows, "考核项目"),)), tmp_path)["考核项目"]
    heights = [sheet.row_dimensions[row].height for row in (3, 4, 5)]
    line = 15
    assert heights[0] >= 2 * line
    assert heights[1] is None  # as high as the font asks for
    assert heights[2] >= 3 * line


def test_a_title_longer_than_a_page_goes_on_in_a_second_line(tmp_path: Path) -> None:
    sheet = written(Report("关于党员积分情况的通报" * 4, (RANKS,)), tmp_path)[RANKS.title]
    assert sheet["A1"].alignment.wrap_text
    assert sheet.row_dimensions[1].height >= 2 * 16


def test_on_its_side_a_page_is_filled_by_what_would_be_folded(tmp_path: Path) -> None:
    columns = (TableColumn("name", "姓名"), TableColumn("why", "说明"))
    table = Table(columns, (("陈建国", "走访农户每户3分，同一户当月只计一次；" * 4),), "得分说明")
    sheet = written(Report("考核表", (table,), landscape=True), tmp_path)["得分说明"]
    assert sheet.column_dimensions["B"].width > 100


def test_a_wide_table_is_printed_sideways(tmp_path: Path) -> None:
    columns = tuple(TableColumn(f"c{i}", f"考核项目{i}") for i in range(12))
    table = Table(columns, (tuple(range(12)),), "宽表")
    sheet = written(Report("宽表", (table,)), tmp_path)["宽表"]
    assert sheet.page_setup.orientation == "landscape"


def test_worksheet_names_are_legal_and_different(tmp_path: Path) -> None:
    tables = tuple(
        Table(RANKS.columns, RANKS.rows, title)
        for title in ("a/b:c" * 10, "a/b:c" * 10, "History", "history")
    )
    names = written(Report("通报", tables), tmp_path).sheetnames
    assert len({name.casefold() for name in names}) == 4
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)


def test_a_table_of_one_column_needs_no_merged_title(tmp_path: Path) -> None:
    table = Table(NOTES.columns[:1], (("张三",),), "名单")
    assert written(Report("名单", (table,)), tmp_path)["名单"]["A3"].value == "张三"
