"""Present-day workbooks: what their XML says about cells, and what is refused before it fills the memory."""

from __future__ import annotations

import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from branchkit.core.errors import ExchangeError, Problem
from branchkit.core.tables import Value
from branchkit.exchange.readers.formats import opened
from branchkit.exchange.readers.grid import MOST_COLUMNS, MOST_ROWS, GridRow, Lost, is_lost
from branchkit.exchange.readers.numbers import DAY, TIME, kind_of_format
from branchkit.exchange.readers.opening import open_grids
from branchkit.exchange.readers.sheets import Findings, NumberedRows, ReadOptions, bounded

from .workbooks import cell, row, write_xlsx

PEOPLE = row(1, "姓名", "性别") + row(2, "江东升", "男") + row(3, "凌素云", "女")
READ = [["姓名", "性别"], ["江东升", "男"], ["凌素云", "女"]]


def read(
    path: Path, index: int = 0, *, visible_only: bool = False
) -> tuple[list[GridRow], list[Problem]]:
    with open_grids(path, ReadOptions(visible_only=visible_only)) as grids:
        grid = grids.grid(index)
        return list(grid.rows()), list(grid.findings())


def first_cell(path: Path, xml: str, styles: str = "") -> Value:
    parts: dict[str, str | bytes] = (
        {"xl/styles.xml": f"<styleSheet>{styles}</styleSheet>"} if styles else {}
    )
    (found,), _findings = read(write_xlsx(path, f'<row r="1">{xml}</row>', parts=parts))
    return found[0]


@pytest.mark.parametrize(
    ("xml", "value"),
    [
        ('<c r="A1"><v>12</v></c>', 12),
        ('<c r="A1"><v>1985.03</v></c>', Decimal("1985.03")),
        ('<c r="A1"><v>4.40524199001E+17</v></c>', 440524199001000000),
        ('<c r="A1"><v>440524199001010014</v></c>', 440524199001010000),
        ('<c r="A1" t="b"><v>1</v></c>', True),
        ('<c r="A1" t="b"><v>0</v></c>', False),
        ('<c r="A1" t="str"><f>A2</f><v>算出的</v></c>', "算出的"),
        ('<c r="A1" t="d"><v>1985-03-12T00:00:00</v></c>', date(1985, 3, 12)),
        ('<c r="A1" t="inlineStr"><is><r><t>江</t></r><r><t>东升</t></r></is></c>', "江东升"),
        (
            '<c r="A1" t="inlineStr"><is><t>江</t><rPh sb="0" eb="1"><t>jiang</t></rPh></is></c>',
            "江",
        ),
        ('<c t="inlineStr"><is><t>没有地址</t></is></c>', "没有地址"),
        ('<c r="A1" t="inlineStr"><is><t>一行_x000D_二行</t></is></c>', "一行\r二行"),
        ('<c r="a1"><v>7</v></c>', 7),
    ],
)
def test_a_cell_is_what_its_type_says(xml: str, value: Value, tmp_path: Path) -> None:
    found = first_cell(tmp_path / "a.xlsx", xml)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    "error", ["#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!"]
)
def test_an_error_is_no_blank(error: str, tmp_path: Path) -> None:
    found = first_cell(tmp_path / "a.xlsx", f'<c r="A1" t="e"><f>X</f><v>{error}</v></c>')
    assert (found, type(found)) == (error, Lost)


@pytest.mark.parametrize(
    ("xml", "shown"),
    [
        ('<c r="A1"><f>EDATE(F2,12)</f><v/></c>', "=EDATE(F2,12)"),
        ('<c r="A1"><f>EDATE(F2,12)</f></c>', "=EDATE(F2,12)"),
        ('<c r="A1"><f t="shared" si="0"/></c>', "="),
    ],
)
def test_a_formula_that_nobody_worked_out_is_no_blank(xml: str, shown: str, tmp_path: Path) -> None:
    found = first_cell(tmp_path / "a.xlsx", xml)
    assert (found, type(found)) == (shown, Lost)


def test_a_formula_whose_result_is_an_empty_text_is_blank(tmp_path: Path) -> None:
    xml = '<c r="A1" t="str"><f>IF(1,"")</f><v></v></c>' + cell("B1", "乙")
    assert first_cell(tmp_path / "a.xlsx", xml) is None


def test_errors_that_became_texts_are_known_by_their_words() -> None:
    assert is_lost("#N/A") and is_lost("#REF!") and is_lost("=VLOOKUP(B3,X:Y,2,0)")
    assert not any(map(is_lost, ("#1楼", "===", "=", "N/A", "", None, 0, "=江", "# 备注")))


STYLED = (
    '<numFmts><numFmt numFmtId="176" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/></numFmts>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="176"/><xf numFmtId="46"/><xf numFmtId="20"/></cellXfs>'
)


@pytest.mark.parametrize(
    ("style", "number", "value"),
    [
        (0, "31118", 31118),
        (1, "31118", date(1985, 3, 12)),
        (2, "31118.75", date(1985, 3, 12)),
        (1, "1", date(1900, 1, 1)),
        (1, "61", date(1900, 3, 1)),
        (1, "2958465", date(9999, 12, 31)),
        (1, "2958466", 2958466),
        (1, "-1", -1),
        (4, "0.3541666666666667", "08:30:00"),
        (3, "1.5", "1 day, 12:00:00"),
    ],
)
def test_a_number_format_makes_days_and_times(
    style: int, number: str, value: Value, tmp_path: Path
) -> None:
    xml = f'<c r="A1" s="{style}"><v>{number}</v></c>'
    assert first_cell(tmp_path / "a.xlsx", xml, STYLED) == value


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("yyyy-mm-dd", DAY),
        ("m/d", DAY),
        ('yyyy"年"m"月"d"日";@', DAY),
        ("[$-804]yyyy/m/d", DAY),
        ("mmm", DAY),
        ("h:mm", TIME),
        ("[h]:mm", TIME),
        ("mm:ss.0", TIME),
        ("0.00", ""),
        ('0"days"', ""),
        ("#,##0;[Red]-#,##0", ""),
        ("0.00E+00", ""),
        ("@", ""),
        ("General", ""),
        ("_-* #,##0_-", ""),
    ],
)
def test_which_formats_show_days(code: str, kind: str) -> None:
    assert kind_of_format(200, code) == kind


def test_a_workbook_from_1904_counts_its_own_days(tmp_path: Path) -> None:
    rows = '<row r="1"><c r="A1" s="1"><v>29656</v></c><c r="B1"><v>29656</v></c></row>'
    path = write_xlsx(
        tmp_path / "a.xlsx",
        rows,
        properties='date1904="1"',
        parts={"xl/styles.xml": f"<styleSheet>{STYLED}</styleSheet>"},
    )
    with open_grids(path) as grids:
        grid = grids.grid(0)
        assert (list(grid.rows()), grid.from_1904) == ([[date(1985, 3, 12), 29656]], True)


def test_one_stray_cell_in_the_last_corner_is_told_and_the_list_is_read(tmp_path: Path) -> None:
    stray = f'<row r="1048576">{cell("XFD1048576", "x")}</row>'
    rows, findings = read(
        write_xlsx(tmp_path / "a.xlsx", PEOPLE + stray, before='<dimension ref="A1:XFD1048576"/>')
    )
    assert rows == READ
    assert [(f.code, f.params["cells"], f.params["count"]) for f in findings] == [
        ("import.far_cells", ["XFD1048576"], 1)
    ]
    assert (findings[0].place.row, findings[0].place.column) == (1048576, "XFD")


@pytest.mark.parametrize("place", ["ZZZZ1", "A99999999999", "XFD2", "AMK2", "ZZZZZZZZZZZZZZ2"])
def test_cells_past_the_edge_are_told(place: str, tmp_path: Path) -> None:
    number = place.lstrip("AMKXFDZ")
    beyond = row(2, "江东升", "男").replace("</row>", f"{cell(place, 'x')}</row>")
    if number != "2":
        beyond = row(2, "江东升", "男") + f'<row r="{number}">{cell(place, "x")}</row>'
    if number == "1":
        beyond = row(2, "江东升", "男")
        first = row(1, "姓名", "性别").replace("</row>", f"{cell(place, 'x')}</row>")
    else:
        first = row(1, "姓名", "性别")
    rows, findings = read(write_xlsx(tmp_path / "a.xlsx", first + beyond))
    assert rows == READ[:2]
    assert [f.code for f in findings] == ["import.far_cells"]


def test_columns_up_to_the_edge_are_read(tmp_path: Path) -> None:
    last = f'<row r="1">{cell("A1", "甲")}{cell("AMJ1", "乙")}</row>'
    (found,), findings = read(write_xlsx(tmp_path / "a.xlsx", last))
    assert (len(found), found[-1], findings) == (MOST_COLUMNS, "乙", [])


def test_hidden_rows_are_read_and_told_or_left_out(tmp_path: Path) -> None:
    hidden = row(1, "姓名") + row(2, "江东升", attributes='hidden="1"') + row(3, "凌素云")
    path = write_xlsx(tmp_path / "a.xlsx", hidden + row(4, "", attributes='hidden="1"'))
    rows, (told,) = read(path)
    assert rows == [["姓名"], ["江东升"], ["凌素云"]]
    assert (told.code, told.params) == ("import.hidden_read", {"rows": [2], "count": 1})
    rows, (told,) = read(path, visible_only=True)
    assert rows == [["姓名"], [], ["凌素云"]]
    assert (told.code, told.params) == ("import.hidden_left_out", {"rows": [2], "count": 1})


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_known(state: str, tmp_path: Path) -> None:
    path = write_xlsx(
        tmp_path / "a.xlsx", row(1, "旧"), row(1, "新"), states={0: f'state="{state}"'}
    )
    with open_grids(path) as grids:
        assert [grids.grid(n).hidden for n in range(2)] == [True, False]


def test_merged_cells_are_filled_where_a_row_has_something_of_its_own(tmp_path: Path) -> None:
    rows = row(1, "标题") + row(2, "组", "甲") + row(3, "", "乙") + row(5, "", "丙")
    merged = '<mergeCells><mergeCell ref="A1:C1"/><mergeCell ref="A2:A4"/></mergeCells>'
    assert read(write_xlsx(tmp_path / "a.xlsx", rows, behind=merged))[0] == [
        ["标题", "标题", "标题"],
        ["组", "甲"],
        ["组", "乙"],
        [],
        [None, "丙"],
    ]


def test_two_thousand_ranges_over_the_whole_sheet_are_no_work(tmp_path: Path) -> None:
    merged = "".join(f'<mergeCell ref="A{n}:XFD1048576"/>' for n in range(1, 2001))
    rows, _findings = read(
        write_xlsx(tmp_path / "a.xlsx", PEOPLE, behind=f"<mergeCells>{merged}</mergeCells>")
    )
    assert [found[0] for found in rows] == ["姓名", "江东升", "凌素云"]


def test_elements_may_have_a_prefix_and_parts_other_names(tmp_path: Path) -> None:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = f'<x:worksheet xmlns:x="{main}"><x:sheetData>{PEOPLE}</x:sheetData></x:worksheet>'
    for name in ("c", "row", "is", "t"):
        sheet = sheet.replace(f"<{name}>", f"<x:{name}>").replace(f"<{name} ", f"<x:{name} ")
        sheet = sheet.replace(f"</{name}>", f"</x:{name}>")
    path = write_xlsx(tmp_path / "a.xlsx", "", parts={"xl/worksheets/sheet1.xml": sheet})
    odd = tmp_path / "odd.xlsx"
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(odd, "w") as other:
        for name in archive.namelist():
            other.writestr(name.replace("/", "\\").upper(), archive.read(name))
    assert read(path)[0] == read(odd)[0] == READ


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        (
            {"xl/sharedStrings.xml": b"<sst><si><t>" + b"x" * 70_000_000 + b"</t></si></sst>"},
            "read_too_big",
        ),
        (
            {"xl/worksheets/sheet1.xml": b"<worksheet>" + b" " * 70_000_000 + b"</worksheet>"},
            "read_too_big",
        ),
        ({"xl/worksheets/sheet1.xml": "<worksheet><sheetData><row"}, "read_damaged"),
        ({"xl/worksheets/sheet1.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}, "read_damaged"),
        ({"xl/worksheets/sheet1.xml": row(2, "乙") + row(1, "甲")}, "read_damaged"),
        (
            {"xl/worksheets/sheet1.xml": '<s><row r="1"><c r="A1" t="s"><v>9</v></c></row></s>'},
            "read_damaged",
        ),
        (
            {"xl/worksheets/sheet1.xml": '<s><row r="1"><c r="A1"><v>1e999</v></c></row></s>'},
            "read_damaged",
        ),
        (
            {"xl/worksheets/sheet1.xml": '<s><row r="1"><c r="1"><v>1</v></c></row></s>'},
            "read_damaged",
        ),
        ({"xl/workbook.xml": "<workbook"}, "read_damaged"),
        ({"xl/_rels/workbook.xml.rels": "<R"}, "read_damaged"),
    ],
)
def test_a_bomb_or_a_damaged_part_is_refused(
    parts: dict[str, str | bytes], code: str, tmp_path: Path
) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", PEOPLE, parts=parts)
    with pytest.raises(ExchangeError, match=code):
        read(path)


def test_a_sheet_of_too_many_rows_is_refused_with_their_number() -> None:
    rows: NumberedRows = ((number, ["甲"]) for number in range(1, MOST_ROWS + 2))
    with pytest.raises(ExchangeError, match="read_too_long") as refused:
        list(bounded(rows, Findings()))
    assert refused.value.params["rows"] == MOST_ROWS


def test_a_sheet_of_too_many_cells_is_refused() -> None:
    rows: NumberedRows = ((number, ["甲"] * 1000) for number in range(1, 5_002))
    with pytest.raises(ExchangeError, match="read_too_big"):
        for _row in bounded(rows, Findings()):
            pass


CELLS = st.one_of(
    st.none(),
    st.integers(-(10**14), 10**14),
    st.decimals(-1_000_000, 1_000_000, places=4).map(lambda x: Decimal(repr(float(x)))),
    st.booleans(),
    st.dates(date(1900, 3, 1), date(2100, 1, 1)),
    st.text("江升 <&>\"'_x000D_\n，。ab1", max_size=20),
)


@given(rows=st.lists(st.lists(CELLS, max_size=6), max_size=6))
def test_what_another_program_wrote_is_read(
    rows: list[list[Value]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("written") / "a.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    for number, cells in enumerate(rows, start=1):
        for at, value in enumerate(cells, start=1):
            sheet.cell(number, at, float(value) if isinstance(value, Decimal) else value)
            if isinstance(value, str):
                sheet.cell(number, at).data_type = "s"
    book.save(path)
    with path.open("rb") as file:
        found = dict(opened(file, ReadOptions()).rows(0, Findings()))
    read_back = [found.get(number, []) for number in range(1, len(rows) + 1)]
    assert stripped(read_back) == stripped([[whole(v) for v in cells] for cells in rows])


def whole(value: Value) -> Value:
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value)
    return value or (None if isinstance(value, str) else value)


def stripped(rows: list[GridRow]) -> list[GridRow]:
    found = [list(row) for row in rows]
    for cells in found:
        while cells and cells[-1] is None:
            cells.pop()
    while found and not found[-1]:
        found.pop()
    return found
