"""``branchkit import REGISTER``: the whole way from a workbook to the register, and of what is left out back again."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter

from branchkit.cli import exit_codes
from branchkit.cli.main import main
from branchkit.core.actors import Actor
from branchkit.store.sqlite_store import SqliteStore
from branchkit.testing.builders import members
from branchkit.toml.targets import DATABASE_FILE

HEADER = ["序号", "日期", "走访党员", "走访户", "反映的事项"]
GOOD = [1, "2026.11.3", "陈建国", "高沟三组", "送医"]
BAD = [2, "2026-11-31", "张飞", "高沟四组", None]


class Commands:
    """The command line on one workspace; the last call's output."""

    def __init__(self, directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._directory = directory
        self._capsys = capsys
        self.out = self.err = ""

    def __call__(self, *words: object, expect: int = exit_codes.OK) -> str:
        code = main(["--workspace", str(self._directory), "--safe-mode", *map(str, words)])
        self.out, self.err = self._capsys.readouterr()
        assert code == expect, self.err
        return self.out


@pytest.fixture
def run(workspace_directory: Path, capsys: pytest.CaptureFixture[str]) -> Commands:
    store = SqliteStore.open(workspace_directory / DATABASE_FILE, datetime.now)
    with store.begin(Actor("测试员"), "test.enrol") as uow:
        for member in members(org="test"):
            uow.put("test", "member", member.id, member.to_body())
        uow.commit()
    store.close()
    return Commands(workspace_directory, capsys)


def workbook(path: Path, *rows: Sequence[object]) -> Path:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("走访")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, ["" if cell is None else cell for cell in row])
    return path


@pytest.fixture
def visits(tmp_path: Path) -> Path:
    return workbook(tmp_path / "走访.xlsx", ["走访记录"], HEADER, GOOD, BAD, ["合计", "2次"])


def test_rows_go_in_and_what_is_left_out_comes_back_mended(
    run: Commands, visits: Path, tmp_path: Path
) -> None:
    run("import", "book.visit", visits, expect=exit_codes.PROBLEMS)
    assert "新增 1 行，变更 0 行，未变 0 行，未导入 1 行" in run.out
    assert "跳过 1 行" in run.out
    assert "日期：" in run.err and "走访党员" in run.err
    mend = tmp_path / "走访-待改.xlsx"
    assert str(mend) in run.err
    run("import", "book.visit", mend, expect=exit_codes.PROBLEMS)
    assert "未导入 1 行" in run.out
    run("import", "book.visit", visits, "--errors", tmp_path / "e.csv", expect=exit_codes.PROBLEMS)
    assert "未变 1 行" in run.out
    with (tmp_path / "e.csv").open(encoding="utf-8-sig") as file:
        assert len(list(csv.reader(file))) == 2


def test_a_dry_run_writes_nothing(run: Commands, visits: Path, tmp_path: Path) -> None:
    run("import", "book.visit", visits, "--dry-run", expect=exit_codes.PROBLEMS)
    assert "（试导入）：将新增 1 行" in run.out
    assert [path.name for path in tmp_path.glob("*待改*")] == []
    assert json.loads(run("record", "list", "book.visit", "--format", "json")) == []


def test_json_and_csv_tell_everything(run: Commands, visits: Path) -> None:
    told = json.loads(
        run("import", "book.visit", visits, "--dry-run", "--format", "json", expect=1)
    )
    assert (told["added"], told["left_out"], told["sheet"]) == (1, 1, "走访")
    assert {problem["code"] for problem in told["problems"]} == {
        "record.not_of_kind",
        "record.unknown_member",
    }
    assert told["passed_over"] == [{"row": 5, "kind": "total"}]
    lines = list(
        csv.DictReader(
            io.StringIO(run("import", "book.visit", visits, "--format", "csv", expect=1))
        )
    )
    assert [(line["row"], line["outcome"]) for line in lines] == [
        ("3", "added"),
        ("4", "left-out"),
        ("5", "passed-over"),
    ]


def test_every_import_tells_its_result_in_one_shape(
    run: Commands, visits: Path, tmp_path: Path
) -> None:
    roster = workbook(tmp_path / "a.xlsx", ["姓名", "性别"], ["高大山", "男"])
    tree = workbook(tmp_path / "b.xlsx", ["党组织名称", "类别"], ["先锋党小组", "党小组"])
    shapes = {
        frozenset(json.loads(run(*words, "--dry-run", "--format", "json", expect=code)))
        for *words, code in (
            ("import", "members", roster, exit_codes.OK),
            ("org", "import", tree, exit_codes.OK),
            ("import", "book.visit", visits, exit_codes.PROBLEMS),
        )
    }
    assert len(shapes) == 1
    lines = run("org", "import", tree, "--format", "csv").splitlines()
    assert lines[0] == "outcome,row,id,name,detail"
    assert lines[1].startswith("added,2,") and "先锋党小组" in lines[1]


def test_the_file_itself_is_not_overwritten_by_what_is_left_out(
    run: Commands, visits: Path
) -> None:
    before = visits.read_bytes()
    words = ("import", "book.visit", visits, "--errors", visits)
    run(*words, expect=exit_codes.REFUSED)
    assert visits.read_bytes() == before


def test_registers_of_members_are_filled_by_importing_members(
    run: Commands, tmp_path: Path
) -> None:
    roster = workbook(tmp_path / "a.xlsx", ["姓名", "性别"], ["高大山", "男"])
    run("import", "roll.members", roster)
    assert "新增 1 人" in run.out
    run("import", "form.member", roster)
    assert "未变 1 人" in run.out


@pytest.mark.parametrize("register", ["cases", "roll.activists"])
def test_people_in_development_are_taken_over_as_cases(
    run: Commands, tmp_path: Path, register: str
) -> None:
    header = ["姓名", "性别", "申请入党", "列为积极分子"]
    people = workbook(
        tmp_path / "积极分子.xlsx", header, ["田禾", "女", "2025-03-04", "2025-10-08"]
    )
    run("import", register, people)
    assert "新增 1 人" in run.out
    run("case", "list", "--format", "json")
    assert '"田禾"' in run.out and '"activist"' in run.out
    run("import", register, people)
    assert "未变 1 人" in run.out


def test_an_unknown_register_is_named(run: Commands, visits: Path) -> None:
    run("import", "book.nothing", visits, expect=exit_codes.REFUSED)
    assert "book.nothing" in run.err and "走访记录" in run.err


def test_a_template_is_filled_in_and_imported(run: Commands, tmp_path: Path) -> None:
    import openpyxl

    template = tmp_path / "空表.xlsx"
    run("export", "book.visit", "--template", "-o", template)
    assert "branchkit import book.visit" in run.err
    run("import", "book.visit", template)
    assert "新增 0 行" in run.out
    book = openpyxl.load_workbook(template)
    sheet = book.worksheets[0]
    titles = [str(cell.value) for cell in sheet[1]]
    filled = {"日期*": "2026-11-03", "走访党员*": "陈建国", "走访户*": "高沟三组"}
    for title, value in filled.items():
        sheet.cell(2, titles.index(title) + 1, value)
    book.save(template)
    run("import", "book.visit", template)
    assert "新增 1 行" in run.out
