"""Binary workbooks: what the library leaves out is seen in their records, and no chain leads in a circle."""

from __future__ import annotations

import struct
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import xlwt

from branchkit.core.errors import ExchangeError, Problem
from branchkit.exchange.readers.grid import GridRow, Lost
from branchkit.exchange.readers.opening import open_grids
from branchkit.exchange.readers.sheets import ReadOptions

EXCEL_95 = Path(__file__).parent / "files" / "excel95.xls"
"""Three invented members, in code page 936."""


def read(path: Path, *, visible_only: bool = False) -> tuple[list[GridRow], list[Problem]]:
    with open_grids(path, ReadOptions(visible_only=visible_only)) as grids:
        grid = grids.grid(0)
        return list(grid.rows()), list(grid.findings())


def xls(path: Path, fill: Callable[[xlwt.Worksheet], None]) -> Path:
    book = xlwt.Workbook()
    sheet = book.add_sheet("花名册")
    sheet.write(0, 0, "姓名")
    sheet.write(0, 1, "入党时间")
    fill(sheet)
    book.save(str(path))
    return path


@pytest.mark.parametrize(
    ("code", "error"),
    [
        (0x00, "#NULL!"),
        (0x07, "#DIV/0!"),
        (0x0F, "#VALUE!"),
        (0x17, "#REF!"),
        (0x1D, "#NAME?"),
        (0x24, "#NUM!"),
        (0x2A, "#N/A"),
    ],
)
def test_an_error_is_no_blank(code: int, error: str, tmp_path: Path) -> None:
    def fill(sheet: xlwt.Worksheet) -> None:
        sheet.row(1).set_cell_error(0, code)
        sheet.write(1, 1, "1995-07-01")
        sheet.row(3).set_cell_error(1, code)

    rows, _findings = read(xls(tmp_path / "a.xls", fill))
    assert rows == [["姓名", "入党时间"], [error, "1995-07-01"], [], [None, error]]
    assert isinstance(rows[1][0], Lost) and isinstance(rows[3][1], Lost)


def test_hidden_rows_are_read_and_told_or_left_out(tmp_path: Path) -> None:
    def fill(sheet: xlwt.Worksheet) -> None:
        sheet.write(1, 0, "江东升")
        sheet.row(1).hidden = True
        sheet.write(2, 0, "凌素云")

    path = xls(tmp_path / "a.xls", fill)
    rows, (told,) = read(path)
    assert [row[0] for row in rows] == ["姓名", "江东升", "凌素云"]
    assert (told.code, told.params["rows"]) == ("import.hidden_read", [2])
    rows, (told,) = read(path, visible_only=True)
    assert [row[:1] for row in rows] == [["姓名"], [], ["凌素云"]]
    assert told.code == "import.hidden_left_out"


def test_days_counted_from_1904_are_told(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    book.dates_1904 = True
    sheet = book.add_sheet("一")
    sheet.write(0, 0, 29656, xlwt.easyxf(num_format_str="yyyy-mm-dd"))
    sheet.write(0, 1, 29656)
    book.save(str(tmp_path / "a.xls"))
    with open_grids(tmp_path / "a.xls") as grids:
        grid = grids.grid(0)
        assert (list(grid.rows()), grid.from_1904) == ([[date(1985, 3, 12), 29656]], True)


def test_excel_95_is_read_by_its_code_page() -> None:
    with open_grids(EXCEL_95) as grids:
        assert grids.sheet_names == ("名册",)
        rows = list(grids.grid(0).rows())
    assert rows[0][:3] == ["序号", "姓名", "性别"]
    assert [(row[1], row[4], row[5]) for row in rows[1:]] == [
        ("江东升", "440524197002030118", "1995-07-01"),
        ("凌素云", "110105198504120225", "2010-05-04"),
        ("费有田", "330281196109300334", "1984-11-20"),
    ]


def test_an_older_workbook_is_refused_with_the_true_reason(tmp_path: Path) -> None:
    content = bytearray(EXCEL_95.read_bytes())
    begin = content.index(b"\x09\x08\x08\x00\x00\x05")
    content[begin + 4 : begin + 6] = b"\x00\x04"
    (tmp_path / "a.xls").write_bytes(content)
    with pytest.raises(ExchangeError, match="read_old_format"):
        read(tmp_path / "a.xls")


def test_a_chain_that_leads_in_a_circle_is_refused_at_once(tmp_path: Path) -> None:
    """One number of the allocation table altered: libraries follow it until there is no memory."""
    path = xls(tmp_path / "a.xls", lambda sheet: None)
    content = bytearray(path.read_bytes())
    table = 512 + 512 * struct.unpack_from("<I", content, 76)[0]
    struct.pack_into("<I", content, table, 0)
    path.write_bytes(content)
    with pytest.raises(ExchangeError, match="read_damaged"):
        read(path)


def test_a_document_in_the_same_container_is_no_table(tmp_path: Path) -> None:
    content = EXCEL_95.read_bytes().replace("Book".encode("utf-16-le"), "Word".encode("utf-16-le"))
    (tmp_path / "a.xls").write_bytes(content)
    with pytest.raises(ExchangeError, match="read_not_a_table"):
        read(tmp_path / "a.xls")
