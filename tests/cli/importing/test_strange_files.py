"""Files as others leave them, from the command to the roll: nothing is read as blank in silence, nothing read wrongly."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from branchkit.cli import exit_codes
from branchkit.cli.main import main

from ...exchange.workbooks import cell, row, write_xlsx

HEAD = row(1, "序号", "姓名", "性别", "身份证号", "入党时间", "转正时间")
JIANG = row(2, "1", "江东升", "男", "440524197002030118", "1995-07-01", "1996-07-01")
LING = row(3, "2", "凌素云", "女", "110105198504120225", "2010-05-04", "2011-05-04")

Run = Callable[..., dict[str, Any]]


@pytest.fixture
def imported(workspace_directory: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """``import members`` as JSON."""

    def run(file: Path, *words: str, expect: int = exit_codes.OK) -> dict[str, Any]:
        command = ("--workspace", str(workspace_directory), "--safe-mode", "import", "members")
        code = main([*command, str(file), "--format", "json", *words])
        out, err = capsys.readouterr()
        assert code == expect, err
        return dict(json.loads(out)) if out else {"text": err}

    return run


@pytest.fixture
def members(workspace_directory: Path, capsys: pytest.CaptureFixture[str]) -> Callable[[], Any]:
    def run() -> Any:
        words = ("members", "list", "--format", "json", "--unmask", "id")
        assert main(["--workspace", str(workspace_directory), "--safe-mode", *words]) == 0
        return json.loads(capsys.readouterr().out)

    return run


def told(result: dict[str, Any]) -> list[tuple[str, int | None, str, str]]:
    return [(p["code"], p["row"], p["column"], p["severity"]) for p in result["problems"]]


def test_errors_are_named_with_their_place_and_wait_to_be_mended(
    imported: Run, tmp_path: Path
) -> None:
    rows = (
        HEAD
        + JIANG.replace(cell("D2", "440524197002030118"), '<c r="D2" t="e"><v>#REF!</v></c>')
        + LING.replace(cell("E3", "2010-05-04"), '<c r="E3" t="e"><v>#N/A</v></c>').replace(
            cell("C3", "女"), '<c r="C3" t="e"><v>#VALUE!</v></c>'
        )
    )
    result = imported(write_xlsx(tmp_path / "名册.xlsx", rows), expect=exit_codes.PROBLEMS)
    assert told(result) == [
        ("import.lost", 2, "D", "error"),
        ("import.lost", 3, "C", "warning"),
        ("import.lost", 3, "E", "error"),
    ]
    assert "#REF!" in result["problems"][0]["text"]
    assert (result["left_out"], result["mend_file"]) == ([2, 3], str(tmp_path / "名册-待改.xlsx"))


def test_what_was_not_mended_is_left_out_again(imported: Run, tmp_path: Path) -> None:
    rows = HEAD + row(2, "1", "", "男", "440524197002030118", "1995-07-01").replace(
        "</row>", '<c r="B2"><f>VLOOKUP(D2,X:Y,2,0)</f><v/></c></row>'
    )
    first = imported(write_xlsx(tmp_path / "名册.xlsx", rows), expect=exit_codes.PROBLEMS)
    again = imported(Path(first["mend_file"]), expect=exit_codes.PROBLEMS)
    assert told(first) == told(again) == [("import.lost", 2, "B", "error")]


def test_formulas_without_a_value_are_named_with_their_place(imported: Run, tmp_path: Path) -> None:
    uncached = '<c r="F2"><f>EDATE(E2,12)</f><v/></c>'
    rows = HEAD + JIANG.replace(cell("F2", "1996-07-01"), uncached)
    result = imported(write_xlsx(tmp_path / "a.xlsx", rows), expect=exit_codes.PROBLEMS)
    assert told(result) == [("import.lost", 2, "F", "error")]
    assert "=EDATE(E2,12)" in result["problems"][0]["text"]


def test_a_number_that_stands_in_a_formula_is_not_repeated(imported: Run, tmp_path: Path) -> None:
    formula = '<c r="D2"><f>"440524197002030118"</f><v/></c>'
    rows = HEAD + JIANG.replace(cell("D2", "440524197002030118"), formula)
    result = imported(write_xlsx(tmp_path / "a.xlsx", rows), expect=exit_codes.PROBLEMS)
    assert told(result) == [("import.lost", 2, "D", "error")]
    assert "440524" not in json.dumps(result)


def test_an_error_in_a_total_is_nobodys(imported: Run, tmp_path: Path) -> None:
    total = row(3, "合计").replace("</row>", '<c r="D3" t="e"><v>#REF!</v></c></row>')
    result = imported(write_xlsx(tmp_path / "a.xlsx", HEAD + JIANG + total))
    assert (len(result["added"]), told(result)) == (1, [])


def test_the_sheet_that_is_shown_wins_over_a_hidden_one(imported: Run, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", HEAD + JIANG, HEAD + LING, states={0: 'state="hidden"'})
    result = imported(path)
    assert [entry["name"] for entry in result["added"]] == ["凌素云"]
    assert result["sheet"] == "表2"
    assert [code for code, *_ in told(result)] == ["import.sheets_not_read"]
    hidden = imported(path, "--sheet", "1")
    assert [entry["name"] for entry in hidden["added"]] == ["江东升"]
    assert [code for code, *_ in told(hidden)] == ["import.sheet_hidden"]


def test_hidden_rows_are_read_and_said_or_left_out(imported: Run, tmp_path: Path) -> None:
    rows = HEAD + JIANG + LING.replace('<row r="3"', '<row r="3" hidden="1"')
    path = write_xlsx(tmp_path / "a.xlsx", rows)
    visible = imported(path, "--visible-only")
    assert [entry["name"] for entry in visible["added"]] == ["江东升"]
    assert [code for code, *_ in told(visible)] == ["import.hidden_left_out"]
    all_rows = imported(path)
    assert [entry["name"] for entry in all_rows["added"]] == ["凌素云"]
    assert [code for code, *_ in told(all_rows)] == ["import.hidden_read"]


def test_bare_numbers_of_a_workbook_from_1904_are_its_own_days(
    imported: Run, members: Callable[[], Any], tmp_path: Path
) -> None:
    numbers = '<c r="E2"><v>33419</v></c><c r="F2"><v>33785</v></c>'
    rows = HEAD + row(2, "1", "江东升", "男", "440524197002030118").replace(
        "</row>", f"{numbers}</row>"
    )
    imported(write_xlsx(tmp_path / "a.xlsx", rows, properties='date1904="1"'))
    assert [(m["joined"], m["full_since"]) for m in members()] == [("1995-07-01", "1996-07-01")]


def test_a_stray_cell_is_said_and_the_roster_is_read(imported: Run, tmp_path: Path) -> None:
    stray = f'<row r="1048576">{cell("XFD1048576", "x")}</row>'
    result = imported(write_xlsx(tmp_path / "a.xlsx", HEAD + JIANG + LING + stray))
    assert len(result["added"]) == 2
    assert told(result) == [("import.far_cells", 1048576, "XFD", "warning")]
    assert "XFD1048576" in result["problems"][0]["text"]


@pytest.mark.parametrize(
    ("content", "encoding", "words"),
    [
        (f"姓名,身份证号,入党时间,备注\n江东升,440524197002030118,1995-07-01,{'甲，' * 9}\n", "utf-8", ()),
        ('姓名,身份证号,入党时间\n江东升,"=""440524197002030118""",1995-07-01\n', "gb18030", ()),
        ("青石村党支部名册\n\n姓名,身份证号,入党时间\n江东升,440524197002030118,1995-07-01\n", "utf-8", ()),
        ("姓名,性別,身分證號,身份證號,入黨時間\n江東升,男,,440524197002030118,1995-07-01\n", "big5", ()),
        ("姓名#身份证号#入党时间\n江东升#440524197002030118#1995-07-01\n", "utf-8", ("--delimiter", "#")),
        ("姓名,身份证号,入党时间\n江东升,440524197002030118,1995-07-01\n", "utf-16-le", ("--encoding", "utf-16-le")),
    ],
)  # fmt: skip
def test_a_delimited_file_is_read_as_it_is_meant(
    content: str,
    encoding: str,
    words: tuple[str, ...],
    imported: Run,
    members: Callable[[], Any],
    tmp_path: Path,
) -> None:
    (tmp_path / "a.csv").write_bytes(content.encode(encoding))
    imported(tmp_path / "a.csv", *words)
    assert [(m["citizen_id"], m["joined"]) for m in members()] == [
        ("440524197002030118", "1995-07-01")
    ]


@pytest.mark.parametrize("mark", ["", "ab", '"', "\n"])
def test_a_delimiter_is_one_mark(mark: str, workspace_directory: Path) -> None:
    with pytest.raises(SystemExit) as refused:
        main(
            [
                "--workspace",
                str(workspace_directory),
                "import",
                "members",
                "a.csv",
                "--delimiter",
                mark,
            ]
        )
    assert refused.value.code == exit_codes.USAGE


def test_an_encoding_that_there_is_not_is_named(imported: Run, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("姓名,性别\n江东升,男\n", "utf-8")
    result = imported(tmp_path / "a.csv", "--encoding", "utf8mb5", expect=exit_codes.REFUSED)
    assert "utf8mb5" in result["text"]


def test_a_ticked_cell_says_yes(imported: Run, members: Callable[[], Any], tmp_path: Path) -> None:
    ticked = '<c r="C2" t="b"><v>1</v></c>'
    rows = row(1, "姓名", "性别", "是否流动") + row(2, "江东升", "男").replace(
        "</row>", f"{ticked}</row>"
    )
    imported(write_xlsx(tmp_path / "a.xlsx", rows))
    (tmp_path / "b.csv").write_text(
        "姓名,性别,是否流动\n凌素云,女,TRUE\n费有田,男,FALSE\n", "utf-8"
    )
    imported(tmp_path / "b.csv")
    assert [m["mobility"] for m in members()] == ["out", "out", "none"]
