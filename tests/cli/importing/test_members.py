"""``branchkit import members``: the whole way from a workbook to the roll, and of what is left out back again."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from branchkit.cli import exit_codes
from branchkit.cli.main import main
from branchkit.store.sqlite_store import SqliteStore
from branchkit.toml.targets import DATABASE_FILE

GOOD = [1, "张  三", "女", "11010519491231002X", "1985.03"]
FAULTY = [2, "欧阳若兰", "女", 4405241990010100, "2010年7月"]
OWN_ID = "440524199001010020"


class Import:
    """The commands on one workspace; the last call's output."""

    def __init__(self, directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._directory = directory
        self._capsys = capsys
        self.out = self.err = ""

    def __call__(self, file: Path, *words: str, expect: int = exit_codes.OK) -> str:
        self._run("import", "members", str(file), *words, expect=expect)
        return self.out

    def names(self) -> list[str]:
        self._run("members", "list", "--format", "json", expect=exit_codes.OK)
        return [member["name"] for member in json.loads(self.out)]

    def listed(self, *words: str) -> str:
        self._run("members", "list", *words, expect=exit_codes.OK)
        return self.out

    def _run(self, *words: str, expect: int) -> None:
        code = main(["--workspace", str(self._directory), "--safe-mode", *words])
        self.out, self.err = self._capsys.readouterr()
        assert code == expect, self.err


@pytest.fixture
def imports(workspace_directory: Path, capsys: pytest.CaptureFixture[str]) -> Import:
    return Import(workspace_directory, capsys)


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    """A workbook of one good row, one with an ID too short, and a total."""
    path = tmp_path / "名册.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("花名册")
        sheet.merge_range(0, 0, 0, 4, "青石村党支部党员花名册")
        for row, cells in enumerate(
            [["序号", "姓 名", "性別", "身份证号", "入党\n时间"], GOOD, FAULTY, ["合计", "2人"]], 1
        ):
            sheet.write_row(row, 0, cells)
    return path


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if path.is_file()}


def test_what_came_in_what_stayed_out_and_where_it_is(
    imports: Import, roster: Path, tmp_path: Path
) -> None:
    imports(roster, expect=exit_codes.PROBLEMS)
    assert imports.out.startswith("名册.xlsx：新增 1 人，变更 0 人，未变 0 人，未导入 1 行\n")
    assert "第 5 行" in imports.out
    assert "错误：名册.xlsx，工作表 花名册，第 4 行，D 列：身份证号" in imports.err
    assert files(tmp_path) == {"名册.xlsx", "名册-待改.xlsx"}
    assert imports.names() == ["张三"]


def test_a_dry_run_writes_nothing_at_all(imports: Import, roster: Path, tmp_path: Path) -> None:
    imports(roster, "--dry-run", "--errors", str(tmp_path / "x.xlsx"), expect=exit_codes.PROBLEMS)
    assert "将新增 1 人" in imports.out
    assert "没有写入任何内容" in imports.err
    assert files(tmp_path) == {"名册.xlsx"}
    assert imports.names() == []


def _mend(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    book.active["D2"] = OWN_ID
    book.save(path)


def test_the_mend_file_comes_in_as_it_is_once_mended(
    imports: Import, roster: Path, tmp_path: Path
) -> None:
    mend_file = tmp_path / "待改.xlsx"
    imports(roster, "--errors", str(mend_file), expect=exit_codes.PROBLEMS)
    _mend(mend_file)
    imports(mend_file)
    assert imports.names() == ["张三", "欧阳若兰"]
    assert "问题" not in imports.err


def test_a_mend_file_not_mended_is_left_out_again_and_not_written_over(
    imports: Import, roster: Path, tmp_path: Path
) -> None:
    imports(roster, expect=exit_codes.PROBLEMS)
    imports(tmp_path / "名册-待改.xlsx", expect=exit_codes.PROBLEMS)
    assert files(tmp_path) == {"名册.xlsx", "名册-待改.xlsx", "名册-待改-2.xlsx"}
    header = next(openpyxl.load_workbook(tmp_path / "名册-待改-2.xlsx").active.values)
    assert header == ("序号", "姓 名", "性別", "身份证号", "入党 时间", "问题")


def test_the_file_being_imported_is_never_written_over(imports: Import, roster: Path) -> None:
    before = roster.read_bytes()
    imports(roster, "--errors", str(roster), expect=exit_codes.REFUSED)
    assert roster.read_bytes() == before
    assert imports.names() == []


def test_where_the_mend_file_cannot_be_written_nothing_is_imported(
    imports: Import, roster: Path, tmp_path: Path
) -> None:
    imports(roster, "--errors", str(tmp_path / "none" / "x.xlsx"), expect=exit_codes.REFUSED)
    assert imports.names() == []


def test_json_tells_everything(imports: Import, roster: Path) -> None:
    told: dict[str, Any] = json.loads(
        imports(roster, "--format", "json", expect=exit_codes.PROBLEMS)
    )
    assert told["added"] == [{"id": "m0001", "number": 1, "name": "张三"}]
    assert (told["changed"], told["unchanged"], told["left_out"]) == ([], 0, [4])
    assert told["passed_over"] == [{"row": 5, "kind": "total"}]
    (problem,) = told["problems"]
    assert (problem["row"], problem["column"]) == (4, "D")
    assert problem["code"] == "member.citizen_id.length"
    assert told["mend_file"].endswith("名册-待改.xlsx")


def test_csv_has_a_line_for_each_outcome(imports: Import, roster: Path) -> None:
    lines = imports(roster, "--format", "csv", expect=exit_codes.PROBLEMS).splitlines()
    assert lines[0] == "outcome,row,id,name,detail"
    assert [line.split(",")[0] for line in lines[1:]] == ["added", "left-out", "passed-over"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_of_any_encoding_twice(imports: Import, tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "名册.csv"
    path.write_text("姓名,性别,民族\n张三,女,汉\n", encoding)
    imports(path)
    imports(path)
    assert "未变 1 人" in imports.out
    imports(_changed(path, encoding))
    assert "变更：1 张三（民族）" in imports.out


def _changed(path: Path, encoding: str) -> Path:
    path.write_text("姓名,性别,民族\n张三,女,满\n", encoding)
    return path


def test_another_branch_is_left_out_unless_one_says_otherwise(
    imports: Import, tmp_path: Path
) -> None:
    path = tmp_path / "名册.csv"
    path.write_text("姓名,性别,所在支部\n张三,女,白水村党支部\n", "utf-8")
    imports(path, expect=exit_codes.PROBLEMS)
    assert "1 人不在本支部（青石村党支部），未导入" in imports.err
    imports(path, "--any-branch")
    assert imports.names() == ["张三"]


def test_a_file_that_is_no_roster_is_refused_in_a_sentence(imports: Import, tmp_path: Path) -> None:
    path = tmp_path / "信.txt"
    path.write_text("您好\n", "utf-8")
    imports(path, expect=exit_codes.REFUSED)
    assert "没有找到表头" in imports.err
    imports(tmp_path / "没有.xlsx", expect=exit_codes.REFUSED)
    assert "找不到文件" in imports.err


def test_the_ledger_names_the_file(
    imports: Import, roster: Path, workspace_directory: Path
) -> None:
    imports(roster, expect=exit_codes.PROBLEMS)
    store = SqliteStore.open(workspace_directory / DATABASE_FILE, datetime.now)
    last = next(iter(store.entries(newest_first=True)))
    store.close()
    assert (last.change.action, last.reason, last.kind) == ("member.import", "名册.xlsx", "member")


def test_ids_to_be_completed_are_told_listed_and_kept_beside(
    imports: Import, tmp_path: Path
) -> None:
    path = tmp_path / "名册.csv"
    path.write_text("姓名,性别,身份证号\n张三,男,4.40524197002030E+17\n", "utf-8")
    imports(path)
    assert "1 人的身份证号待补" in imports.err
    assert "197002030" not in imports.err + imports.out
    assert files(tmp_path) == {"名册.csv", "名册-待改.xlsx"}
    assert "440524*********…待补" in imports.listed("--view", "incomplete")


def test_branches_of_a_list_are_made_where_that_is_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "镇"
    town = ["init", str(folder), "--name", "清溪镇党委", "--sector", "rural", "--kind", "committee"]
    assert main(["--safe-mode", *town]) == exit_codes.OK
    path = tmp_path / "名册.csv"
    path.write_text("姓名,性别,所在支部\n张三,女,石桥村党支部\n李四,男,石桥村\n", "utf-8")
    imports = Import(folder, capsys)
    imports(path, expect=exit_codes.PROBLEMS)
    imports(path, "--create-branches")
    assert "新增 2 人" in imports.out
    assert "张三" in imports.listed("--subtree") and "李四" in imports.out
