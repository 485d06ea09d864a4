"""``branchkit export``: a register in every format, the set of a branch, and what is recorded before it is shown."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from branchkit.cli import exit_codes
from branchkit.cli.main import main
from branchkit.exchange.writers import FORMATS

from ...store.test_disks import disk, fill
from ..importing.test_records import Commands, run

__all__ = ["disk", "run"]


@pytest.fixture
def paid(run: Commands) -> Commands:
    for day, amount in (("2026-10-03", "3000"), ("2026-11-03", "4500.50")):
        run(
            "record",
            "add",
            "dues.base",
            f"from={day}",
            "member=陈建国",
            "norm=monthly",
            f"base={amount}",
        )
    return run


@pytest.mark.parametrize("format", FORMATS)
def test_every_format(paid: Commands, tmp_path: Path, format: str) -> None:
    target = tmp_path / f"base.{'txt' if format == 'text' else format}"
    paid("export", "dues.base", "-o", target, "--format", format)
    assert str(target) in paid.err
    assert target.stat().st_size > 100
    assert [path.name for path in tmp_path.glob("*base*")] == [target.name]


def test_text_goes_to_the_terminal_and_files_by_their_ending(
    paid: Commands, tmp_path: Path
) -> None:
    assert "填报单位：青石村党支部" in paid("export", "dues.base")
    paid("export", "dues.base", "-o", tmp_path / "a.json")
    assert json.loads((tmp_path / "a.json").read_text())["title"] == "党费基数"
    paid("export", "dues.base", "--format", "xlsx", expect=exit_codes.REFUSED)


def test_personal_columns_are_masked_until_asked_for_which_is_recorded(paid: Commands) -> None:
    assert "4500.50" not in paid("export", "dues.base", "--format", "csv")
    assert "4500.50" in paid("export", "dues.base", "--format", "csv", "--unmask", "base")
    assert "显示遮蔽内容一事已记入账目" in paid.err
    assert "export dues.base" in paid("history", "--all", "--format", "json")


def test_what_is_not_personal_cannot_be_unmasked(paid: Commands) -> None:
    paid("export", "dues.base", "--unmask", "norm", expect=exit_codes.REFUSED)
    assert "norm" in paid.err


def test_a_period_is_a_part_of_it(paid: Commands) -> None:
    made = json.loads(paid("export", "dues.base", "--format", "json", "--period", "2026-11"))
    assert len(made["blocks"][0]["rows"]) == 1


def test_the_set_as_a_folder_and_as_a_workbook(run: Commands, tmp_path: Path) -> None:
    run("export", "all", "-o", tmp_path / "set")
    files = sorted(path.name for path in (tmp_path / "set").iterdir())
    assert files[:2] == ["00-目录.xlsx", "01-流动党员管理卡.xlsx"]
    assert len(files) == 17
    run("export", "all", "--more", "-o", tmp_path / "set.xlsx")
    sheets = openpyxl.load_workbook(tmp_path / "set.xlsx", read_only=True).sheetnames
    assert sheets[0] == "目录"
    assert len([name for name in sheets if name[:2].isdecimal()]) > 16


def test_the_set_goes_to_the_exports_unless_told_otherwise(
    run: Commands, workspace_directory: Path
) -> None:
    run("export", "all", "--format", "html")
    folder = workspace_directory / "exports" / "一卡二表三簿十册-2026-11-20"
    assert len(list(folder.glob("*.html"))) == 17
    run("export", "all", "--format", "json", expect=exit_codes.REFUSED)


def test_no_bar_is_drawn_where_nobody_watches(run: Commands, tmp_path: Path) -> None:
    run("export", "all", "-o", tmp_path / "set")
    assert run.err.splitlines() == [f"已写出 16 本台账和目录：{tmp_path / 'set'}"]


def test_a_template_does_not_replace_one_that_may_be_filled_in(
    run: Commands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run("export", "book.visit", "--template")
    run("export", "book.visit", "--template", expect=exit_codes.REFUSED)
    assert [path.name for path in tmp_path.glob("*.xlsx")] == ["走访记录-模板.xlsx"]


def test_members_is_the_roll(run: Commands) -> None:
    assert "党员花名册" in run("export", "members")


def test_on_a_full_disk_everything_can_be_taken_to_another_one(
    disk: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    workspace = disk / "branch"
    at = ("--workspace", str(workspace), "--safe-mode")
    assert main(["init", str(workspace), "--name", "青石村党支部", "--sector", "rural"]) == 0
    assert main([*at, "members", "add", "--name", "陈建国"]) == 0
    fill(disk)
    target = tmp_path / "roster.csv"
    assert main([*at, "export", "roll.members", "-o", str(target)]) == 0
    assert "陈建国" in target.read_text(encoding="utf-8-sig")
    capsys.readouterr()
    here = disk / "roster.csv"
    assert main([*at, "export", "roll.members", "-o", str(here)]) == exit_codes.REFUSED
    assert "磁盘已满" in capsys.readouterr().err
    assert not here.exists()


def test_the_set_is_no_single_document(paid: Commands, tmp_path: Path) -> None:
    paid("export", "all", "-o", tmp_path / "set.docx", expect=exit_codes.REFUSED)
    assert "--format docx" in paid.err
    assert not (tmp_path / "set.docx").exists()
