"""The geometry of GB/T 9704-2012, read back from the file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn

from branchkit.core.tables import Report
from branchkit.exchange.writers import write

from .reports import NOTES, RANKS, REPORT

TYPE_AREA_POINTS = (156 / 25.4 * 72, 225 / 25.4 * 72)


def written(report: Report, folder: Path) -> Any:
    write(report, "docx", folder / "a.docx")
    return docx.Document(str(folder / "a.docx"))


@pytest.fixture
def document(tmp_path: Path) -> Any:
    return written(REPORT, tmp_path)


def paragraph(document: Any, text: str) -> Any:
    return next(p for p in document.paragraphs if p.text == text)


def test_page_and_type_area(document: Any) -> None:
    section = document.sections[0]
    page = section.page_width.mm, section.page_height.mm
    assert page == pytest.approx((210, 297), abs=0.1)
    assert section.top_margin.mm == pytest.approx(37, abs=0.1)
    assert section.left_margin.mm == pytest.approx(28, abs=0.1)
    width = page[0] - section.left_margin.mm - section.right_margin.mm
    height = page[1] - section.top_margin.mm - section.bottom_margin.mm
    assert (width, height) == pytest.approx((156, 225), abs=0.2)


def test_twenty_two_lines_fit_and_no_twenty_third(document: Any) -> None:
    line = document.styles["Normal"].paragraph_format
    assert line.line_spacing_rule == WD_LINE_SPACING.EXACTLY
    assert line.line_spacing.pt == pytest.approx(28.99, abs=0.05)
    assert 22 * line.line_spacing.pt <= TYPE_AREA_POINTS[1] < 23 * line.line_spacing.pt


@pytest.mark.parametrize("style", ["Normal", "Heading 1", "Heading 2"])
def test_twenty_eight_characters_fit_on_a_line(document: Any, style: str) -> None:
    spacing = int(document.styles[style].element.rPr.find(qn("w:spacing")).get(qn("w:val")))
    pitch = document.styles[style].font.size.pt + spacing / 20
    assert 28 * pitch <= TYPE_AREA_POINTS[0] < 28.5 * pitch


def test_no_character_is_wider_than_its_place_in_a_grid(document: Any) -> None:
    grid = document.sections[0]._sectPr.find(qn("w:docGrid"))
    assert grid.get(qn("w:type")) == "lines"
    assert int(grid.get(qn("w:linePitch"))) == 579


@pytest.mark.parametrize(
    ("style", "font", "points"),
    [
        ("Normal", "仿宋", 16),
        ("Title", "方正小标宋简体", 22),
        ("Heading 1", "黑体", 16),
        ("Heading 2", "楷体", 16),
    ],
)
def test_fonts_are_set_for_chinese_text(document: Any, style: str, font: str, points: int) -> None:
    used = document.styles[style]
    fonts = used.element.rPr.rFonts
    assert fonts.get(qn("w:eastAsia")) == fonts.get(qn("w:ascii")) == font
    assert not [name for name in fonts.attrib if "Theme" in name]
    assert used.font.size.pt == points
    assert used.font.bold is False
    assert str(used.font.color.rgb) == "000000"


def test_page_numbers_stand_outside(document: Any) -> None:
    assert document.settings.odd_and_even_pages_header_footer
    section = document.sections[0]
    for footer, align in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        line = footer.paragraphs[0]
        assert line.alignment == align
        parts = line._p.iter(qn("w:t"), qn("w:instrText"))
        assert "".join(part.text for part in parts) == "— PAGE —"
        run = line._p.find(qn("w:r")).rPr
        assert run.rFonts.get(qn("w:eastAsia")) == "宋体"
        assert run.find(qn("w:sz")).get(qn("w:val")) == "28"


def test_body_begins_two_characters_in(document: Any) -> None:
    body = paragraph(document, "根据《党员积分办法》，现将有关情况通报如下。")
    indent = body._p.pPr.find(qn("w:ind"))
    assert indent.get(qn("w:firstLineChars")) == "200"
    assert body.alignment == WD_ALIGN_PARAGRAPH.JUSTIFY
    assert paragraph(document, "各党小组：")._p.pPr.find(qn("w:ind")) is None
    assert paragraph(document, "一、积分排名").style.name == "Heading 1"
    assert paragraph(document, "（一）说明").style.name == "Heading 2"


def test_paragraph_properties_are_in_the_order_word_wants(document: Any) -> None:
    for line in document.paragraphs:
        names = [child.tag.rpartition("}")[2] for child in line._p.get_or_add_pPr()]
        wanted = ["pStyle", "keepNext", "spacing", "ind", "jc"]
        assert names == [name for name in wanted if name in names]


def test_issuer_and_date_close_the_paper(document: Any) -> None:
    issuer, issued_on = document.paragraphs[-2:]
    assert (issuer.text, issued_on.text) == ("青石村党支部", "2026年11月20日")
    assert issuer.alignment == issued_on.alignment == WD_ALIGN_PARAGRAPH.RIGHT
    # The date is the longer of the two: it stands two characters in.
    assert issued_on.paragraph_format.right_indent.pt == pytest.approx(32)


def test_tables_have_every_value_and_repeat_their_head(document: Any) -> None:
    ranks, notes = document.tables
    assert [cell.text for cell in ranks.rows[1].cells] == [
        "1",
        "欧阳若兰",
        "11010519491231002X",
        "10",
        "96.0",
        "2026-11-03",
        "是",
    ]
    assert len(notes.rows) == 1 + len(NOTES.rows)
    head = ranks.rows[0]._tr.trPr
    assert head.find(qn("w:tblHeader")) is not None
    cell = ranks.rows[1].cells[4].paragraphs[0]
    assert cell.alignment == WD_ALIGN_PARAGRAPH.RIGHT
    assert cell.style.element.rPr.rFonts.get(qn("w:eastAsia")) == "仿宋"
    assert cell.style.paragraph_format.line_spacing_rule == WD_LINE_SPACING.SINGLE


def test_a_table_fills_the_type_area_and_no_more(document: Any) -> None:
    widths = [column.width.pt for column in document.tables[0].columns]
    assert sum(widths) == pytest.approx(TYPE_AREA_POINTS[0], abs=1)


def test_a_wide_paper_is_turned_with_its_type_area(tmp_path: Path) -> None:
    section = written(replace(REPORT, landscape=True), tmp_path).sections[0]
    assert section.orientation == WD_ORIENT.LANDSCAPE
    assert section.page_width.mm == pytest.approx(297, abs=0.1)
    width = section.page_width.mm - section.left_margin.mm - section.right_margin.mm
    height = section.page_height.mm - section.top_margin.mm - section.bottom_margin.mm
    assert (width, height) == pytest.approx((225, 156), abs=0.2)
    assert section.top_margin.mm == pytest.approx(28, abs=0.1)


def test_a_long_table_has_all_its_rows(tmp_path: Path) -> None:
    rows = RANKS.rows * 500
    table = written(Report("名册", (replace(RANKS, rows=rows),)), tmp_path).tables[0]
    assert len(table._tbl.findall(qn("w:tr"))) == len(rows) + 1


def test_chinese_is_declared_as_the_language(document: Any) -> None:
    languages = [
        element.get(qn("w:eastAsia")) for element in document.styles.element.iter(qn("w:lang"))
    ]
    assert languages == ["zh-CN"]


def test_properties_name_the_issuer_not_the_program(document: Any) -> None:
    properties = document.core_properties
    assert properties.author == "青石村党支部"
    assert properties.title == REPORT.title
    assert properties.created.isoformat().startswith("2026-11-20T01:00:00")
