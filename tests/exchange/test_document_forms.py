"""Forms and cards on paper: who fills them in, who signs, a page for each card, and what is not printed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest

from branchkit.core.tables import Card, CardField, Paragraph, Report, Table, TableColumn
from branchkit.exchange.writers import composed, write
from branchkit.exchange.writers.values import card_lines

ROLL = Table(
    (
        TableColumn("no", "序号", "center"),
        TableColumn("name", "姓名"),
        TableColumn("note", "备注", printed=False),
    ),
    ((1, "陈建国", "不上墙"), (2, "<欧阳>", None)),
)
LIST = Report(
    title="党员花名册",
    blocks=(ROLL, Paragraph("注：按序号排列。", indent=False)),
    subtitle="2026年",
    filled_by="填报单位：高沟村党支部",
    filled_on="2026年11月20日",
    signatures=("填表人", "负责人"),
)


def a_card(name: str) -> Card:
    fields = (
        CardField("姓名", name),
        CardField("性别", "男"),
        CardField("外出地", "江苏省昆山市周市镇长江路", wide=True),
        CardField("电话", "138****5678"),
    )
    return Card("流动党员管理卡", fields)


CARDS = Report(
    title="流动党员管理卡",
    blocks=(a_card("陈建国"), a_card("<欧阳>")),
    filled_by="填报单位：高沟村党支部",
    filled_on="2026年11月20日",
    signatures=("党支部负责人",),
)


def in_word(report: Report, folder: Path) -> Any:
    write(report, "docx", folder / "a.docx")
    return docx.Document(str(folder / "a.docx"))


def in_excel(report: Report, folder: Path) -> Any:
    write(report, "xlsx", folder / "a.xlsx")
    return openpyxl.load_workbook(folder / "a.xlsx")


def test_two_narrow_fields_share_a_line_and_a_wide_one_has_its_own() -> None:
    labels = [[field.label for field in line] for line in card_lines(a_card("陈建国"))]
    assert labels == [["姓名", "性别"], ["外出地"], ["电话"]]


def test_a_form_in_word_says_who_filled_it_in_and_who_signs(tmp_path: Path) -> None:
    document = in_word(LIST, tmp_path)
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert texts[:3] == ["党员花名册", "2026年", "填报单位：高沟村党支部\t2026年11月20日"]
    assert texts[-1].startswith("填表人：") and "负责人：" in texts[-1]
    assert [cell.text for cell in document.tables[0].rows[0].cells] == ["序号", "姓名"]


def test_every_card_in_word_begins_a_page(tmp_path: Path) -> None:
    document = in_word(CARDS, tmp_path)
    titles = [p for p in document.paragraphs if p.text == "流动党员管理卡"]
    assert [bool(title.paragraph_format.page_break_before) for title in titles] == [False, True]
    assert len(document.tables) == 2
    first = document.tables[0]
    assert [cell.text for cell in first.rows[0].cells] == ["姓名", "陈建国", "性别", "男"]
    assert first.rows[1].cells[1].text == first.rows[1].cells[3].text
    assert sum(p.text.startswith("党支部负责人：") for p in document.paragraphs) == 2


def test_a_document_does_not_end_with_a_table(tmp_path: Path) -> None:
    unsigned = Report("卡", (a_card("陈建国"),))
    body = in_word(unsigned, tmp_path).element.body
    assert [child.tag.rpartition("}")[2] for child in body][-2:] == ["p", "sectPr"]


def test_html_has_a_section_for_each_card_and_escapes_texts() -> None:
    page = composed(CARDS, "html")
    assert page.count('<section class="card">') == 2
    assert "&lt;欧阳&gt;" in page
    assert "break-before: page" in page
    assert page.count("<span>党支部负责人：</span>") == 2


def test_text_sets_values_in_line_with_each_other() -> None:
    lines = composed(CARDS, "text").splitlines()
    assert "姓名    陈建国                          性别    男" in lines
    assert "外出地  江苏省昆山市周市镇长江路" in lines
    assert lines[2] == "填报单位：高沟村党支部" + " " * 44 + "2026年11月20日"
    assert lines[-1] == "党支部负责人："


def test_columns_that_are_not_printed_are_in_data_only() -> None:
    assert "不上墙" in composed(LIST, "csv")
    assert '"note": "不上墙"' in composed(LIST, "json")
    for format in ("text", "html"):
        assert "不上墙" not in composed(LIST, format)


def test_a_workbook_has_them_beyond_what_is_printed(tmp_path: Path) -> None:
    sheet = in_excel(LIST, tmp_path).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][0] == "党员花名册"
    assert rows[1][0] == "2026年"
    assert rows[2][:2] == ["填报单位：高沟村党支部", "2026年11月20日"]
    assert rows[3] == ["序号", "姓名", "备注"]
    assert rows[6][0] == "注：按序号排列。"
    assert str(rows[8][0]).startswith("填表人：")
    assert sheet.print_area == "'党员花名册'!$A$1:$B$9"
    assert sheet.print_title_rows == "$4:$4"


def test_cards_of_a_workbook_have_a_sheet_with_page_breaks(tmp_path: Path) -> None:
    book = in_excel(Report(**{**_parts(CARDS), "blocks": (ROLL, *CARDS.blocks)}), tmp_path)
    assert book.sheetnames == ["流动党员管理卡", "流动党员管理卡 2"]
    cards = book["流动党员管理卡 2"]
    assert [b.id for b in cards.row_breaks.brk] == [8]
    assert cards["B3"].value == "陈建国"
    assert cards["B11"].value == "<欧阳>"


def _parts(report: Report) -> dict[str, Any]:
    names = ("title", "blocks", "filled_by", "filled_on", "signatures")
    return {name: getattr(report, name) for name in names}


@pytest.mark.parametrize("report", [LIST, CARDS])
def test_json_has_everything(report: Report) -> None:
    import json

    made = json.loads(composed(report, "json"))
    assert made["filled_by"] == "填报单位：高沟村党支部"
    assert made["signatures"] == list(report.signatures)
    assert len(made["blocks"]) == 2
