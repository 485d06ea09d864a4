"""OpenDocument spreadsheets: repeated and merged cells, hidden rows and tables, errors, formulas without a value."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from branchkit.core.errors import ExchangeError, Problem
from branchkit.core.tables import Value
from branchkit.exchange.readers.grid import GridRow, Lost
from branchkit.exchange.readers.opening import open_grids
from branchkit.exchange.readers.sheets import ReadOptions

from .workbooks import write_ods

STRING = 'office:value-type="string"'


def read(
    path: Path, index: int = 0, *, visible_only: bool = False
) -> tuple[list[GridRow], list[Problem]]:
    with open_grids(path, ReadOptions(visible_only=visible_only)) as grids:
        grid = grids.grid(index)
        return list(grid.rows()), list(grid.findings())


def cell(text: str = "", attributes: str = STRING, name: str = "table-cell") -> str:
    paragraph = f"<text:p>{text}</text:p>" if text else ""
    return f"<table:{name} {attributes}>{paragraph}</table:{name}>"


def row(*cells: str, attributes: str = "") -> str:
    return f"<table:table-row {attributes}>{''.join(cells)}</table:table-row>"


def table(*rows: str, attributes: str = 'table:name="表一"') -> str:
    return f"<table:table {attributes}>{''.join(rows)}</table:table>"


@pytest.mark.parametrize(
    ("xml", "value"),
    [
        (cell("江东升"), "江东升"),
        (cell("一</text:p><text:p>二"), "一\n二"),
        (cell('陈<text:s text:c="2"/>红<text:tab/>x<text:line-break/>y'), "陈  红\tx\ny"),
        (cell("12", 'office:value-type="float" office:value="12"'), 12),
        (cell("1985.03", 'office:value-type="float" office:value="1985.03"'), Decimal("1985.03")),
        (
            cell("1985", 'office:value-type="date" office:date-value="1985-03-12T08:00:00"'),
            date(1985, 3, 12),
        ),
        (cell("08:30", 'office:value-type="time" office:time-value="PT08H30M00S"'), "08:30"),
        (cell("真", 'office:value-type="boolean" office:boolean-value="true"'), True),
        (cell("假", 'office:value-type="boolean" office:boolean-value="false"'), False),
        (cell("", f'{STRING} office:string-value="无段落"'), "无段落"),
        (
            cell("甲").replace(
                "<text:p>", "<office:annotation><text:p>批注</text:p></office:annotation><text:p>"
            ),
            "甲",
        ),
    ],
)
def test_a_cell_is_what_its_type_says(xml: str, value: Value, tmp_path: Path) -> None:
    ((found,),), _findings = read(write_ods(tmp_path / "a.ods", table(row(xml))))
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("xml", "shown"),
    [
        (cell("#REF!", f'{STRING} office:string-value="" calcext:value-type="error"'), "#REF!"),
        (cell("Err:508", f'{STRING} office:string-value="" calcext:value-type="error"'), "#VALUE!"),
        (cell("", 'table:formula="of:=EDATE([.F2];12)"'), "=of:=EDATE([.F2];12)"),
    ],
)
def test_what_has_no_value_is_no_blank(xml: str, shown: str, tmp_path: Path) -> None:
    ((found,),), _findings = read(write_ods(tmp_path / "a.ods", table(row(xml))))
    assert (found, type(found)) == (shown, Lost)


def test_merged_cells_are_filled_where_a_row_has_something_of_its_own(tmp_path: Path) -> None:
    title = cell("标题", f'{STRING} table:number-columns-spanned="2"')
    group = cell("组", f'{STRING} table:number-rows-spanned="3"')
    covered = cell("", "", "covered-table-cell")
    rows = table(
        row(title, covered),
        row(group, cell("甲")),
        row(covered, cell("乙")),
        row(covered),
        row(covered, cell("丙")),
    )
    assert read(write_ods(tmp_path / "a.ods", rows))[0] == [
        ["标题", "标题"],
        ["组", "甲"],
        ["组", "乙"],
        [],
        [None, "丙"],
    ]


def test_repeated_rows_and_cells_stand_as_often_as_they_say(tmp_path: Path) -> None:
    twice = cell("甲", f'{STRING} table:number-columns-repeated="2"')
    rows = table(
        row(twice, attributes='table:number-rows-repeated="2"'),
        row(cell("", ""), attributes='table:number-rows-repeated="3"'),
        row(cell("乙")),
    )
    assert read(write_ods(tmp_path / "a.ods", rows))[0] == [
        ["甲", "甲"],
        ["甲", "甲"],
        [],
        [],
        [],
        ["乙"],
    ]


@pytest.mark.parametrize("visibility", ["collapse", "filter"])
def test_hidden_rows_are_read_and_told_or_left_out(visibility: str, tmp_path: Path) -> None:
    hidden = f'table:visibility="{visibility}"'
    path = write_ods(tmp_path / "a.ods", table(row(cell("甲")), row(cell("乙"), attributes=hidden)))
    rows, (told,) = read(path)
    assert (rows, told.code, told.params["rows"]) == ([["甲"], ["乙"]], "import.hidden_read", [2])
    rows, (told,) = read(path, visible_only=True)
    assert (rows, told.code) == ([["甲"]], "import.hidden_left_out")


def test_a_hidden_table_is_known(tmp_path: Path) -> None:
    styles = (
        '<style:style style:name="t2"><style:table-properties table:display="false"/></style:style>'
    )
    path = write_ods(
        tmp_path / "a.ods",
        table(row(cell("甲"))),
        table(row(cell("旧")), attributes='table:name="表二" table:style-name="t2"'),
        styles=styles,
    )
    with open_grids(path) as grids:
        assert grids.sheet_names == ("表一", "表二")
        assert [grids.grid(n).hidden for n in range(2)] == [False, True]
    assert read(path, 1)[0] == [["旧"]]


def test_cells_that_stand_too_far_out_are_told(tmp_path: Path) -> None:
    blank = cell("", 'table:number-columns-repeated="16383"')
    rows = table(
        row(cell("甲"), blank.replace("16383", "2000"), cell("x")),
        row(cell("", ""), attributes='table:number-rows-repeated="1000000"'),
        row(cell("y")),
    )
    found, (told,) = read(write_ods(tmp_path / "a.ods", rows))
    assert found == [["甲"]]
    assert (told.code, told.params["cells"]) == ("import.far_cells", ["BXZ1", "A1000002"])


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (table(row(cell("甲", f'{STRING} table:number-columns-repeated="16384"'), attributes='table:number-rows-repeated="1048576"')), "read_too_big"),
        (table(row(cell("甲"), attributes='table:number-rows-repeated="99999999999"')), "read_damaged"),
        (table(row(cell("甲", f'{STRING} table:number-columns-repeated="-1"'))), "read_damaged"),
        ("<table:table>", "read_damaged"),
    ],
)  # fmt: skip
def test_what_no_program_writes_is_refused(content: str, code: str, tmp_path: Path) -> None:
    with pytest.raises(ExchangeError, match=code):
        read(write_ods(tmp_path / "a.ods", content))


def test_a_manifest_that_fills_the_memory_is_refused(tmp_path: Path) -> None:
    bomb = {"META-INF/manifest.xml": b"<manifest>" + b" " * 70_000_000 + b"</manifest>"}
    with pytest.raises(ExchangeError, match="read_too_big"):
        read(write_ods(tmp_path / "a.ods", table(row(cell("甲"))), parts=bomb))
