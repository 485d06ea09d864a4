"""A workbook to be filled in: what can be picked, how cells are formatted, what is explained, and that it reads back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from branchkit.exchange.readers.opening import open_grids
from branchkit.exchange.writers.template import (
    CellFormat,
    Template,
    TemplateColumn,
    write_template,
)

NAMES = tuple(f"陈建国{n}" for n in range(100))
TEMPLATE = Template(
    name="支部会议记录",
    columns=(
        TemplateColumn("日期", CellFormat.DATE, required=True, message="如 2026-11-20"),
        TemplateColumn("类别", options=("党员大会", "支委会"), explanation=("必填", "选一个")),
        TemplateColumn("主持人", options=NAMES),
        TemplateColumn("单位", options=("甲,乙", "丙")),
        TemplateColumn("经费", CellFormat.MONEY),
    ),
    guide_name="填写说明",
    guide_head=("列", "必填", "填什么"),
    guide_lines=("一行一条。",),
    options_name="选项",
)


@pytest.fixture
def book(tmp_path: Path) -> Any:
    write_template(TEMPLATE, tmp_path / "a.xlsx")
    return openpyxl.load_workbook(tmp_path / "a.xlsx")


def rules(sheet: Any) -> dict[str, Any]:
    return {
        str(rule.sqref).split(":", 1)[0]: rule for rule in sheet.data_validations.dataValidation
    }


def test_what_must_be_filled_is_marked(book: Any) -> None:
    sheet = book["支部会议记录"]
    assert [cell.value for cell in sheet[1]] == ["日期*", "类别", "主持人", "单位", "经费"]
    assert sheet.freeze_panes == "A2"


def test_short_lists_stand_in_the_rule_and_long_ones_on_a_hidden_sheet(book: Any) -> None:
    found = rules(book["支部会议记录"])
    assert found["B2"].formula1 == '"党员大会,支委会"'
    assert found["C2"].formula1 == "'选项'!$A$1:$A$100"
    assert found["D2"].formula1 == "'选项'!$B$1:$B$2"
    assert book["选项"].sheet_state == "hidden"
    assert book["选项"]["A100"].value == NAMES[-1]


def test_nothing_typed_is_refused_but_what_is_expected_is_shown(book: Any) -> None:
    found = rules(book["支部会议记录"])
    assert not found["B2"].showErrorMessage
    assert (found["A2"].promptTitle, found["A2"].prompt) == ("日期", "如 2026-11-20")


def test_columns_are_formatted_for_what_is_typed(book: Any) -> None:
    widths = book["支部会议记录"].column_dimensions
    assert widths["A"].number_format == "yyyy-mm-dd"
    assert widths["B"].number_format == "@"
    assert widths["E"].number_format == "0.00"


def test_every_column_is_explained(book: Any) -> None:
    rows = [[cell.value for cell in row] for row in book["填写说明"].iter_rows()]
    assert rows[0][0] == "一行一条。"
    assert rows[2] == ["列", "必填", "填什么"]
    assert rows[4] == ["类别", "必填", "选一个"]


def test_the_first_sheet_is_the_one_to_fill_in(tmp_path: Path) -> None:
    write_template(TEMPLATE, tmp_path / "a.xlsx")
    with open_grids(tmp_path / "a.xlsx") as grids:
        assert grids.sheet_names == ("支部会议记录", "填写说明", "选项")
        assert len(list(grids.grid(0).rows())) == 1
