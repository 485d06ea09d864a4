"""Files of others as plain grids: types kept, merged cells filled, wrong files refused with the right words."""

from __future__ import annotations

import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter
import xlwt

from branchkit.core.errors import ExchangeError
from branchkit.exchange.readers.grid import GridRow, column_letter
from branchkit.exchange.readers.opening import open_grids
from branchkit.i18n.catalog import Catalog

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def rows_of(path: Path, index: int = 0) -> list[GridRow]:
    with open_grids(path) as grids:
        return list(grids.grid(index).rows())


def make_xlsx(path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        dated = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet("花名册")
        sheet.merge_range(1, 1, 1, 4, "标题")
        sheet.merge_range(2, 1, 3, 1, "竖")
        sheet.write_row(2, 2, ["姓名", 1985.03, 42])
        sheet.write_datetime(3, 2, date(1985, 3, 12), dated)
        sheet.write_number(3, 3, 110105194912310021)
        sheet.write_boolean(3, 4, True)
        sheet.write_string(5, 1, "藏起来的行")
        sheet.set_row(5, None, None, {"hidden": True})
        book.add_worksheet("空表")


def test_xlsx_keeps_types_rows_and_columns_and_fills_merged_cells(tmp_path: Path) -> None:
    make_xlsx(tmp_path / "a.xlsx")
    assert rows_of(tmp_path / "a.xlsx") == [
        [],
        [None, "标题", "标题", "标题", "标题"],
        [None, "竖", "姓名", Decimal("1985.03"), 42],
        [None, "竖", date(1985, 3, 12), 110105194912310000, True],
        [],
        [None, "藏起来的行"],
    ]


def test_a_grid_can_be_read_again_from_its_first_row(tmp_path: Path) -> None:
    make_xlsx(tmp_path / "a.xlsx")
    with open_grids(tmp_path / "a.xlsx") as grids:
        grid = grids.grid(0)
        next(grid.rows())
        assert list(grid.rows()) == list(grid.rows())


def test_an_empty_sheet_has_no_rows(tmp_path: Path) -> None:
    make_xlsx(tmp_path / "a.xlsx")
    with open_grids(tmp_path / "a.xlsx") as grids:
        assert grids.sheet_names == ("花名册", "空表")
        assert list(grids.grid(1).rows()) == []


def test_xls_keeps_types_and_fills_merged_cells(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("表一")
    sheet.write_merge(0, 0, 0, 2, "标题")
    sheet.write(1, 0, "姓名")
    sheet.write(1, 1, 1985.03)
    sheet.write(1, 2, date(1985, 3, 12), xlwt.easyxf(num_format_str="yyyy/m/d"))
    book.save(str(tmp_path / "a.xls"))
    assert rows_of(tmp_path / "a.xls") == [
        ["标题", "标题", "标题"],
        ["姓名", Decimal("1985.03"), date(1985, 3, 12)],
    ]


def make_ods(path: Path, manifest: str = "") -> None:
    office = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<office:document-content xmlns:office="{office}:office:1.0" xmlns:table="{office}:table:1.0" '
        f'xmlns:text="{office}:text:1.0" office:version="1.2"><office:body><office:spreadsheet>'
        '<table:table table:name="表一"><table:table-row>'
        '<table:table-cell office:value-type="string"><text:p>姓名</text:p></table:table-cell>'
        '<table:table-cell office:value-type="float" office:value="1985.03"/>'
        '<table:table-cell office:value-type="date" office:date-value="1985-03-12"/></table:table-row>'
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell '
        'table:number-columns-repeated="1024"/></table:table-row>'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    media = "application/vnd.oasis.opendocument.spreadsheet"
    entries = (
        f'<manifest:manifest xmlns:manifest="{office}:manifest:1.0"><manifest:file-entry '
        f'manifest:full-path="/" manifest:media-type="{media}"/>{manifest}</manifest:manifest>'
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", media)
        archive.writestr("META-INF/manifest.xml", entries)
        archive.writestr("content.xml", content)


def test_ods_with_a_million_repeated_blank_rows_is_one_row(tmp_path: Path) -> None:
    make_ods(tmp_path / "a.ods")
    assert rows_of(tmp_path / "a.ods") == [["姓名", Decimal("1985.03"), date(1985, 3, 12)]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv_in_every_encoding_and_delimiter(tmp_path: Path, encoding: str, delimiter: str) -> None:
    lines = [["姓 名", "性别", "备注"], ["欧阳若兰", "女", ""], [], ["㐂子", "男", '说"好"']]
    text = "\r\n".join(
        delimiter.join(f'"{cell}"'.replace('"好"', '""好""') for cell in line) for line in lines
    )
    (tmp_path / "a.csv").write_bytes(text.encode(encoding))
    assert rows_of(tmp_path / "a.csv") == [
        ["姓 名", "性别", "备注"],
        ["欧阳若兰", "女", None],
        [],
        ["㐂子", "男", '说"好"'],
    ]


def test_a_line_break_inside_a_header_is_part_of_it(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('姓名,"入党\n时间"\n张三,1985.03\n', "utf-8")
    assert rows_of(tmp_path / "a.csv") == [["姓名", "入党\n时间"], ["张三", "1985.03"]]


def test_gb18030_is_found_even_where_the_first_bytes_are_ascii(tmp_path: Path) -> None:
    text = "name,sex\n" + "a,b\n" * 30_000 + "张三,男\n"
    (tmp_path / "a.csv").write_bytes(text.encode("gb18030"))
    assert rows_of(tmp_path / "a.csv")[-1] == ["张三", "男"]


def test_the_content_decides_not_the_ending(tmp_path: Path) -> None:
    make_xlsx(tmp_path / "a.xls")
    assert rows_of(tmp_path / "a.xls")[1][1] == "标题"
    (tmp_path / "b.xlsx").write_text("姓名,性别\n", "utf-8")
    assert rows_of(tmp_path / "b.xlsx") == [["姓名", "性别"]]


def _docx(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")


def _protected_ods(path: Path) -> None:
    make_ods(
        path,
        '<manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry>',
    )


def _cut_xlsx(path: Path) -> None:
    make_xlsx(path)
    path.write_bytes(path.read_bytes()[:2000])


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda path: None, "read_not_found"),
        (Path.mkdir, "read_is_folder"),
        (lambda path: path.write_bytes(b""), "read_empty"),
        (_cut_xlsx, "read_damaged"),
        (lambda path: path.write_bytes(OLE + b"\0" * 4096), "read_damaged"),
        (
            lambda path: path.write_bytes(OLE + "EncryptedPackage".encode("utf-16-le")),
            "read_encrypted",
        ),
        (_protected_ods, "read_encrypted"),
        (lambda path: path.write_text("\n <html><table>", "utf-8"), "read_markup"),
        (lambda path: path.write_bytes(b"%PDF-1.7\n"), "read_not_a_table"),
        (lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), "read_not_a_table"),
        (_docx, "read_not_a_table"),
        (lambda path: path.write_bytes(b"\xe5\xa7\x93,\xff\xff\xff\n"), "read_encoding"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_and_what_to_do(
    make: object, code: str, tmp_path: Path, catalog: Catalog
) -> None:
    path = tmp_path / "名册.xlsx"
    assert callable(make)
    make(path)
    with pytest.raises(ExchangeError) as refused, open_grids(path) as grids:
        list(grids.grid(0).rows())
    assert refused.value.code == f"exchange.{code}"
    text = catalog.error(refused.value)
    assert str(path) in text
    assert "{" not in text


@pytest.mark.parametrize(
    ("index", "letter"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")]
)
def test_column_letters(index: int, letter: str) -> None:
    assert column_letter(index) == letter
